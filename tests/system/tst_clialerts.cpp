// SPDX-License-Identifier: GPL-3.0-or-later
// Alerts and commands of a profile, as a backup by cron has them.
#include "support/databaseshapes.h"
#include "support/httpserver.h"
#include "system/clirun.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliAlerts final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void backupsAreTold();
    void failuresAreToldOnceOverProcesses();
    void alertsThatFailAreWarnings();
    void testsAreSentEveryWay();
    void testsNeedAlerts();
    void commandsRunAround();

private:
    /// Appends to the profile.
    void configure(const QString &text) const
    {
        QFile file(m_profile);
        QVERIFY(file.open(QIODevice::Append));
        file.write(text.toUtf8());
    }
    [[nodiscard]] QStringList events() const
    {
        QStringList all;
        for (const HttpMessage &request : m_server->requests()) {
            if (request.target() == "/hook/hush")
                all.append(QJsonDocument::fromJson(request.body)[u"event"].toString());
        }
        return all;
    }

    std::unique_ptr<CliHome> m_home;
    std::unique_ptr<HttpServer> m_server;
    QString m_database;
    QString m_profile;
};

void TestCliAlerts::init()
{
    m_home = std::make_unique<CliHome>();
    m_server = std::make_unique<HttpServer>();
    for (const char *path :
         {"POST /ping/hush", "POST /ping/hush/start", "POST /ping/hush/fail", "POST /hook/hush"})
        m_server->answer(path, httpResponse(200));
    m_database = m_home->path(u"rustresort.db"_s);
    QVERIFY(makeRustResort(m_database, 50));
    m_profile = m_home->folderProfile(m_database);
}

void TestCliAlerts::backupsAreTold()
{
    configure(u"[lifeboat.alerts]\nping_url = \"%1\"\nwebhook_url = \"%2\"\nwebhook_token = \"hush-token\"\n"
              "on_success = true\n"_s.arg(m_server->url(u"/ping/hush"_s).toString(),
                                          m_server->url(u"/hook/hush"_s).toString()));
    const CliResult result = m_home->run({u"backup"_s, u"--debug"_s, u"--json"_s});
    VERIFY_DONE(result);
    QVERIFY(result.object()[u"warnings"].isArray());
    QVERIFY(result.object()[u"warnings"].toArray().isEmpty());
    const auto requests = m_server->requests();
    QCOMPARE(requests.size(), 3);
    QCOMPARE(requests[0].target(), QByteArray("/ping/hush/start"));
    for (const HttpMessage &request : requests.sliced(1))
        QVERIFY(request.body.contains(result.object()[u"key"].toString().toUtf8()));
    QCOMPARE(m_server->count("POST /ping/hush"), 1);
    QCOMPARE(events(), QStringList{u"succeeded"_s});
    QVERIFY(result.err.contains("POST 127.0.0.1"));
    QVERIFY2(!result.err.contains("hush") && !result.out.contains("hush"), result.said().constData());
}

void TestCliAlerts::failuresAreToldOnceOverProcesses()
{
    configure(u"[lifeboat.alerts]\nping_url = \"%1\"\nwebhook_url = \"%2\"\n"_s.arg(
        m_server->url(u"/ping/hush"_s).toString(), m_server->url(u"/hook/hush"_s).toString()));
    QVERIFY(QFile::rename(m_database, m_database + u".away"_s));
    for (int time = 1; time <= 3; ++time) {
        const CliResult failed = m_home->run({u"backup"_s});
        QCOMPARE(failed.exitCode, 1);
        QVERIFY2(!failed.err.contains("hush"), failed.said().constData());
        QCOMPARE(m_server->count("POST /ping/hush/fail"), time);
    }
    QCOMPARE(events(), QStringList{u"failed"_s});
    QVERIFY(QFile::rename(m_database + u".away"_s, m_database));
    VERIFY_DONE(m_home->run({u"backup"_s}));
    VERIFY_DONE(m_home->run({u"backup"_s}));
    QCOMPARE(events(), QStringList({u"failed"_s, u"recovered"_s}));
}

void TestCliAlerts::alertsThatFailAreWarnings()
{
    configure(u"[lifeboat.alerts]\nping_url = \"%1\"\n"_s.arg(HttpServer().url(u"/hush"_s).toString()));
    const CliResult result = m_home->run({u"backup"_s, u"--json"_s});
    VERIFY_DONE(result);
    QCOMPARE(result.object()[u"warnings"].toArray().size(), 1);
    QVERIFY2(result.err.contains("ping was not sent"), result.said().constData());
    QVERIFY2(!result.err.contains("hush") && !result.out.contains("hush"), result.said().constData());
}

void TestCliAlerts::testsAreSentEveryWay()
{
    configure(u"[lifeboat.alerts]\nping_url = \"%1\"\nwebhook_url = \"%2\"\n"_s.arg(
        m_server->url(u"/ping/hush"_s).toString(), m_server->url(u"/hook/hush"_s).toString()));
    const CliResult good = m_home->run({u"alert-test"_s});
    VERIFY_DONE(good);
    QCOMPARE(good.out, QByteArray("Ping     127.0.0.1: sent\nWebhook  127.0.0.1: sent\n"));
    m_server->answer("POST /hook/hush", httpResponse(403));
    const CliResult bad = m_home->run({u"alert-test"_s, u"--json"_s});
    QCOMPARE(bad.exitCode, 1);
    QCOMPARE(bad.array().size(), 2);
    QCOMPARE(bad.array()[0][u"way"].toString(), u"ping"_s);
    QVERIFY(bad.array()[0][u"ok"].toBool());
    QVERIFY(!bad.array()[1][u"ok"].toBool());
    QCOMPARE(bad.array()[1][u"error"][u"code"].toString(), u"auth-failed"_s);
}

void TestCliAlerts::testsNeedAlerts()
{
    const CliResult none = m_home->run({u"alert-test"_s});
    QCOMPARE(none.exitCode, 3);
    QVERIFY2(none.err.contains("no alerts"), none.said().constData());
}

void TestCliAlerts::commandsRunAround()
{
    configure(u"[lifeboat.hooks]\nbefore_backup = \"test ! -e stop || { echo not now; exit 7; }\"\n"
              "after_backup = \"echo $LIFEBOAT_EVENT $LIFEBOAT_RESULT >> ran; test ! -e stop\"\n"_s);
    VERIFY_DONE(m_home->run({u"backup"_s}));
    QFile stop(m_home->path(u"stop"_s));
    QVERIFY(stop.open(QIODevice::WriteOnly));
    const CliResult refused = m_home->run({u"backup"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("called off") && refused.err.contains("not now"),
             refused.said().constData());
    QFile ran(m_home->path(u"ran"_s));
    QVERIFY(ran.open(QIODevice::ReadOnly));
    QCOMPARE(ran.readAll(), QByteArray("after-backup success\nafter-backup failure\n"));
}

QTEST_GUILESS_MAIN(TestCliAlerts)
#include "tst_clialerts.moc"
