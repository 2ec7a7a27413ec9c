// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/connection.h"
#include "sqlite/inspect.h"
#include "sqlite/snapshot.h"
#include "sqlite/swap.h"
#include "support/databaseshapes.h"
#include "support/writer/writerprocess.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime now(QDate(2026, 1, 31), QTime(9, 5, 7), Qt::UTC);

} // namespace

class LiveRestoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void openConnectionsSeeTheNewContent_data();
    void openConnectionsSeeTheNewContent();
    void underAWriterThatNeverPauses_data();
    void underAWriterThatNeverPauses();
    void lockedTargetIsBusyAndUnchanged();
    void cancelLeavesTheOldContent_data();
    void cancelLeavesTheOldContent();
    void otherPageSize();
    void safetyCopyIsReadByWhoCouldReadTheDatabase();
    void whatWasWrittenIsChecked_data();
    void whatWasWrittenIsChecked();

private:
    [[nodiscard]] bool makePair(const QByteArray &targetMode, const QByteArray &freshMode);
    [[nodiscard]] bool noSafetyCopy() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_target;
    QString m_fresh;
};

void LiveRestoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = m_folder->filePath(u"live.db"_s);
    m_fresh = m_folder->filePath(u"fresh.db"_s);
}

bool LiveRestoreTest::makePair(const QByteArray &targetMode, const QByteArray &freshMode)
{
    return makeRustResort(m_target, 300) && makeRustResort(m_fresh, 9000)
           && runSql(m_target,
                     "INSERT INTO settings VALUES ('only', 'old'); PRAGMA journal_mode=" + targetMode)
           && runSql(m_fresh,
                     "INSERT INTO settings VALUES ('only', 'new'); PRAGMA journal_mode=" + freshMode);
}

