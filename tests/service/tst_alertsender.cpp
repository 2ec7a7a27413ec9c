// SPDX-License-Identifier: GPL-3.0-or-later
// Alerts as they arrive at a server and at a sendmail that we play.
#include "base/format.h"
#include "service/alertsender.h"
#include "support/fakeclock.h"
#include "support/httpserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto failure = Result<BackupReport>(fail(ErrorCode::NoSpace, u"s3.put"_s, u"The disk is full."_s));
const auto cancelled = Result<BackupReport>(fail(ErrorCode::Cancelled, u"backup"_s, u"Cancelled."_s));

Result<BackupReport> success()
{
    BackupReport report;
    report.key = u"backups/rustresort_20260131_090500.db"_s;
    report.size = 4096;
    return report;
}

std::mutex loggedMutex; // the handler is called by every thread that logs
QByteArray *logged = nullptr;

/// Everything that is logged while it lives, before any redaction.
class LogCapture final
{
public:
    LogCapture()
    {
        logged = &m_text;
        QLoggingCategory::setFilterRules(u"lifeboat.*.debug=true"_s);
        m_before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &message) {
            const std::lock_guard lock(loggedMutex);
            *logged += message.toUtf8() + '\n';
        });
    }
    ~LogCapture()
    {
        qInstallMessageHandler(m_before);
        QLoggingCategory::setFilterRules({});
    }
    Q_DISABLE_COPY_MOVE(LogCapture)

    [[nodiscard]] QByteArray text() const
    {
        const std::lock_guard lock(loggedMutex);
        return m_text;
    }

private:
    QByteArray m_text;
    QtMessageHandler m_before;
};

} // namespace

class AlertSenderTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void runsPing_data();
    void runsPing();
    void aCancelledRunIsNoNews();
    void serversAreGivenThreeChances_data();
    void serversAreGivenThreeChances();
    void redirectsAreNotFollowed();
    void theUnreachableIsReported();
    void aSlowServerIsGivenUp();
    void aSlowBeginningDoesNotHoldUpTheRun();
    void failuresAreToldOnce();
    void anotherProcessRemembers();
    void whatNobodyHeardIsStillNews();
    void successIsForThoseWhoAsked();
    void anUnchangedDatabaseWasNotBackedUp();
    void healthIsToldByEveryWay();
    void drillsAreTold();
    void testsGoEveryWay();
    void noSecretIsLogged();

private:
    [[nodiscard]] QList<AlertDelivery> run(const Result<BackupReport> &result)
    {
        return m_sender->begin(m_profile)->end(result, {});
    }
    void restart() { m_sender = std::make_unique<AlertSender>(m_options, m_clock); }
    /// The events of the JSON webhook's calls, in order.
    [[nodiscard]] QStringList events() const;
    [[nodiscard]] QByteArray mails() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HttpServer> m_server;
    std::shared_ptr<FakeClock> m_clock;
    AlertOptions m_options;
    LoadedProfile m_profile;
    std::unique_ptr<AlertSender> m_sender;
};

void AlertSenderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<HttpServer>();
    for (const char *path :
         {"POST /ping/hush", "POST /ping/hush/start", "POST /ping/hush/fail", "POST /hook/hush"})
        m_server->answer(path, httpResponse(200, "OK"));
    m_clock = std::make_shared<FakeClock>();
    m_options = {u"gate"_s, m_folder->path(), m_folder->filePath(u"sendmail"_s), {}, 60s, 60s};
    m_options.transport.useProxy = false;
    QFile sendmail(m_options.sendmail);
    QVERIFY(sendmail.open(QIODevice::WriteOnly));
    sendmail.write("#!/bin/sh\ncat >> \"$0.mails\"\n");
    QVERIFY(sendmail.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    m_profile = {};
    m_profile.profile.id = u"rustresort"_s;
    m_profile.profile.configFile = u"/etc/rustresort.toml"_s;
    m_profile.profile.databasePath = u"/srv/rustresort.db"_s;
    restart();
}

QStringList AlertSenderTest::events() const
{
    QStringList all;
    for (const HttpMessage &request : m_server->requests()) {
        if (request.target() == "/hook/hush")
            all.append(QJsonDocument::fromJson(request.body)[u"event"].toString());
    }
    return all;
}

