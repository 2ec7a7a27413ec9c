// SPDX-License-Identifier: GPL-3.0-or-later
// How long what a restore replaced is kept, and what is found out about it.
#include "engine/safetykeeping.h"
#include "sqlite/swap.h"
#include "sqlite/swapjournal.h"
#include "support/databaseshapes.h"
#include "support/fakeclock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Verdict = SafetyFindings::Verdict;
const QDateTime today({2026, 1, 31}, {9, 5, 0}, Qt::UTC);

/// Replaced so many days ago; in GiB.
SafetyCopyInfo copyOf(const QString &name, double daysAgo, int size = 1, bool replacedBySound = true)
{
    SafetyCopyInfo copy;
    copy.folder = name;
    copy.replacedAt = today.addSecs(-static_cast<qint64>(daysAgo * 86'400));
    copy.size = qint64(size) << 30;
    copy.hasDatabase = true;
    copy.findings = {Verdict::Sound, {}, replacedBySound};
    return copy;
}

RestoreSettings keeping(int days, int gibibytes = 0)
{
    return {std::chrono::days(days), qint64(gibibytes) << 30};
}

SafetyCopyInfo withObstacle(SafetyCopyInfo copy)
{
    copy.obstacle = u"holds more"_s;
    return copy;
}

/// A database with safety copies of it, for the care.
struct Place
{
    Place()
    {
        database = folder.filePath(u"app.db"_s);
        made = makeRustResort(database, 40);
        request.target = database;
        request.temporaryFolder = folder.path();
        request.targetIsSound = true;
    }
    QString keep(int daysAgo)
    {
        const QString copy = safetyCopyFor(database, today.addDays(-daysAgo));
        made = made && QDir().mkdir(copy) && QFile::copy(database, copy + u"/app.db"_s);
        return copy;
    }
    SafetyCare care(const CancelToken &cancel = {}) { return careForSafetyCopies(request, clock, cancel); }

    QTemporaryDir folder;
    QString database;
    SafetyCareRequest request;
    FakeClock clock{today};
    bool made = false;
};

bool spoil(const QString &database)
{
    QFile file(database);
    return file.open(QIODevice::ReadWrite) && file.seek(8 * 4096)
           && file.write(QByteArray(4096, '\xA5')) == 4096;
}

} // namespace

class SafetyKeepingTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatExpires_data();
    void whatExpires();
    void checksEachOnce();
    void saysWhatWasDamaged();
    void readsWhatLiesInTheWal();
    void anEmptyDatabaseIsSound();
    void theLastOneStaysUntilItsSuccessorIsGood();
    void removesWhatIsOver();
    void doesNothingWhileARestoreIsUnfinished();
    void cancelledItLeavesTheRest();
    void findsTheOneThatIsMeant();
    void removesTheNamedOnes();
    void refusesToRemoveTheLastGoodOne();
};

