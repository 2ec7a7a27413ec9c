// SPDX-License-Identifier: GPL-3.0-or-later
// lifeboat-cli as a person and a script use it, on the folder destination.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCli : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->path(u"rustresort.db"_s);
        QVERIFY(makeRustResort(m_database, 500));
        QVERIFY(QFile::exists(m_home->folderProfile(m_database)));
    }

    void walksTheWholeRoad()
    {
        const QByteArray before = dumpOf(m_database);
        const CliResult backup = m_home->run({u"backup"_s, u"--json"_s});
        VERIFY_DONE(backup);
        const QJsonObject made = backup.object();
        static const QRegularExpression keyPattern(u"^backups/rustresort_\\d{8}_\\d{6}\\.db\\.enc$"_s);
        QVERIFY(keyPattern.match(made[u"key"].toString()).hasMatch());
        QCOMPARE(made[u"size"].toInteger(), made[u"database_size"].toInteger() + 28);
        QCOMPARE(made[u"sha256"].toString().size(), 64);
        QVERIFY(made.contains(u"duration_ms"_s));
        QVERIFY(made[u"encrypted"].toBool());

        const CliResult list = m_home->run({u"list"_s, u"--json"_s});
        VERIFY_DONE(list);
        QCOMPARE(list.array().size(), 1);
        const QJsonObject listed = list.array().at(0).toObject();
        QCOMPARE(listed[u"key"], made[u"key"]);
        QCOMPARE(listed[u"size"], made[u"size"]);
        QVERIFY(listed[u"encrypted"].toBool());
        QVERIFY(QDateTime::fromString(listed[u"last_modified"].toString(), Qt::ISODate).isValid());

        const CliResult verify = m_home->run({u"verify"_s, u"--json"_s});
        VERIFY_DONE(verify);
        QVERIFY(verify.array().at(0).toObject()[u"ok"].toBool());

        QVERIFY(runSql(m_database, "DELETE FROM statuses"));
        QVERIFY(dumpOf(m_database) != before);
        const CliResult restore = m_home->run({u"restore"_s, u"latest"_s, u"--yes"_s, u"--json"_s});
        VERIFY_DONE(restore);
        QCOMPARE(dumpOf(m_database), before);
        QVERIFY(QFile::exists(restore.object()[u"safety_copy"].toString()));
    }

    void remembersWhatItDid()
    {
        QCOMPARE(m_home->run({u"history"_s, u"--json"_s}).array().size(), 0);
        QVERIFY(
            !QFile::exists(m_home->path(u".local/state/lifeboat/history.db"_s))); // asking leaves no trace
        const QJsonObject made = m_home->run({u"backup"_s, u"--json"_s}).object();
        VERIFY_DONE(m_home->run({u"list"_s}));
        VERIFY_DONE(m_home->run({u"prune"_s, u"--dry-run"_s}));
        QVERIFY(QFile::remove(m_database));
        QCOMPARE(m_home->run({u"backup"_s}).exitCode, 1);
        QCOMPARE(m_home->run({u"backup"_s, u"-p"_s, u"missing"_s}).exitCode, 3);

        const QJsonArray runs = m_home->run({u"history"_s, u"--json"_s}).array();
        QCOMPARE(runs.size(), 3); // looking is no run
        QCOMPARE(runs[0][u"profile"].toString(), u"missing"_s);
        QCOMPARE(runs[0][u"error"][u"code"].toString(), u"configuration"_s);
        QCOMPARE(runs[1][u"outcome"].toString(), u"failed"_s);
        QCOMPARE(runs[2][u"kind"].toString(), u"backup"_s);
        QCOMPARE(runs[2][u"trigger"].toString(), u"command-line"_s);
        QCOMPARE(runs[2][u"outcome"].toString(), u"done"_s);
        QCOMPARE(runs[2][u"key"], made[u"key"]);
        QCOMPARE(runs[2][u"bytes"], made[u"size"]);
        QVERIFY(!runs[2][u"stages"].toArray().isEmpty());

        const CliResult own = m_home->run({u"history"_s, u"-p"_s, u"test"_s, u"--limit"_s, u"1"_s});
        VERIFY_DONE(own);
        QCOMPARE(own.out.count('\n'), 1);
        QVERIFY2(own.out.contains("Failed     backup"), own.out.constData());
    }

    /// As one that lies on a disk which is not mounted does.
    void missesADestinationThatWasThere()
    {
        const QString store = m_home->path(u"store"_s);
        const QString away = store + u".away"_s;
        const CliResult before = m_home->run({u"list"_s, u"--json"_s});
        VERIFY_DONE(before);
        QCOMPARE(before.array().size(), 0);
        QVERIFY(!QFile::exists(store)); // looking makes nothing
        VERIFY_DONE(m_home->run({u"backup"_s}));

        QVERIFY(QFile::rename(store, away));
        for (const QString &command : {u"list"_s, u"status"_s, u"verify"_s, u"backup"_s, u"doctor"_s}) {
            const CliResult missed = m_home->run({command});
            QVERIFY2(missed.exitCode > 0, missed.said().constData());
            QVERIFY2((missed.out + missed.err).contains("Is the disk mounted?"), missed.said().constData());
            QVERIFY2(!QFile::exists(store), qPrintable(command));
        }
        QVERIFY(QFile::rename(away, store));
        const CliResult after = m_home->run({u"list"_s, u"--json"_s});
        VERIFY_DONE(after);
        QCOMPARE(after.array().size(), 1);
    }

    void speaksPlainlyWithoutJson()
    {
        const CliResult backup = m_home->run({u"backup"_s});
        VERIFY_DONE(backup);
        QVERIFY(backup.out.startsWith("Backed up "));
        QVERIFY2(backup.err.isEmpty(), backup.err.constData()); // quiet: not on a terminal
        const CliResult list = m_home->run({u"list"_s});
        QVERIFY(list.out.contains("encrypted  backups/rustresort_"));
    }

    void decryptsWithTheSeedsCall()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"download"_s, u"--as-stored"_s, u"--to"_s, u"restore.db"_s}));
        QVERIFY(!bytesOf(m_home->path(u"restore.db"_s)).startsWith("SQLite"));
        const QString key = QString::fromLatin1(bytesOf(m_home->path(u"key"_s)).trimmed());
        m_home->program.replace(u"lifeboat-cli"_s, u"rustresort-cli"_s);
        const CliResult decrypted =
            m_home->run({u"decrypt"_s, u"--key"_s, key, u"./restore.db"_s, u"./opened.db"_s});
        VERIFY_DONE(decrypted);
        QVERIFY(!decrypted.said().contains(key.toUtf8()));
        QCOMPARE(dumpOf(m_home->path(u"opened.db"_s)), dumpOf(m_database));
    }

    void takesTheKeyFromFileOrEnvironment()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"download"_s, u"--as-stored"_s, u"--to"_s, u"sealed"_s}));
        const CliResult without = m_home->run({u"decrypt"_s, u"sealed"_s, u"out.db"_s, u"--json"_s});
        QCOMPARE(without.exitCode, 1);
        QCOMPARE(without.object()[u"code"].toString(), u"wrong-key"_s);
        QVERIFY(!without.object()[u"hint"].toString().isEmpty());
        QVERIFY(!QFile::exists(m_home->path(u"out.db"_s)));
        VERIFY_DONE(m_home->run({u"decrypt"_s, u"--key-file"_s, u"key"_s, u"sealed"_s, u"out.db"_s}));
        m_home->environment.insert(u"BACKUP_ENCRYPTION_KEY"_s,
                                   QString::fromLatin1(bytesOf(m_home->path(u"key"_s)).trimmed()));
        VERIFY_DONE(m_home->run({u"decrypt"_s, u"sealed"_s, u"out2.db"_s}));
        QCOMPARE(bytesOf(m_home->path(u"out2.db"_s)), bytesOf(m_home->path(u"out.db"_s)));
    }

    void downloadsAProvenDatabase()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const CliResult saved =
            m_home->run({u"download"_s, u"latest"_s, u"--to"_s, u"copy.db"_s, u"--json"_s});
        VERIFY_DONE(saved);
        QCOMPARE(dumpOf(m_home->path(u"copy.db"_s)), dumpOf(m_database));
        QCOMPARE(m_home->run({u"download"_s, u"--to"_s, u"copy.db"_s}).exitCode, 1);
        VERIFY_DONE(m_home->run({u"download"_s, u"--to"_s, u"copy.db"_s, u"--force"_s}));
    }

    void keepsTheGenerationsItShould()
    {
        const QString store = m_home->path(u"store/backups"_s);
        QVERIFY(QDir().mkpath(store));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        for (int day = 1; day <= 9; ++day) { // nine older ones, and a stranger
            for (const QString &name :
                 {u"rustresort_2020010%1_030000.db"_s, u"rustresort_test_2020010%1_030000.db"_s}) {
                QFile file(store + u'/' + name.arg(day));
                QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(512, 'x')) == 512);
            }
        }
        const CliResult dry = m_home->run({u"prune"_s, u"--dry-run"_s, u"--json"_s});
        VERIFY_DONE(dry);
        QCOMPARE(dry.object()[u"removed"].toArray().size(), 3);
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 10);
        VERIFY_DONE(m_home->run({u"prune"_s}));
        const QJsonArray left = m_home->run({u"list"_s, u"--json"_s}).array();
        QCOMPARE(left.size(), 7);
        QCOMPARE(left.last().toObject()[u"key"].toString(), u"backups/rustresort_20200104_030000.db"_s);
        QCOMPARE(namesIn(store).filter(u"rustresort_test_"_s).size(), 9);
    }

    void deletesOnlyWhatIsNamed()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QJsonArray all = m_home->run({u"list"_s, u"--json"_s}).array();
        QCOMPARE(all.size(), 2);
        const QString newest = all.first().toObject()[u"key"].toString();
        const QString oldest = all.last().toObject()[u"key"].toString();
        QCOMPARE(m_home->run({u"delete"_s, newest, u"--yes"_s}).exitCode, 4);
        QCOMPARE(m_home->run({u"delete"_s, oldest}).exitCode, 4); // nobody there to ask
        VERIFY_DONE(m_home->run({u"delete"_s, oldest, u"--yes"_s}));
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 1);
    }

    void doctorFindsEverythingInOrder()
    {
        const CliResult doctor = m_home->run({u"doctor"_s, u"--json"_s});
        VERIFY_DONE(doctor);
        QStringList checks;
        for (const auto &finding : doctor.array()) {
            checks.append(finding.toObject()[u"check"].toString());
            QCOMPARE(finding.toObject()[u"result"].toString(), u"ok"_s);
        }
        QCOMPARE(checks, (QStringList{u"database"_s, u"room"_s, u"key"_s, u"bucket"_s}));
        QVERIFY(namesIn(m_home->path(u"store/lifeboat/probe"_s)).isEmpty());
    }

    void doctorSaysWhatIsWrong()
    {
        QVERIFY(QFile::remove(m_database));
        const CliResult doctor = m_home->run({u"doctor"_s});
        QCOMPARE(doctor.exitCode, 1);
        QVERIFY2(doctor.out.contains("failed   database"), doctor.out.constData());
        QVERIFY(doctor.out.contains("ok       bucket")); // the rest was looked at all the same
    }

    void explainsTheConfiguration()
    {
        const CliResult check = m_home->run({u"config"_s, u"check"_s, u"--json"_s});
        VERIFY_DONE(check);
        QCOMPARE(check.object()[u"database"].toString(), m_database);
        QCOMPARE(check.object()[u"retention_count"].toInt(), 7);
    }

    /// What holds for all profiles is checked beside the one.
    void explainsTheSettingsOfAllProfiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArrayList>("said");
        QTest::newRow("in order") << QByteArray("[general]\nhistory_days = 30\n") << 0 << QByteArrayList{};
        QTest::newRow("unknown key") << QByteArray("[api]\nlisten = \"127.0.0.1:8737\"\nlissten = 1\n") << 0
                                     << QByteArrayList{"lifeboat.toml:3", "api.lissten", "\"listen\""};
        QTest::newRow("wrong value") << QByteArray("[general]\n\nhistory_days = \"long\"\n") << 3
                                     << QByteArrayList{"lifeboat.toml:3", "general.history_days", "long",
                                                       "expected"};
        QTest::newRow("no address") << QByteArray("[api]\nlisten = \"here\"\n") << 3
                                    << QByteArrayList{"lifeboat.toml:2", "api.listen", "here", "expected"};
        QTest::newRow("no TOML") << QByteArray("[general\n") << 3 << QByteArrayList{"lifeboat.toml"};
    }
    void explainsTheSettingsOfAllProfiles()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArrayList, said);
        const QStringList call{u"config"_s, u"check"_s, u"--json"_s};
        QVERIFY(m_home->run(call).object()[u"settings_file"].isNull());
        const QString path = QFileInfo(m_home->folderProfile(m_database)).path() + u"/../lifeboat.toml"_s;
        QFile file(QDir::cleanPath(path));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        const CliResult check = m_home->run(call);
        QTEST(check.exitCode, "exitCode");
        const QByteArray told =
            QJsonDocument(check.object()).toJson() + check.err; // an error is in both, a warning, too
        for (const QByteArray &words : said)
            QVERIFY2(told.contains(words), check.said().constData());
        if (check.exitCode == 0) {
            QCOMPARE(check.object()[u"settings_file"].toString(), file.fileName());
            QCOMPARE(check.object()[u"warnings"].toArray().isEmpty(), said.isEmpty());
        }
        // Beside a profile that is wrong as well.
        const CliResult both = m_home->run({u"config"_s, u"check"_s, u"--config"_s, u"/nowhere.toml"_s});
        QCOMPARE(both.exitCode, 3);
        QVERIFY(both.err.contains("nowhere"));
        for (const QByteArray &words : said)
            QVERIFY2(both.err.contains(words), both.said().constData());
    }

    void printsAKeyOrWritesIt()
    {
        const CliResult printed = m_home->run({u"keygen"_s});
        VERIFY_DONE(printed);
        QCOMPARE(QByteArray::fromBase64(printed.out.trimmed()).size(), 32);
        VERIFY_DONE(m_home->run({u"keygen"_s, u"--out"_s, u"new.key"_s}));
        const QString file = m_home->path(u"new.key"_s);
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const QByteArray first = bytesOf(file);
        QCOMPARE(m_home->run({u"keygen"_s, u"--out"_s, u"new.key"_s}).exitCode, 1);
        QCOMPARE(bytesOf(file), first);
    }

    void hasDocumentedExitCodes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("no command") << QStringList{} << 2;
        QTest::newRow("unknown command") << QStringList{u"bakcup"_s} << 2;
        QTest::newRow("unknown option") << QStringList{u"list"_s, u"--nonsense"_s} << 2;
        QTest::newRow("missing argument") << QStringList{u"decrypt"_s, u"only-one"_s} << 2;
        QTest::newRow("no such profile") << QStringList{u"list"_s, u"--profile"_s, u"other"_s} << 3;
        QTest::newRow("no such file") << QStringList{u"list"_s, u"--config"_s, u"/nowhere.toml"_s} << 3;
        QTest::newRow("no such backup") << QStringList{u"restore"_s, u"nothing"_s} << 1;
        QTest::newRow("help") << QStringList{u"--help"_s} << 0;
        QTest::newRow("version") << QStringList{u"--version"_s} << 0;
    }
    void hasDocumentedExitCodes()
    {
        QFETCH(QStringList, arguments);
        QTEST(m_home->run(arguments).exitCode, "exitCode");
        if (arguments.contains(u"--help"_s) || arguments.contains(u"--version"_s))
            return;
        // A script that asked for JSON gets JSON, whatever went wrong.
        const CliResult json = m_home->run(arguments + QStringList{u"--json"_s});
        QTEST(json.exitCode, "exitCode");
        QVERIFY2(json.object().contains(u"code"_s) && json.object().contains(u"hint"_s),
                 json.said().constData());
    }

    void reportsAWrongConfigurationWithItsPlace()
    {
        const QString file = m_home->writeProfile(u"bad"_s, u"[database]\npath = 3\n"_s);
        const CliResult result = m_home->run({u"list"_s, u"--config"_s, file, u"--json"_s});
        QCOMPARE(result.exitCode, 3);
        QVERIFY(result.object()[u"message"].toString().contains(u":2"_s));
    }

    void helpsWithEveryCommand_data()
    {
        QTest::addColumn<QString>("command");
        for (const auto command :
             {"backup", "list", "status", "verify", "drill", "restore", "undo", "download", "delete", "prune",
              "decrypt", "keygen", "policy", "doctor", "config check", "demo", "completions"})
            QTest::newRow(command) << QString::fromLatin1(command);
    }
    void helpsWithEveryCommand()
    {
        QFETCH(QString, command);
        const CliResult help = m_home->run(command.split(u' ') + QStringList{u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        QVERIFY2(help.out.contains("Example:"), help.out.constData());
        QVERIFY(help.out.contains(command.section(u' ', 0, 0).toUtf8()));
    }

    void completesItsCommands()
    {
        const CliResult script = m_home->run({u"completions"_s, u"bash"_s});
        VERIFY_DONE(script);
        QFile file(m_home->path(u"completion.bash"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(script.out) > 0);
        file.close();
        QProcess bash;
        bash.start(
            u"bash"_s,
            {u"-c"_s,
             u". \"$0\"; COMP_WORDS=(lifeboat-cli restore --l); COMP_CWORD=2; _lifeboat_cli; echo \"${COMPREPLY[@]}\""_s,
             file.fileName()});
        QVERIFY(bash.waitForFinished());
        QCOMPARE(bash.readAllStandardOutput().trimmed(), "--live");
        VERIFY_DONE(m_home->run({u"completions"_s, u"zsh"_s}));
        VERIFY_DONE(m_home->run({u"completions"_s, u"fish"_s}));
    }

    void demonstratesItself()
    {
        const CliResult demo = m_home->run({u"demo"_s});
        VERIFY_DONE(demo);
        QVERIFY2(demo.out.contains("row by row: equal"), demo.out.constData());
        VERIFY_DONE(m_home->run({u"demo"_s})); // and goes on with what is there
        QVERIFY(QDir(m_home->path(u".local/share/lifeboat/demo"_s)).removeRecursively());
        VERIFY_DONE(m_home->run({u"demo"_s})); // or begins anew
    }

private:
    std::unique_ptr<CliHome> m_home;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
