// SPDX-License-Identifier: GPL-3.0-or-later
// The rows, their order and search, and the pictures under the list.
#include "gui/backups/backupfilter.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupmodel.h"
#include "gui/backups/calendarrow.h"
#include "gui/backups/sizechart.h"
#include "gui/common/textdelegate.h"
#include "gui/common/timewords.h"
#include "support/fakeclock.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>
#include <QtCharts/QDateTimeAxis>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 3, 29), QTime(12, 0), Qt::UTC);

BackupEntry backup(int daysAgo, qint64 size = 4096, bool sealed = true)
{
    const QDateTime time = QDateTime(now.date(), QTime(3, 0), Qt::UTC).addDays(-daysAgo);
    const QString stamp = time.toString(u"yyyyMMdd_HHmmss");
    return {u"backups/blog_%1.db%2"_s.arg(stamp, sealed ? u".enc"_s : QString()), time, size, time, sealed};
}

QList<BackupEntry> backups(int count)
{
    QList<BackupEntry> newestFirst;
    for (int daysAgo = 0; daysAgo < count; ++daysAgo)
        newestFirst.append(backup(daysAgo, 1000 + daysAgo));
    return newestFirst;
}

} // namespace

class BackupListTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void appendsWhatIsNew();
    void keepsWhatWasListed();
    void showsWhatIsKnown();
    void showsWhatDrillsHaveProven_data();
    void showsWhatDrillsHaveProven();
    void tellsExactlyInToolTips();
    void headingsStandOverTheirColumns_data();
    void headingsStandOverTheirColumns();
    void greyedAsAWhole();
    void sorts_data();
    void sorts();
    void newestFirstWhileTheyArrive();
    void rowsAreFollowed();
    void searches_data();
    void searches();
    void thinsOutLongHistories();
    void roundsScalesUp_data();
    void roundsScalesUp();
    void calendarCells_data();
    void calendarCells();
    void calendarMirrors();
    void theChartSaysOfWhichDay();
    void calendarSummaries_data();
    void calendarSummaries();

private:
    QStringList shownDays() const
    {
        QStringList days;
        for (int row = 0; row < m_filter->rowCount(); ++row) {
            const int source = m_filter->mapToSource(m_filter->index(row, 0)).row();
            days.append(QString::number(m_model->entryAt(source).takenAt.daysTo(now)));
        }
        return days;
    }

    FakeClock m_clock{now};
    std::unique_ptr<BackupModel> m_model;
    std::unique_ptr<BackupFilter> m_filter;
};

void BackupListTest::init()
{
    m_model = std::make_unique<BackupModel>(m_clock);
    m_filter = std::make_unique<BackupFilter>(*m_model);
    new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_model.get());
    new QAbstractItemModelTester(m_filter.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_filter.get());
}

void BackupListTest::cleanup()
{
    m_filter.reset();
    m_model.reset();
}

void BackupListTest::appendsWhatIsNew()
{
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_model->appendPage(backupRows({backup(3), backup(2)}));
    m_model->appendPage(
        backupRows({backup(2), backup(1)})); // a page may repeat what another listing has brought
    m_model->appendPage(backupRows({}));
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(inserted.size(), 2);
    QCOMPARE(m_model->entryAt(2).key, backup(1).key);
    m_model->reset();
    QCOMPARE(m_model->rowCount(), 0);
    m_model->appendPage(backupRows({backup(2)}));
    QCOMPARE(m_model->rowCount(), 1);
}

void BackupListTest::keepsWhatWasListed()
{
    m_model->appendPage(backupRows(backups(10)));
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    m_model->keepOnly(backups(10));
    QVERIFY(removed.isEmpty());
    m_model->keepOnly({backup(0), backup(3), backup(4), backup(8)});
    QCOMPARE(removed.size(), 3); // in ranges
    QCOMPARE(shownDays(), (QStringList{u"0"_s, u"3"_s, u"4"_s, u"8"_s}));
    m_model->appendPage(backupRows({backup(9)})); // what has gone may come again
    QCOMPARE(m_model->rowCount(), 5);
    m_model->keepOnly({});
    QCOMPARE(m_model->rowCount(), 0);
}

