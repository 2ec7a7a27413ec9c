// SPDX-License-Identifier: GPL-3.0-or-later
// Restore drills on the command line, and what every machine then sees of them.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliDrill : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->path(u"rustresort.db"_s);
        QVERIFY(makeRustResort(m_database, 200));
        QVERIFY(QFile::exists(m_home->folderProfile(m_database)));
    }

    void whatIsProvenIsSeenEverywhere_data()
    {
        QTest::addColumn<bool>("sealed");
        QTest::newRow("sealed") << true;
        QTest::newRow("plain") << false;
    }
    void whatIsProvenIsSeenEverywhere()
    {
        QFETCH(bool, sealed);
        QVERIFY(QFile::exists(m_home->folderProfile(m_database, sealed)));
        const QString key = m_home->run({u"backup"_s, u"--json"_s}).object()[u"key"].toString();
        QVERIFY(newest(*m_home)[u"proof"].isNull());
        const CliResult drill = m_home->run({u"drill"_s, u"--json"_s});
        VERIFY_DONE(drill);
        const QJsonObject report = drill.object();
        QCOMPARE(report[u"key"].toString(), key);
        QVERIFY(report[u"ok"].toBool());
        QCOMPARE(report[u"verdict"].toString(), u"restored"_s);
        for (const auto &compared : {u"checksum"_s, u"facts"_s, u"all_tables"_s})
            QVERIFY2(report[u"compared"][compared].toBool(), qPrintable(compared));
        QVERIFY(report[u"compared"][u"tables"].toInt() > 1);
        QVERIFY(report[u"warnings"].toArray().isEmpty());

        CliHome other;
        other.environment.insert(u"XDG_STATE_HOME"_s, other.path(u"state"_s));
        QFile profile(m_home->folderProfile(m_database, sealed));
        QVERIFY(profile.open(QIODevice::ReadOnly));
        QVERIFY(QFile::exists(other.writeProfile(u"test"_s, QString::fromUtf8(profile.readAll()))));
        const QJsonObject seen = newest(other);
        QCOMPARE(seen[u"key"].toString(), key);
        QCOMPARE(seen[u"proof"][u"verdict"].toString(), u"restored"_s);
        QCOMPARE(seen[u"proof"][u"at"], report[u"at"]);
        QCOMPARE(seen[u"proof"][u"host"], report[u"host"]);
        const CliResult list = other.run({u"list"_s});
        QVERIFY2(list.out.contains("  proven restorable 20"), list.said().constData());
        QVERIFY2(list.err.isEmpty(), list.err.constData());

        const QJsonArray runs = m_home->run({u"history"_s, u"--json"_s}).array();
        QCOMPARE(runs[0][u"kind"].toString(), u"drill"_s);
        QCOMPARE(runs[0][u"outcome"].toString(), u"done"_s);
        QCOMPARE(runs[0][u"key"].toString(), key);
        QVERIFY(namesIn(m_home->path(u".cache"_s)).isEmpty());
    }

    void aDamagedBackupFails()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QString name = newest(*m_home)[u"key"].toString();
        QFile object(m_home->path(u"store/"_s + name));
        QVERIFY(object.open(QIODevice::ReadWrite) && object.seek(5000) && object.write("damage") == 6);
        object.close();
        const CliResult drill = m_home->run({u"drill"_s, name, u"--json"_s});
        QCOMPARE(drill.exitCode, 1);
        QCOMPARE(drill.object()[u"verdict"].toString(), u"damaged"_s);
        QVERIFY(!drill.object()[u"error"][u"hint"].toString().isEmpty());
        const CliResult list = m_home->run({u"list"_s});
        QVERIFY2(list.out.contains("  RESTORE DRILL FAILED 20"), list.said().constData());
        const QJsonArray runs = m_home->run({u"history"_s, u"--json"_s}).array();
        QCOMPARE(runs[0][u"outcome"].toString(), u"failed"_s);
        // What is damaged is no reason to upload nothing.
        QVERIFY(!m_home->run({u"backup"_s, u"--if-changed"_s, u"--json"_s}).object()[u"unchanged"].toBool());
    }

    void theProfilesQuestionsAreAsked()
    {
        QFile profile(m_home->folderProfile(m_database));
        QVERIFY(profile.open(QIODevice::Append));
        profile.write("[lifeboat.drill]\nassertions = [\"SELECT count(*) = 200 FROM statuses\", "
                      "\"SELECT count(*) = 0 FROM statuses\"]\n");
        profile.close();
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const CliResult drill = m_home->run({u"drill"_s});
        QCOMPARE(drill.exitCode, 1);
        QVERIFY2(drill.out.contains("count(*) = 0"), drill.said().constData());
        const QJsonObject proof = newest(*m_home)[u"proof"].toObject();
        QCOMPARE(proof[u"verdict"].toString(), u"untrue"_s);
        QCOMPARE(proof[u"compared"][u"assertions"].toInt(), 1);
    }

    void aDrillThatCannotBeHeldProvesNothing()
    {
        QCOMPARE(m_home->run({u"drill"_s}).exitCode, 1); // no backup
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"drill"_s}));
        const QJsonValue before = newest(*m_home)[u"proof"];
        QCOMPARE(m_home->run({u"drill"_s, u"nothing"_s}).exitCode, 1);
        QCOMPARE(newest(*m_home)[u"proof"], before);
    }

    void whatOthersPutThereLeavesTheListAsItIs()
    {
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QString name = newest(*m_home)[u"key"].toString();
        const QString folder = m_home->path(u"store/lifeboat/rustresort/"_s);
        const QString proof = name.section(u'/', -1).section(u".db"_s, 0, 0) + u".json"_s;
        for (const QString &path : {u"fresh.json"_s, u"proofs/"_s + proof, u"facts/"_s + proof}) {
            QVERIFY(QDir().mkpath(QFileInfo(folder + path).absolutePath()));
            QFile file(folder + path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(300'000, '{')) == 300'000);
        }
        const CliResult list = m_home->run({u"list"_s, u"--json"_s});
        VERIFY_DONE(list);
        QCOMPARE(list.array().size(), 1);
        QVERIFY(list.array().at(0)[u"proof"].isNull());
        const CliResult drill = m_home->run({u"drill"_s, u"--json"_s});
        VERIFY_DONE(drill);
        QVERIFY(!drill.object()[u"compared"][u"facts"].toBool());
        QCOMPARE(newest(*m_home)[u"proof"][u"verdict"].toString(), u"restored"_s);
    }

    void statusTellsHowItStands()
    {
        const CliResult none = m_home->run({u"status"_s, u"--json"_s});
        QCOMPARE(none.exitCode, 1);
        QCOMPARE(none.object()[u"health"].toString(), u"critical"_s);
        for (const auto &time : {u"last_backup"_s, u"fresh_at"_s, u"drill"_s, u"proven_at"_s})
            QVERIFY2(none.object()[time].isNull(), qPrintable(time));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"drill"_s}));
        const CliResult good = m_home->run({u"status"_s, u"--json"_s});
        VERIFY_DONE(good);
        QCOMPARE(good.object()[u"health"].toString(), u"healthy"_s);
        QCOMPARE(good.object()[u"last_backup"], newest(*m_home)[u"taken_at"]);
        const QJsonValue proven = newest(*m_home)[u"proof"][u"at"];
        QCOMPARE(good.object()[u"proven_at"], proven);
        QVERIFY(!good.object()[u"drill_failed"].toBool());

        // The proof goes with its backup, the date stays.
        const QString name = newest(*m_home)[u"key"].toString();
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"delete"_s, name, u"--yes"_s}));
        QCOMPARE(m_home->run({u"status"_s, u"--json"_s}).object()[u"proven_at"], proven);
        QFile object(m_home->path(u"store/"_s + newest(*m_home)[u"key"].toString()));
        QVERIFY(object.open(QIODevice::ReadWrite) && object.seek(5000) && object.write("damage") == 6);
        object.close();
        QCOMPARE(m_home->run({u"drill"_s}).exitCode, 1);
        const CliResult bad = m_home->run({u"status"_s});
        QVERIFY2(bad.out.contains("The restore drill of 20") && bad.out.contains("FAILED"),
                 bad.said().constData());
        QVERIFY2(bad.out.contains("Last proven restorable: 20"), bad.said().constData());
    }

    void anUnchangedDatabaseIsNotUploadedAgain()
    {
        const QStringList ifChanged{u"backup"_s, u"--if-changed"_s, u"--json"_s};
        const CliResult first = m_home->run(ifChanged);
        VERIFY_DONE(first);
        QVERIFY(!first.object()[u"unchanged"].toBool());
        QVERIFY(newest(*m_home)[u"unchanged_until"].isNull());
        const CliResult second = m_home->run(ifChanged);
        VERIFY_DONE(second);
        QVERIFY(second.object()[u"unchanged"].toBool());
        QCOMPARE(second.object()[u"key"], first.object()[u"key"]);
        const QJsonObject known = newest(*m_home);
        QVERIFY(known[u"unchanged_until"].toString() >= known[u"taken_at"].toString());
        VERIFY_DONE(m_home->run(ifChanged));
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 1);

        QVERIFY(runSql(m_database, "DELETE FROM statuses"));
        const CliResult third = m_home->run(ifChanged);
        VERIFY_DONE(third);
        QVERIFY(!third.object()[u"unchanged"].toBool());
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 2);
        QVERIFY(newest(*m_home)[u"unchanged_until"].isNull()); // the marker is about the first
        VERIFY_DONE(m_home->run({u"backup"_s}));
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 3); // without the flag it always is
    }

private:
    [[nodiscard]] static QJsonObject newest(const CliHome &home)
    {
        return home.run({u"list"_s, u"--json"_s}).array().at(0).toObject();
    }

    std::unique_ptr<CliHome> m_home;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestCliDrill)
#include "tst_clidrill.moc"
