// SPDX-License-Identifier: GPL-3.0-or-later
// lifeboat-cli while the destination does not take backups, and once it does again.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QFileInfo>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// What lies in the way is refused, not replaced.
constexpr int refused = 4;

} // namespace

class TestCliUnsent final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->rustResort(40);
        m_profile = m_home->folderProfile(m_database);
    }

    void keepsAndSends_data() { addWays(); }
    void keepsAndSends()
    {
        takeAway();
        const CliResult failed = m_home->run({u"backup"_s, u"--json"_s});
        QCOMPARE(failed.exitCode, refused);
        QVERIFY2(failed.said().contains("kept on this machine"), failed.said().constData());
        QCOMPARE(kept().size(), 2);
        QVERIFY(namesIn(m_home->path(u".cache"_s)).isEmpty());
        const QByteArray before = dumpOf(m_database);

        giveBack();
        const CliResult status = m_home->run({u"status"_s, u"--json"_s});
        QCOMPARE(status.object()[u"health"].toString(), u"critical"_s); // there is none in the store
        QCOMPARE(status.object()[u"waiting"].toInt(), 1);
        QVERIFY(status.object()[u"waiting_bytes"].toInteger() > 0);
        QVERIFY(QDateTime::fromString(status.object()[u"waiting_since"].toString(), Qt::ISODate).isValid());
        QVERIFY(m_home->run({u"status"_s}).out.contains("1 backup waits here to be uploaded ("));
        QVERIFY(m_home->run({u"doctor"_s}).out.contains("warning  waiting      1 backup waits here"));

        QVERIFY(runSql(m_database, "DELETE FROM followers"));
        const CliResult sent = m_home->run({u"backup"_s, u"--json"_s});
        VERIFY_DONE(sent);
        const QJsonArray late = sent.object()[u"sent_late"].toArray();
        QCOMPARE(late.size(), 1);
        QVERIFY(kept().isEmpty());
        const QJsonArray listed = m_home->run({u"list"_s, u"--json"_s}).array();
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed.at(1)[u"key"], late.at(0));
        VERIFY_DONE(m_home->run({u"verify"_s, u"--all"_s}));
        VERIFY_DONE(m_home->run({u"drill"_s, late.at(0).toString()}));
        VERIFY_DONE(m_home->run({u"restore"_s, late.at(0).toString(), u"--to"_s, u"late.db"_s}));
        QCOMPARE(dumpOf(m_home->path(u"late.db"_s)), before);
        QCOMPARE(m_home->run({u"status"_s, u"--json"_s}).object()[u"waiting"].toInt(-1), 0);
        QVERIFY(!m_home->run({u"doctor"_s}).out.contains("waiting"));
        QVERIFY(stagesOf(0).contains(u"send-kept"_s)); // the latest run
    }

    void sayWhatWaitsWhileTheStoreIsAway()
    {
        takeAwayAll();
        QCOMPARE(m_home->run({u"backup"_s}).exitCode, refused);
        const CliResult status = m_home->run({u"status"_s});
        QVERIFY(status.exitCode != 0);
        QVERIFY2(status.err.contains("1 backup waits here to be uploaded"), status.said().constData());
        QCOMPARE(stagesOf(0).last(), u"keep"_s);
    }

    void saysItInWords()
    {
        takeAwayAll();
        QCOMPARE(m_home->run({u"backup"_s}).exitCode, refused);
        giveBack();
        const CliResult sent = m_home->run({u"backup"_s});
        VERIFY_DONE(sent);
        QVERIFY2(sent.out.contains("Uploaded what was kept here: backups/rustresort_"),
                 sent.said().constData());
    }

    void anUnchangedDatabaseSendsWhatWaits()
    {
        takeAwayAll();
        QCOMPARE(m_home->run({u"backup"_s, u"--if-changed"_s}).exitCode, refused);
        QCOMPARE(m_home->run({u"backup"_s, u"--if-changed"_s}).exitCode, refused);
        QCOMPARE(kept().size(), 2);
        giveBack();
        const CliResult sent = m_home->run({u"backup"_s, u"--if-changed"_s, u"--json"_s});
        VERIFY_DONE(sent);
        QVERIFY(sent.object()[u"unchanged"].toBool());
        QCOMPARE(sent.object()[u"sent_late"].toArray().at(0), sent.object()[u"key"]);
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 1);
    }

    void keepsNothingUnsealed_data() { addWays(); }
    void keepsNothingUnsealed()
    {
        m_profile = m_home->folderProfile(m_database, false);
        takeAway();
        const CliResult failed = m_home->run({u"backup"_s});
        QCOMPARE(failed.exitCode, refused);
        QVERIFY(!failed.said().contains("kept on this machine"));
        QVERIFY(kept().isEmpty());
    }

    void configCheckSaysWhatWouldBeKept()
    {
        const auto said = [this] { return m_home->run({u"config"_s, u"check"_s}).out; };
        QVERIFY2(said().contains("unsent ones  kept here, up to 1.00 GiB"), said().constData());
        append("[lifeboat.unsent]\nlimit = \"5 MiB\"\n");
        QVERIFY(said().contains("kept here, up to 5.00 MiB"));
        const auto json = [this] { return m_home->run({u"config"_s, u"check"_s, u"--json"_s}).object(); };
        QCOMPARE(json()[u"unsent_limit"].toInt(), 5 << 20);
        m_profile = m_home->folderProfile(m_database, false);
        QVERIFY(said().contains("not kept, as encryption is off"));
        QCOMPARE(json()[u"unsent_limit"].toInt(-1), 0);
        append("[lifeboat.unsent]\nlimit = \"5 MiB\"\n");
        const CliResult warned = m_home->run({u"config"_s, u"check"_s});
        QVERIFY2(warned.err.contains("lifeboat.unsent.limit is not used: encryption is off"),
                 warned.said().constData());
    }

    /// Two files called alike, each of a database of its own.
    void profilesOfOneNameAreNotMixed()
    {
        QStringList files;
        for (const char *place : {"one", "two"}) {
            const QString folder = m_home->path(QString::fromLatin1(place));
            const QString database = folder + u"/app.db"_s;
            QVERIFY(QDir().mkpath(folder) && makeRustResort(database, 10 + static_cast<int>(files.size())));
            QByteArray text = bytesOf(m_profile);
            text.replace(m_database.toUtf8(), database.toUtf8());
            text.replace(m_home->path(u"store"_s).toUtf8(), (folder + u"/store"_s).toUtf8());
            files.append(folder + u"/config.toml"_s);
            QFile file(files.constLast());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        QVERIFY(write(m_home->path(u"one/store"_s), "in the way"));
        QCOMPARE(m_home->run({u"backup"_s, u"--config"_s, files[0]}).exitCode, refused);
        QVERIFY(QFile::remove(m_home->path(u"one/store"_s)));
        const CliResult other = m_home->run({u"backup"_s, u"--json"_s, u"--config"_s, files[1]});
        VERIFY_DONE(other);
        QVERIFY(other.object()[u"sent_late"].toArray().isEmpty());
        QCOMPARE(kept().size(), 2);
        // A link to it is the same profile.
        QVERIFY(QFile::link(files[0], m_home->path(u".config/lifeboat/profiles/linked.toml"_s)));
        const CliResult linked = m_home->run({u"backup"_s, u"--json"_s, u"--profile"_s, u"linked"_s});
        VERIFY_DONE(linked);
        QVERIFY2(linked.object()[u"sent_late"].toArray().size() == 1, linked.said().constData());
    }

    void oneProcessAtATime()
    {
        takeAwayAll();
        QCOMPARE(m_home->run({u"backup"_s}).exitCode, refused);
        giveBack();
        const QStringList before = kept();
        const int other = ::open(QFile::encodeName(m_profile).constData(), O_RDONLY | O_CLOEXEC);
        QVERIFY(other >= 0 && ::flock(other, LOCK_EX | LOCK_NB) == 0);
        const CliResult busy = m_home->run({u"backup"_s});
        QVERIFY(busy.exitCode != 0);
        QVERIFY2(busy.err.contains("Another Lifeboat"), busy.said().constData());
        QCOMPARE(kept(), before);
        QVERIFY(m_home->run({u"list"_s, u"--json"_s}).array().isEmpty());
        ::close(other);
        QCOMPARE(m_home->run({u"backup"_s, u"--json"_s}).object()[u"sent_late"].toArray().size(), 1);
    }

private:
    static void addWays()
    {
        QTest::addColumn<bool>("all");
        QTest::newRow("it cannot be opened") << true;
        QTest::newRow("it does not take the backup") << false;
    }

    /// Something else lies where the folder is to be.
    void takeAway() const
    {
        QFETCH(bool, all);
        if (all) {
            takeAwayAll();
        } else {
            QVERIFY(QDir().mkpath(m_home->path(u"store"_s)));
            QVERIFY(write(m_home->path(u"store/backups"_s), "in the way"));
        }
    }
    void takeAwayAll() const { QVERIFY(write(m_home->path(u"store"_s), "in the way")); }
    void giveBack() const
    {
        QFile::remove(
            m_home->path(QFileInfo(m_home->path(u"store"_s)).isDir() ? u"store/backups"_s : u"store"_s));
    }

    static bool write(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    }
    void append(const QByteArray &text) const { QVERIFY(write(m_profile, bytesOf(m_profile) + text)); }

    /// Everything that is kept, of all profiles.
    QStringList kept() const
    {
        const QString folder = m_home->path(u".local/state/lifeboat/unsent"_s);
        QStringList all;
        for (const QString &profile : namesIn(folder)) {
            for (const QString &name : namesIn(folder + u'/' + profile))
                all.append(profile + u'/' + name);
        }
        return all;
    }

    QStringList stagesOf(int run) const
    {
        const QJsonArray runs = m_home->run({u"history"_s, u"--json"_s}).array();
        QStringList backups;
        for (const auto &each : runs) {
            if (each[u"kind"].toString() != u"backup")
                continue;
            QStringList stages;
            for (const auto &stage : each[u"stages"].toArray())
                stages.append(stage[u"stage"].toString());
            backups.append(stages.join(u' '));
        }
        return backups.value(run).split(u' ');
    }

    std::unique_ptr<CliHome> m_home;
    QString m_database;
    QString m_profile;
};

QTEST_GUILESS_MAIN(TestCliUnsent)
#include "tst_cliunsent.moc"