void SafetyKeepingTest::whatExpires_data()
{
    QTest::addColumn<QList<SafetyCopyInfo>>("copies");
    QTest::addColumn<RestoreSettings>("rule");
    QTest::addColumn<QStringList>("expired");
    const auto row = [](const char *name, const QList<SafetyCopyInfo> &copies, const RestoreSettings &rule,
                        const QStringList &expired) { QTest::newRow(name) << copies << rule << expired; };
    const auto days = [](const QList<double> &ages) {
        QList<SafetyCopyInfo> copies;
        for (const double age : ages)
            copies += copyOf(QString::number(age, 'g', 10), age);
        return copies;
    };
    row("none", {}, keeping(30), {});
    row("all within their days", days({1, 10, 29}), keeping(30), {});
    row("to the second", days({1, 30, 30.00002}), keeping(30), {u"30.00002"_s});
    row("oldest first", days({1, 31, 40, 35}), keeping(30), {u"40"_s, u"35"_s, u"31"_s});
    row("in any order", days({40, 1, 31}), keeping(30), {u"40"_s, u"31"_s});
    row("for ever", days({1, 400, 4000}), keeping(0), {});
    row("the newest, past its days", days({31, 40}), keeping(30), {u"40"_s, u"31"_s});
    row("the newest, its successor not checked", {copyOf(u"31"_s, 31, 1, false), copyOf(u"40"_s, 40)},
        keeping(30), {u"40"_s});
    row("an older one whose successor was not checked", {copyOf(u"1"_s, 1), copyOf(u"40"_s, 40, 1, false)},
        keeping(30), {u"40"_s});
    row("one from the future", {copyOf(u"-400"_s, -400), copyOf(u"1"_s, 1)}, keeping(30), {});
    row("one from the future is not the newest", {copyOf(u"-400"_s, -400), copyOf(u"31"_s, 31, 1, false)},
        keeping(30), {});
    row("one from the future takes no room",
        {copyOf(u"-400"_s, -400, 50), copyOf(u"1"_s, 1), copyOf(u"2"_s, 2)}, keeping(30, 2), {});
    row("within the room", days({1, 2, 3}), keeping(30, 3), {});
    row("beyond the room", days({1, 2, 3, 4}), keeping(0, 2), {u"4"_s, u"3"_s});
    row("no limit", days({1, 2, 3}), keeping(0, 0), {});
    row("the newest alone is beyond the room", {copyOf(u"1"_s, 1, 50), copyOf(u"2"_s, 2)}, keeping(30, 20),
        {u"2"_s});
    row("a large one in the middle", {copyOf(u"1"_s, 1), copyOf(u"2"_s, 2, 9), copyOf(u"3"_s, 3)},
        keeping(30, 5), {u"3"_s, u"2"_s});
    row("what holds more", {copyOf(u"1"_s, 1), withObstacle(copyOf(u"40"_s, 40))}, keeping(30), {});
    row("what holds more takes no room",
        {copyOf(u"1"_s, 1), withObstacle(copyOf(u"2"_s, 2, 50)), copyOf(u"3"_s, 3)}, keeping(30, 2), {});
    SafetyCopyInfo timeless = copyOf(u"?"_s, 1);
    timeless.replacedAt = {};
    row("without a time", {copyOf(u"1"_s, 1), timeless}, keeping(30), {});
}

void SafetyKeepingTest::whatExpires()
{
    QFETCH(QList<SafetyCopyInfo>, copies);
    QFETCH(RestoreSettings, rule);
    QFETCH(QStringList, expired);
    QCOMPARE(expiredSafetyCopies(copies, rule, today), expired);
}

void SafetyKeepingTest::checksEachOnce()
{
    Place place;
    const QString newer = place.keep(1);
    const QString older = place.keep(2);
    QVERIFY(place.made);
    const SafetyCare care = place.care();
    QVERIFY(care.problems.isEmpty() && care.removed.isEmpty());
    QVERIFY(care.newest && care.newest->folder == newer);
    const SafetyFindings sound{Verdict::Sound, {}, true};
    QVERIFY(care.newest->findings == sound);
    const auto found = findSafetyCopies(place.database);
    QCOMPARE(found.size(), 2);
    QVERIFY(found[0].findings == sound);
    QCOMPARE(found[1].folder, older);
    QCOMPARE(found[1].findings.verdict, Verdict::Sound);
    // What is noted is not looked for again: a look would see this.
    const QByteArray file = QFile::encodeName(newer + u"/app.db"_s);
    struct stat before = {};
    QCOMPARE(::stat(file.constData(), &before), 0);
    QVERIFY(spoil(newer + u"/app.db"_s));
    const std::array times{before.st_atim, before.st_mtim};
    QCOMPARE(::utimensat(AT_FDCWD, file.constData(), times.data(), 0), 0);
    QCOMPARE(place.care().newest->findings.verdict, Verdict::Sound);
}

