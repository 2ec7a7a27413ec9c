// SPDX-License-Identifier: GPL-3.0-or-later
// A restore killed at every step, and what the next command makes of it.
#include "sqlite/safetycopies.h"
#include "sqlite/swap.h"
#include "sqlite/swapfixture.h"
#include "sqlite/swapjournal.h"
#include "sqlite/swapsteps.h"

#include <QProcess>
#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now = swapTime;

} // namespace

class SwapRecoveryTest final : public QObject
{
    Q_OBJECT

private slots:
    void everyKillLeavesOldOrNew_data();
    void everyKillLeavesOldOrNew();
    void setThatSqliteCannotReadIsNeverTornApart_data();
    void setThatSqliteCannotReadIsNeverTornApart();
    void journalOfALivingRestoreIsLeftAlone();
    void unreadableNotesMeanThatNothingWasDone();
    void databaseThatWasUsedSinceIsLeftAlone();
    void databaseThatIsOpenIsLeftAlone();
    void foreignNotesAreNotFollowed();

private:
    SwapSet m_set;
};

void SwapRecoveryTest::everyKillLeavesOldOrNew_data()
{
    QTest::addColumn<QString>("shape");
    for (const char *shape : {"page-size-4096", "wal-after-crash", "wal-without-shm", "hot-journal"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void SwapRecoveryTest::everyKillLeavesOldOrNew()
{
    QFETCH(QString, shape);
    bool sawOld = false;
    bool sawNew = false;
    for (int call = 1;; ++call) {
        QVERIFY(m_set.prepare(shape));
        const pid_t child = ::fork();
        if (child == 0) {
            StrikingFileSystem files(call, [] { return ::kill(::getpid(), SIGKILL); });
            const auto report = sqlite::swapDatabaseOn(files, m_set.fresh, m_set.target, now, {});
            ::_exit(report ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        const QByteArray dump = dumpOf(m_set.target);
        QCOMPARE(askShell(m_set.target, u"PRAGMA integrity_check"_s), "ok"_ba);
        QVERIFY2(dump == m_set.oldDump || dump == m_set.newDump, qPrintable(QString::number(call)));
        sawOld = sawOld || dump == m_set.oldDump;
        sawNew = sawNew || dump == m_set.newDump;
        const auto recovered = recoverSwap(m_set.target);
        QVERIFY2(recovered, recovered ? "" : qPrintable(describe(recovered.error())));
        QCOMPARE(dumpOf(m_set.target), dump);
        QVERIFY(!QFile::exists(sqlite::swapJournalOf(m_set.target)));
        QCOMPARE(findSafetyCopies(m_set.target).size(), dump == m_set.newDump ? 1 : 0);
        if (*recovered) {
            QCOMPARE((*recovered)->outcome == SwapRecovery::Outcome::Finished, dump == m_set.newDump);
            QVERIFY(!describe(**recovered).isEmpty());
        }
        if (WIFEXITED(status)) {
            QCOMPARE(WEXITSTATUS(status), 0);
            break;
        }
    }
    QVERIFY(sawOld && sawNew);
}

/// What cannot be taken into the old database first: here the journal is all that holds the set together.
void SwapRecoveryTest::setThatSqliteCannotReadIsNeverTornApart_data()
{
    QTest::addColumn<bool>("noLinks");
    QTest::newRow("hard links") << false;
    QTest::newRow("copies") << true;
}

void SwapRecoveryTest::setThatSqliteCannotReadIsNeverTornApart()
{
    QFETCH(bool, noLinks);
    int torn = 0;
    for (int call = 1, living = 1; living != 0; ++call) {
        m_set.init();
        QVERIFY(makeRustResort(m_set.fresh, 50));
        const QByteArray newDump = dumpOf(m_set.fresh);
        for (const char *suffix : {"", "-wal", "-journal"})
            QVERIFY(writeFile(m_set.target + QLatin1StringView(suffix), "what is left of it"_ba + suffix));
        const pid_t child = ::fork();
        if (child == 0) {
            StrikingFileSystem files(call, [] { return ::kill(::getpid(), SIGKILL); });
            files.noLinks = noLinks;
            const auto report = sqlite::swapDatabaseOn(files, m_set.fresh, m_set.target, now, {});
            ::_exit(report ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        living = WIFEXITED(status) ? 0 : 1;
        torn += QFile::exists(m_set.target + u"-journal"_s) ? 0 : 1;
        QVERIFY(recoverSwap(m_set.target));
        QString set = m_set.target;
        if (readFile(m_set.target) != "what is left of it") {
            QCOMPARE(dumpOf(m_set.target), newDump);
            QCOMPARE(findSafetyCopies(m_set.target).size(), 1);
            set = findSafetyCopies(m_set.target).constFirst().folder + u"/shape.db"_s;
        } else {
            QVERIFY(findSafetyCopies(m_set.target).isEmpty());
        }
        for (const char *suffix : {"", "-wal", "-journal"})
            QCOMPARE(readFile(set + QLatin1StringView(suffix)), "what is left of it"_ba + suffix);
    }
    QVERIFY(torn >= 3);
}

void SwapRecoveryTest::journalOfALivingRestoreIsLeftAlone()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    sqlite::FileSystem files;
    const sqlite::SwapNotes notes{u"shape.db"_s + safetySuffix, stampOf(m_set.target), stampOf(m_set.fresh),
                                  false, false};
    const auto living = sqlite::SwapJournal::begin(files, m_set.target, notes);
    QVERIFY(living);
    QCOMPARE(unfinishedSwapsIn(m_set.folder->path()), QStringList{m_set.target});
    const auto recovered = recoverSwap(m_set.target);
    QVERIFY(recovered && !*recovered);
    QVERIFY(QFile::exists(sqlite::swapJournalOf(m_set.target)));
    const auto second = swapDatabase(m_set.fresh, m_set.target, now, {});
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Busy);
    QCOMPARE(dumpOf(m_set.target), m_set.oldDump);
}

void SwapRecoveryTest::unreadableNotesMeanThatNothingWasDone()
{
    for (const QByteArray &notes : {""_ba, "{\"version\":1,\"safety_co"_ba, "nonsense\n"_ba}) {
        QVERIFY(m_set.prepare(u"page-size-4096"_s));
        QVERIFY(writeFile(sqlite::swapJournalOf(m_set.target), notes));
        const auto recovered = recoverSwap(m_set.target);
        QVERIFY(recovered && !*recovered);
        QVERIFY(!QFile::exists(sqlite::swapJournalOf(m_set.target)));
        QCOMPARE(dumpOf(m_set.target), m_set.oldDump);
    }
}

/// Killed with the sidecars aside; then its program went on with the main file alone.
void SwapRecoveryTest::databaseThatWasUsedSinceIsLeftAlone()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    const QString folder = m_set.target + safetySuffix;
    {
        sqlite::FileSystem files;
        QVERIFY(sqlite::SwapJournal::begin(
            files, m_set.target,
            {u"shape.db"_s + safetySuffix, stampOf(m_set.target), stampOf(m_set.fresh), false, false}));
    }
    QVERIFY(QDir().mkdir(folder));
    QVERIFY(writeFile(folder + u"/shape.db-wal"_s, "of before"));
    QVERIFY(runSql(m_set.target, "CREATE TABLE since (a)"));
    const QByteArray used = dumpOf(m_set.target);
    const auto recovered = recoverSwap(m_set.target);
    QVERIFY(recovered && *recovered);
    QCOMPARE((*recovered)->outcome, SwapRecovery::Outcome::Unclear);
    QCOMPARE((*recovered)->safetyCopy, folder);
    QCOMPARE(dumpOf(m_set.target), used);
    QVERIFY(!QFile::exists(m_set.target + u"-wal"_s));
    QCOMPARE(readFile(folder + u"/shape.db-wal"_s), "of before"_ba);
}

/// A -wal that came back under a running program would be taken for that program's own.
void SwapRecoveryTest::databaseThatIsOpenIsLeftAlone()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    const QString folder = m_set.target + safetySuffix;
    {
        sqlite::FileSystem files;
        QVERIFY(sqlite::SwapJournal::begin(
            files, m_set.target,
            {u"shape.db"_s + safetySuffix, stampOf(m_set.target), stampOf(m_set.fresh), false, false}));
    }
    QVERIFY(QDir().mkdir(folder));
    QVERIFY(writeFile(folder + u"/shape.db-wal"_s, "of before"));
    QProcess shell;
    shell.start(u"sqlite3"_s, {m_set.target});
    shell.write("SELECT count(*) FROM sqlite_schema;\n");
    const auto isOpen = [this] {
        return !findDatabaseUsers(m_set.target).value_or(QList<DatabaseUser>()).isEmpty();
    };
    QTRY_VERIFY(isOpen());
    const auto recovered = recoverSwap(m_set.target);
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
    QVERIFY(recovered && *recovered);
    QCOMPARE((*recovered)->outcome, SwapRecovery::Outcome::Unclear);
    QVERIFY(!QFile::exists(m_set.target + u"-wal"_s));
    QCOMPARE(readFile(folder + u"/shape.db-wal"_s), "of before"_ba);
}

void SwapRecoveryTest::foreignNotesAreNotFollowed()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    const QString precious = m_set.folder->filePath(u"precious/shape.db"_s);
    QVERIFY(QDir().mkpath(QFileInfo(precious).path()) && writeFile(precious, "precious"));
    QVERIFY(writeFile(sqlite::swapJournalOf(m_set.target),
                      R"({"version":1,"safety_copy":"../precious","live":true,"kept":false})"_ba + '\n'));
    QVERIFY(recoverSwap(m_set.target));
    QCOMPARE(readFile(precious), "precious"_ba);
    if (::geteuid() != 0)
        return;
    QVERIFY(writeFile(sqlite::swapJournalOf(m_set.target), "{}\n"));
    QCOMPARE(::chown(QFile::encodeName(sqlite::swapJournalOf(m_set.target)).constData(), 1234, 1234), 0);
    const auto recovered = recoverSwap(m_set.target);
    QVERIFY(!recovered);
    QCOMPARE(recovered.error().code, ErrorCode::Refused);
}

QTEST_GUILESS_MAIN(SwapRecoveryTest)
#include "tst_swaprecovery.moc"
