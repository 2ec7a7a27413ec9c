// SPDX-License-Identifier: GPL-3.0-or-later
// [lifeboat.schedule], [lifeboat.alerts], [lifeboat.hooks], [lifeboat.drill], [lifeboat.restore],
// [lifeboat.retention] and [lifeboat.unsent].
#include "configfolder.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class RuleTablesTest final : public QObject
{
    Q_OBJECT

private slots:
    void schedule();
    void cron();
    void oneTimeNeedsNoArray();
    void alerts();
    void anUnusedTokenNeedsNoVariable();
    void hooksAreTheShells();
    void drill();
    void unsent();
    void restore();
    void retention();
    void defaults();
    void refuses_data();
    void refuses();
    void warns_data();
    void warns();
};

void RuleTablesTest::schedule()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder + R"(
[lifeboat.schedule]
at = [
  "15:30", "3:00", # twice
  "03:00",
]
days = ["thu", "Mon"]
jitter_seconds = 600
catch_up = false
skip_unchanged = true
hold_on_metered = false
hold_on_battery = true
)");
    const Schedule &read = loaded.profile.schedule;
    QCOMPARE(read.times, QList({QTime(3, 0), QTime(15, 30)}));
    QCOMPARE(read.days, QList({Qt::Monday, Qt::Thursday}));
    QVERIFY(!read.cron);
    QCOMPARE(read.jitter, std::chrono::minutes(10));
    QVERIFY(!read.catchUp && read.skipUnchanged && read.holdOnMetered == false && read.holdOnBattery == true);
    QCOMPARE(loaded.warnings, QStringList());
}

void RuleTablesTest::cron()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder + "[lifeboat.schedule]\ncron = \"0 3 * * 1-5\"\nat = []\n");
    QVERIFY(loaded.profile.schedule.cron);
    QCOMPARE(loaded.profile.schedule.cron->text(), u"0 3 * * 1-5"_s);
    QVERIFY(loaded.profile.schedule.times.isEmpty());
}

void RuleTablesTest::oneTimeNeedsNoArray()
{
    ConfigFolder folder;
    folder.environment.insert(u"BACKUP_TIME"_s, u"04:15"_s);
    LOAD(loaded, toFolder + "[lifeboat.schedule]\nat = \"${BACKUP_TIME}\"\ndays = \"sun\"\n");
    QCOMPARE(loaded.profile.schedule.times, QList({QTime(4, 15)}));
    QCOMPARE(loaded.profile.schedule.days, QList({Qt::Sunday}));
}

void RuleTablesTest::alerts()
{
    ConfigFolder folder;
    folder.environment.insert(u"TOKEN"_s, QString::fromLatin1(secret));
    LOAD(loaded, toFolder + R"([lifeboat.alerts]
ping_url = "https://hc.example/ping/1"
webhook_url = "http://127.0.0.1:8080/backups"
webhook_shape = "Gotify"
webhook_token = "${TOKEN}"
mail_to = "root"
on_success = true
)");
    const AlertSettings &read = loaded.profile.alerts;
    QCOMPARE(read.pingUrl, u"https://hc.example/ping/1"_s);
    QCOMPARE(read.webhookUrl, u"http://127.0.0.1:8080/backups"_s);
    QCOMPARE(read.webhookShape, AlertSettings::WebhookShape::Gotify);
    QCOMPARE(read.mailTo, u"root"_s);
    QVERIFY(read.onSuccess);
    QCOMPARE(loaded.secrets.webhookToken.view(), QByteArrayView(secret));
    QCOMPARE(loaded.warnings, QStringList());
}

void RuleTablesTest::anUnusedTokenNeedsNoVariable()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder + "[lifeboat.alerts]\nwebhook_url = \"\"\nwebhook_token = \"${NOWHERE}\"\n");
    QVERIFY(loaded.secrets.webhookToken.isEmpty());
}

void RuleTablesTest::hooksAreTheShells()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder + R"([lifeboat.hooks]
before_backup = "systemctl stop app"
after_backup = 'test "${LIFEBOAT_RESULT}" = success'
before_restore = ""
after_restore = "systemctl start app"
limit_seconds = 60
)");
    const HookSettings expected{u"systemctl stop app"_s, u"test \"${LIFEBOAT_RESULT}\" = success"_s,
                                QString(), u"systemctl start app"_s, std::chrono::minutes(1)};
    QVERIFY(loaded.profile.hooks == expected);
}

