// SPDX-License-Identifier: GPL-3.0-or-later
// "Test connection": what Doctor says of a destination whose profile is not saved yet.
#include "service/doctor.h"

#include "support/fakeclock.h"
#include "support/httpserver.h"
#include "support/memorystore.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Hands the one store out again and again, as a real store outlives the object that speaks to it.
class OneStore final : public StoreFactory
{
public:
    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &) override
    {
        auto opened = std::make_unique<MemoryStore>();
        opened->before = before;
        return opened;
    }
    Result<QString> credentialsOrigin(const LoadedProfile &, const CancelToken &) override
    {
        return u"a test"_s;
    }
    const RequestMeter *meter() const override { return nullptr; }

    std::function<Result<void>(const QString &, const QString &)> before;
};

QStringList lines(const QList<Finding> &findings)
{
    QStringList all;
    for (const Finding &finding : findings)
        all += finding.subject + u' ' + verdictName(finding.verdict);
    return all;
}

LoadedProfile bucketAt(const QUrl &endpoint)
{
    S3Destination s3;
    s3.options.endpoint = endpoint;
    s3.options.bucket = u"backups"_s;
    s3.options.maxAttempts = 1;
    LoadedProfile loaded;
    loaded.profile.destination = s3;
    return loaded;
}

} // namespace

class ExamineDestinationTest final : public QObject
{
    Q_OBJECT

private slots:
    void folderIsProbed();
    void storeIsAskedForItsTimeAndProbed();
    void refusedProbeIsExplained();
    void silentStoreIsNotProbed();
};

void ExamineDestinationTest::folderIsProbed()
{
    OneStore stores;
    QStringList calls;
    stores.before = [&calls](const QString &operation, const QString &) -> Result<void> {
        calls += operation;
        return {};
    };
    FakeClock clock;
    LoadedProfile loaded;
    loaded.profile.destination = FolderDestination{u"/backups"_s};
    QCOMPARE(lines(Doctor(stores, clock).examineDestination(loaded, {})), QStringList{u"bucket ok"_s});
    QCOMPARE(calls, (QStringList{u"put"_s, u"list"_s, u"get"_s, u"remove"_s}));
}

void ExamineDestinationTest::storeIsAskedForItsTimeAndProbed()
{
    OneStore stores;
    const HttpServer server; // 404 without a date: it answers, and that is all there is to know
    SystemClock clock;
    const auto findings = Doctor(stores, clock).examineDestination(bucketAt(server.url()), {});
    QCOMPARE(lines(findings),
             (QStringList{u"endpoint ok"_s, u"clock skipped"_s, u"credentials ok"_s, u"bucket ok"_s}));
}

void ExamineDestinationTest::refusedProbeIsExplained()
{
    OneStore stores;
    stores.before = [](const QString &operation, const QString &) -> Result<void> {
        if (operation != u"put")
            return {};
        return fail(ErrorCode::Forbidden, u"test"_s, u"may not write"_s, u"give the token write access"_s);
    };
    const HttpServer server;
    SystemClock clock;
    const auto findings = Doctor(stores, clock).examineDestination(bucketAt(server.url()), {});
    QCOMPARE(findings.last().verdict, Finding::Verdict::Failed);
    QCOMPARE(findings.last().message, u"may not write"_s);
    QCOMPARE(findings.last().hint, u"give the token write access"_s);
}

void ExamineDestinationTest::silentStoreIsNotProbed()
{
    OneStore stores;
    stores.before = [](const QString &, const QString &) -> Result<void> {
        return fail(ErrorCode::Internal, u"test"_s, u"nobody should come here"_s);
    };
    SystemClock clock;
    const auto findings =
        Doctor(stores, clock).examineDestination(bucketAt(QUrl(u"http://127.0.0.1:1"_s)), {});
    QCOMPARE(lines(findings), (QStringList{u"endpoint failed"_s, u"clock skipped"_s, u"credentials ok"_s,
                                           u"bucket skipped"_s}));
    QVERIFY(!findings.first().hint.isEmpty());
}

QTEST_GUILESS_MAIN(ExamineDestinationTest)
#include "tst_examinedestination.moc"