QByteArray AlertSenderTest::mails() const
{
    QFile file(m_options.sendmail + u".mails"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void AlertSenderTest::runsPing_data()
{
    QTest::addColumn<bool>("succeeds");
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("success") << true << QByteArray("/ping/hush?a=b") << QByteArray("4.00 KiB");
    QTest::newRow("failure") << false << QByteArray("/ping/hush/fail?a=b") << QByteArray("The disk is full.");
}

void AlertSenderTest::runsPing()
{
    QFETCH(bool, succeeds);
    QFETCH(QByteArray, end);
    QFETCH(QByteArray, words);
    for (const char *path : {"POST /ping/hush?a=b", "POST /ping/hush/start?a=b", "POST /ping/hush/fail?a=b"})
        m_server->answer(path, httpResponse(200, "OK"));
    m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush?a=b"_s).toString();
    for (int time = 1; time <= 2; ++time) { // pings know no flood: every run counts
        const auto deliveries = run(succeeds ? success() : failure);
        QCOMPARE(deliveries.size(), 1);
        QVERIFY(!deliveries.constFirst().problem);
        QCOMPARE(deliveries.constFirst().to, u"127.0.0.1"_s);
        const auto requests = m_server->requests();
        QCOMPARE(requests.size(), 2 * time);
        QCOMPARE(requests[requests.size() - 2].target(), QByteArray("/ping/hush/start?a=b"));
        QCOMPARE(requests.constLast().target(), end);
        QVERIFY2(requests.constLast().body.contains(words), requests.constLast().body.constData());
    }
}

void AlertSenderTest::aCancelledRunIsNoNews()
{
    m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush"_s).toString();
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    QVERIFY(run(cancelled).isEmpty());
    QCOMPARE(m_server->requests().size(), m_server->count("POST /ping/hush/start"));
}

void AlertSenderTest::serversAreGivenThreeChances_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("requests");
    QTest::newRow("broken") << 500 << 3;
    QTest::newRow("busy") << 429 << 3;
    QTest::newRow("gone") << 404 << 1;
    QTest::newRow("wrong token") << 401 << 1;
}

void AlertSenderTest::serversAreGivenThreeChances()
{
    QFETCH(int, status);
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_server->answer("POST /hook/hush", httpResponse(status, "your token is hush"));
    const auto problems = problemsOf(run(failure));
    QCOMPARE(problems.size(), 1);
    QTEST(m_server->count("POST /hook/hush"), "requests");
    const QString said = describe(problems.constFirst());
    QVERIFY2(said.contains(QString::number(status)) && said.contains(u"127.0.0.1"), qPrintable(said));
    QVERIFY2(!said.contains(u"hush"), qPrintable(said));
    for (const auto pause : m_clock->sleeps())
        QVERIFY(pause <= 2s);
}

void AlertSenderTest::redirectsAreNotFollowed()
{
    HttpServer thief;
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_profile.secrets.webhookToken = SecretBytes("hush");
    const QByteArray location = thief.url(u"/hush"_s).toEncoded();
    m_server->answer("POST /hook/hush", httpResponse(307, {}, {{"Location", location}}));
    const auto problems = problemsOf(run(failure));
    QCOMPARE(problems.size(), 1);
    QVERIFY(problems.constFirst().hint.contains(u"another address"));
    QVERIFY(thief.requests().isEmpty());
    QCOMPARE(m_server->count("POST /hook/hush"), 1);
}

void AlertSenderTest::theUnreachableIsReported()
{
    const QUrl nobody = HttpServer().url(u"/hush"_s); // gone again
    m_profile.profile.alerts.pingUrl = nobody.toString();
    m_profile.profile.alerts.mailTo = u"root"_s;
    const auto deliveries = run(failure);
    QCOMPARE(deliveries.size(), 2);
    QCOMPARE(problemsOf(deliveries).size(), 1); // the mail went
    const QString said = describe(problemsOf(deliveries).constFirst());
    QVERIFY2(said.contains(u"ping") && !said.contains(u"hush") && !said.contains(u"store"), qPrintable(said));
    QVERIFY(mails().contains("Subject: [Lifeboat] Backup of rustresort on gate failed\n"));
}

void AlertSenderTest::aSlowServerIsGivenUp()
{
    m_options.attemptLimit = 200ms;
    restart();
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_server->stall("POST /hook/hush");
    QElapsedTimer clock;
    clock.start();
    auto problems = problemsOf(run(failure));
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.constFirst().code, ErrorCode::Timeout);
    QCOMPARE(m_server->count("POST /hook/hush"), 3);

    m_options.attemptLimit = 60s;
    m_options.budget = 300ms;
    restart();
    problems = problemsOf(run(failure));
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.constFirst().code, ErrorCode::Timeout);
    QCOMPARE(m_server->count("POST /hook/hush"), 4);
    QVERIFY(clock.elapsed() < 20'000);
}

