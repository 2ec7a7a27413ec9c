// SPDX-License-Identifier: GPL-3.0-or-later
// What lifeboat-cli must not do: replace an open database, show a secret, leave something behind.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "support/writer/writerprocess.h"
#include "system/clirun.h"

#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <sys/stat.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliSafety : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->rustResort(2000);
        QVERIFY(QFile::exists(m_home->folderProfile(m_database)));
    }

    void refusesToRestoreOverAnOpenDatabase_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("WAL") << u"wal"_s;
        QTest::newRow("rollback") << u"delete"_s;
    }
    void refusesToRestoreOverAnOpenDatabase()
    {
        QFETCH(QString, mode);
        VERIFY_DONE(m_home->run({u"backup"_s}));
        WriterProcess writer;
        QVERIFY(writer.start(m_database, mode, {u"--idle"_s}));
        const CliResult refused = m_home->run({u"restore"_s, u"--yes"_s, u"--json"_s});
        QCOMPARE(refused.exitCode, 4);
        QCOMPARE(refused.object()[u"code"].toString(), u"refused"_s);
        QVERIFY2(refused.object()[u"message"].toString().contains(u"lifeboat-test-w"_s),
                 refused.out.constData());
        writer.stop();
        VERIFY_DONE(m_home->run({u"restore"_s, u"--yes"_s}));
    }

    void restoresIntoAnOpenDatabaseWhenToldTo()
    {
        QVERIFY(runSql(m_database, "PRAGMA journal_mode=WAL"));
        const QByteArray before = dumpOf(m_database);
        VERIFY_DONE(m_home->run({u"backup"_s}));
        QVERIFY(runSql(m_database, "DELETE FROM followers"));
        WriterProcess reader;
        QVERIFY(reader.start(m_database, u"wal"_s, {u"--idle"_s}));
        VERIFY_DONE(m_home->run({u"restore"_s, u"--yes"_s, u"--live"_s}));
        QCOMPARE(askShell(m_database, u"SELECT count(*) > 0 FROM followers"_s), "1");
        reader.stop();
        QCOMPARE(dumpOf(m_database), before);
    }

    void undoesARestoreAndTheUndoing()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QByteArray backup = dumpOf(m_database);
        const CliResult nothing = m_home->run({u"undo"_s, u"--yes"_s, u"--json"_s});
        QCOMPARE(nothing.object()[u"code"].toString(), u"not-found"_s);
        QVERIFY(runSql(m_database, "DELETE FROM followers"));
        const QByteArray later = dumpOf(m_database);
        VERIFY_DONE(m_home->run({u"restore"_s, u"--yes"_s}));
        QCOMPARE(dumpOf(m_database), backup);
        QCOMPARE(m_home->run({u"undo"_s}).exitCode, 4); // nobody is there to be asked
        const CliResult undone = m_home->run({u"undo"_s, u"--yes"_s, u"--json"_s});
        VERIFY_DONE(undone);
        QCOMPARE(dumpOf(m_database), later);
        VERIFY_DONE(m_home->run({u"undo"_s, undone.object()[u"safety_copy"].toString(), u"--yes"_s}));
        QCOMPARE(dumpOf(m_database), backup);
    }

    void asksBeforeItReplaces()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QByteArray before = bytesOf(m_database);
        const CliResult unasked = m_home->run({u"restore"_s});
        QCOMPARE(unasked.exitCode, 4);
        QVERIFY(unasked.err.contains("--yes"));
        QCOMPARE(bytesOf(m_database), before);
        VERIFY_DONE(
            m_home->run({u"restore"_s, u"--to"_s, u"new.db"_s})); // nothing to replace, nothing to ask
    }

    void neverShowsTheKeyInTheProcessList()
    {
        const QString key = QString::fromLatin1(QByteArray(32, 'k').toBase64());
        QVERIFY(::mkfifo(QFile::encodeName(m_home->path(u"pipe"_s)).constData(), 0600) == 0);
        for (const QStringList &form : {QStringList{u"--key"_s, key}, QStringList{u"--key="_s + key}}) {
            QProcess process;
            // Opening the pipe for reading blocks, so that there is time to look.
            m_home->start(process, QStringList{u"decrypt"_s} + form + QStringList{u"pipe"_s, u"out.db"_s});
            const QString commandLine = u"/proc/%1/cmdline"_s.arg(process.processId());
            QTRY_VERIFY(bytesOf(commandLine).contains("xxxxxxxx"));
            QVERIFY(!bytesOf(commandLine).contains(key.toLatin1()));
            process.kill();
            QVERIFY(process.waitForFinished());
        }
    }

    void leavesNoCoreDump_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("a command") << QStringList{u"decrypt"_s, u"--key-file"_s, u"key"_s, u"pipe"_s,
                                                  u"out.db"_s};
        QTest::newRow("the daemon") << QStringList{u"serve"_s};
    }
    void leavesNoCoreDump()
    {
        QFETCH(QStringList, command);
        QVERIFY(::mkfifo(QFile::encodeName(m_home->path(u"pipe"_s)).constData(), 0600) == 0);
        QProcess process;
        m_home->start(process, command);
        const QString limits = u"/proc/%1/limits"_s.arg(process.processId());
        static const QRegularExpression none(u"Max core file size +0 +0 "_s);
        QTRY_VERIFY(none.match(QString::fromLatin1(bytesOf(limits))).hasMatch());
        process.kill();
        QVERIFY(process.waitForFinished());
    }

    void refusesAKeyFileThatOthersCanRead()
    {
        QVERIFY(QFile::setPermissions(m_home->path(u"key"_s), QFile::ReadOwner | QFile::ReadGroup));
        const CliResult result =
            m_home->run({u"decrypt"_s, u"--key-file"_s, u"key"_s, u"in"_s, u"out"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 4);
        QVERIFY(result.object()[u"hint"].toString().contains(u"chmod 600"_s));
    }

    void cancelsCleanly()
    {
        QVERIFY(makeRustResort(m_home->path(u"data/big.db"_s), 60'000));
        QVERIFY(QFile::exists(m_home->folderProfile(m_home->path(u"data/big.db"_s))));
        QProcess process;
        m_home->start(process, {u"backup"_s, u"--verbose"_s, u"--json"_s});
        QTRY_VERIFY(!namesIn(m_home->path(u".cache/lifeboat"_s)).isEmpty());
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(namesIn(m_home->path(u".cache"_s)).isEmpty());
        QVERIFY(namesIn(m_home->path(u"store/backups"_s)).isEmpty());
        QVERIFY(m_home->run({u"list"_s, u"--json"_s}).array().isEmpty());
    }

    void cleansUpAfterAKilledRun()
    {
        QVERIFY(makeRustResort(m_home->path(u"data/big.db"_s), 60'000));
        QVERIFY(QFile::exists(m_home->folderProfile(m_home->path(u"data/big.db"_s))));
        QProcess process;
        m_home->start(process, {u"backup"_s});
        const QString work = m_home->path(u".cache/lifeboat"_s);
        QTRY_VERIFY(!namesIn(work).filter(u"run-"_s).isEmpty());
        process.kill();
        QVERIFY(process.waitForFinished());
        QVERIFY(!namesIn(work).filter(u"run-"_s).isEmpty());
        QVERIFY(m_home->run({u"list"_s, u"--json"_s}).array().isEmpty()); // nothing half-made is listed
        VERIFY_DONE(m_home->run({u"backup"_s}));
        QVERIFY(!QDir(work).exists());
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 1);
    }

    void findsDamageWhereverItIs_data()
    {
        QTest::addColumn<double>("where");
        QTest::newRow("nonce") << 0.0;
        QTest::newRow("middle") << 0.5;
        QTest::newRow("tag") << 1.0;
    }
    void findsDamageWhereverItIs()
    {
        QFETCH(double, where);
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QString folder = m_home->path(u"store/backups"_s);
        QFile file(folder + u'/' + namesIn(folder).constFirst());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(static_cast<qint64>(where * static_cast<double>(file.size() - 1)));
        char byte = 0;
        QVERIFY(file.getChar(&byte));
        file.seek(file.pos() - 1);
        QVERIFY(file.putChar(static_cast<char>(byte ^ 4)));
        file.close();
        const CliResult verify = m_home->run({u"verify"_s, u"--json"_s});
        QCOMPARE(verify.exitCode, 1);
        QVERIFY(!verify.array().at(0).toObject()[u"ok"].toBool());
        const QByteArray before = bytesOf(m_database);
        QCOMPARE(m_home->run({u"restore"_s, u"--yes"_s}).exitCode, 1);
        QCOMPARE(bytesOf(m_database), before);
        QCOMPARE(namesIn(m_home->path(u"data"_s)), QStringList{u"rustresort.db"_s});
    }

private:
    std::unique_ptr<CliHome> m_home;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestCliSafety)
#include "tst_clisafety.moc"
