// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows while, after and instead of a listing.
#include "backupsfixture.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupmodel.h"
#include "gui/common/errornotice.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Error noRoute{ErrorCode::Network, u"test"_s, u"No route to the store."_s, u"Look at the cable."_s,
                    true};
const Error keyRefused{ErrorCode::AuthFailed, u"test"_s, u"The store refuses the key."_s, {}, false};

} // namespace

class BackupsPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qRegisterMetaType<Error>();
        qRegisterMetaType<QList<BackupEntry>>();
    }
    void init() { m_setup = std::make_unique<BackupsFixture>(); }
    void cleanup() { m_setup.reset(); }

    void nothingIsSelected();
    void saysThatItLists();
    void rowsAppearAsPagesArrive();
    void anEmptyStoreOffersABackup();
    void noBackupIsOfferedWhileOneIsMade();
    void theNewestIsSelectedUntilAnotherIs();
    void aFailureCanBeTriedAgain();
    void offlineShowsTheLastKnownList();
    void offlineAfterARestart();
    void offlineEndsWhenTheStoreAnswers();
    void aDiskThatIsNotThereIsOffline();
    void aRefusalIsNoOffline();
    void halfAListingIsNoList();
    void answersForAnotherProfileAreDropped();
    void anotherPlaceKeepsNoRows();
    void refreshingKeepsTheSelection();
    void aSecondRefreshReplacesTheFirst();
    void searches();
    void verificationsAreRemembered();
    void whatCouldNotBeVerifiedIsNotDamaged();
    void proofsOfOtherMachinesAreShownAndRemembered();
    void whatIsWrittenBesideMayBeUnreadable();
    void theCalendarIsDescribed();
    void goesWhileListing();

private:
    QString state() { return m_setup->find<QStackedWidget>("states")->currentWidget()->objectName(); }
    BackupList *list() { return m_setup->find<BackupList>("list"); }
    int rows() { return list()->model()->rowCount(); }
    QString cell(int row, int column) { return list()->model()->index(row, column).data().toString(); }
    bool isShown(const char *name) { return m_setup->find<QWidget>(name)->isVisibleTo(&m_setup->page); }
    QString text(const char *name) { return m_setup->find<QLabel>(name)->text(); }
    void showAll(const ProfilePointer &profile = BackupsFixture::profile())
    {
        QSignalSpy listed(&m_setup->page, &BackupsPage::listed);
        m_setup->page.showProfile(profile);
        QTRY_COMPARE(listed.size(), 1);
    }
    void failWith(const Error &error)
    {
        m_setup->setProblem(error);
        QSignalSpy failed(&m_setup->page, &BackupsPage::listingFailed);
        m_setup->page.refresh();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].value<Error>().code, error.code);
    }

    std::unique_ptr<BackupsFixture> m_setup;
};

void BackupsPageTest::nothingIsSelected()
{
    QCOMPARE(state(), u"nothingState"_s);
    m_setup->page.refresh();
    QCOMPARE(state(), u"nothingState"_s);
    m_setup->fill(3);
    showAll();
    m_setup->page.showProfile(nullptr);
    QCOMPARE(state(), u"nothingState"_s);
    QCOMPARE(rows(), 0);
}

void BackupsPageTest::saysThatItLists()
{
    m_setup->fill(3);
    m_setup->gate()->close();
    m_setup->page.showProfile(BackupsFixture::profile());
    QCOMPARE(state(), u"loadingState"_s);
    QVERIFY(text("loadingLabel").contains(BackupsFixture::here()));
    m_setup->gate()->open();
    QTRY_COMPARE(state(), u"listedState"_s);
    QTRY_COMPARE(rows(), 3);
    QTRY_VERIFY(!isShown("moreBar"));
}

