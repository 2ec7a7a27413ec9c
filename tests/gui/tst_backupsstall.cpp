// SPDX-License-Identifier: GPL-3.0-or-later
// Ten thousand backups must not hold the window up for as long as a frame lasts.
#include "backupsfixture.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupmodel.h"
#include "gui/stallbound.h"

#include <QScrollBar>
#include <QTest>
#include <QTimer>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int count = 10'000;

/// Runs the event loop itself: QTRY_ macros sleep in it, which would be measured.
template<typename Signal> void spinUntil(const typename QtPrivate::FunctionPointer<Signal>::Object *sender,
                                         Signal signal, const std::function<void()> &start)
{
    QEventLoop loop;
    QObject::connect(sender, signal, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    QTimer::singleShot(0, &loop, start);
    QTimer::singleShot(60s, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Does a step in each turn of the loop until one says that it was the last.
void spinThrough(const std::function<bool()> &step)
{
    QEventLoop loop;
    QTimer turn;
    QObject::connect(&turn, &QTimer::timeout, &loop, [&] {
        if (!step())
            loop.quit();
    });
    turn.start(0);
    loop.exec();
}

} // namespace

class BackupsStallTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { m_setup.reset(); }

    void whileTheyLoad_data();
    void whileTheyLoad();
    void whileScrollingThroughAll();
    void whileSorting();
    void whileSearching();
    void whileTheStoreGoesAway();
    void whileSelectingAll();

private:
    void setUp();
    BackupList *list() { return m_setup->find<BackupList>("list"); }
    void load()
    {
        spinUntil(&m_setup->page, &BackupsPage::listed,
                  [this] { m_setup->page.showProfile(BackupsFixture::profile()); });
    }
    void measure(const std::function<void()> &prepare, const std::function<void()> &act);

    std::unique_ptr<BackupsFixture> m_setup;
};

void BackupsStallTest::initTestCase()
{
    // What a process does once (fonts, the first chart) is not what the number of backups costs.
    BackupsFixture once;
    once.fill(20);
    once.page.show();
    spinUntil(&once.page, &BackupsPage::listed, [&] { once.page.showProfile(BackupsFixture::profile()); });
    once.page.grab();
}

void BackupsStallTest::setUp()
{
    m_setup = std::make_unique<BackupsFixture>();
    m_setup->fill(count);
    // Sizes in no order: rows that arrive together go to as many places when the list is sorted by size.
    m_setup->stores->change(BackupsFixture::here(), [](FakeStores::World &world) {
        world.sizeOf = [](qsizetype index) { return index * 7919 % 10'007 * 4096; };
    });
    m_setup->page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_setup->page));
}

void BackupsStallTest::measure(const std::function<void()> &prepare, const std::function<void()> &act)
{
    HeldUp held;
    do {
        setUp();
        prepare();
        LoopWatch watch;
        act();
        held.note(watch);
    } while (held.another());
    QVERIFY(held.isShort());
}

void BackupsStallTest::whileTheyLoad_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("search");
    QTest::newRow("newest first") << int(BackupModel::When) << QString();
    QTest::newRow("sorted by size") << int(BackupModel::Size) << QString();
    QTest::newRow("during a search") << int(BackupModel::When) << u"05_03"_s;
}

void BackupsStallTest::whileTheyLoad()
{
    QFETCH(int, column);
    QFETCH(QString, search);
    measure(
        [&] {
            list()->sortByColumn(column, Qt::DescendingOrder);
            m_setup->page.setSearch(search);
        },
        [&] { load(); });
    const int rows = list()->model()->rowCount();
    QVERIFY(search.isEmpty() ? rows == count : rows > 0 && rows < count);
}

void BackupsStallTest::whileScrollingThroughAll()
{
    measure([&] { load(); },
            [&] {
                QScrollBar *bar = list()->verticalScrollBar();
                QVERIFY(bar->maximum() > 1000);
                spinThrough([bar] {
                    bar->setValue(bar->value() + 5);
                    return bar->value() < bar->maximum();
                });
            });
}

void BackupsStallTest::whileSorting()
{
    measure([&] { load(); },
            [&] {
                int column = 0;
                spinThrough([&] {
                    list()->sortByColumn(column, column % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
                    return ++column < BackupModel::ColumnCount;
                });
            });
}

void BackupsStallTest::whileSearching()
{
    measure([&] { load(); },
            [&] {
                const QString typed = u"0301_0300"_s;
                int letters = 0;
                spinThrough([&] {
                    m_setup->page.setSearch(typed.left(++letters));
                    return letters < typed.size();
                });
                m_setup->page.setSearch({});
            });
}

void BackupsStallTest::whileTheStoreGoesAway()
{
    measure(
        [&] {
            load();
            m_setup->setProblem(Error{ErrorCode::Network, {}, u"gone"_s, {}, true});
        },
        [&] { spinUntil(&m_setup->page, &BackupsPage::listingFailed, [this] { m_setup->page.refresh(); }); });
    QCOMPARE(list()->model()->rowCount(), count);
}

void BackupsStallTest::whileSelectingAll()
{
    measure([&] { load(); },
            [&] {
                spinThrough([this] {
                    list()->selectAll();
                    return false;
                });
            });
    QCOMPARE(list()->selectedCount(), count);
}

QTEST_MAIN(BackupsStallTest)
#include "tst_backupsstall.moc"
