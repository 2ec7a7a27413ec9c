// SPDX-License-Identifier: GPL-3.0-or-later
// What lies beside a database under the names of safety copies, and removing what is one.
#include "sqlite/safetycopies.h"
#include "sqlite/swap.h"
#include "sqlite/swapfixture.h"
#include "sqlite/swapjournal.h"
#include "support/unprivileged.h"

#include <QTest>

#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class SafetyCopiesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void swapLeavesOne();
    void newestFirstAndOnlyItsOwn();
    void whatHoldsMoreIsLeftAlone_data();
    void whatHoldsMoreIsLeftAlone();
    void linksAreLeftAlone();
    void findingsStayWithIt();
    void findingsAreOfTheFileThatWasLookedAt();
    void halfOfTheFindingsSayNothing();
    void removesAllOfIt();
    void removesNothingElse();
    void whatIsCutOffIsNoSafetyCopyAndIsSwept();
    void sweepingLeavesStrangersFiles();
    void knowsWhatIsUnfinished();

private:
    [[nodiscard]] QString copyAt(const QString &time) const
    {
        return m_database + u".before-restore-"_s + time;
    }
    /// Like one that a restore left: the database and a -wal.
    [[nodiscard]] QString makeCopy(const QString &time) const
    {
        const QString folder = copyAt(time);
        const bool made = QDir().mkpath(folder) && writeFile(folder + u"/a [b].db"_s, "database")
                          && writeFile(folder + u"/a [b].db-wal"_s, "wal");
        return made ? folder : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_database; ///< with a name that a pattern would take for one
};

void SafetyCopiesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = m_folder->filePath(u"a [b].db"_s);
    QVERIFY(writeFile(m_database, "present"));
}

void SafetyCopiesTest::swapLeavesOne()
{
    SwapSet set;
    QVERIFY(set.prepare(u"wal-after-crash"_s));
    const qint64 size = QFileInfo(set.target).size();
    const auto report = swapDatabase(set.fresh, set.target, swapTime, {});
    QVERIFY(report);
    const auto copies = findSafetyCopies(set.target);
    QCOMPARE(copies.size(), 1);
    QCOMPARE(copies[0].folder, report->safetyCopy);
    QCOMPARE(copies[0].replacedAt, swapTime);
    QVERIFY(copies[0].hasDatabase);
    QVERIFY2(copies[0].obstacle.isEmpty(), qPrintable(copies[0].obstacle));
    QVERIFY(copies[0].size >= size);
    QVERIFY(copies[0].findings == SafetyFindings());
}

void SafetyCopiesTest::newestFirstAndOnlyItsOwn()
{
    for (const char *time : {"20260131_090507", "20251231_235959", "20260201_000000"})
        QVERIFY(!makeCopy(QString::fromLatin1(time)).isEmpty());
    for (const QString &other :
         {m_database + u".before-restore-notes"_s, copyAt(u"20260131_0905"_s),
          copyAt(u"20260131_090507.old"_s), m_folder->filePath(u"b.db.before-restore-20260131_090507"_s)})
        QVERIFY(QDir().mkdir(other));
    const auto copies = findSafetyCopies(m_database);
    QCOMPARE(copies.size(), 3);
    QCOMPARE(copies[0].folder, copyAt(u"20260201_000000"_s));
    QCOMPARE(copies[2].folder, copyAt(u"20251231_235959"_s));
    QCOMPARE(copies[2].replacedAt, QDateTime({2025, 12, 31}, {23, 59, 59}, Qt::UTC));
    QCOMPARE(copies[0].size, qint64(11));
}

void SafetyCopiesTest::whatHoldsMoreIsLeftAlone_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isFolder");
    QTest::newRow("another file") << u"notes.txt"_s << false;
    QTest::newRow("a hidden file") << u".hidden"_s << false;
    QTest::newRow("a folder") << u"folder"_s << true;
    QTest::newRow("a folder under a name of ours") << u"a [b].db-journal"_s << true;
}