void RuleTablesTest::drill()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder + R"([lifeboat.drill]
enabled = false
interval_days = 7
assertions = [
  "SELECT count(*) > 10 FROM users",
  "with t as (select 1) select * from t",
]
download_limit = "2 MiB/s"
)");
    const DrillSettings expected{
        false,
        std::chrono::hours(168),
        {u"SELECT count(*) > 10 FROM users"_s, u"with t as (select 1) select * from t"_s},
        2 << 20};
    QVERIFY(loaded.profile.drill == expected);
}

void RuleTablesTest::restore()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder + "[lifeboat.restore]\nundo_days = 7\nundo_limit = \"1.5 GiB\"\n");
    const RestoreSettings expected{std::chrono::days(7), qint64(3) << 29};
    QVERIFY(loaded.profile.restore == expected);
    LOAD(unlimited, toFolder + "[lifeboat.restore]\nundo_days = 0\nundo_limit = 0\n");
    const RestoreSettings forEver{std::chrono::days(0), 0};
    QVERIFY(unlimited.profile.restore == forEver);
    QCOMPARE(unlimited.warnings, QStringList());
}

void RuleTablesTest::retention()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder
                     + "[lifeboat.retention]\nhourly = 24\ndaily = 7\nweekly = 4\nmonthly = 12\nyearly = 5\n"
                       "verified = 2\n");
    const RetentionRules expected{24, 7, 4, 12, 5, 2};
    QVERIFY(loaded.profile.retention == expected);
    QCOMPARE(loaded.profile.retentionCount, 7);
    QCOMPARE(loaded.warnings, QStringList());
    LOAD(none,
         toFolder + "[storage.backup]\nretention_count = 0\n[lifeboat.retention]\ndaily = 0\nverified = 0\n");
    QCOMPARE(none.profile.retention.verified, 0);
    QCOMPARE(none.warnings, QStringList());
}

void RuleTablesTest::unsent()
{
    ConfigFolder folder;
    const QByteArray sealed = "[storage.backup.encryption]\nenabled = true\nkey = \"" + goodKey + "\"\n";
    LOAD(loaded, toFolder + sealed + "[lifeboat.unsent]\nkeep = false\nlimit = \"1.5 GiB\"\n");
    const UnsentSettings expected{false, qint64(3) << 29};
    QVERIFY(loaded.profile.unsent == expected);
    QCOMPARE(loaded.warnings, QStringList());
    // Whoever wants nothing kept is not told that nothing will be.
    LOAD(unsealed, toFolder + "[lifeboat.unsent]\nkeep = false\n");
    QCOMPARE(unsealed.warnings, QStringList());
    LOAD(usual, toFolder + "[lifeboat.unsent]\n");
    QVERIFY(usual.profile.unsent == (UnsentSettings{true, qint64(1) << 30}));
    QCOMPARE(usual.warnings, QStringList());
}

void RuleTablesTest::defaults()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder
                     + "[lifeboat.schedule]\n[lifeboat.alerts]\n[lifeboat.hooks]\n[lifeboat.drill]\n"
                       "[lifeboat.restore]\n[lifeboat.retention]\n");
    QVERIFY(loaded.profile.schedule == Schedule());
    QVERIFY(loaded.profile.alerts == AlertSettings());
    QVERIFY(loaded.profile.hooks == HookSettings());
    QVERIFY(loaded.profile.drill == DrillSettings());
    QVERIFY(loaded.profile.retention == RetentionRules());
    QVERIFY(loaded.profile.restore == RestoreSettings());
    QVERIFY(loaded.profile.restore.undoWithin == std::chrono::days(30));
    QCOMPARE(loaded.profile.restore.undoLimit, qint64(20) * 1024 * 1024 * 1024);
    QVERIFY(loaded.secrets.webhookToken.isEmpty());
}