void BackupListTest::showsWhatIsKnown()
{
    m_model->appendPage(backupRows({backup(0), backup(1, 48 * 1024 * 1024, false), backup(2)}));
    const auto shown = [this](int row, int column) { return m_model->index(row, column).data().toString(); };
    QVERIFY(shown(0, BackupModel::When).startsWith(u"today"));
    QVERIFY(shown(1, BackupModel::When).startsWith(u"yesterday"));
    QCOMPARE(shown(1, BackupModel::Size), u"48.0 MiB"_s);
    QCOMPARE(shown(0, BackupModel::Kind), u"encrypted"_s);
    QCOMPARE(shown(1, BackupModel::Kind), u"plain"_s);
    QCOMPARE(shown(1, BackupModel::Key), backup(1, 0, false).key);
    QCOMPARE(shown(0, BackupModel::Proof), u"–"_s);

    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setVerifications({{backup(0).key, {now, Verdict::Sound, {}}}});
    m_model->setVerification(backup(2).key, {now, Verdict::Damaged, u"The tag is wrong."_s});
    QCOMPARE(changed.size(), 2);
    QVERIFY2(shown(0, BackupModel::Proof).startsWith(u"✔ verified today"),
             qPrintable(shown(0, BackupModel::Proof)));
    QCOMPARE(shown(2, BackupModel::Proof), u"✘ damaged"_s);
    // Screen readers spell marks out.
    QCOMPARE(m_model->index(2, BackupModel::Proof).data(Qt::AccessibleTextRole).toString(), u"damaged"_s);

    m_clock.advance(std::chrono::hours(24));
    QVERIFY(shown(0, BackupModel::When).startsWith(u"yesterday"));
    m_clock.setUtcNow(now);
}

void BackupListTest::showsWhatDrillsHaveProven_data()
{
    QTest::addColumn<DrillVerdict>("verdict");
    QTest::addColumn<int>("verifiedHoursAgo"); // the drill was held two hours ago
    QTest::addColumn<QString>("shown");
    QTest::newRow("restored") << DrillVerdict::Restored << -1 << u"✔ proven restorable today"_s;
    QTest::newRow("verified before") << DrillVerdict::Restored << 3 << u"✔ proven restorable today"_s;
    QTest::newRow("damaged since") << DrillVerdict::Restored << 1 << u"✘ damaged"_s;
    QTest::newRow("damaged") << DrillVerdict::Damaged << 3 << u"✘ restore drill failed"_s;
    QTest::newRow("untrue") << DrillVerdict::Untrue << -1 << u"✘ restore drill failed"_s;
}

void BackupListTest::showsWhatDrillsHaveProven()
{
    QFETCH(DrillVerdict, verdict);
    QFETCH(int, verifiedHoursAgo);
    QFETCH(QString, shown);
    Proof proof;
    proof.at = now.addSecs(-7200);
    proof.host = u"elsewhere"_s;
    proof.verdict = verdict;
    proof.compared.facts = true;
    proof.compared.tables = 12;
    proof.problem = verdict == DrillVerdict::Restored ? QString() : u"A row is missing."_s;
    m_model->appendPage(backupRows({backup(0), backup(1)}));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setProofs({{backup(0).key, proof}});
    m_model->setProofs({{backup(0).key, proof}});
    QCOMPARE(changed.size(), 1);
    if (verifiedHoursAgo > 0)
        m_model->setVerification(
            backup(0).key, {now.addSecs(-3600 * verifiedHoursAgo), Verdict::Damaged, u"The tag is wrong."_s});
    const QModelIndex cell = m_model->index(0, BackupModel::Proof);
    QVERIFY2(cell.data().toString().startsWith(shown), qPrintable(cell.data().toString()));
    const QString spoken = cell.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(shown.sliced(2).startsWith(spoken.left(12)), qPrintable(spoken));
    const QString tip = cell.data(Qt::ToolTipRole).toString();
    if (shown.contains(u"proven")) {
        QVERIFY2(tip.startsWith(u"Proven restorable on"), qPrintable(tip));
        QVERIFY(tip.contains(u"elsewhere") && tip.contains(u"12"));
    } else {
        QVERIFY2(tip.contains(verifiedHoursAgo == 1 ? u"The tag is wrong." : u"A row is missing."),
                 qPrintable(tip));
    }
    QCOMPARE(m_model->index(1, BackupModel::Proof).data().toString(), u"–"_s);
    m_filter->sort(BackupModel::Proof, Qt::AscendingOrder);
    QCOMPARE(shownDays().constFirst(), shown.startsWith(u"✘") ? u"0"_s : u"1"_s);
    m_model->reset();
    m_model->appendPage(backupRows({backup(0)}));
    QCOMPARE(m_model->index(0, BackupModel::Proof).data().toString(), u"–"_s);
}

