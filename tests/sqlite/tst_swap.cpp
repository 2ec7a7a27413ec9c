// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/inspect.h"
#include "sqlite/swap.h"
#include "sqlite/swapsteps.h"
#include "support/databaseshapes.h"
#include "support/writer/writerprocess.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 1, 31), QTime(9, 5, 7), Qt::UTC);
const auto safetySuffix = u".before-restore-20260131_090507"_s;

/// Calls `strike` at the given call; what it returns is the outcome, 0 lets the call happen.
class StrikingFileSystem final : public sqlite::FileSystem
{
public:
    StrikingFileSystem(int at, std::function<int()> strike) : m_left(at), m_strike(std::move(strike)) {}

    int rename(const QString &from, const QString &to) override
    {
        return next([&] { return FileSystem::rename(from, to); });
    }
    int hardLink(const QString &from, const QString &to) override
    {
        return next([&] { return noLinks ? EPERM : FileSystem::hardLink(from, to); });
    }
    int makeFolder(const QString &path) override
    {
        return next([&] { return FileSystem::makeFolder(path); });
    }
    int removeFile(const QString &path) override
    {
        return next([&] { return FileSystem::removeFile(path); });
    }
    int removeFolder(const QString &path) override
    {
        return next([&] { return FileSystem::removeFolder(path); });
    }
    int sync(const QString &path) override
    {
        return next([&] { return FileSystem::sync(path); });
    }
    int setOwner(const QString &path, uid_t user, gid_t group) override
    {
        return next([&] { return FileSystem::setOwner(path, user, group); });
    }
    int setMode(const QString &path, mode_t mode) override
    {
        return next([&] { return FileSystem::setMode(path, mode); });
    }

    bool noLinks = false;
    bool struck = false;

private:
    int next(const std::function<int()> &call)
    {
        if (--m_left == 0) {
            struck = true;
            if (const int number = m_strike())
                return number;
        }
        return call();
    }

    int m_left;
    std::function<int()> m_strike;
};

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class SwapTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void newContentWithTheOldOwnerAndMode();
    void sidecarsMoveAsOneSet();
    void staleWalCannotUndoTheRestore_data();
    void staleWalCannotUndoTheRestore();
    void targetThatIsNotThere();
    void sidecarsWithoutADatabaseAreMovedAside();
    void symlinkStays();
    void databaseInUseIsRefused();
    void damagedDatabaseIsNotLeftInPlace_data();
    void damagedDatabaseIsNotLeftInPlace();
    void whatWasCheckedIsNotReadAgain();
    void databaseFromAnotherDiskIsRefused();
    void cancelledChangesNothing();
    void everyFailurePutsEverythingBack_data();
    void everyFailurePutsEverythingBack();
    void everyKillLeavesOldOrNew_data();
    void everyKillLeavesOldOrNew();

private:
    /// An old database with what a crash left beside it, and a new one.
    [[nodiscard]] bool prepare(const QString &oldShape);
    [[nodiscard]] QStringList beside() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_target;
    QString m_fresh;
    QByteArray m_oldDump;
    QByteArray m_newDump;
};

void SwapTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = m_folder->filePath(u"shape.db"_s);
    m_fresh = m_folder->filePath(u"fresh.db"_s);
}

bool SwapTest::prepare(const QString &oldShape)
{
    init();
    m_target = makeShape(oldShape, m_folder->path());
    if (m_target.isEmpty() || !makeRustResort(m_fresh, 50))
        return false;
    m_oldDump = dumpOf(m_target);
    m_newDump = dumpOf(m_fresh);
    return !m_oldDump.isEmpty() && m_oldDump != m_newDump;
}