void RuleTablesTest::refuses_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const char *table, const QByteArray &content, int line,
                        const QStringList &words) {
        QTest::newRow(name) << QByteArray(table) << content << line << words;
    };
    row("time", "schedule", "at = \"3 am\"", 6,
        {u"lifeboat.schedule.at is \"3 am\""_s, u"\"00:00\" to \"23:59\""_s});
    row("time too late", "schedule", "at = [\"03:00\", \"24:00\"]", 6, {u"at is \"24:00\""_s});
    row("time without quotes", "schedule", "at = 03:00:00", 6, {u"at is a date or time"_s, u"an array"_s});
    row("time among others without quotes", "schedule", "at = [\"03:00\", 7]", 6,
        {u"at holds the number 7"_s, u"a string in double quotes"_s});
    row("time as table", "schedule", "at = { hour = 3 }", 6, {u"at is a table"_s});
    row("day", "schedule", "at = \"03:00\"\ndays = [\"mon\", \"freitag\"]", 7,
        {u"lifeboat.schedule.days is \"freitag\""_s, u"\"fri\""_s});
    row("days without a time", "schedule", "days = [\"mon\"]", 6, {u"days needs lifeboat.schedule.at"_s});
    row("cron", "schedule", "cron = \"0 25 * * *\"", 6,
        {u"lifeboat.schedule.cron is wrong"_s, u"hour is \"25\""_s, u"from 0 to 23"_s});
    row("cron that never comes", "schedule", "cron = \"0 0 31 2 *\"", 6, {u"never comes due"_s});
    row("times and cron", "schedule", "at = \"03:00\"\njitter_seconds = 5\ncron = \"0 3 * * *\"", 8,
        {u"lifeboat.schedule.cron and lifeboat.schedule.at in line 6 exclude each other"_s});
    row("jitter", "schedule", "jitter_seconds = 86401", 6, {u"the number 86401"_s, u"to 86400"_s});
    row("flag", "schedule", "catch_up = 1", 6, {u"catch_up is the number 1"_s, u"true or false"_s});
    row("no table", "", "schedule = \"daily\"", 6, {u"lifeboat.schedule is"_s, u"[lifeboat.schedule]"_s});
    row("array of tables", "", "[[lifeboat.schedule]]", 6, {u"lifeboat.schedule is an array"_s});
    row("ping without scheme", "alerts", "ping_url = \"hc.example/314159\"", 6,
        {u"lifeboat.alerts.ping_url is no web address"_s, u"https://"_s});
    row("webhook of another scheme", "alerts", "webhook_url = \"ftp://x.example/314159\"", 6,
        {u"lifeboat.alerts.webhook_url is no web address"_s});
    row("webhook without host", "alerts", "webhook_url = \"https:///314159\"", 6, {u"names a host"_s});
    row("shape", "alerts", "webhook_shape = \"slack\"", 6,
        {u"webhook_shape is \"slack\""_s, u"\"json\", \"ntfy\" or \"gotify\""_s});
    row("token of a wrong type", "alerts", "webhook_url = \"https://x.example\"\nwebhook_token = 314159", 7,
        {u"webhook_token is a whole number"_s});
    row("recipient like an option", "alerts", "mail_to = \"-oQ/tmp\"", 6, {u"mail_to is \"-oQ/tmp\""_s});
    row("two recipients", "alerts", "mail_to = \"a@x.example, b@x.example\"", 6, {u"expected one address"_s});
    row("command", "hooks", "before_backup = [\"sync\"]", 6,
        {u"lifeboat.hooks.before_backup is an array"_s, u"a string in double quotes"_s});
    row("limit", "hooks", "limit_seconds = 0", 6, {u"limit_seconds is the number 0"_s, u"from 1"_s});
    row("assertion", "drill", "assertions = [\"SELECT 1\", \"DELETE FROM users\"]", 6,
        {u"lifeboat.drill.assertions holds \"DELETE FROM users\""_s, u"SELECT"_s});
    row("drill interval", "drill", "interval_days = 0", 6, {u"interval_days is the number 0"_s});
    row("days to undo", "restore", "undo_days = -1", 6, {u"lifeboat.restore.undo_days is the number -1"_s});
    row("too many days to undo", "restore", "undo_days = 3651", 6, {u"to 3650"_s});
    row("generations by the day", "retention", "daily = -1", 6,
        {u"lifeboat.retention.daily is the number -1"_s});
    row("more days than ten years have", "retention", "daily = 3661", 6, {u"from 0 to 3660"_s});
    row("more hours than a year has", "retention", "hourly = 8785", 6, {u"from 0 to 8784"_s});
    row("more weeks than twenty years have", "retention", "weekly = 1041", 6, {u"from 0 to 1040"_s});
    row("more months than a century has", "retention", "monthly = 1201", 6, {u"from 0 to 1200"_s});
    row("more years than a century has", "retention", "yearly = 101", 6, {u"from 0 to 100"_s});
    row("too many proven ones", "retention", "verified = 1001", 6, {u"from 0 to 1000"_s});
    row("room for undoing", "restore", "undo_limit = \"plenty\"", 6, {u"lifeboat.restore.undo_limit"_s});
    row("nothing to keep in", "unsent", "limit = 0", 6, {u"lifeboat.unsent.limit is 0"_s, u"keep = false"_s});
    row("no size", "unsent", "limit = \"much\"", 6, {u"lifeboat.unsent.limit"_s, u"1 GiB"_s});
    row("no choice", "unsent", "keep = \"sealed\"", 6, {u"lifeboat.unsent.keep"_s});
    row("drill speed", "drill", "download_limit = \"slow\"", 6, {u"10 MiB/s"_s});
}