void BackupListTest::tellsExactlyInToolTips()
{
    m_model->appendPage(backupRows({backup(1, 48'123'904)}));
    const auto tip = [this](int column) {
        return m_model->index(0, column).data(Qt::ToolTipRole).toString();
    };
    QVERIFY2(tip(BackupModel::When).contains(u"2026-03-28T03:00:00Z"), qPrintable(tip(BackupModel::When)));
    QVERIFY(tip(BackupModel::When)
                .contains(QLocale().toString(backup(1).takenAt.toLocalTime(), QLocale::LongFormat)));
    QVERIFY(tip(BackupModel::Size).contains(QLocale().toString(48'123'904)));
    QCOMPARE(tip(BackupModel::Key).section(u'\n', 0, 0), backup(1).key); // and what dragging it does
    m_model->setVerification(backup(1).key, {now, Verdict::Damaged, u"The tag is wrong."_s});
    QVERIFY(tip(BackupModel::Proof).contains(u"The tag is wrong."));
}

void BackupListTest::headingsStandOverTheirColumns_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("left to right") << Qt::LeftToRight;
    QTest::newRow("right to left") << Qt::RightToLeft;
}

void BackupListTest::headingsStandOverTheirColumns()
{
    QFETCH(Qt::LayoutDirection, direction);
    m_model->appendPage(backupRows({backup(1, 4096)}));
    BackupList list;
    list.setLayoutDirection(direction);
    list.setModel(m_filter.get());
    list.resize(900, 200);
    list.show();
    const QHeaderView *header = list.header();
    const QImage drawn = list.header()->grab().toImage();
    // Where the text of a heading begins and ends, from its section's own borders.
    const auto clear = [&](int section) {
        const int left = header->sectionViewportPosition(section);
        const auto hasInk = [&](int x) {
            for (int y = 3; y < drawn.height() - 3; ++y) {
                if (drawn.pixelColor(left + x, y).lightness() < 100)
                    return true;
            }
            return false;
        };
        int first = 0;
        int last = header->sectionSize(section) - 1;
        while (first < last && !hasInk(first))
            ++first;
        while (first < last && !hasInk(last))
            --last;
        return std::pair(first, header->sectionSize(section) - 1 - last);
    };
    const int margin = TextDelegate::marginIn(list);
    const auto [sizeStart, sizeEnd] = clear(BackupModel::Size);
    const auto [kindStart, kindEnd] = clear(BackupModel::Kind);
    const bool mirrored = direction == Qt::RightToLeft;
    const int ofNumbers = mirrored ? sizeStart : sizeEnd;
    const int ofWords = mirrored ? kindEnd : kindStart;
    QVERIFY2(std::abs(ofNumbers - margin) <= 3, qPrintable(QString::number(ofNumbers)));
    QVERIFY2(std::abs(ofWords - margin) <= 3, qPrintable(QString::number(ofWords)));
    QVERIFY(std::max(sizeStart, sizeEnd) > 3 * margin); // on one side only
}

void BackupListTest::greyedAsAWhole()
{
    m_model->appendPage(backupRows(backups(2)));
    QVERIFY(!m_model->index(0, 0).data(Qt::ForegroundRole).isValid());
    m_model->setGreyed(true);
    QVERIFY(m_model->index(0, 0).data(Qt::ForegroundRole).isValid());
    QVERIFY(m_model->flags(m_model->index(0, 0)) & Qt::ItemIsSelectable); // its key can be copied
    m_model->setGreyed(false);
    QVERIFY(!m_model->index(1, 3).data(Qt::ForegroundRole).isValid());
}

void BackupListTest::sorts_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    QTest::addColumn<QString>("days");
    QTest::newRow("newest first") << int(BackupModel::When) << Qt::DescendingOrder << u"0 1 2 3"_s;
    QTest::newRow("oldest first") << int(BackupModel::When) << Qt::AscendingOrder << u"3 2 1 0"_s;
    // By number: "900 B" comes before "1.00 KiB"; equal sizes by time.
    QTest::newRow("size") << int(BackupModel::Size) << Qt::AscendingOrder << u"1 3 0 2"_s;
    QTest::newRow("kind") << int(BackupModel::Kind) << Qt::DescendingOrder << u"0 1 3 2"_s;
    QTest::newRow("what is wrong first") << int(BackupModel::Proof) << Qt::AscendingOrder << u"2 3 0 1"_s;
    QTest::newRow("key") << int(BackupModel::Key) << Qt::AscendingOrder << u"3 2 1 0"_s;
}

void BackupListTest::sorts()
{
    QFETCH(int, column);
    QFETCH(Qt::SortOrder, order);
    m_model->appendPage(
        backupRows({backup(2, 9'000'000, false), backup(0, 1024), backup(1, 900), backup(3, 1024)}));
    m_model->setVerifications(
        {{backup(1).key, {now, Verdict::Sound, {}}}, {backup(2, 0, false).key, {now, Verdict::Damaged, {}}}});
    m_filter->sort(column, order);
    QTEST(shownDays().join(u' '), "days");
}

