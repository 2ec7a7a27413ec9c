// SPDX-License-Identifier: GPL-3.0-or-later
// The mark that a restore leaves while it lives, and what is done about the program it may have stopped.
#include "service/restoremark.h"
#include "service/startagain.h"
#include "sqlite/swapjournal.h"
#include "support/bytesof.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class StartAgainTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void markGoesWithALivingRestore();
    void runsTheProfilesCommandOnce_data();
    void runsTheProfilesCommandOnce();
    void runsItForAJournalWithoutAMark();
    void withoutACommandItSaysSo_data();
    void withoutACommandItSaysSo();
    void leavesOtherProfilesTheirs();
    void firstTheDatabaseThenTheProgram();
    void aCommandThatFailsIsTold();
    void sayingNothingWhenNothingWasCutOff();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QByteArray told() const { return bytesOf(path(u"told"_s)); }
    /// A restore of the profile whose process is killed.
    void die(const Profile &profile, bool done = false) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    Profile m_profile;
    QString m_database;
};

void StartAgainTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_STATE_HOME", QFile::encodeName(path(u"state"_s)));
    m_database = QFileInfo(m_folder->path()).canonicalFilePath() + u"/app.db"_s;
    QFile file(m_database);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_profile = {};
    m_profile.id = u"app"_s;
    m_profile.configFile = path(u"app.toml"_s);
    m_profile.databasePath = m_database;
    m_profile.hooks.afterRestore =
        u"echo $LIFEBOAT_EVENT $LIFEBOAT_RESULT $LIFEBOAT_ERROR >> '%1'"_s.arg(path(u"told"_s));
}