void SafetyCopiesTest::whatHoldsMoreIsLeftAlone()
{
    QFETCH(QString, name);
    QFETCH(bool, isFolder);
    const QString folder = makeCopy(u"20260131_090507"_s);
    const QString stranger = folder + u'/' + name;
    QVERIFY(isFolder ? QDir().mkdir(stranger) : writeFile(stranger, "mine"));
    const auto copies = findSafetyCopies(m_database);
    QCOMPARE(copies.size(), 1);
    QVERIFY2(copies[0].obstacle.contains(name), qPrintable(copies[0].obstacle));
    const QStringList before = stateOf(folder);
    const auto removed = removeSafetyCopy(m_database, folder);
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::Refused);
    QVERIFY2(removed.error().message.contains(name), qPrintable(removed.error().message));
    QCOMPARE(stateOf(folder), before);
}

/// One that leads back here would make the database itself a file to be removed; so would one to a folder
/// that looks like a safety copy.
void SafetyCopiesTest::linksAreLeftAlone()
{
    const QString elsewhere = m_folder->filePath(u"elsewhere"_s);
    QVERIFY(QDir().mkdir(elsewhere) && writeFile(elsewhere + u"/a [b].db"_s, "of somebody"));
    QVERIFY(QFile::link(m_folder->path(), copyAt(u"20260131_090507"_s)));
    QVERIFY(QFile::link(elsewhere, copyAt(u"20260131_090508"_s)));
    const QString withLink = makeCopy(u"20260131_090509"_s);
    QVERIFY(QFile::remove(withLink + u"/a [b].db-wal"_s)
            && QFile::link(m_database, withLink + u"/a [b].db-wal"_s));
    const auto copies = findSafetyCopies(m_database);
    QCOMPARE(copies.size(), 3);
    for (const SafetyCopyInfo &copy : copies) {
        QVERIFY(!copy.obstacle.isEmpty());
        const auto removed = removeSafetyCopy(m_database, copy.folder);
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Refused);
        QVERIFY(QFileInfo::exists(copy.folder));
    }
    QCOMPARE(readFile(m_database), "present"_ba);
    QCOMPARE(readFile(elsewhere + u"/a [b].db"_s), "of somebody"_ba);
    QVERIFY(QFile::exists(withLink + u"/a [b].db"_s));
}

void SafetyCopiesTest::findingsStayWithIt()
{
    const QString folder = makeCopy(u"20260131_090507"_s);
    for (const SafetyFindings &findings :
         {SafetyFindings{SafetyFindings::Verdict::Damaged, u"page 3 is \"odd\""_s, false},
          SafetyFindings{SafetyFindings::Verdict::Sound, {}, true}}) {
        QVERIFY(keepFindings(m_database, folder, findings));
        const auto copies = findSafetyCopies(m_database);
        QCOMPARE(copies.size(), 1);
        QVERIFY(copies[0].findings == findings);
        QVERIFY(copies[0].obstacle.isEmpty());
    }
}

void SafetyCopiesTest::findingsAreOfTheFileThatWasLookedAt()
{
    const QString folder = makeCopy(u"20260131_090507"_s);
    QVERIFY(keepFindings(m_database, folder, {SafetyFindings::Verdict::Sound, {}, true}));
    QVERIFY(writeFile(folder + u"/a [b].db"_s, "another one"));
    QVERIFY(findSafetyCopies(m_database)[0].findings == SafetyFindings());
}

void SafetyCopiesTest::halfOfTheFindingsSayNothing()
{
    const QString folder = makeCopy(u"20260131_090507"_s);
    QVERIFY(keepFindings(m_database, folder, {SafetyFindings::Verdict::Sound, {}, true}));
    const QString file = folder + u"/.a [b].db.lifeboat-findings"_s;
    const QByteArray whole = readFile(file);
    QVERIFY(!whole.isEmpty());
    for (qsizetype size = 0; size < whole.size(); ++size) {
        QVERIFY(writeFile(file, whole.first(size)));
        QVERIFY(findSafetyCopies(m_database)[0].findings == SafetyFindings());
    }
}

