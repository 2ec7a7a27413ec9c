// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/globalsettings.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QString file = u"/etc/lifeboat.toml"_s;

GlobalSettings everythingElse()
{
    GlobalSettings settings;
    settings.language = u"ja"_s;
    settings.logLevel = LogLevel::Debug;
    settings.kitReminderMonths = 0;
    settings.closeToTray = false;
    settings.startMinimised = true;
    settings.historyDays = 30;
    settings.notifyFailure = false;
    settings.notifyStale = false;
    settings.notifySuccess = true;
    settings.uploadBytesPerSecond = 3 * 512 * 1024;
    settings.downloadBytesPerSecond = 1'000'001;
    settings.holdOnMetered = false;
    settings.holdOnBattery = true;
    settings.api = {u"[::1]:8737"_s, true, u"/run/token"_s, {u"backup.example.com"_s, u"b"_s}};
    return settings;
}

} // namespace

class TestGlobalSettings final : public QObject
{
    Q_OBJECT

private slots:
    void nothingSaidIsTheDefaults();
    void readsEveryKey();
    void refuses_data();
    void refuses();
    void warns_data();
    void warns();
    void everythingComesBackAsItWasWritten();
    void everyKeyIsNamed();
    void checksInTheReadersWords_data();
    void checksInTheReadersWords();
    void keepsWhatItDoesNotChange();
    void aFileThatIsNotThereIsNoError();
    void lies_data();
    void lies();
    void theTighterLimitWins_data();
    void theTighterLimitWins();

private:
    QProcessEnvironment m_environment;
};

void TestGlobalSettings::nothingSaidIsTheDefaults()
{
    const auto read = parseGlobalSettings("# nothing\n", file, m_environment);
    QVERIFY(read);
    QCOMPARE(read->settings, GlobalSettings());
    QCOMPARE(read->warnings, QStringList());
}

void TestGlobalSettings::readsEveryKey()
{
    const auto read =
        parseGlobalSettings("[general]\nlanguage = \"ja\"\nlog_level = \"debug\"\nkit_reminder_months = 0\n"
                            "close_to_tray = false\nstart_minimised = true\nhistory_days = 30\n"
                            "[notifications]\nfailure = false\nstale = false\nsuccess = true\n"
                            "[network]\nupload_limit = \"1.5 MiB/s\"\ndownload_limit = 1000001\n"
                            "hold_on_metered = false\nhold_on_battery = true\n"
                            "[api]\nlisten = \"[::1]:8737\"\nallow_remote = true\n"
                            "token_file = \"/run/token\"\nhosts = [\"backup.example.com\", \"b\"]\n",
                            file, m_environment);
    QVERIFY(read);
    QCOMPARE(read->settings, everythingElse());
    QCOMPARE(read->warnings, QStringList());
}

void TestGlobalSettings::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const QByteArray &name, const QByteArray &content, const QStringList &words) {
        QTest::newRow(name.constData()) << content << words;
    };
    row("no TOML", "[general\n", {u"lifeboat.toml:1:"_s, u"not valid TOML"_s});
    row("language nobody speaks", "[general]\nlanguage = \"xx\"\n",
        {u"lifeboat.toml:2:"_s, u"general.language is \"xx\""_s, u"system, en, de, ja"_s});
    row("language as a number", "[general]\nlanguage = 1\n",
        {u"lifeboat.toml:2:"_s, u"the number 1"_s, u"a string"_s});
    row("log level of the command line", "[general]\n\nlog_level = \"quiet\"\n",
        {u"lifeboat.toml:3:"_s, u"general.log_level"_s, u"normal, verbose, debug"_s});
    row("reminder in the past", "[general]\nkit_reminder_months = -1\n",
        {u"lifeboat.toml:2:"_s, u"general.kit_reminder_months is the number -1"_s, u"from 0 to 120"_s});
    row("history of no day", "[general]\nhistory_days = 0\n",
        {u"lifeboat.toml:2:"_s, u"general.history_days"_s, u"from 1 to 3650"_s});
    row("truth in quotes", "[notifications]\nsuccess = \"no\"\n",
        {u"lifeboat.toml:2:"_s, u"notifications.success is the string \"no\""_s, u"true or false"_s});
    row("no speed", "[network]\nupload_limit = \"fast\"\n",
        {u"lifeboat.toml:2:"_s, u"network.upload_limit is the string \"fast\""_s, u"10 MiB/s"_s});
    row("speed below nothing", "[network]\ndownload_limit = -5\n",
        {u"lifeboat.toml:2:"_s, u"network.download_limit is the number -5"_s});
    for (const QByteArray listen :
         {"localhost:8737", "127.0.0.1", "8737", ":8737", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
          "127.0.0.1:", "127.1:80", "::1:8737", "[127.0.0.1]:1", "[::1]", "[]:1", "http://127.0.0.1:8737"})
        row("listening on " + listen, "[api]\nlisten = \"" + listen + "\"\n",
            {u"lifeboat.toml:2: api.listen"_s, u"an address and a port"_s});
    for (const QByteArray listen :
         {"0.0.0.0:8737", "192.168.1.2:80", "[::]:8737", "[::ffff:127.0.0.1]:8737", "126.255.255.255:1"})
        row("listening for others on " + listen, "[api]\nlisten = \"" + listen + "\"\n",
            {u"lifeboat.toml:2: api.listen"_s, u"allow_remote is not true"_s});
    row("host with a port", "[api]\nhosts = [\"a.example:80\"]\n", {u"api.hosts"_s, u"without a port"_s});
    row("table that is none", "network = 3\n", {u"lifeboat.toml:1:"_s, u"network"_s, u"a table"_s});
}