void StartAgainTest::die(const Profile &profile, bool done) const
{
    const pid_t child = ::fork();
    if (child == 0) {
        RestoreMark mark(profile, profile.databasePath);
        if (done)
            mark.noteDone();
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
}

void StartAgainTest::markGoesWithALivingRestore()
{
    int seen = 0;
    const auto settle = [&seen](const RestoreMark::Interrupted &) { return ++seen > 0; };
    {
        const RestoreMark mark(m_profile, m_database);
        QCOMPARE(namesIn(path(u"state/lifeboat/restoring"_s)).size(), 1);
        RestoreMark::visitAbandoned(m_profile, settle);
        QCOMPARE(seen, 0);
        QCOMPARE(namesIn(path(u"state/lifeboat/restoring"_s)).size(), 1);
    }
    QVERIFY(namesIn(path(u"state/lifeboat/restoring"_s)).isEmpty());
    RestoreMark::visitAbandoned(m_profile, settle);
    QCOMPARE(seen, 0);
}

void StartAgainTest::runsTheProfilesCommandOnce_data()
{
    QTest::addColumn<bool>("done");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("killed before it was restored") << false << "failure The restore was interrupted."_ba;
    QTest::newRow("killed after it was restored") << true << "success"_ba;
}

void StartAgainTest::runsTheProfilesCommandOnce()
{
    QFETCH(bool, done);
    QFETCH(QByteArray, result);
    die(m_profile, done);
    Recovery recovery;
    startWhatWasStopped(m_profile, recovery);
    QCOMPARE(told(), "after-restore " + result + '\n');
    QCOMPARE(recovery.restores.size(), 1);
    QCOMPARE(recovery.restores[0].target, m_database);
    QCOMPARE(recovery.restores[0].outcome,
             done ? SwapRecovery::Outcome::Finished : SwapRecovery::Outcome::TakenBack);
    QVERIFY(recovery.problems.isEmpty());
    QVERIFY2(recovery.words().constLast().contains(u"has been run"_s),
             qPrintable(recovery.words().join(u' ')));
    Recovery again;
    startWhatWasStopped(m_profile, again);
    QCOMPARE(told().count('\n'), 1);
    QVERIFY(again.words().isEmpty());
}

void StartAgainTest::runsItForAJournalWithoutAMark()
{
    for (const auto outcome : {SwapRecovery::Outcome::Finished, SwapRecovery::Outcome::TakenBack}) {
        Recovery recovery;
        recovery.restores += {outcome, m_database, {}};
        startWhatWasStopped(m_profile, recovery);
        QCOMPARE(recovery.restores.size(), 1);
    }
    QCOMPARE(told(), "after-restore success\nafter-restore failure The restore was interrupted.\n"_ba);
}

void StartAgainTest::withoutACommandItSaysSo_data()
{
    QTest::addColumn<bool>("marked");
    QTest::newRow("told by its mark") << true;
    QTest::newRow("told by its journal") << false;
}

void StartAgainTest::withoutACommandItSaysSo()
{
    QFETCH(bool, marked);
    m_profile.hooks.afterRestore.clear();
    m_profile.hooks.beforeRestore = u"true"_s;
    Recovery recovery;
    if (marked)
        die(m_profile);
    else
        recovery.restores += {SwapRecovery::Outcome::TakenBack, m_database, {}};
    startWhatWasStopped(m_profile, recovery);
    const QString words = recovery.words().join(u' ');
    QVERIFY2(words.contains(u"may have been stopped"_s) && words.contains(u"has to be started again"_s),
             qPrintable(words));
    QVERIFY(words.contains(m_database));
}

void StartAgainTest::leavesOtherProfilesTheirs()
{
    Profile other = m_profile;
    other.configFile = path(u"other.toml"_s);
    other.databasePath = path(u"other.db"_s);
    die(other);
    Recovery recovery;
    startWhatWasStopped(m_profile, recovery);
    QVERIFY(told().isEmpty() && recovery.words().isEmpty());
    // One that was found by its journal beside another database: nobody's command is run for it.
    recovery.restores += {SwapRecovery::Outcome::TakenBack, path(u"other.db"_s), {}};
    startWhatWasStopped(m_profile, recovery);
    QVERIFY(told().isEmpty());
    QVERIFY(recovery.words().constLast().contains(u"has to be started again"_s));
    Recovery its;
    startWhatWasStopped(other, its);
    QCOMPARE(told().count('\n'), 1);
}

/// A program is not started on a database that is still in pieces.
void StartAgainTest::firstTheDatabaseThenTheProgram()
{
    die(m_profile);
    sqlite::FileSystem files;
    auto journal = sqlite::SwapJournal::begin(files, m_database, {});
    QVERIFY(journal);
    Recovery recovery;
    startWhatWasStopped(m_profile, recovery);
    QVERIFY(told().isEmpty() && recovery.words().isEmpty());
    journal->end();
    startWhatWasStopped(m_profile, recovery);
    QCOMPARE(told().count('\n'), 1);
}

void StartAgainTest::aCommandThatFailsIsTold()
{
    m_profile.hooks.afterRestore = u"echo no such unit >&2; exit 5"_s;
    die(m_profile);
    Recovery recovery;
    startWhatWasStopped(m_profile, recovery);
    QCOMPARE(recovery.problems.size(), 1);
    QVERIFY2(recovery.words().constLast().contains(u"no such unit"_s),
             qPrintable(recovery.words().constLast()));
    Recovery again;
    startWhatWasStopped(m_profile, again);
    QVERIFY(again.words().isEmpty()); // it was tried; the person was told
}

void StartAgainTest::sayingNothingWhenNothingWasCutOff()
{
    Recovery recovery;
    startWhatWasStopped(m_profile, recovery);
    QVERIFY(recovery.words().isEmpty() && told().isEmpty());
    QVERIFY(QDir().mkpath(path(u"state/lifeboat/restoring"_s)));
    startWhatWasStopped(m_profile, recovery);
    QVERIFY(recovery.words().isEmpty() && told().isEmpty());
}

QTEST_GUILESS_MAIN(StartAgainTest)
#include "tst_startagain.moc"