void SafetyKeepingTest::saysWhatWasDamaged()
{
    Place place;
    const QString torn = place.keep(1);
    const QString noDatabase = place.keep(2);
    QVERIFY(place.made && spoil(torn + u"/app.db"_s));
    QFile file(noDatabase + u"/app.db"_s);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write("this is no database") > 0);
    file.close();
    const SafetyCare care = place.care();
    QVERIFY(care.problems.isEmpty());
    const auto found = findSafetyCopies(place.database);
    for (const SafetyCopyInfo &copy : found) {
        QCOMPARE(copy.findings.verdict, Verdict::Damaged);
        QVERIFY(!copy.findings.problem.isEmpty());
        QCOMPARE(stateWords(copy), u"damaged when it was replaced"_s);
    }
    QCOMPARE(found.size(), 2);
}

/// A page that is spoiled in the file itself, and good in the -wal. Nothing may be written beside it.
void SafetyKeepingTest::readsWhatLiesInTheWal()
{
    Place place;
    const QString kept = place.keep(1) + u"/app.db"_s;
    sqlite3 *handle = nullptr;
    QVERIFY(place.made && sqlite3_open(QFile::encodeName(place.database).constData(), &handle) == SQLITE_OK);
    const bool changed =
        sqlite3_exec(handle,
                     "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE big "
                     "(a); INSERT INTO big VALUES (randomblob(200000)); PRAGMA "
                     "wal_checkpoint(TRUNCATE); UPDATE big SET a = randomblob(200000)",
                     nullptr, nullptr, nullptr)
        == SQLITE_OK;
    const bool taken = QFile::remove(kept) && QFile::copy(place.database, kept)
                       && QFile::copy(place.database + u"-wal"_s, kept + u"-wal"_s);
    sqlite3_close(handle);
    QFile file(kept);
    QVERIFY(changed && taken && file.open(QIODevice::ReadWrite));
    const qint64 lastPage = file.size() - 4096;
    QVERIFY(file.seek(lastPage) && file.write(QByteArray(4096, '\xA5')) == 4096);
    file.close();
    const QByteArray dump = dumpOf(kept);
    const SafetyCare care = place.care();
    QVERIFY2(care.problems.isEmpty(), care.problems.isEmpty() ? "" : qPrintable(describe(care.problems[0])));
    QCOMPARE(findSafetyCopies(place.database)[0].findings.verdict, Verdict::Sound);
    QCOMPARE(dumpOf(kept), dump);
    QVERIFY(!QFile::exists(kept + u"-shm"_s));
}

void SafetyKeepingTest::anEmptyDatabaseIsSound()
{
    Place place;
    const QString kept = place.keep(1);
    QVERIFY(place.made && QFile::resize(kept + u"/app.db"_s, 0));
    QVERIFY(place.care().problems.isEmpty());
    QCOMPARE(findSafetyCopies(place.database)[0].findings.verdict, Verdict::Sound);
}

void SafetyKeepingTest::theLastOneStaysUntilItsSuccessorIsGood()
{
    Place place;
    const QString last = place.keep(400);
    const QByteArray good = [&] {
        QFile file(place.database);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    QVERIFY(place.made && spoil(place.database));
    place.request.targetIsSound = false;
    const SafetyCare care = place.care();
    QVERIFY(care.removed.isEmpty() && QFileInfo::exists(last));
    QCOMPARE(care.problems.size(), 1);
    QCOMPARE(care.problems[0].code, ErrorCode::Corrupt);
    QVERIFY(!care.newest->findings.replacedBySound);
    QFile file(place.database);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(good) == good.size());
    file.close();
    QCOMPARE(place.care().removed, QStringList{last});
    QVERIFY(!QFileInfo::exists(last));
}