void BackupsPageTest::rowsAppearAsPagesArrive()
{
    m_setup->fill(5);
    m_setup->stores->change(BackupsFixture::here(), [](FakeStores::World &world) { world.pageSize = 2; });
    m_setup->gate()->openFor(2);
    QSignalSpy listed(&m_setup->page, &BackupsPage::listed);
    m_setup->page.showProfile(BackupsFixture::profile());
    QTRY_COMPARE(rows(), 4);
    QVERIFY(isShown("moreBar"));
    QVERIFY(listed.isEmpty());
    QCOMPARE(cell(0, BackupModel::Key), m_setup->keyOf(1)); // the newest of those that are there
    m_setup->gate()->open();
    QTRY_COMPARE(listed.size(), 1);
    QCOMPARE(rows(), 5);
    QVERIFY(!isShown("moreBar"));
    const auto newestFirst = listed[0][0].value<QList<BackupEntry>>();
    QCOMPARE(newestFirst.size(), 5);
    QCOMPARE(newestFirst[0].key, m_setup->keyOf(0));
    QCOMPARE(listed[0][1].toDateTime(), m_setup->clock->utcNow());
}

void BackupsPageTest::anEmptyStoreOffersABackup()
{
    showAll();
    QCOMPARE(state(), u"emptyState"_s);
    QVERIFY(text("emptyLabel").contains(BackupsFixture::here()));
    QSignalSpy wanted(&m_setup->page, &BackupsPage::backUpRequested);
    m_setup->find<QPushButton>("backUpButton")->click();
    QCOMPARE(wanted.size(), 1);
}

void BackupsPageTest::aFailureCanBeTriedAgain()
{
    m_setup->fill(2);
    m_setup->setProblem(noRoute);
    QSignalSpy failed(&m_setup->page, &BackupsPage::listingFailed);
    m_setup->page.showProfile(BackupsFixture::profile());
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(state(), u"failedState"_s);
    auto *notice = m_setup->page.findChild<ErrorNotice *>();
    const auto labels = notice->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.cbegin(), labels.cend(),
                        [](const QLabel *label) { return label->text() == noRoute.message; }));
    m_setup->setProblem(std::nullopt);
    notice->findChild<QPushButton *>()->click();
    QCOMPARE(state(), u"loadingState"_s);
    QTRY_COMPARE(state(), u"listedState"_s);
    QTRY_COMPARE(rows(), 2);
}

void BackupsPageTest::offlineShowsTheLastKnownList()
{
    m_setup->clock->setUtcNow(QDateTime({2026, 3, 29}, {12, 0}, Qt::UTC));
    m_setup->fill(2);
    showAll();
    m_setup->clock->advance(3h);
    failWith(noRoute);
    QCOMPARE(state(), u"listedState"_s);
    QCOMPARE(rows(), 2);
    QVERIFY(isShown("offlineBar"));
    QVERIFY2(text("offlineLabel").contains(u"3 h ago"), qPrintable(text("offlineLabel")));
    QCOMPARE(text("offlineReason"), noRoute.message);
    const QString since = text("offlineLabel");
    QVERIFY(list()->model()->index(0, 0).data(Qt::ForegroundRole).isValid());

    // Still unreachable an hour later: since then, and the list is older.
    m_setup->clock->advance(1h);
    failWith(noRoute);
    QVERIFY2(text("offlineLabel").contains(u"4 h ago"), qPrintable(text("offlineLabel")));
    QCOMPARE(text("offlineLabel").section(u'.', 0, 0), since.section(u'.', 0, 0));
}

void BackupsPageTest::offlineAfterARestart()
{
    m_setup->fill(2);
    showAll();
    BackupsPage fresh({m_setup->service, m_setup->profiles, m_setup->jobs}, m_setup->cache);
    m_setup->setProblem(noRoute);
    QSignalSpy failed(&fresh, &BackupsPage::listingFailed);
    fresh.showProfile(BackupsFixture::profile());
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(fresh.findChild<BackupList *>()->model()->rowCount(), 2);
    QVERIFY(fresh.findChild<QWidget *>(u"offlineBar"_s)->isVisibleTo(&fresh));
}

void BackupsPageTest::offlineEndsWhenTheStoreAnswers()
{
    m_setup->fill(2);
    showAll();
    failWith(noRoute);
    m_setup->setProblem(std::nullopt);
    m_setup->fill(3);
    QSignalSpy listed(&m_setup->page, &BackupsPage::listed);
    m_setup->find<QPushButton>("retryButton")->click();
    QTRY_COMPARE(listed.size(), 1);
    QCOMPARE(rows(), 3);
    QVERIFY(!isShown("offlineBar"));
    QVERIFY(!list()->model()->index(0, 0).data(Qt::ForegroundRole).isValid());
}