void BackupListTest::newestFirstWhileTheyArrive()
{
    m_model->appendPage(backupRows({backup(5), backup(4)}));
    m_model->appendPage(backupRows({backup(3), backup(2)}));
    m_model->appendPage(backupRows({backup(7)}));
    QCOMPARE(shownDays().join(u' '), u"2 3 4 5 7"_s);
}

/// As a selection is.
void BackupListTest::rowsAreFollowed()
{
    m_model->appendPage(backupRows({backup(0, 500), backup(2, 300), backup(4, 100)}));
    const QPersistentModelIndex row = m_filter->index(1, BackupModel::Key);
    const auto key = [&] { return row.data().toString(); };
    QCOMPARE(key(), backup(2).key);
    m_filter->sort(BackupModel::Size, Qt::AscendingOrder);
    m_model->appendPage(backupRows({backup(1, 400), backup(3, 200), backup(5, 600)})); // not together
    QCOMPARE(shownDays().join(u' '), u"4 3 2 1 0 5"_s);
    QCOMPARE(row.row(), 2);
    QCOMPARE(key(), backup(2).key);
    m_filter->sort(BackupModel::Key, Qt::DescendingOrder);
    QCOMPARE(shownDays().join(u' '), u"0 1 2 3 4 5"_s);
    QCOMPARE(key(), backup(2).key);
    m_model->keepOnly({backup(2), backup(3), backup(5)});
    QCOMPARE(row.row(), 0);
    QCOMPARE(key(), backup(2).key);
    m_filter->setSearch(u"20260327"_s);
    QCOMPARE(shownDays().join(u' '), u"2"_s);
    QVERIFY(row.isValid());
    m_filter->setSearch(u"20260326"_s);
    QVERIFY(!row.isValid());
    m_filter->setSearch(u"2026032"_s); // fewer letters match more
    QCOMPARE(shownDays().join(u' '), u"2 3 5"_s);
}

void BackupListTest::searches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("days");
    QTest::newRow("nothing") << QString() << u"0 1 2 3 28 30"_s;
    QTest::newRow("blanks") << u"  "_s << u"0 1 2 3 28 30"_s;
    QTest::newRow("part of the key") << u"20260301"_s << u"28"_s;
    QTest::newRow("the date") << u"2026-03-01"_s << u"28"_s;
    QTest::newRow("the month") << u"FEBRUARY"_s << u"30"_s;
    QTest::newRow("all words, in any order") << u"2026 february"_s << u"30"_s;
    QTest::newRow("not all words") << u"february 2025"_s << QString();
    QTest::newRow("today") << u"today"_s << u"0"_s;
    QTest::newRow("yesterday") << u"yester"_s << u"1"_s;
    QTest::newRow("kind, which is in the key") << u".enc"_s << u"0 1 2 28 30"_s;
}

void BackupListTest::searches()
{
    QFETCH(QString, text);
    m_model->appendPage(
        backupRows({backup(0), backup(1), backup(2), backup(3, 4096, false), backup(28), backup(30)}));
    m_filter->setSearch(text);
    QTEST(shownDays().join(u' '), "days");
    m_model->appendPage(backupRows({backup(500)}));
    m_filter->setSearch({});
    QCOMPARE(m_filter->rowCount(), 7);
}

void BackupListTest::thinsOutLongHistories()
{
    const auto few = thinnedOut(backups(5), 10);
    QCOMPARE(few.size(), 5);
    QCOMPARE(few.constFirst().key, backup(4).key); // oldest first
    const auto many = thinnedOut(backups(1000), 50);
    QVERIFY2(many.size() <= 50 && many.size() >= 45, qPrintable(QString::number(many.size())));
    QCOMPARE(many.constLast().key, backup(0).key);
    QVERIFY(many.constFirst().takenAt.daysTo(now) > 950); // the whole time is there
    for (qsizetype i = 1; i < many.size(); ++i)
        QVERIFY(many[i - 1].takenAt < many[i].takenAt);
}

void BackupListTest::roundsScalesUp_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<qint64>("rounded");
    QTest::newRow("nothing") << qint64(0) << qint64(2);
    QTest::newRow("bytes") << qint64(513) << qint64(600);
    QTest::newRow("just a kibibyte") << qint64(1024) << qint64(2048);
    QTest::newRow("between") << qint64(900 * 1024) << qint64(1024 * 1024);
    QTest::newRow("mebibytes") << qint64(48 << 20) << qint64(50 << 20);
    QTest::newRow("exact") << qint64(50 << 20) << qint64(50 << 20);
    QTest::newRow("gibibytes") << (qint64(5) << 30) << (qint64(6) << 30);
}