void AlertSenderTest::aSlowBeginningDoesNotHoldUpTheRun()
{
    m_options.attemptLimit = 1s;
    restart();
    m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush"_s).toString();
    m_server->stall("POST /ping/hush/start");
    QElapsedTimer clock;
    clock.start();
    const auto begun = m_sender->begin(m_profile);
    QVERIFY(clock.elapsed() < 500);
    const auto deliveries = begun->end(success(), {});
    QVERIFY(clock.elapsed() < 20'000);
    QCOMPARE(deliveries.size(), 1);
    QVERIFY(!deliveries.constFirst().problem);
    QCOMPARE(m_server->requests().constLast().target(), QByteArray("/ping/hush"));
}

void AlertSenderTest::failuresAreToldOnce()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    for (int hour = 0; hour < 30; ++hour) {
        QVERIFY(problemsOf(run(failure)).isEmpty());
        m_clock->advance(1h);
    }
    QVERIFY(problemsOf(run(success())).isEmpty());
    QVERIFY(run(success()).isEmpty());
    QCOMPARE(events(), QStringList({u"failed"_s, u"failed"_s, u"recovered"_s}));
}

void AlertSenderTest::anotherProcessRemembers()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    QCOMPARE(run(failure).size(), 1);
    restart();
    QVERIFY(run(failure).isEmpty());
    m_profile.profile.configFile = u"/home/me/rustresort.toml"_s; // another one of the same name
    QCOMPARE(run(failure).size(), 1);
    m_options.stateFolder = u"/proc/nowhere"_s; // and where nothing can be remembered, it is told again
    restart();
    QCOMPARE(run(failure).size(), 1);
    QCOMPARE(run(failure).size(), 1);
}

void AlertSenderTest::whatNobodyHeardIsStillNews()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_server->answer("POST /hook/hush", httpResponse(503));
    QCOMPARE(problemsOf(run(failure)).size(), 1);
    m_server->answer("POST /hook/hush", httpResponse(200));
    QVERIFY(problemsOf(run(failure)).isEmpty());
    QVERIFY(run(failure).isEmpty());
    QCOMPARE(m_server->count("POST /hook/hush"), 3 + 1);
}

void AlertSenderTest::successIsForThoseWhoAsked()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    QVERIFY(run(success()).isEmpty());
    m_profile.profile.alerts.onSuccess = true;
    QCOMPARE(run(success()).size(), 1);
    QCOMPARE(events(), QStringList{u"succeeded"_s});
    const QJsonObject body = QJsonDocument::fromJson(m_server->requests().constLast().body).object();
    QCOMPARE(body[u"key"].toString(), u"backups/rustresort_20260131_090500.db"_s);
    QCOMPARE(body[u"size"].toInt(), 4096);
    QVERIFY(!body[u"unchanged"].toBool());
}

void AlertSenderTest::anUnchangedDatabaseWasNotBackedUp()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush"_s).toString();
    m_profile.profile.alerts.onSuccess = true;
    BackupReport report = *success();
    report.unchanged = true;
    report.takenAt = m_clock->utcNow();
    report.unchangedSince = report.takenAt.addDays(-3);
    QVERIFY(problemsOf(run(report)).isEmpty());
    const QString since = formatUtc(report.unchangedSince);
    bool isPinged = false;
    bool isTold = false;
    for (const auto &request : m_server->requests()) {
        const bool isWebhook = request.target() == "/hook/hush";
        isTold = isTold || isWebhook;
        isPinged = isPinged || request.target() == "/ping/hush";
        if (request.target() == "/ping/hush/start")
            continue;
        QVERIFY2(!request.body.contains("Backed up") && request.body.contains("nothing was uploaded")
                     && request.body.contains(since.toLatin1()),
                 request.body.constData());
        if (isWebhook) {
            const QJsonObject body = QJsonDocument::fromJson(request.body).object();
            QVERIFY(body[u"unchanged"].toBool() && body[u"size"].isNull());
            QCOMPARE(body[u"last_backup"].toString(), since);
        }
    }
    QVERIFY(isPinged && isTold);
}