void BackupsPageTest::aDiskThatIsNotThereIsOffline()
{
    m_setup->fill(2);
    showAll();
    failWith({ErrorCode::NotFound, u"test"_s, u"There is no folder."_s, {}, false});
    QVERIFY(isShown("offlineBar"));
    QCOMPARE(rows(), 2);
}

void BackupsPageTest::aRefusalIsNoOffline()
{
    m_setup->fill(2);
    showAll();
    failWith(keyRefused);
    QCOMPARE(state(), u"failedState"_s);
    QCOMPARE(rows(), 0);
}

void BackupsPageTest::halfAListingIsNoList()
{
    m_setup->fill(2);
    showAll(); // known: two
    m_setup->fill(6);
    m_setup->stores->change(BackupsFixture::here(), [](FakeStores::World &world) { world.pageSize = 2; });
    m_setup->gate()->openFor(1);
    m_setup->page.refresh();
    QTRY_VERIFY(rows() > 2); // a page has come
    // The first listing stays where it is: let go, it might end before it sees that it was cancelled.
    const auto stuck = m_setup->gate();
    const auto letGo = qScopeGuard([&] { stuck->open(); });
    m_setup->stores->change(BackupsFixture::here(),
                            [](FakeStores::World &world) { world.gate = std::make_shared<Gate>(); });
    m_setup->setProblem(noRoute);
    QSignalSpy failed(&m_setup->page, &BackupsPage::listingFailed);
    m_setup->page.refresh();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(rows(), 2);
    QVERIFY(isShown("offlineBar"));
}

void BackupsPageTest::answersForAnotherProfileAreDropped()
{
    m_setup->fill(3);
    m_setup->fill(5, BackupsFixture::elsewhere());
    m_setup->gate()->close();
    QSignalSpy listed(&m_setup->page, &BackupsPage::listed);
    QSignalSpy jobsDone(&m_setup->jobs, &Jobs::finished);
    m_setup->page.showProfile(BackupsFixture::profile());
    m_setup->page.showProfile(BackupsFixture::profile(u"shop"_s, BackupsFixture::elsewhere()));
    QTRY_COMPARE(listed.size(), 1);
    QCOMPARE(rows(), 5);
    m_setup->gate()->open();
    QTRY_COMPARE(jobsDone.size(), 2);
    QCoreApplication::processEvents();
    QCOMPARE(rows(), 5);
    QCOMPARE(listed.size(), 1);
}

void BackupsPageTest::anotherPlaceKeepsNoRows()
{
    m_setup->fill(3);
    showAll();
    m_setup->gate(BackupsFixture::elsewhere())->close();
    m_setup->page.showProfile(BackupsFixture::profile(u"blog"_s, BackupsFixture::elsewhere()));
    QCOMPARE(state(), u"loadingState"_s);
    QCOMPARE(rows(), 0);
}

void BackupsPageTest::noBackupIsOfferedWhileOneIsMade()
{
    showAll();
    const auto *button = m_setup->find<QPushButton>("backUpButton");
    m_setup->page.showWork(JobKind::Backup);
    QVERIFY(!isShown("backUpButton"));
    QCOMPARE(text("emptyTitle"), u"The first backup is being made…"_s);
    QVERIFY(text("emptyLabel").contains(BackupsFixture::here()));
    m_setup->page.showWork(JobKind::Restore);
    QVERIFY(isShown("backUpButton") && !button->isEnabled());
    QCOMPARE(text("emptyTitle"), u"No backups yet"_s);
    m_setup->page.showWork({});
    QVERIFY(button->isEnabled());
}

void BackupsPageTest::theNewestIsSelectedUntilAnotherIs()
{
    const auto selected = [this] { return m_setup->page.selectedBackups().value(0).key; };
    m_setup->stores->change(BackupsFixture::here(), [this](FakeStores::World &world) {
        world.keys = {m_setup->keyOf(2), m_setup->keyOf(3)};
    });
    showAll();
    QCOMPARE(selected(), m_setup->keyOf(2));
    QVERIFY(m_setup->page.restoreAction()->isEnabled());
    const auto arrive = [this](int daysAgo) {
        m_setup->stores->change(BackupsFixture::here(), [this, daysAgo](FakeStores::World &world) {
            world.keys.append(m_setup->keyOf(daysAgo));
        });
        showAll();
    };
    arrive(1);
    QCOMPARE(selected(), m_setup->keyOf(1));
    // Who has clicked on it has chosen it.
    const QRect first = list()->visualRect(list()->model()->index(0, 0));
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, first.center());
    arrive(0);
    QCOMPARE(rows(), 4);
    QCOMPARE(m_setup->page.selectedBackups().size(), 1);
    QCOMPARE(selected(), m_setup->keyOf(1));
}