void SafetyCopiesTest::removesAllOfIt()
{
    const QString folder = makeCopy(u"20260131_090507"_s);
    const QString other = makeCopy(u"20260131_090508"_s);
    for (const char *suffix : {"-shm", "-journal"})
        QVERIFY(writeFile(folder + u"/a [b].db"_s + QLatin1StringView(suffix), "x"));
    QVERIFY(keepFindings(m_database, folder, {SafetyFindings::Verdict::Sound, {}, true}));
    const auto removed = removeSafetyCopy(m_database, folder);
    QVERIFY2(removed, removed ? "" : qPrintable(describe(removed.error())));
    const QStringList left =
        QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    QCOMPARE(left, (QStringList{u"a [b].db"_s, QFileInfo(other).fileName()}));
    const auto again = removeSafetyCopy(m_database, folder);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::NotFound);
}

void SafetyCopiesTest::removesNothingElse()
{
    const QString elsewhere = m_folder->filePath(u"elsewhere"_s);
    QVERIFY(QDir().mkdir(elsewhere));
    for (const QString &folder :
         {m_folder->path(), m_database, elsewhere + u"/a [b].db.before-restore-20260131_090507"_s,
          m_folder->filePath(u"b.db.before-restore-20260131_090507"_s), copyAt(u"notes"_s)}) {
        const bool isThere = QFileInfo::exists(folder);
        QVERIFY(isThere || QDir().mkpath(folder));
        const auto removed = removeSafetyCopy(m_database, folder);
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Refused);
        QVERIFY(QFileInfo::exists(folder));
    }
    QCOMPARE(readFile(m_database), "present"_ba);
}

/// A file that cannot be removed stands for the kill: the name is gone, the rest is not.
void SafetyCopiesTest::whatIsCutOffIsNoSafetyCopyAndIsSwept()
{
    const QString folder = makeCopy(u"20260131_090507"_s);
    const QString hidden = m_folder->filePath(u".a [b].db.lifeboat-removed-20260131_090507"_s);
    for (const QString &place : {m_folder->path(), folder}) {
        if (::geteuid() == 0)
            QCOMPARE(::chown(QFile::encodeName(place).constData(), 65534, 65534), 0);
    }
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
    {
        const Unprivileged user; // may rename in the folder above, and not remove what is in this one
        QVERIFY(!removeSafetyCopy(m_database, folder));
    }
    QVERIFY(findSafetyCopies(m_database).isEmpty());
    QVERIFY(QFile::exists(hidden + u"/a [b].db"_s));
    QVERIFY(QFile::setPermissions(hidden, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    sweepSafetyCopies(m_folder->path());
    QVERIFY(!QFileInfo::exists(hidden));
    QCOMPARE(readFile(m_database), "present"_ba);
}

void SafetyCopiesTest::sweepingLeavesStrangersFiles()
{
    const QString hidden = m_folder->filePath(u".a [b].db.lifeboat-removed-20260131_090507"_s);
    QVERIFY(QDir().mkdir(hidden) && writeFile(hidden + u"/mine"_s, "mine"));
    const QString link = m_folder->filePath(u".a [b].db.lifeboat-removed-20260131_090508"_s);
    QVERIFY(QFile::link(m_folder->path(), link));
    sweepSafetyCopies(m_folder->path());
    QCOMPARE(readFile(hidden + u"/mine"_s), "mine"_ba);
    QCOMPARE(readFile(m_database), "present"_ba);
}

void SafetyCopiesTest::knowsWhatIsUnfinished()
{
    QVERIFY(!isBeingRestored(m_database));
    sqlite::FileSystem files;
    auto journal = sqlite::SwapJournal::begin(files, m_database, {});
    QVERIFY(journal);
    QVERIFY(isBeingRestored(m_database));
    journal->end();
    QVERIFY(!isBeingRestored(m_database));
}

QTEST_GUILESS_MAIN(SafetyCopiesTest)
#include "tst_safetycopies.moc"
