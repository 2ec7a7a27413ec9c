// SPDX-License-Identifier: GPL-3.0-or-later
// Retention by periods and proofs on the command line: what it shows, and what it removes.
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QFile>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliPrune : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->path(u"rustresort.db"_s);
        QVERIFY(makeRustResort(m_database, 20));
    }

    /// One backup of now, which is proven, and five of January 2020.
    void showsWhatGoesAndWhyTheRestStays()
    {
        QVERIFY(writeProfile(u"retention_count = 1\n[lifeboat.retention]\nweekly = 2\nyearly = 1\n"_s));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"drill"_s}));
        QVERIFY(addOldOnes());
        const CliResult shown = m_home->run({u"prune"_s, u"--dry-run"_s});
        VERIFY_DONE(shown);
        QVERIFY2(shown.err.isEmpty(), shown.said().constData());
        const QList<QByteArray> lines = shown.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines[0],
                 "would go  2020-01-04T03:00:00Z      512 B  backups/rustresort_20200104_030000.db");
        QCOMPARE(lines[3],
                 "would go  2020-01-01T03:00:00Z      512 B  backups/rustresort_20200101_030000.db");
        QVERIFY2(lines[4].startsWith("stays     20")
                     && lines[4].contains("  newest, one of the newest 1, weekly of 20")
                     && lines[4].endsWith(", proven restorable"),
                 shown.said().constData());
        QCOMPARE(lines[5],
                 "stays     2020-01-05T03:00:00Z      512 B  backups/rustresort_20200105_030000.db  "
                 "weekly of 2020-W01");
        QCOMPARE(lines[6], "Would be removed: 4, 2.00 KiB. Would be kept: 2.");

        const QJsonObject report = m_home->run({u"prune"_s, u"--dry-run"_s, u"--json"_s}).object();
        QCOMPARE(report[u"freed_bytes"].toInt(), 2048);
        QCOMPARE(report[u"removed"].toArray().size(), 4);
        const QJsonArray generations = report[u"generations"].toArray();
        QCOMPARE(generations.size(), 6);
        QCOMPARE(generations[0][u"drill"].toString(), u"passed"_s);
        QCOMPARE(generations[0][u"reasons"].toArray(),
                 (QJsonArray{u"newest"_s, u"count"_s, u"weekly"_s, u"yearly"_s, u"proven"_s}));
        QVERIFY(generations[1][u"stays"].toBool() && generations[1][u"drill"].isNull());
        QVERIFY(!generations[2][u"stays"].toBool() && generations[2][u"reasons"].toArray().isEmpty());
        QCOMPARE(generations[5][u"taken_at"].toString(), u"2020-01-01T03:00:00Z"_s);
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 6);

        const CliResult done = m_home->run({u"prune"_s});
        VERIFY_DONE(done);
        QVERIFY2(done.out.endsWith("Removed: 4, 2.00 KiB. Generations kept: 2.\n"), done.said().constData());
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 2);
        QVERIFY(m_home->run({u"prune"_s}).out == "Generations kept: 2.\n");
    }

    void theProvenOneStaysAndTheDamagedOneDoesNotCount()
    {
        QVERIFY(writeProfile(u"retention_count = 1\n"_s));
        const auto backUp = [this] {
            return m_home->run({u"backup"_s, u"--json"_s}).object()[u"key"].toString();
        };
        const QString proven = backUp();
        VERIFY_DONE(m_home->run({u"drill"_s}));
        const QString good = backUp();
        const QString damaged = backUp();
        QCOMPARE(keys(), (QStringList{damaged, proven})); // "good" has made room
        QFile object(m_home->path(u"store/"_s + damaged));
        QVERIFY(object.open(QIODevice::ReadWrite) && object.seek(5000) && object.write("damage") == 6);
        object.close();
        QCOMPARE(m_home->run({u"drill"_s, damaged}).exitCode, 1);
        const QString newest = backUp();
        const QString after = backUp();
        QVERIFY(!good.isEmpty() && !newest.isEmpty());
        QCOMPARE(keys(), (QStringList{after, proven}));
    }

    void withoutTheKeyWhatMayBeProvenStays()
    {
        QVERIFY(writeProfile(u"retention_count = 1\n"_s));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"drill"_s}));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        const QStringList both = keys();
        QCOMPARE(both.size(), 2);
        QVERIFY(addOldOnes());
        QVERIFY(writeProfile(u"retention_count = 1\n"_s, false));
        const CliResult pruned = m_home->run({u"prune"_s, u"--json"_s});
        VERIFY_DONE(pruned);
        QVERIFY2(pruned.err.contains("proofs cannot be relied on: 1. Set BACKUP_ENCRYPTION_KEY"),
                 pruned.said().constData());
        QCOMPARE(keys(), both);
        QCOMPARE(pruned.object()[u"generations"][1][u"reasons"].toArray(), QJsonArray{u"may-be-proven"_s});
    }

    void configCheckTellsTheRules()
    {
        QVERIFY(writeProfile(u"retention_count = 0\n[lifeboat.retention]\ndaily = 7\nmonthly = 12\n"_s));
        const CliResult idle = m_home->run({u"config"_s, u"check"_s});
        VERIFY_DONE(idle);
        QVERIFY2(idle.err.contains("lifeboat.retention.daily does nothing"), idle.said().constData());
        QVERIFY2(idle.out.contains("keeps        all generations\n"), idle.said().constData());
        QVERIFY(writeProfile(u"retention_count = 3\n[lifeboat.retention]\ndaily = 7\nmonthly = 12\n"_s));
        const CliResult check = m_home->run({u"config"_s, u"check"_s});
        QVERIFY2(check.out.contains("keeps        3 generations, besides 7 daily, 12 monthly\n"),
                 check.said().constData());
        const QJsonObject json = m_home->run({u"config"_s, u"check"_s, u"--json"_s}).object();
        QCOMPARE(json[u"retention"].toObject(), (QJsonObject{{u"hourly"_s, 0},
                                                             {u"daily"_s, 7},
                                                             {u"weekly"_s, 0},
                                                             {u"monthly"_s, 12},
                                                             {u"yearly"_s, 0},
                                                             {u"verified"_s, 1}}));
    }

    void configCheckTellsWhatItWouldRun()
    {
        QVERIFY(writeProfile(u"[lifeboat.hooks]\nbefore_backup = 'echo \"a\"'\nafter_restore = \"x\\ny\"\n"
                             "[lifeboat.alerts]\nwebhook_url = \"https://hook.test/secret-id\"\n"_s));
        const CliResult check = m_home->run({u"config"_s, u"check"_s});
        VERIFY_DONE(check);
        QVERIFY2(check.out.contains("runs before a backup: echo \"a\"\n"), check.said().constData());
        QVERIFY2(check.out.contains("runs after a restore: x\\ny\n"), check.said().constData());
        QVERIFY2(check.out.contains("webhook to hook.test\n"), check.said().constData());
        QVERIFY2(!check.out.contains("secret-id"), check.said().constData());
        const QJsonObject json = m_home->run({u"config"_s, u"check"_s, u"--json"_s}).object();
        QCOMPARE(json[u"commands"].toObject(),
                 (QJsonObject{{u"before_backup"_s, u"echo \"a\""_s}, {u"after_restore"_s, u"x\ny"_s}}));
        QCOMPARE(json[u"alerts"].toArray(), QJsonArray{u"webhook to hook.test"_s});
    }

    /// What goes by hand is held back by nothing, but not passed over in silence.
    void deletingSaysWhatIsLost()
    {
        QVERIFY(writeProfile(u"retention_count = 0\n"_s));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        QVERIFY(addOldOnes());
        const CliResult none = m_home->run({u"delete"_s, u"rustresort_20200101_030000.db"_s, u"--yes"_s});
        VERIFY_DONE(none);
        QVERIFY2(none.err.contains("None of the backups that stay is proven"), none.said().constData());
        VERIFY_DONE(m_home->run({u"drill"_s}));
        const CliResult calm = m_home->run({u"delete"_s, u"rustresort_20200102_030000.db"_s, u"--yes"_s});
        VERIFY_DONE(calm);
        QVERIFY2(calm.err.isEmpty(), calm.said().constData());

        // Said before anything goes, and before anybody is asked.
        const CliResult asked = m_home->run({u"delete"_s, u"latest"_s, u"--even-newest"_s});
        QVERIFY(asked.exitCode != 0);
        QVERIFY2(asked.err.contains("This takes the last backup that is proven"), asked.said().constData());
        QVERIFY2(asked.err.contains("--yes"), asked.said().constData());
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 4);

        QStringList all{u"delete"_s, u"--even-newest"_s, u"--yes"_s};
        for (const QJsonValue &backup : m_home->run({u"list"_s, u"--json"_s}).array())
            all.append(backup[u"key"].toString());
        const CliResult last = m_home->run(all);
        VERIFY_DONE(last);
        QVERIFY2(last.err.contains("This takes every backup there is"), last.said().constData());
        QVERIFY(m_home->run({u"list"_s, u"--json"_s}).array().isEmpty());
    }

private:
    [[nodiscard]] bool writeProfile(const QString &rules, bool withKey = true) const
    {
        QFile file(m_home->folderProfile(m_database));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        QString text = QString::fromUtf8(file.readAll());
        file.close();
        text.replace(u"retention_count = 7\n"_s, rules);
        if (!withKey)
            text.remove(u"key_file = "_s + toml(m_home->path(u"key"_s)));
        return text.contains(rules) && QFile::exists(m_home->writeProfile(u"test"_s, text));
    }

    [[nodiscard]] bool addOldOnes() const
    {
        for (int day = 1; day <= 5; ++day) {
            QFile file(m_home->path(u"store/backups/rustresort_2020010%1_030000.db"_s.arg(day)));
            if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray(512, 'x')) != 512)
                return false;
        }
        return true;
    }

    [[nodiscard]] QStringList keys() const
    {
        QStringList keys;
        for (const QJsonValue &each : m_home->run({u"list"_s, u"--json"_s}).array())
            keys.append(each[u"key"].toString());
        return keys;
    }

    std::unique_ptr<CliHome> m_home;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestCliPrune)
#include "tst_cliprune.moc"