void BackupsPageTest::refreshingKeepsTheSelection()
{
    m_setup->fill(3);
    showAll();
    list()->setCurrentIndex(list()->model()->index(1, 0));
    QCOMPARE(m_setup->page.selectedBackups().value(0).key, m_setup->keyOf(1));

    // The oldest has expired, and there is a new one.
    const QString fresh = makeBackupKey({}, u"blog"_s, {m_setup->clock->utcNow(), true});
    m_setup->stores->change(BackupsFixture::here(), [&](FakeStores::World &world) {
        world.keys = {fresh, m_setup->keyOf(0), m_setup->keyOf(1)};
    });
    showAll(BackupsFixture::profile()); // loaded anew, the same place
    QCOMPARE(rows(), 3);
    QCOMPARE(cell(0, BackupModel::Key), fresh);
    QCOMPARE(m_setup->page.selectedBackups().size(), 1);
    QCOMPARE(m_setup->page.selectedBackups()[0].key, m_setup->keyOf(1));
}

void BackupsPageTest::aSecondRefreshReplacesTheFirst()
{
    m_setup->fill(1);
    m_setup->gate()->close();
    QSignalSpy listed(&m_setup->page, &BackupsPage::listed);
    QSignalSpy started(&m_setup->jobs, &Jobs::started);
    QSignalSpy finished(&m_setup->jobs, &Jobs::finished);
    m_setup->page.showProfile(BackupsFixture::profile());
    m_setup->page.refresh();
    QCOMPARE(started.size(), 2);
    m_setup->gate()->open();
    QTRY_COMPARE(finished.size(), 3); // and what is written beside the backups, once
    QTRY_COMPARE(listed.size(), 1);
    QCOMPARE(rows(), 1);
}

void BackupsPageTest::searches()
{
    m_setup->fill(10);
    showAll();
    m_setup->page.setSearch(m_setup->clock->utcNow().date().addDays(-4).toString(u"yyyyMMdd"));
    QCOMPARE(rows(), 1);
    QCOMPARE(cell(0, BackupModel::Key), m_setup->keyOf(4));
    m_setup->page.setSearch(u"no such thing"_s);
    QVERIFY(isShown("noMatchLabel"));
    QVERIFY(text("noMatchLabel").contains(u"no such thing"));
    m_setup->page.setSearch({});
    QVERIFY(!isShown("noMatchLabel"));
    QCOMPARE(rows(), 10);
}

void BackupsPageTest::verificationsAreRemembered()
{
    m_setup->fill(3);
    showAll();
    QCOMPARE(cell(0, BackupModel::Proof), u"–"_s);
    const std::optional<Error> damage{{ErrorCode::Corrupt, u"test"_s, u"The tag is wrong."_s, {}, false}};
    for (const auto &[key, problem] :
         {std::pair(m_setup->keyOf(0), std::optional<Error>()), std::pair(m_setup->keyOf(1), damage)}) {
        const QDateTime now = m_setup->clock->utcNow();
        m_setup->page.noteVerified(key, problem, now);
        QVERIFY(m_setup->cache.keepVerification(BackupsFixture::profile()->profile, key,
                                                verificationOf(problem, now).value()));
    }
    QVERIFY(cell(0, BackupModel::Proof).startsWith(u"✔"));
    QVERIFY(cell(1, BackupModel::Proof).startsWith(u"✘"));
    QVERIFY(list()->model()->index(1, BackupModel::Proof).data(Qt::ToolTipRole).toString().contains(u"tag"));

    BackupsPage fresh({m_setup->service, m_setup->profiles, m_setup->jobs}, m_setup->cache);
    QSignalSpy listed(&fresh, &BackupsPage::listed);
    fresh.showProfile(BackupsFixture::profile());
    QTRY_COMPARE(listed.size(), 1);
    const auto *model = fresh.findChild<BackupList *>()->model();
    QVERIFY(model->index(0, BackupModel::Proof).data().toString().startsWith(u"✔"));
    QVERIFY(model->index(1, BackupModel::Proof).data().toString().startsWith(u"✘"));
    QCOMPARE(model->index(2, BackupModel::Proof).data().toString(), u"–"_s);
}