void TestGlobalSettings::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(QStringList, words);
    const auto read = parseGlobalSettings(content, file, m_environment);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Configuration);
    for (const QString &word : words)
        QVERIFY2(read.error().message.contains(word), qPrintable(read.error().message));
}

void TestGlobalSettings::warns_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("slip") << QByteArray("[network]\nupload_limits = 0\n")
                          << QStringList{u"lifeboat.toml:2:"_s, u"network.upload_limits"_s,
                                         u"\"upload_limit\""_s};
    QTest::newRow("unknown key") << QByteArray("[general]\nlanguage = \"de\"\nweather = \"fine\"\n")
                                 << QStringList{u"lifeboat.toml:3:"_s, u"general.weather"_s};
    QTest::newRow("unknown table") << QByteArray("[moon]\nphase = 1\n")
                                   << QStringList{u"lifeboat.toml:1:"_s, u"moon"_s};
    QTest::newRow("key without a table")
        << QByteArray("language = \"de\"\n") << QStringList{u"lifeboat.toml:1:"_s, u"language"_s};
}

void TestGlobalSettings::warns()
{
    QFETCH(QByteArray, content);
    QFETCH(QStringList, words);
    const auto read = parseGlobalSettings(content, file, m_environment);
    QVERIFY(read);
    QCOMPARE(read->warnings.size(), 1);
    for (const QString &word : words)
        QVERIFY2(read->warnings.constFirst().contains(word), qPrintable(read->warnings.constFirst()));
}

void TestGlobalSettings::everythingComesBackAsItWasWritten()
{
    const auto text = editGlobalSettings({}, {}, everythingElse(), file);
    QVERIFY(text);
    auto read = parseGlobalSettings(*text, file, m_environment);
    QVERIFY(read);
    QCOMPARE(read->settings, everythingElse());
    QCOMPARE(read->warnings, QStringList()); // what is written is known

    const auto back = editGlobalSettings(*text, everythingElse(), {}, file);
    QVERIFY(back);
    read = parseGlobalSettings(*back, file, m_environment);
    QVERIFY(read);
    QCOMPARE(read->settings, GlobalSettings());
}

void TestGlobalSettings::everyKeyIsNamed()
{
    const auto text = editGlobalSettings({}, {}, everythingElse(), file);
    QVERIFY(text);
    QStringList found;
    QString table;
    for (const QByteArray &line : text->split('\n')) {
        if (line.startsWith('['))
            table = QString::fromUtf8(line.mid(1, line.indexOf(']') - 1));
        else if (line.contains('='))
            found.append(table + u'.' + QString::fromUtf8(line.first(line.indexOf('='))).trimmed());
    }
    QCOMPARE(globalSettingKeys(), found);
}