QStringList SwapTest::beside() const
{
    return QDir(m_folder->path())
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

void SwapTest::newContentWithTheOldOwnerAndMode()
{
    QVERIFY(prepare(u"page-size-4096"_s));
    QVERIFY(QFile::setPermissions(m_target, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    if (::geteuid() == 0)
        QCOMPARE(::chown(QFile::encodeName(m_target).constData(), 1234, 4321), 0);
    struct stat before
    {
    };
    struct stat after
    {
    };
    struct stat safety
    {
    };
    QCOMPARE(::stat(QFile::encodeName(m_target).constData(), &before), 0);
    const auto report = swapDatabase(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(::stat(QFile::encodeName(m_target).constData(), &after), 0);
    QCOMPARE(dumpOf(m_target), m_newDump);
    QVERIFY(after.st_ino != before.st_ino);
    QCOMPARE(after.st_mode & 07777, 0640u);
    QCOMPARE(after.st_uid, before.st_uid);
    QCOMPARE(after.st_gid, before.st_gid);

    QCOMPARE(report->safetyCopy, m_target + safetySuffix);
    QCOMPARE(dumpOf(report->safetyCopy + u"/shape.db"_s), m_oldDump);
    QCOMPARE(::stat(QFile::encodeName(report->safetyCopy).constData(), &safety), 0);
    QCOMPARE(safety.st_mode & 07777, 0700u);
    QCOMPARE(safety.st_uid, before.st_uid);
    QCOMPARE(beside(), (QStringList{u"shape.db"_s, u"shape.db"_s + safetySuffix}));
}

/// Unreadable to SQLite, so nothing can be taken into it first.
void SwapTest::sidecarsMoveAsOneSet()
{
    QVERIFY(makeRustResort(m_fresh, 50));
    const QByteArray newDump = dumpOf(m_fresh);
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        QVERIFY(
            writeFile(m_target + QLatin1StringView(suffix), "not a database, but the old one"_ba + suffix));
    const auto report = swapDatabase(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(beside(), (QStringList{u"shape.db"_s, u"shape.db"_s + safetySuffix}));
    for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
        QCOMPARE(readFile(report->safetyCopy + u"/shape.db"_s + QLatin1StringView(suffix)),
                 "not a database, but the old one"_ba + suffix);
    }
    QCOMPARE(dumpOf(m_target), newDump);
}

void SwapTest::staleWalCannotUndoTheRestore_data()
{
    QTest::addColumn<QString>("shape");
    for (const char *shape : {"wal-after-crash", "wal-without-shm", "hot-journal"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void SwapTest::staleWalCannotUndoTheRestore()
{
    QFETCH(QString, shape);
    QVERIFY(prepare(shape));
    const auto report = swapDatabase(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(askShell(m_target, u"SELECT value FROM settings WHERE key = 'schema'"_s), "12"_ba);
    QCOMPARE(dumpOf(m_target), m_newDump);
    QCOMPARE(dumpOf(report->safetyCopy + u"/shape.db"_s), m_oldDump);
}

void SwapTest::targetThatIsNotThere()
{
    QVERIFY(makeRustResort(m_fresh, 50));
    const QByteArray newDump = dumpOf(m_fresh);
    const auto report = swapDatabase(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QVERIFY(report->safetyCopy.isEmpty());
    QCOMPARE(beside(), QStringList{u"shape.db"_s});
    QCOMPARE(dumpOf(m_target), newDump);
}

void SwapTest::sidecarsWithoutADatabaseAreMovedAside()
{
    QVERIFY(makeRustResort(m_fresh, 50));
    QVERIFY(writeFile(m_target + u"-wal"_s, "left over"));
    const auto report = swapDatabase(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(beside(), (QStringList{u"shape.db"_s, u"shape.db"_s + safetySuffix}));
    QCOMPARE(readFile(report->safetyCopy + u"/shape.db-wal"_s), "left over"_ba);
}

void SwapTest::symlinkStays()
{
    const QString link = makeShape(u"symlink"_s, m_folder->path());
    const QString real = QFileInfo(link).canonicalFilePath();
    const QString fresh = QFileInfo(real).path() + u"/fresh.db"_s;
    QVERIFY(makeRustResort(fresh, 50));
    const QByteArray newDump = dumpOf(fresh);
    const auto report = swapDatabase(fresh, link, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QVERIFY(QFileInfo(link).isSymLink());
    QCOMPARE(QFileInfo(link).canonicalFilePath(), real);
    QCOMPARE(dumpOf(real), newDump);
    QCOMPARE(report->safetyCopy, real + safetySuffix);
}

void SwapTest::databaseInUseIsRefused()
{
    for (const auto &mode : {u"wal"_s, u"delete"_s}) {
        QVERIFY(prepare(u"page-size-4096"_s));
        WriterProcess writer;
        QVERIFY(writer.start(m_target, mode, {u"--idle"_s}));
        const QStringList before = stateOf(m_folder->path());
        const auto report = swapDatabase(m_fresh, m_target, now, {});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Busy);
        QVERIFY2(report.error().message.contains(u"lifeboat-test-w (process %1)"_s.arg(writer.pid())),
                 qPrintable(report.error().message));
        QCOMPARE(stateOf(m_folder->path()), before);
    }
}

void SwapTest::damagedDatabaseIsNotLeftInPlace_data()
{
    QTest::addColumn<bool>("checkedBefore");
    QTest::newRow("never checked") << false;
    QTest::newRow("damaged after it was checked") << true;
}

/// Passes every look before the rename; only the check of the result finds it.
void SwapTest::damagedDatabaseIsNotLeftInPlace()
{
    QFETCH(bool, checkedBefore);
    QVERIFY(prepare(u"page-size-4096"_s));
    FileStamp checked;
    if (checkedBefore) {
        const auto sound = checkIntegrity(m_fresh, OpenAs::Private, {});
        QVERIFY(sound);
        checked = sound->checked;
    }
    QByteArray bytes = readFile(m_fresh);
    bytes.replace(8 * 4096, 4096, QByteArray(4096, '\x5a'));
    QVERIFY(writeFile(m_fresh, bytes));
    const auto report = swapDatabase(m_fresh, m_target, now, {}, checked);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Corrupt);
    QCOMPARE(dumpOf(m_target), m_oldDump);
    QCOMPARE(beside(), (QStringList{u"fresh.db"_s, u"shape.db"_s}));
    QCOMPARE(readFile(m_fresh), bytes);
}

/// Seen by what a second reading would have found: damage that was there when the stamp was taken.
void SwapTest::whatWasCheckedIsNotReadAgain()
{
    QVERIFY(prepare(u"page-size-4096"_s));
    QByteArray bytes = readFile(m_fresh);
    bytes.replace(8 * 4096, 4096, QByteArray(4096, '\x5a'));
    QVERIFY(writeFile(m_fresh, bytes));
    QVERIFY(swapDatabase(m_fresh, m_target, now, {}, stampOf(m_fresh)));
    QCOMPARE(readFile(m_target), bytes);
}

/// A rename does not reach there.
void SwapTest::databaseFromAnotherDiskIsRefused()
{
    QVERIFY(prepare(u"page-size-4096"_s));
    const dev_t here = stampOf(m_folder->path()).device;
    const QString disk = stampOf(u"/dev/shm"_s).device != here ? u"/dev/shm"_s : u"/var/tmp"_s;
    QVERIFY(stampOf(disk).device != here);
    const QTemporaryDir elsewhere(disk + u"/tst_swap-XXXXXX"_s);
    const QString fresh = elsewhere.filePath(u"fresh.db"_s);
    QVERIFY(QFile::copy(m_fresh, fresh));
    const QStringList before = stateOf(m_folder->path());
    const auto report = swapDatabase(fresh, m_target, now, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Usage);
    QCOMPARE(stateOf(m_folder->path()), before);
}

void SwapTest::cancelledChangesNothing()
{
    QVERIFY(prepare(u"wal-after-crash"_s));
    const QStringList before = stateOf(m_folder->path());
    const CancelToken cancel;
    cancel.request();
    const auto report = swapDatabase(m_fresh, m_target, now, cancel);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QCOMPARE(stateOf(m_folder->path()), before);
}

void SwapTest::everyFailurePutsEverythingBack_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<bool>("noLinks");
    QTest::newRow("alone") << u"page-size-4096"_s << false;
    QTest::newRow("with-sidecars") << u"wal-after-crash"_s << false;
    QTest::newRow("without-hard-links") << u"page-size-4096"_s << true;
}

void SwapTest::everyFailurePutsEverythingBack()
{
    QFETCH(QString, shape);
    QFETCH(bool, noLinks);
    int failures = 0;
    for (int call = 1;; ++call) {
        QVERIFY(prepare(shape));
        QVERIFY(writeFile(m_target + u"-journal"_s, {})); // something to move, even for the sound one
        StrikingFileSystem files(call, [] { return EIO; });
        files.noLinks = noLinks;
        const auto report = sqlite::swapDatabaseOn(files, m_fresh, m_target, now, {});
        if (report) {
            QCOMPARE(dumpOf(m_target), m_newDump);
            QCOMPARE(dumpOf(report->safetyCopy + u"/shape.db"_s), m_oldDump);
            if (!files.struck)
                break;
            continue; // it can do without that one
        }
        ++failures;
        QCOMPARE(report.error().code, ErrorCode::Io);
        QCOMPARE(dumpOf(m_target), m_oldDump);
        QCOMPARE(dumpOf(m_fresh), m_newDump);
        QVERIFY2(!QFile::exists(m_target + safetySuffix), qPrintable(QString::number(call)));
        QVERIFY(QFile::exists(m_target + u"-journal"_s) || shape == "wal-after-crash"_L1);
    }
    QVERIFY2(failures >= 7, qPrintable(QString::number(failures)));
}

void SwapTest::everyKillLeavesOldOrNew_data()
{
    QTest::addColumn<QString>("shape");
    for (const char *shape : {"page-size-4096", "wal-after-crash", "wal-without-shm", "hot-journal"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void SwapTest::everyKillLeavesOldOrNew()
{
    QFETCH(QString, shape);
    bool sawOld = false;
    bool sawNew = false;
    for (int call = 1;; ++call) {
        QVERIFY(prepare(shape));
        const pid_t child = ::fork();
        if (child == 0) {
            StrikingFileSystem files(call, [] { return ::kill(::getpid(), SIGKILL); });
            const auto report = sqlite::swapDatabaseOn(files, m_fresh, m_target, now, {});
            ::_exit(report ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        const QByteArray dump = dumpOf(m_target);
        QCOMPARE(askShell(m_target, u"PRAGMA integrity_check"_s), "ok"_ba);
        QVERIFY2(dump == m_oldDump || dump == m_newDump, qPrintable(QString::number(call)));
        sawOld = sawOld || dump == m_oldDump;
        sawNew = sawNew || dump == m_newDump;
        if (WIFEXITED(status)) {
            QCOMPARE(WEXITSTATUS(status), 0);
            break;
        }
    }
    QVERIFY(sawOld && sawNew);
}

QTEST_GUILESS_MAIN(SwapTest)
#include "tst_swap.moc"