void BackupsPageTest::whatCouldNotBeVerifiedIsNotDamaged()
{
    m_setup->fill(1);
    showAll();
    m_setup->page.noteVerified(m_setup->keyOf(0), noRoute, m_setup->clock->utcNow());
    QCOMPARE(cell(0, BackupModel::Proof), u"–"_s);
    m_setup->page.noteVerified(m_setup->keyOf(0), Error{ErrorCode::WrongKey, {}, {}, {}, false},
                               m_setup->clock->utcNow());
    QVERIFY(!cell(0, BackupModel::Proof).contains(u"damaged"));
    QVERIFY(cell(0, BackupModel::Proof).startsWith(u"✘"));
}

void BackupsPageTest::proofsOfOtherMachinesAreShownAndRemembered()
{
    m_setup->fill(3);
    Proof proof;
    proof.at = m_setup->clock->utcNow().addSecs(-3600);
    proof.host = u"elsewhere"_s;
    proof.verdict = DrillVerdict::Restored;
    proof.size = 4096;
    m_setup->prove(m_setup->keyOf(1), proof);
    int noted = 0;
    connect(&m_setup->page, &BackupsPage::noted, this,
            [&](const std::optional<StoreNotes> &notes) { noted += notes && notes->proofs.size() == 1; });
    showAll();
    QTRY_COMPARE(noted, 1);
    QVERIFY2(cell(1, BackupModel::Proof).startsWith(u"✔ proven restorable today"),
             qPrintable(cell(1, BackupModel::Proof)));
    QCOMPARE(cell(0, BackupModel::Proof), u"–"_s);
    // Known from then on, also while the store is out of reach.
    BackupsPage later({m_setup->service, m_setup->profiles, m_setup->jobs}, m_setup->cache);
    m_setup->setProblem(noRoute);
    QSignalSpy failed(&later, &BackupsPage::listingFailed);
    later.showProfile(BackupsFixture::profile());
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(later.findChild<BackupList *>(u"list"_s)
                ->model()
                ->index(1, BackupModel::Proof)
                .data()
                .toString()
                .contains(u"proven restorable"));
}

void BackupsPageTest::whatIsWrittenBesideMayBeUnreadable()
{
    m_setup->fill(3);
    m_setup->stores->change(BackupsFixture::here(),
                            [](FakeStores::World &world) { world.besideProblem = keyRefused; });
    int unreadable = 0;
    connect(&m_setup->page, &BackupsPage::noted, this,
            [&](const std::optional<StoreNotes> &notes) { unreadable += !notes; });
    showAll();
    QTRY_COMPARE(unreadable, 1);
    QCOMPARE(state(), u"listedState"_s);
    QCOMPARE(rows(), 3);
}

void BackupsPageTest::theCalendarIsDescribed()
{
    QStringList keys = m_setup->keysOf(30);
    for (const int daysAgo : {20, 11, 10})
        keys.removeAt(daysAgo);
    m_setup->stores->change(BackupsFixture::here(), [&](FakeStores::World &world) { world.keys = keys; });
    showAll();
    QStringList descriptions;
    for (const auto *widget : m_setup->page.findChildren<QWidget *>())
        descriptions.append(widget->accessibleDescription());
    QVERIFY2(descriptions.contains(u"Backups on 27 of the last 30 day(s); missed: 3"_s),
             qPrintable(descriptions.join(u'\n')));
}

void BackupsPageTest::goesWhileListing()
{
    m_setup->gate()->close();
    QSignalSpy finished(&m_setup->jobs, &Jobs::finished);
    auto page = std::make_unique<BackupsPage>(
        ConsoleContext{m_setup->service, m_setup->profiles, m_setup->jobs}, m_setup->cache);
    page->showProfile(BackupsFixture::profile());
    page.reset();
    m_setup->gate()->open();
    QTRY_COMPARE(finished.size(), 1);
    QCoreApplication::processEvents();
}

QTEST_MAIN(BackupsPageTest)
#include "tst_backupspage.moc"