bool LiveRestoreTest::noSafetyCopy() const
{
    return QDir(m_folder->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty();
}

void LiveRestoreTest::openConnectionsSeeTheNewContent_data()
{
    QTest::addColumn<QByteArray>("targetMode");
    QTest::addColumn<QByteArray>("freshMode");
    QTest::newRow("wal-from-wal") << "WAL"_ba
                                  << "WAL"_ba;
    QTest::newRow("wal-from-rollback") << "WAL"_ba
                                       << "DELETE"_ba;
    QTest::newRow("rollback-from-rollback") << "DELETE"_ba
                                            << "DELETE"_ba;
    QTest::newRow("rollback-from-wal") << "DELETE"_ba
                                       << "WAL"_ba;
    QTest::newRow("truncate-from-wal") << "TRUNCATE"_ba
                                       << "WAL"_ba;
}

void LiveRestoreTest::openConnectionsSeeTheNewContent()
{
    QFETCH(QByteArray, targetMode);
    QFETCH(QByteArray, freshMode);
    QVERIFY(makePair(targetMode, freshMode));
    const QByteArray oldDump = dumpOf(m_target);
    const QByteArray newDump = dumpOf(m_fresh);
    WriterProcess other;
    QVERIFY(other.start(m_target, QString::fromLatin1(targetMode), {u"--idle"_s}));
    const auto open = sqlite::Connection::open(m_target, sqlite::Access::ReadWrite, u"sqlite.test"_s);
    QVERIFY(open);
    constexpr auto question = "SELECT value FROM settings WHERE key = 'only'";
    QCOMPARE(open->text(question).value(), u"old"_s);

    qint64 done = 0;
    LiveRestoreOptions options;
    options.progress = [&](qint64 bytes, qint64) { done = bytes; };
    const auto report = restoreIntoLive(m_fresh, m_target, now, options);
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QCOMPARE(open->text(question).value(), u"new"_s);
    QVERIFY(open->execute(
        "INSERT INTO settings VALUES ('still', 'writable'); DELETE FROM settings WHERE key = 'still'"));
    QCOMPARE(done, QFileInfo(m_fresh).size());
    QCOMPARE(report->safetyCopy, m_target + u".before-restore-20260131_090507"_s);
    QCOMPARE(dumpOf(report->safetyCopy + u"/live.db"_s), oldDump);
    QCOMPARE(QFileInfo(report->safetyCopy + u"/live.db"_s).permissions(), QFileInfo(m_target).permissions());
    other.stop();
    QCOMPARE(dumpOf(m_target), newDump);
    QVERIFY(checkIntegrity(m_target, OpenAs::Live, {}));
}

void LiveRestoreTest::underAWriterThatNeverPauses_data()
{
    QTest::addColumn<QString>("journalMode");
    QTest::newRow("wal") << u"wal"_s;
    QTest::newRow("rollback") << u"delete"_s;
}

void LiveRestoreTest::underAWriterThatNeverPauses()
{
    QFETCH(QString, journalMode);
    QVERIFY(makeRustResort(m_target, 2000));
    WriterProcess writer;
    QVERIFY(writer.start(m_target, journalMode));
    QVERIFY(takeSnapshot(m_target, m_fresh, {}));
    const QByteArray restored = writerSum(m_fresh, u"left"_s);
    const auto stamps = [&] { return std::pair(stampOf(m_target), stampOf(m_target + u"-wal"_s)); };
    const auto before = stamps();
    QTRY_VERIFY(stamps() != before); // a commit that the copy lacks
    const auto report = restoreIntoLive(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QVERIFY(writer.stop().value("commits"_L1).toInt() > 0); // it survived, and never saw half
    const QString safe = report->safetyCopy + u"/live.db"_s;
    for (const QString &path : {m_target, safe}) {
        QVERIFY(checkIntegrity(path, OpenAs::Live, {}));
        QCOMPARE(writerSum(path, u"left"_s), writerSum(path, u"right"_s));
    }
    QVERIFY(writerSum(safe, u"left"_s) != restored);
}

void LiveRestoreTest::lockedTargetIsBusyAndUnchanged()
{
    for (const char *mode : {"wal", "delete"}) {
        init();
        QVERIFY(makePair(mode, "DELETE"));
        const QByteArray oldDump = dumpOf(m_target);
        WriterProcess writer;
        QVERIFY(writer.start(m_target, QString::fromLatin1(mode), {u"--lock"_s}));
        LiveRestoreOptions options;
        options.busyTimeout = 50ms;
        const auto report = restoreIntoLive(m_fresh, m_target, now, options);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Busy);
        QVERIFY2(report.error().message.contains(QString::number(writer.pid())),
                 qPrintable(report.error().message));
        QVERIFY(noSafetyCopy());
        writer.stop();
        QCOMPARE(dumpOf(m_target), oldDump);
    }
}

void LiveRestoreTest::cancelLeavesTheOldContent_data()
{
    underAWriterThatNeverPauses_data();
}

void LiveRestoreTest::cancelLeavesTheOldContent()
{
    QFETCH(QString, journalMode);
    QVERIFY(makePair(journalMode.toLatin1(), "DELETE"));
    const QByteArray oldDump = dumpOf(m_target);
    LiveRestoreOptions options;
    options.progress = [&](qint64 done, qint64 total) {
        QVERIFY(done < total);
        options.cancel.request();
    };
    const auto report = restoreIntoLive(m_fresh, m_target, now, options);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QVERIFY(noSafetyCopy());
    QCOMPARE(dumpOf(m_target), oldDump);
    QVERIFY(checkIntegrity(m_target, OpenAs::Live, {}));
}

void LiveRestoreTest::otherPageSize()
{
    QVERIFY(makePair("WAL", "DELETE"));
    QVERIFY(runSql(m_fresh, "PRAGMA page_size=1024; VACUUM"));
    const QByteArray oldDump = dumpOf(m_target);
    const QByteArray newDump = dumpOf(m_fresh);
    const auto refused = restoreIntoLive(m_fresh, m_target, now, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Refused);
    QVERIFY(noSafetyCopy());
    QCOMPARE(dumpOf(m_target), oldDump);

    QVERIFY(runSql(m_target, "PRAGMA journal_mode=DELETE"));
    WriterProcess other;
    QVERIFY(other.start(m_target, u"delete"_s, {u"--idle"_s}));
    const auto report = restoreIntoLive(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    other.stop();
    QCOMPARE(dumpOf(m_target), newDump);
    QVERIFY(checkIntegrity(m_target, OpenAs::Live, {}));
}

void LiveRestoreTest::safetyCopyIsReadByWhoCouldReadTheDatabase()
{
    QVERIFY(makePair("WAL", "DELETE"));
    const auto mode = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup;
    QVERIFY(QFile::setPermissions(m_target, mode));
    const auto report = restoreIntoLive(m_fresh, m_target, now, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    constexpr auto users = QFile::ReadUser | QFile::WriteUser | QFile::ExeUser;
    QCOMPARE(QFile::permissions(report->safetyCopy + u"/live.db"_s) & ~users, mode);
    QCOMPARE(QFile::permissions(m_target) & ~users, mode);
}

void LiveRestoreTest::whatWasWrittenIsChecked_data()
{
    underAWriterThatNeverPauses_data();
}

/// As if the disk had spoiled it on the way.
void LiveRestoreTest::whatWasWrittenIsChecked()
{
    QFETCH(QString, journalMode);
    QVERIFY(makePair(journalMode.toLatin1(), "DELETE"));
    const QByteArray oldDump = dumpOf(m_target);
    QFile fresh(m_fresh);
    QVERIFY(fresh.open(QIODevice::ReadWrite) && fresh.seek(200 * 4096));
    QCOMPARE(fresh.write(QByteArray(4096, '\xA5')), 4096);
    fresh.close();
    QVERIFY(askShell(m_fresh, u"PRAGMA quick_check"_s) != "ok");
    const auto report = restoreIntoLive(m_fresh, m_target, now, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Corrupt);
    const QString kept = m_target + u".before-restore-20260131_090507"_s;
    QVERIFY2(report.error().hint.contains(kept), qPrintable(report.error().hint));
    QCOMPARE(dumpOf(kept + u"/live.db"_s), oldDump);
}

QTEST_GUILESS_MAIN(LiveRestoreTest)
#include "tst_liverestore.moc"
