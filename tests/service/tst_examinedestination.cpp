// SPDX-License-Identifier: GPL-3.0-or-later
// "Test connection": what Doctor says of a destination whose profile is not saved yet.
#include "service/doctor.h"

#include "storage/s3/s3store.h"
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

/// The real one, with an access key.
class RealStores final : public StoreFactory
{
public:
    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &profile) override
    {
        return openS3Store(
            std::get<S3Destination>(profile.profile.destination).options,
            staticCredentials({u"someone"_s, SecretBytes(QByteArray("secret")), {}, {}, u"a test"_s}),
            std::make_shared<SystemClock>(), std::make_shared<RequestMeter>());
    }
    Result<QString> credentialsOrigin(const LoadedProfile &, const CancelToken &) override
    {
        return u"a test"_s;
    }
    const RequestMeter *meter() const override { return nullptr; }
};

/// What Cloudflare says to a name that it has no certificate for: fatal, handshake_failure (RFC 8446, 6.2).
void refuseHandshake(Connection &connection)
{
    const QByteArray head = connection.read(5); // 5.1: type, version, length
    if (head.size() == 5)
        (void)connection.read(static_cast<quint8>(head[3]) * 256 + static_cast<quint8>(head[4]));
    connection.write(QByteArrayView("\x15\x03\x03\x00\x02\x02\x28", 7));
}

QByteArray errorBody(const QByteArray &code)
{
    return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>";
}

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
    void whatIsWrongIsExplained_data();
    void whatIsWrongIsExplained();
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

/// The failures that everybody meets who sets up a bucket, from the wire to the words.
void ExamineDestinationTest::whatIsWrongIsExplained_data()
{
    QTest::addColumn<QString>("endpoint"); // empty: a store that answers
    QTest::addColumn<bool>("isR2");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<QString>("finding");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QString &endpoint, bool isR2, int status,
                        const QByteArray &code, const QByteArray &date, const QString &finding,
                        const QString &message, const QString &hint) {
        QTest::newRow(name) << endpoint << isR2 << status << errorBody(code) << date << finding << message
                            << hint;
    };
    const QByteArray now = "Sat, 31 Jan 2026 09:05:00 GMT"; // as FakeClock has it
    row("wrong account", u"https://127.0.0.1"_s, true, 0, {}, {}, u"endpoint failed"_s,
        u"secure connection"_s, u"no such account: check the account id"_s);
    row("TLS", u"https://127.0.0.1"_s, false, 0, {}, {}, u"endpoint failed"_s, u"secure connection"_s,
        u"name its CA file"_s);
    row("no network", u"http://no-such-host.invalid"_s, false, 0, {}, {}, u"endpoint failed"_s,
        u"no-such-host.invalid could not be found"_s, u"this machine's network"_s);
    row("wrong jurisdiction", {}, true, 404, "NoSuchBucket", now, u"bucket failed"_s,
        u"no bucket \"backups\""_s, u"the jurisdiction in the endpoint"_s);
    row("token without this bucket", {}, true, 403, "AccessDenied", now, u"bucket failed"_s,
        u"may not do this"_s, u"access to objects of bucket \"backups\""_s);
    row("clock off", {}, true, 404, "NoSuchBucket", "Sat, 31 Jan 2026 09:15:00 GMT", u"clock warning"_s,
        u"differ by 10:0"_s, u"switch on NTP"_s);
    row("clock too far off", {}, true, 403, "RequestTimeTooSkewed", now, u"bucket failed"_s,
        u"too far apart"_s, u"Set the clock"_s);
}

void ExamineDestinationTest::whatIsWrongIsExplained()
{
    QFETCH(QString, endpoint);
    QFETCH(bool, isR2);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, date);
    QFETCH(QString, finding);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    HttpServer answering;
    answering.answerElse(httpResponse(status, body, {{"Date", date}}));
    const SocketServer refusing(refuseHandshake);
    QUrl url = endpoint.isEmpty() ? answering.url() : QUrl(endpoint);
    if (url.scheme() == u"https")
        url.setPort(refusing.port());
    LoadedProfile loaded = bucketAt(url);
    auto &s3 = std::get<S3Destination>(loaded.profile.destination);
    s3.options.allowPlainHttp = true;
    if (isR2)
        s3.accountId = u"0123456789abcdef0123456789abcdef"_s;
    RealStores stores;
    FakeClock clock;
    const auto findings = Doctor(stores, clock).examineDestination(loaded, {});
    const auto all = lines(findings);
    const auto found = all.indexOf(finding);
    QVERIFY2(found >= 0, qPrintable(all.join(u", ")));
    QVERIFY2(findings.at(found).message.contains(message), qPrintable(findings.at(found).message));
    QVERIFY2(findings.at(found).hint.contains(hint), qPrintable(findings.at(found).hint));
}

QTEST_GUILESS_MAIN(ExamineDestinationTest)
#include "tst_examinedestination.moc"