void SafetyKeepingTest::removesWhatIsOver()
{
    Place place;
    const QStringList kept{place.keep(1), place.keep(29)};
    const QString old = place.keep(31);
    const QString older = place.keep(32);
    const QString strange = place.keep(33);
    QFile notes(strange + u"/notes.txt"_s);
    QVERIFY(place.made && notes.open(QIODevice::WriteOnly));
    const SafetyCare care = place.care();
    QCOMPARE(care.removed, (QStringList{older, old}));
    QCOMPARE(care.problems.size(), 1); // the strange one
    QVERIFY2(care.problems[0].message.contains(strange), qPrintable(care.problems[0].message));
    QVERIFY(QFileInfo::exists(strange + u"/app.db"_s));
    for (const QString &folder : kept)
        QVERIFY(QFileInfo::exists(folder + u"/app.db"_s));
}

void SafetyKeepingTest::doesNothingWhileARestoreIsUnfinished()
{
    Place place;
    const QString old = place.keep(31);
    place.keep(32);
    QVERIFY(place.made);
    sqlite::FileSystem files;
    auto journal = sqlite::SwapJournal::begin(files, place.database, {});
    QVERIFY(journal);
    const SafetyCare care = place.care();
    QVERIFY(!care.newest && care.removed.isEmpty());
    QCOMPARE(findSafetyCopies(place.database).size(), 2);
    const auto removed = removeSafetyCopies(place.database, {old}, {});
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::Busy);
    QVERIFY(QFileInfo::exists(old));
    journal->end();
    QCOMPARE(place.care().removed.size(), 2);
}

void SafetyKeepingTest::cancelledItLeavesTheRest()
{
    Place place;
    place.keep(1);
    place.keep(40);
    QVERIFY(place.made);
    CancelToken cancel;
    cancel.request();
    const SafetyCare care = place.care(cancel);
    QVERIFY(care.removed.isEmpty() && care.problems.isEmpty());
    const auto found = findSafetyCopies(place.database);
    QCOMPARE(found.size(), 2);
    QCOMPARE(found[0].findings.verdict, Verdict::Unchecked);
}

void SafetyKeepingTest::findsTheOneThatIsMeant()
{
    Place place;
    const auto none = findSafetyCopy(place.database, {});
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
    const QString newer = place.keep(1);
    const QString older = place.keep(2);
    const QString newest = safetyCopyFor(place.database, today);
    QVERIFY(place.made && QDir().mkdir(newest)); // without a database
    QCOMPARE(findSafetyCopy(place.database, {})->folder, newer);
    for (const QString &wanted : {older, QFileInfo(older).fileName(), u"20260129_090500"_s})
        QCOMPARE(findSafetyCopy(place.database, wanted)->folder, older);
    for (const QString &wanted : {u"20260129"_s, u"app.db"_s, place.folder.path()})
        QVERIFY(!findSafetyCopy(place.database, wanted));
}

void SafetyKeepingTest::removesTheNamedOnes()
{
    Place place;
    const QString newer = place.keep(1);
    const QString older = place.keep(2);
    const QString oldest = place.keep(3);
    QVERIFY(place.made);
    const auto wrong = removeSafetyCopies(place.database, {older, u"20200101_000000"_s}, {});
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::NotFound);
    QCOMPARE(findSafetyCopies(place.database).size(), 3);
    const auto removed = removeSafetyCopies(place.database, {oldest, newer, oldest}, {});
    QVERIFY(removed);
    QCOMPARE(*removed, (QStringList{oldest, newer}));
    QCOMPARE(findSafetyCopies(place.database).size(), 1);
}

void SafetyKeepingTest::refusesToRemoveTheLastGoodOne()
{
    Place place;
    const QString newest = place.keep(1);
    const QString older = place.keep(2);
    QVERIFY(place.made && spoil(place.database));
    const auto refused = removeSafetyCopies(place.database, {older, newest}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Refused);
    QCOMPARE(findSafetyCopies(place.database).size(), 2);
    QVERIFY(removeSafetyCopies(place.database, {older}, {}));
    QVERIFY(QFileInfo::exists(newest));
}

QTEST_GUILESS_MAIN(SafetyKeepingTest)
#include "tst_safetykeeping.moc"