void RuleTablesTest::refuses()
{
    QFETCH(QByteArray, table);
    QFETCH(QByteArray, content);
    QFETCH(int, line);
    QFETCH(QStringList, words);
    ConfigFolder folder;
    const QByteArray header = table.isEmpty() ? "[lifeboat]\n" : "[lifeboat." + table + "]\n";
    const auto loaded = folder.load(toFolder + header + content + "\n");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Configuration);
    const QString text = describe(loaded.error());
    QVERIFY2(loaded.error().message.startsWith(folder.path(u"app.toml"_s) + u":%1: "_s.arg(line)),
             qPrintable(text));
    for (const QString &word : words)
        QVERIFY2(text.contains(word), qPrintable(text));
    QVERIFY2(!text.contains(u"314159"), qPrintable(text));
}

void RuleTablesTest::warns_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("warning"); // how it ends
    const auto row = [](const char *name, const QByteArray &content, const QString &warning) {
        QTest::newRow(name) << content << warning;
    };
    row("plain http", "[lifeboat.alerts]\nping_url = \"http://hc.example/314159\"\n",
        u":6: lifeboat.alerts.ping_url is plain http: anyone on the way can read and stop what it says."_s);
    row("token without webhook", "[lifeboat.alerts]\nwebhook_token = \"314159\"\n",
        u":6: lifeboat.alerts.webhook_token is not used: there is no lifeboat.alerts.webhook_url."_s);
    row("near miss of a key", "[lifeboat.schedule]\njitter = 60\nhold_on_batery = true\n",
        u"did you mean \"hold_on_battery\"?"_s);
    row("near miss of a table", "[lifeboat.alert]\nmail_to = \"root\"\n",
        u":5: [lifeboat.alert] is not a table Lifeboat reads; did you mean [lifeboat.alerts]?"_s);
    row("rules that do nothing", "[storage.backup]\nretention_count = 0\n[lifeboat.retention]\nweekly = 4\n",
        u":8: lifeboat.retention.weekly does nothing: storage.backup.retention_count = 0 keeps all."_s);
    row("near miss of a rule", "[lifeboat.retention]\ndayly = 4\n", u"did you mean \"daily\"?"_s);
    row("nothing is sealed", "[lifeboat.unsent]\nlimit = \"2 GiB\"\n",
        u":6: lifeboat.unsent.limit is not used: encryption is off, and only sealed backups are kept."_s);
    row("near miss of what is kept", "[lifeboat.unsend]\nkeep = false\n",
        u"did you mean [lifeboat.unsent]?"_s);
    row("under the wrong heading", "[storage.backup]\ncron = \"0 3 * * *\"\n",
        u":6: storage.backup.cron is not a key Lifeboat reads; it belongs under [lifeboat.schedule]."_s);
}

void RuleTablesTest::warns()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, warning);
    ConfigFolder folder;
    LOAD(loaded, toFolder + content);
    QVERIFY(!loaded.warnings.isEmpty());
    QVERIFY2(loaded.warnings.constLast().endsWith(warning), qPrintable(loaded.warnings.join(u'\n')));
    QVERIFY(!loaded.warnings.join(u' ').contains(u"314159"));
}

QTEST_GUILESS_MAIN(RuleTablesTest)
#include "tst_ruletables.moc"
