// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads that a misbehaving network or a real S3 server does not let through: kept, and sent with the next
// run.
#include "engine/unsentsetup.h"

#include "base/sha256.h"
#include "storage/s3faultsfixture.h"

using namespace lifeboat;
using namespace Qt::StringLiterals;

class UnsentS3Test final : public S3FaultsFixture
{
    Q_OBJECT

private slots:
    void keepsItAndSendsItNextTime_data()
    {
        QTest::addColumn<int>("statuses");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<bool>("landed");
        constexpr int small = 50;
        constexpr int inParts = 20'000;
        const auto row = [](const char *name, int size, const QByteArray &method, const QByteArray &target,
                            const Fault &fault, bool landed = false) {
            QTest::newRow(name) << size << method << target << fault << landed;
        };
        row("reset before", small, "PUT", {}, Fault::resetRequestAfter(0));
        row("reset mid-body", small, "PUT", {}, Fault::resetRequestAfter(5000));
        row("silent mid-body", small, "PUT", {}, Fault::stallRequestAfter(5000));
        row("500", small, "PUT", {}, Fault::answer(xmlError(500, "InternalError")));
        row("503", small, "PUT", {}, Fault::answer(xmlError(503, "SlowDown")));
        row("403", small, "PUT", {}, Fault::answer(xmlError(403, "AccessDenied")));
        row("no bucket", small, "PUT", {}, Fault::answer(xmlError(404, "NoSuchBucket")));
        row("full", small, "PUT", {}, Fault::answer(xmlError(403, "QuotaExceeded")));
        row("every reply lost", small, {}, {}, Fault::loseReply(), true);
        row("not confirmed", small, "HEAD", {}, Fault::resetRequestAfter(0), true);
        row("a part, reset", inParts, "PUT", "partNumber=2", Fault::resetRequestAfter(5000));
        row("a part, 503", inParts, "PUT", "partNumber=2", Fault::answer(xmlError(503, "SlowDown")));
        row("completion, 500", inParts, "POST", "uploadId=", Fault::answer(xmlError(500, "InternalError")));
    }

    void keepsItAndSendsItNextTime()
    {
        QFETCH(int, statuses);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(Fault, fault);
        QFETCH(bool, landed);
        UnsentSetup job;
        QFile::remove(job.profile.databasePath);
        QVERIFY(makeRustResort(job.profile.databasePath, statuses));
        moveTo(job);
        addFault({method, target, 0, FaultProxy::always}, fault);
        const auto failed = backUp(job);
        QVERIFY(!failed);
        QVERIFY2(failed.error().hint.contains(u"kept on this machine"), qPrintable(describe(failed.error())));
        const auto kept = job.unsent.list();
        QCOMPARE(kept.size(), 1);
        QCOMPARE(m_direct->head(kept[0].key, {}).has_value(), landed);

        m_proxy->clear();
        job.clock.advance(std::chrono::hours(1));
        const auto report = backUp(job);
        LIFEBOAT_OK(report);
        QCOMPARE(report->sentLate, QStringList{kept[0].key});
        QVERIFY2(report->warnings.isEmpty(),
                 qPrintable(report->warnings.isEmpty() ? QString() : describe(report->warnings[0])));
        QCOMPARE(digestInStore(kept[0].key), kept[0].objectSha256());
        const auto listed = listBackups(*m_direct, job.profile, {});
        LIFEBOAT_OK(listed);
        QCOMPARE(listed->size(), 2);
        QVERIFY(!QDir(job.unsent.folder()).exists());
        removeAll();
        // No part of an upload either, but for one of which not even its beginning was answered.
        QVERIFY(landed || nothingIsLeft());
    }

    void keepsItWhenNobodyListens()
    {
        S3Setup closed = setup();
        closed.options.endpoint.setPort(1);
        m_store = std::move(*closed.open());
        UnsentSetup job;
        moveTo(job);
        const auto failed = backUp(job);
        LIFEBOAT_FAILS(failed, ErrorCode::Network);
        QCOMPARE(job.unsent.list().size(), 1);
        QCOMPARE(job.unsent.list().at(0).key, u"faults/backups/rustresort_20260131_090500.db.enc"_s);
    }

    void waitsOnWhenItsOwnUploadFailsAgain()
    {
        UnsentSetup job;
        moveTo(job);
        m_proxy->add({"PUT", {}, 0, FaultProxy::always}, Fault::answer(xmlError(403, "AccessDenied")));
        QVERIFY(!backUp(job));
        const QString late = job.unsent.list().at(0).key;
        m_proxy->clear();
        m_proxy->add({"PUT", late.toUtf8(), 0, FaultProxy::always},
                     Fault::answer(xmlError(500, "InternalError")));
        job.moveOn();
        const auto second = backUp(job);
        LIFEBOAT_OK(second);
        QVERIFY(second->sentLate.isEmpty());
        QCOMPARE(second->warnings.size(), 1);
        QCOMPARE(second->warnings[0].code, ErrorCode::ServerFailure);
        QCOMPARE(job.unsent.list().size(), 1);
        m_proxy->clear();
        // The answer to this upload is lost; asking the store settles it.
        m_proxy->add({"PUT", late.toUtf8()}, Fault::loseReply());
        job.moveOn();
        const auto third = backUp(job);
        LIFEBOAT_OK(third);
        QCOMPARE(third->sentLate, QStringList{late});
        QVERIFY(third->warnings.isEmpty());
        removeAll();
    }

private:
    static void moveTo(UnsentSetup &job)
    {
        S3Destination s3;
        s3.keyPrefix = u"faults/"_s;
        job.profile.destination = s3;
    }

    Result<BackupReport> backUp(UnsentSetup &job)
    {
        return runBackup(
            {job.profile, job.key, *m_store, job.clock, u"host"_s, false, {}, job.unsent.folder()}, {});
    }

    QString digestInStore(const QString &key) const
    {
        BytesSink sink(64 * mebibyte);
        GetRequest request;
        request.key = key;
        const auto got = m_direct->get(request, sink);
        return got ? QString::fromLatin1(Sha256::hexOf(sink.bytes())) : QString();
    }

    void removeAll()
    {
        const auto all = listAll(*m_direct, u"faults/"_s, {});
        LIFEBOAT_OK(all);
        for (const ObjectInfo &object : *all)
            LIFEBOAT_OK(m_direct->remove(object.key, {}));
    }
};

QTEST_GUILESS_MAIN(UnsentS3Test)
#include "tst_unsents3.moc"
