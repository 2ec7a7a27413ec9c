// SPDX-License-Identifier: GPL-3.0-or-later
// What restores have replaced, as lifeboat-cli lists it, puts it back and lets it go.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QDateTime>
#include <QDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliUndo : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->rustResort(100);
        QVERIFY(QFile::exists(m_home->folderProfile(m_database)));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        m_backup = dumpOf(m_database);
    }

    void listsWhatThereIs()
    {
        const CliResult none = m_home->run({u"undo"_s, u"--list"_s});
        VERIFY_DONE(none);
        QVERIFY2(none.out.startsWith("There is no safety copy"), none.out.constData());
        QCOMPARE(m_home->run({u"undo"_s, u"--list"_s, u"--json"_s}).array(), QJsonArray());
        QVERIFY(!restoreOver("CREATE TABLE one (a)").isEmpty());
        const QString older = age(newest(), 5);
        const CliResult restored = m_home->run({u"restore"_s, u"--yes"_s, u"--json"_s});
        VERIFY_DONE(restored);
        QCOMPARE(restored.object()[u"safety_copy_state"].toString(), u"checked"_s);
        QCOMPARE(restored.object()[u"safety_copies_removed"].toArray(), QJsonArray());
        QCOMPARE(restored.object()[u"warnings"].toArray(), QJsonArray());

        const QJsonArray listed = m_home->run({u"undo"_s, u"--list"_s, u"--json"_s}).array();
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed.at(0)[u"path"].toString(), restored.object()[u"safety_copy"].toString());
        const QJsonObject old = listed.at(1).toObject();
        QCOMPARE(old[u"path"].toString(), older);
        QCOMPARE(old[u"name"].toString(), QFileInfo(older).fileName());
        QCOMPARE(old[u"state"].toString(), u"checked"_s);
        QVERIFY(old[u"size"].toInt() > 4096);
        QCOMPARE(old[u"left_alone"].toString(), QString());
        const auto at = [&](const char *key) {
            return QDateTime::fromString(old[QLatin1StringView(key)].toString(), Qt::ISODate);
        };
        QCOMPARE(at("replaced_at").daysTo(at("kept_until")), 30);
        const CliResult text = m_home->run({u"undo"_s, u"--list"_s});
        QCOMPARE(text.out.count('\n'), 2);
        QVERIFY2(text.out.contains("  checked  kept until "), text.out.constData());
    }

    void putsBackTheOneThatIsNamed()
    {
        QVERIFY(runSql(m_database, "CREATE TABLE first (a)"));
        const QByteArray first = dumpOf(m_database);
        VERIFY_DONE(m_home->run({u"restore"_s, u"--yes"_s}));
        const QString copy = age(newest(), 2);
        QVERIFY(!restoreOver("CREATE TABLE second (a)").isEmpty());
        const CliResult wrong = m_home->run({u"undo"_s, u"20200101_000000"_s, u"--yes"_s, u"--json"_s});
        QCOMPARE(wrong.object()[u"code"].toString(), u"not-found"_s);
        VERIFY_DONE(m_home->run({u"undo"_s, QFileInfo(copy).fileName().right(15), u"--yes"_s}));
        QCOMPARE(dumpOf(m_database), first);
        QVERIFY(QFileInfo::exists(copy));
    }

    void saysThatItWasDamaged()
    {
        QFile file(m_database);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(20 * 4096));
        QCOMPARE(file.write(QByteArray(8192, '\xA5')), 8192);
        file.close();
        const CliResult restored = m_home->run({u"restore"_s, u"--yes"_s});
        VERIFY_DONE(restored);
        QVERIFY2(restored.out.contains("It was damaged already:"), restored.out.constData());
        QCOMPARE(dumpOf(m_database), m_backup);
        const QJsonArray listed = m_home->run({u"undo"_s, u"--list"_s, u"--json"_s}).array();
        QCOMPARE(listed.at(0)[u"state"].toString(), u"damaged"_s);
        QVERIFY(!listed.at(0)[u"problem"].toString().isEmpty());
        // And it comes back as it was, should that be wanted.
        VERIFY_DONE(m_home->run({u"undo"_s, u"--yes"_s}));
        QVERIFY(askShell(m_database, u"PRAGMA integrity_check"_s) != "ok");
    }

    void removesOnlyWhatIsNamed()
    {
        QVERIFY(!restoreOver("CREATE TABLE one (a)").isEmpty());
        const QString older = age(newest(), 5);
        const QString newer = restoreOver("CREATE TABLE two (a)");
        const QString name = QFileInfo(older).fileName();
        QCOMPARE(m_home->run({u"undo"_s, u"--remove"_s, name}).exitCode, 4); // nobody is there to be asked
        QVERIFY(QFileInfo::exists(older));
        const CliResult removed = m_home->run({u"undo"_s, u"--remove"_s, name, u"--yes"_s, u"--json"_s});
        VERIFY_DONE(removed);
        QCOMPARE(removed.object()[u"removed"].toArray(), QJsonArray{older});
        QVERIFY(!QFileInfo::exists(older) && QFileInfo::exists(newer));
        for (const QStringList &call :
             {QStringList{u"--remove"_s, name, u"--list"_s}, QStringList{newer, u"--remove"_s, name}})
            QCOMPARE(m_home->run(QStringList{u"undo"_s} + call).exitCode, 2);
    }

    void oldOnesGoWithARestoreAndWithABackup_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("restore") << QStringList{u"restore"_s, u"--yes"_s};
        QTest::newRow("backup") << QStringList{u"backup"_s};
    }
    void oldOnesGoWithARestoreAndWithABackup()
    {
        QFETCH(QStringList, command);
        const QStringList made{restoreOver("CREATE TABLE one (a)"), restoreOver("CREATE TABLE two (a)"),
                               restoreOver("CREATE TABLE three (a)")};
        const QString old = age(made[0], 31);
        const QString strange = age(made[1], 32);
        const QString young = age(made[2], 29);
        QFile notes(strange + u"/notes.txt"_s);
        QVERIFY(notes.open(QIODevice::WriteOnly));
        const CliResult done = m_home->run(command);
        VERIFY_DONE(done);
        QVERIFY(!QFileInfo::exists(old));
        QVERIFY(QFileInfo::exists(young + u"/rustresort.db"_s));
        QVERIFY(QFileInfo::exists(strange + u"/rustresort.db"_s));
        if (command.contains(u"restore"_s)) {
            QVERIFY2(done.err.contains("notes.txt"), done.err.constData()); // that it is left alone
            QVERIFY2(done.out.contains(old.toUtf8()), done.out.constData());
        }
        const QJsonArray listed = m_home->run({u"undo"_s, u"--list"_s, u"--json"_s}).array();
        QVERIFY(listed.last()[u"left_alone"].toString().contains(u"notes.txt"_s));
    }

    void daysAndRoomAreTheProfiles()
    {
        const QString old = age(restoreOver("CREATE TABLE one (a)"), 400);
        QFile profile(m_home->path(u".config/lifeboat/profiles/test.toml"_s));
        QVERIFY(profile.open(QIODevice::Append));
        QVERIFY(profile.write("[lifeboat.restore]\nundo_days = 0\nundo_limit = \"1 B\"\n") > 0);
        profile.close();
        VERIFY_DONE(m_home->run({u"backup"_s}));
        QVERIFY(QFileInfo::exists(old)); // the only one
        const QString newer = restoreOver("CREATE TABLE two (a)");
        QVERIFY(!QFileInfo::exists(old) && QFileInfo::exists(newer));
        const QJsonArray listed = m_home->run({u"undo"_s, u"--list"_s, u"--json"_s}).array();
        QVERIFY(listed.at(0)[u"kept_until"].isNull());
        QVERIFY(m_home->run({u"undo"_s, u"--list"_s}).out.contains("kept for ever"));
    }

    /// The backup that was restored is good, what it replaced was not, and came back: only the good one is
    /// old enough to go.
    void theLastGoodOneIsNotRemoved()
    {
        QFile file(m_database);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(20 * 4096));
        QCOMPARE(file.write(QByteArray(8192, '\xA5')), 8192);
        file.close();
        VERIFY_DONE(m_home->run({u"restore"_s, u"--yes"_s}));
        (void)age(newest(), 50);
        VERIFY_DONE(m_home->run({u"undo"_s, u"--yes"_s}));
        const QString good = age(newest(), 40);
        VERIFY_DONE(m_home->run({u"backup"_s}));
        QVERIFY(QFileInfo::exists(good));
        QCOMPARE(dumpOf(good + u"/rustresort.db"_s), m_backup);
        const CliResult refused = m_home->run({u"undo"_s, u"--remove"_s, good, u"--yes"_s});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY(QFileInfo::exists(good));
    }

private:
    QString newest() const
    {
        return m_home->run({u"undo"_s, u"--list"_s, u"--json"_s}).array().at(0)[u"path"].toString();
    }
    /// Changes the database and restores its backup; where what was there is kept.
    QString restoreOver(const QByteArray &change) const
    {
        const bool changed = runSql(m_database, change);
        const CliResult restored = m_home->run({u"restore"_s, u"--yes"_s, u"--json"_s});
        return changed ? restored.object()[u"safety_copy"].toString() : QString();
    }
    /// As if it had been made so many days ago; its new name.
    QString age(const QString &copy, int days) const
    {
        const QString name = m_database + u".before-restore-"_s
                             + QDateTime::currentDateTimeUtc().addDays(-days).toString(u"yyyyMMdd_HHmmss"_s);
        return QFile::rename(copy, name) ? name : QString();
    }

    std::unique_ptr<CliHome> m_home;
    QString m_database;
    QByteArray m_backup;
};

QTEST_GUILESS_MAIN(TestCliUndo)
#include "tst_cliundo.moc"