void AlertSenderTest::healthIsToldByEveryWay()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_profile.profile.alerts.mailTo = u"root"_s;
    m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush"_s).toString();
    for (const Health health : {Health::Healthy, Health::Unknown, Health::Warning, Health::Warning,
                                Health::Unknown, Health::Critical, Health::Critical, Health::Healthy}) {
        HealthReport report;
        report.health = health;
        report.lastBackup = m_clock->utcNow();
        QVERIFY(problemsOf(m_sender->tellHealth(m_profile, report, {})).isEmpty());
    }
    QCOMPARE(events(), QStringList({u"late"_s, u"overdue"_s, u"recovered"_s}));
    QCOMPARE(mails().count("Subject: "), 3);
    QCOMPARE(m_server->requests().size(), 3); // the switch counts runs, not what is in the store
}

void AlertSenderTest::drillsAreTold()
{
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    const Error problem{ErrorCode::Corrupt, u"drill"_s, u"It is damaged."_s, {}, false};
    QCOMPARE(m_sender->tellDrill(m_profile, u"backups/x.db"_s, problem, {}).size(), 1);
    QVERIFY(m_sender->tellDrill(m_profile, u"backups/x.db"_s, problem, {}).isEmpty());
    QCOMPARE(m_sender->tellDrill(m_profile, u"backups/y.db"_s, std::nullopt, {}).size(), 1);
    QCOMPARE(events(), QStringList({u"drill-failed"_s, u"recovered"_s}));
}

void AlertSenderTest::testsGoEveryWay()
{
    QVERIFY(m_sender->tellTest(m_profile, {}).isEmpty());
    m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
    m_profile.profile.alerts.mailTo = u"root\nBcc: all"_s;
    m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush"_s).toString();
    for (int time = 0; time < 2; ++time) {
        const auto deliveries = m_sender->tellTest(m_profile, {});
        QCOMPARE(deliveries.size(), 3);
        QVERIFY(!deliveries[0].problem);
        QVERIFY(!deliveries[1].problem);
        QVERIFY(deliveries[2].problem && !deliveries[2].to.contains(u'\n'));
    }
    QCOMPARE(events(), QStringList({u"test"_s, u"test"_s}));
    QCOMPARE(m_server->count("POST /ping/hush"), 2);
    QVERIFY(mails().isEmpty());
}

void AlertSenderTest::noSecretIsLogged()
{
    const LogCapture log;
    m_options.attemptLimit = 100ms;
    restart();
    m_profile.secrets.webhookToken = SecretBytes("hush");
    for (const char *path : {"/ping/hush", "/ping/hush/start", "/ping/hush/fail", "/hook/hush"}) {
        m_profile.profile.alerts.pingUrl = m_server->url(u"/ping/hush?key=hush"_s).toString();
        m_profile.profile.alerts.webhookUrl = m_server->url(u"/hook/hush"_s).toString();
        QCOMPARE(m_sender->begin(m_profile)->end(failure, {}).size(), 2);
        m_server->answer(QByteArray("POST ") + path + "?key=hush",
                         httpResponse(302, {}, {{"Location", "/hush"}}));
        m_server->stall("POST /hook/hush");
        m_clock->advance(25h);
    }
    m_profile.profile.alerts.webhookUrl = u"https://me:hush@host/hush"_s;
    QCOMPARE(m_sender->tellTest(m_profile, {}).size(), 2);
    QVERIFY(log.text().contains("POST 127.0.0.1"));
    QVERIFY2(!log.text().contains("hush"), log.text().constData());
}

QTEST_GUILESS_MAIN(AlertSenderTest)
#include "tst_alertsender.moc"