void BackupListTest::roundsScalesUp()
{
    QFETCH(qint64, bytes);
    QTEST(roundSizeAbove(bytes), "rounded");
}

void BackupListTest::calendarCells_data()
{
    QTest::addColumn<int>("daysAgo");
    QTest::addColumn<QString>("says");
    QTest::newRow("made") << 0 << u"backup today"_s;
    QTest::newRow("several") << 1 << u"2 backup(s), the last yesterday"_s;
    QTest::newRow("missed") << 3 << u"although one was due"_s;
    QTest::newRow("before the first") << 9 << u"before the oldest"_s;
}

void BackupListTest::calendarCells()
{
    QFETCH(int, daysAgo);
    QFETCH(QString, says);
    BackupEntry second = backup(1);
    second.takenAt = second.takenAt.addSecs(3600);
    CalendarRow row;
    row.resize(560, 20);
    const auto cells = cadenceOf(Profile(), {backup(0), second, backup(1), backup(2), backup(4)}, now);
    row.showCells(cells, now);
    const int cell = static_cast<int>(cells.size()) - 1 - daysAgo;
    QVERIFY2(row.cellWords(cell).contains(says), qPrintable(row.cellWords(cell)));
    QCOMPARE(row.cellAt(row.cellRect(cell).center()), cell);
    QCOMPARE(row.cellAt({-5, 5}), -1);
    QCOMPARE(row.cellAt({2000, 5}), -1);
}

void BackupListTest::calendarMirrors()
{
    CalendarRow row;
    row.resize(560, 20);
    row.showCells(cadenceOf(Profile(), {backup(0)}, now), now);
    QVERIFY(row.cellRect(0).center().x() < 20);
    QVERIFY(row.cellRect(55).center().x() > 540);
    row.setLayoutDirection(Qt::RightToLeft);
    QVERIFY(row.cellRect(0).center().x() > 540);
    QVERIFY(row.cellRect(55).center().x() < 20);
    QCOMPARE(row.cellAt(row.cellRect(7).center()), 7);
    // What differs in meaning differs in shape as well as in colour.
    const QImage drawn = row.grab().toImage();
    const auto centre = [&](int cell) { return drawn.pixelColor(row.cellRect(cell).center().toPoint()); };
    QVERIFY(centre(55) != centre(54));
}

void BackupListTest::calendarSummaries_data()
{
    QTest::addColumn<qint64>("interval");
    QTest::addColumn<QString>("says");
    QTest::newRow("days") << qint64(86'400) << u"Backups on 4 of the last 5 day(s); missed: 1"_s;
    QTest::newRow("hours") << qint64(3600) << u"Backups in 2 of the last 56 hour(s); missed: 54"_s;
    QTest::newRow("weeks") << qint64(7 * 86'400)
                           << u"4 backup(s), the last %1"_s.arg(whenWords(backup(0).takenAt, now));
}

void BackupListTest::theChartSaysOfWhichDay()
{
    const QString date = QLocale().dateFormat(QLocale::ShortFormat);
    SizeChart chart;
    for (const int days : {1, 2, 7}) {
        chart.showSizes(backups(days));
        const auto *times = qobject_cast<QDateTimeAxis *>(chart.chart()->axes(Qt::Horizontal).constFirst());
        QVERIFY2(times->format().startsWith(date), qPrintable(times->format()));
        QCOMPARE(times->format() == date, days == 7);
        QCOMPARE(times->tickCount(), days == 7 ? 5 : 3); // what there is room for
    }
}

void BackupListTest::calendarSummaries()
{
    QFETCH(qint64, interval);
    Profile profile;
    profile.schedule.interval = std::chrono::seconds(interval);
    CalendarRow row;
    row.showCells(cadenceOf(profile, {backup(0), backup(1), backup(2), backup(4)}, now), now);
    QTEST(row.summary(), "says");
    QCOMPARE(row.accessibleDescription(), row.summary());
    row.showCells(cadenceOf(profile, {backup(0)}, backup(0).takenAt.addSecs(60)), now);
    QCOMPARE(row.summary(), u"The only backup so far: %1"_s.arg(whenWords(backup(0).takenAt, now)));
    row.showCells(cadenceOf(profile, {}, now), now);
    QCOMPARE(row.summary(), u"No backups in this time"_s);
}

QTEST_MAIN(BackupListTest)
#include "tst_backuplist.moc"
