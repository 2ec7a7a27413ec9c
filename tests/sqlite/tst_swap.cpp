// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/inspect.h"
#include "sqlite/swap.h"
#include "sqlite/swapfixture.h"
#include "sqlite/swapsteps.h"
#include "support/writer/writerprocess.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now = swapTime;

} // namespace

class SwapTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_set.init(); }
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
    void accessListsAndAttributesAreKept();

private:
    SwapSet m_set;
};

void SwapTest::newContentWithTheOldOwnerAndMode()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    QVERIFY(QFile::setPermissions(m_set.target, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    if (::geteuid() == 0)
        QCOMPARE(::chown(QFile::encodeName(m_set.target).constData(), 1234, 4321), 0);
    struct stat before
    {
    };
    struct stat after
    {
    };
    struct stat safety
    {
    };
    QCOMPARE(::stat(QFile::encodeName(m_set.target).constData(), &before), 0);
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(::stat(QFile::encodeName(m_set.target).constData(), &after), 0);
    QCOMPARE(dumpOf(m_set.target), m_set.newDump);
    QVERIFY(after.st_ino != before.st_ino);
    QCOMPARE(after.st_mode & 07777, 0640u);
    QCOMPARE(after.st_uid, before.st_uid);
    QCOMPARE(after.st_gid, before.st_gid);

    QCOMPARE(report->safetyCopy, m_set.target + safetySuffix);
    QCOMPARE(dumpOf(report->safetyCopy + u"/shape.db"_s), m_set.oldDump);
    QCOMPARE(::stat(QFile::encodeName(report->safetyCopy).constData(), &safety), 0);
    QCOMPARE(safety.st_mode & 07777, 0700u);
    QCOMPARE(safety.st_uid, before.st_uid);
    QCOMPARE(m_set.beside(), (QStringList{u"shape.db"_s, u"shape.db"_s + safetySuffix}));
}

/// Unreadable to SQLite, so nothing can be taken into it first.
void SwapTest::sidecarsMoveAsOneSet()
{
    QVERIFY(makeRustResort(m_set.fresh, 50));
    const QByteArray newDump = dumpOf(m_set.fresh);
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        QVERIFY(writeFile(m_set.target + QLatin1StringView(suffix),
                          "not a database, but the old one"_ba + suffix));
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(m_set.beside(), (QStringList{u"shape.db"_s, u"shape.db"_s + safetySuffix}));
    for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
        QCOMPARE(readFile(report->safetyCopy + u"/shape.db"_s + QLatin1StringView(suffix)),
                 "not a database, but the old one"_ba + suffix);
    }
    QCOMPARE(dumpOf(m_set.target), newDump);
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
    QVERIFY(m_set.prepare(shape));
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(askShell(m_set.target, u"SELECT value FROM settings WHERE key = 'schema'"_s), "12"_ba);
    QCOMPARE(dumpOf(m_set.target), m_set.newDump);
    QCOMPARE(dumpOf(report->safetyCopy + u"/shape.db"_s), m_set.oldDump);
}

void SwapTest::targetThatIsNotThere()
{
    QVERIFY(makeRustResort(m_set.fresh, 50));
    const QByteArray newDump = dumpOf(m_set.fresh);
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QVERIFY(report->safetyCopy.isEmpty());
    QCOMPARE(m_set.beside(), QStringList{u"shape.db"_s});
    QCOMPARE(dumpOf(m_set.target), newDump);
}

void SwapTest::sidecarsWithoutADatabaseAreMovedAside()
{
    QVERIFY(makeRustResort(m_set.fresh, 50));
    QVERIFY(writeFile(m_set.target + u"-wal"_s, "left over"));
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(m_set.beside(), (QStringList{u"shape.db"_s, u"shape.db"_s + safetySuffix}));
    QCOMPARE(readFile(report->safetyCopy + u"/shape.db-wal"_s), "left over"_ba);
}

void SwapTest::symlinkStays()
{
    const QString link = makeShape(u"symlink"_s, m_set.folder->path());
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
        QVERIFY(m_set.prepare(u"page-size-4096"_s));
        WriterProcess writer;
        QVERIFY(writer.start(m_set.target, mode, {u"--idle"_s}));
        const QStringList before = stateOf(m_set.folder->path());
        const auto report = swapDatabase(m_set.fresh, m_set.target, now, {});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Busy);
        QVERIFY2(report.error().message.contains(u"lifeboat-test-w (process %1)"_s.arg(writer.pid())),
                 qPrintable(report.error().message));
        QCOMPARE(stateOf(m_set.folder->path()), before);
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
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    FileStamp checked;
    if (checkedBefore) {
        const auto sound = checkIntegrity(m_set.fresh, OpenAs::Private, {});
        QVERIFY(sound);
        checked = sound->checked;
    }
    QByteArray bytes = readFile(m_set.fresh);
    bytes.replace(8 * 4096, 4096, QByteArray(4096, '\x5a'));
    QVERIFY(writeFile(m_set.fresh, bytes));
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, {}, checked);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Corrupt);
    QCOMPARE(dumpOf(m_set.target), m_set.oldDump);
    QCOMPARE(m_set.beside(), (QStringList{u"fresh.db"_s, u"shape.db"_s}));
    QCOMPARE(readFile(m_set.fresh), bytes);
}