void TestGlobalSettings::checksInTheReadersWords_data()
{
    QTest::addColumn<QString>("listen");
    QTest::addColumn<bool>("allowRemote");
    QTest::addColumn<QString>("tokenFile");
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<QString>("words"); // none: nothing is wrong
    const QString token = u"/run/token"_s;
    QTest::newRow("good") << u"0.0.0.0:80"_s << true << token << QStringList{u"a.example"_s} << QString();
    QTest::newRow("nothing said") << QString() << false << QString() << QStringList() << QString();
    QTest::newRow("no address") << u"localhost"_s << false << token << QStringList()
                                << u"api.listen is \"localhost\", expected an address and a port"_s;
    QTest::newRow("for others") << u"0.0.0.0:80"_s << false << token << QStringList()
                                << u"api.listen is \"0.0.0.0:80\", which other machines may reach"_s;
    QTest::newRow("no host") << QString() << false << token << QStringList{u"a"_s, u"b c"_s}
                             << u"api.hosts holds \"b c\", expected host names"_s;
    QTest::newRow("variable nobody set") << QString() << false << u"${NOBODY}/token"_s << QStringList()
                                         << u"api.token_file refers to the environment variable NOBODY"_s;
}

void TestGlobalSettings::checksInTheReadersWords()
{
    QFETCH(QString, listen);
    QFETCH(bool, allowRemote);
    QFETCH(QString, tokenFile);
    QFETCH(QStringList, hosts);
    QFETCH(QString, words);
    GlobalSettings settings;
    settings.api = {listen, allowRemote, tokenFile, hosts};
    const auto checked = checkGlobalSettings(settings, m_environment);
    QCOMPARE(checked.has_value(), words.isEmpty());
    if (checked)
        return;
    QVERIFY2(checked.error().message.startsWith(words), qPrintable(checked.error().message));
    // The reader's own, but for the place.
    const auto text = editGlobalSettings({}, {}, settings, file);
    QVERIFY(text);
    const auto read = parseGlobalSettings(*text, file, m_environment);
    QVERIFY(!read);
    QVERIFY(read.error().message.endsWith(u": "_s + checked.error().message));
    QCOMPARE(checked.error().hint, read.error().hint);
}

void TestGlobalSettings::keepsWhatItDoesNotChange()
{
    const QByteArray content = "# mine\n[network]\nupload_limit = 0 # as fast as it goes\nmystery = 1\n";
    GlobalSettings after;
    after.uploadBytesPerSecond = 64 * 1024;
    const auto text = editGlobalSettings(content, {}, after, file);
    QVERIFY(text);
    QCOMPARE(*text, QByteArray(content).replace("limit = 0", "limit = \"64 KiB/s\""));
    const auto same = editGlobalSettings(content, after, after, file);
    QVERIFY(same);
    QCOMPARE(*same, content);
}

void TestGlobalSettings::aFileThatIsNotThereIsNoError()
{
    const auto read = loadGlobalSettings(u"/nowhere/lifeboat.toml"_s, m_environment);
    QVERIFY(read);
    QCOMPARE(read->settings, GlobalSettings());
}

void TestGlobalSettings::lies_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("file");
    QTest::newRow("usual") << QString() << u"/home/ann/.config/lifeboat/lifeboat.toml"_s;
    QTest::newRow("of XDG") << u"/etc/ann"_s << u"/etc/ann/lifeboat/lifeboat.toml"_s;
    QTest::newRow("relative") << u"etc"_s << u"/home/ann/.config/lifeboat/lifeboat.toml"_s;
}

void TestGlobalSettings::lies()
{
    QFETCH(QString, base);
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, u"/home/ann"_s);
    if (!base.isEmpty())
        environment.insert(u"XDG_CONFIG_HOME"_s, base);
    QTEST(globalSettingsFile(environment), "file");
}

void TestGlobalSettings::theTighterLimitWins_data()
{
    QTest::addColumn<qint64>("one");
    QTest::addColumn<qint64>("other");
    QTest::addColumn<qint64>("wins");
    QTest::newRow("none") << 0LL << 0LL << 0LL;
    QTest::newRow("only one") << 5LL << 0LL << 5LL;
    QTest::newRow("only the other") << 0LL << 7LL << 7LL;
    QTest::newRow("both") << 5LL << 7LL << 5LL;
    QTest::newRow("both, turned round") << 7LL << 5LL << 5LL;
}

void TestGlobalSettings::theTighterLimitWins()
{
    QFETCH(qint64, one);
    QFETCH(qint64, other);
    QTEST(tighterLimit(one, other), "wins");
}

QTEST_GUILESS_MAIN(TestGlobalSettings)
#include "tst_globalsettings.moc"