/// Seen by what a second reading would have found: damage that was there when the stamp was taken.
void SwapTest::whatWasCheckedIsNotReadAgain()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    QByteArray bytes = readFile(m_set.fresh);
    bytes.replace(8 * 4096, 4096, QByteArray(4096, '\x5a'));
    QVERIFY(writeFile(m_set.fresh, bytes));
    QVERIFY(swapDatabase(m_set.fresh, m_set.target, now, {}, stampOf(m_set.fresh)));
    QCOMPARE(readFile(m_set.target), bytes);
}

/// A rename does not reach there.
void SwapTest::databaseFromAnotherDiskIsRefused()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    const dev_t here = stampOf(m_set.folder->path()).device;
    const QString disk = stampOf(u"/dev/shm"_s).device != here ? u"/dev/shm"_s : u"/var/tmp"_s;
    QVERIFY(stampOf(disk).device != here);
    const QTemporaryDir elsewhere(disk + u"/tst_swap-XXXXXX"_s);
    const QString fresh = elsewhere.filePath(u"fresh.db"_s);
    QVERIFY(QFile::copy(m_set.fresh, fresh));
    const QStringList before = stateOf(m_set.folder->path());
    const auto report = swapDatabase(fresh, m_set.target, now, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Usage);
    QCOMPARE(stateOf(m_set.folder->path()), before);
}

void SwapTest::cancelledChangesNothing()
{
    QVERIFY(m_set.prepare(u"wal-after-crash"_s));
    const QStringList before = stateOf(m_set.folder->path());
    const CancelToken cancel;
    cancel.request();
    const auto report = swapDatabase(m_set.fresh, m_set.target, now, cancel);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QCOMPARE(stateOf(m_set.folder->path()), before);
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
        QVERIFY(m_set.prepare(shape));
        QVERIFY(writeFile(m_set.target + u"-journal"_s, {})); // something to move, even for the sound one
        StrikingFileSystem files(call, [] { return EIO; });
        files.noLinks = noLinks;
        const auto report = sqlite::swapDatabaseOn(files, m_set.fresh, m_set.target, now, {});
        if (report) {
            QCOMPARE(dumpOf(m_set.target), m_set.newDump);
            QCOMPARE(dumpOf(report->safetyCopy + u"/shape.db"_s), m_set.oldDump);
            if (!files.struck)
                break;
            continue; // it can do without that one
        }
        ++failures;
        QCOMPARE(report.error().code, ErrorCode::Io);
        QCOMPARE(dumpOf(m_set.target), m_set.oldDump);
        QCOMPARE(dumpOf(m_set.fresh), m_set.newDump);
        QVERIFY2(!QFile::exists(m_set.target + safetySuffix), qPrintable(QString::number(call)));
        QVERIFY(QFile::exists(m_set.target + u"-journal"_s) || shape == "wal-after-crash"_L1);
    }
    QVERIFY2(failures >= 7, qPrintable(QString::number(failures)));
}

void SwapTest::accessListsAndAttributesAreKept()
{
    QVERIFY(m_set.prepare(u"page-size-4096"_s));
    const QByteArray target = QFile::encodeName(m_set.target);
    // Version 2, then entries of tag, permissions and id: owner rw, user 1234 r, group -, mask r, others -.
    const QByteArray list = QByteArray::fromHex("02000000"
                                                "01000600ffffffff"
                                                "02000400d2040000"
                                                "04000000ffffffff"
                                                "10000400ffffffff"
                                                "20000000ffffffff");
    const auto size = [](const QByteArray &value) { return static_cast<std::size_t>(value.size()); };
    QCOMPARE(::setxattr(target.constData(), "system.posix_acl_access", list.constData(), size(list), 0), 0);
    QCOMPARE(::setxattr(target.constData(), "user.colour", "blue", 4, 0), 0);
    struct stat before
    {
    };
    struct stat after
    {
    };
    QCOMPARE(::stat(target.constData(), &before), 0);
    QVERIFY(swapDatabase(m_set.fresh, m_set.target, now, {}));
    QCOMPARE(dumpOf(m_set.target), m_set.newDump);
    QByteArray kept(256, '\0');
    kept.truncate(::getxattr(target.constData(), "system.posix_acl_access", kept.data(), size(kept)));
    QCOMPARE(kept, list);
    kept.resize(256);
    kept.truncate(::getxattr(target.constData(), "user.colour", kept.data(), size(kept)));
    QCOMPARE(kept, "blue"_ba);
    QCOMPARE(::stat(target.constData(), &after), 0);
    QCOMPARE(after.st_mode, before.st_mode);
}

QTEST_GUILESS_MAIN(SwapTest)
#include "tst_swap.moc"
