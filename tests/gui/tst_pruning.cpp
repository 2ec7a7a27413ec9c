// SPDX-License-Identifier: GPL-3.0-or-later
// Removing expired backups from the window: the preview, its states, and what comes of agreeing.
#include "gui/backupsfixture.h"
#include "gui/consolefixture.h"

#include "gui/backups/prunedialog.h"
#include "gui/common/elidedlabel.h"
#include "gui/common/errornotice.h"
#include "gui/mainwindow.h"
#include "gui/steadybars.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QTreeView>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<LoadedProfile> changeable()
{
    auto loaded = std::make_shared<LoadedProfile>();
    loaded->profile = BackupsFixture::profile()->profile;
    return loaded;
}

Proof proofOf(DrillVerdict verdict, const QDateTime &at)
{
    Proof proof;
    proof.at = at;
    proof.verdict = verdict;
    proof.size = 4096;
    return proof;
}

} // namespace

class PruningTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsWhatGoesAndWhyTheRestStays();
    void agreeingNamesWhatWasShown();
    void leavingChangesNothing();
    void nothingToRemove();
    void everythingIsKept();
    void whatCannotBeToldIsSaid();
    void closedWhileItLooks();
    void offeredWhileTheStoreAnswers();
    void tellsWhatIsKnown();
    void drawsItself();
    void removesWhatTheWindowShowed();

private:
    /// The preview, once the store has answered.
    PruneDialog *open(const ProfilePointer &profile = BackupsFixture::profile())
    {
        m_dialog = std::make_unique<PruneDialog>(
            ConsoleContext{m_setup->service, m_setup->profiles, m_setup->jobs}, profile, nullptr);
        m_dialog->open();
        return m_dialog.get();
    }
    template<typename Widget> Widget *find(const char *name)
    {
        return m_dialog->findChild<Widget *>(QLatin1StringView(name));
    }
    [[nodiscard]] bool shows(const char *state)
    {
        return find<QStackedWidget>("states")->currentWidget()->objectName() == QLatin1StringView(state);
    }
    /// The last column.
    QString going(int row) { return find<QTreeView>("going")->model()->index(row, 2).data().toString(); }
    QString staying(int row) { return find<QTreeView>("staying")->model()->index(row, 2).data().toString(); }
    QPushButton *leaving() { return find<QDialogButtonBox>("buttons")->button(QDialogButtonBox::Cancel); }

    std::unique_ptr<BackupsFixture> m_setup;
    std::unique_ptr<PruneDialog> m_dialog;
};

void PruningTest::init()
{
    m_dialog.reset();
    m_setup = std::make_unique<BackupsFixture>();
}

void PruningTest::showsWhatGoesAndWhyTheRestStays()
{
    m_setup->fill(10);
    m_setup->prove(m_setup->keyOf(9), proofOf(DrillVerdict::Restored, m_setup->clock->utcNow()));
    m_setup->prove(m_setup->keyOf(0), proofOf(DrillVerdict::Damaged, m_setup->clock->utcNow()));
    open();
    QVERIFY(shows("askingState"));
    QVERIFY(!hasBusyBar(*m_dialog));
    QTRY_VERIFY(shows("planState"));
    QVERIFY2(find<QLabel>("title")->text().contains(u"1 of 10 backups would go, which frees 4.00 KiB"),
             qPrintable(find<QLabel>("title")->text()));
    QVERIFY2(find<QLabel>("rules")->text().contains(u"7 generations"),
             qPrintable(find<QLabel>("rules")->text()));
    QVERIFY(!find<QLabel>("warning")->isHidden());
    QCOMPARE(find<QTreeView>("going")->model()->rowCount(), 1);
    QCOMPARE(find<QTreeView>("going")->model()->index(0, 1).data().toString(), u"4.00 KiB"_s);
    QCOMPARE(going(0), m_setup->keyOf(8));
    QVERIFY(find<QLabel>("goingLabel")->text().contains(u"4.00 KiB"));
    QVERIFY(find<QLabel>("stayingLabel")->text().contains(u"36.0 KiB"));
    QCOMPARE(find<QTreeView>("staying")->model()->rowCount(), 9);
    QCOMPARE(staying(0), u"newest, restore drill failed, takes no other's place"_s);
    QCOMPARE(staying(1), u"one of the newest 7"_s);
    QCOMPARE(staying(8), u"proven restorable"_s);
    QVERIFY(find<QPushButton>("remove")->isVisible());
    QVERIFY(leaving()->isDefault() && leaving()->hasFocus());
}

void PruningTest::agreeingNamesWhatWasShown()
{
    m_setup->fill(10);
    open();
    QTRY_VERIFY(shows("planState"));
    QSignalSpy confirmed(m_dialog.get(), &PruneDialog::confirmed);
    find<QPushButton>("remove")->click();
    QCOMPARE(confirmed.size(), 1);
    QCOMPARE(confirmed[0][0].toStringList(),
             (QStringList{m_setup->keyOf(9), m_setup->keyOf(8), m_setup->keyOf(7)}));
    QVERIFY(!m_dialog->isVisible());
}

void PruningTest::leavingChangesNothing()
{
    m_setup->fill(10);
    open();
    QTRY_VERIFY(shows("planState"));
    QSignalSpy confirmed(m_dialog.get(), &PruneDialog::confirmed);
    QTest::keyClick(m_dialog.get(), Qt::Key_Return); // the default is to leave
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(confirmed.isEmpty());
}

void PruningTest::nothingToRemove()
{
    m_setup->fill(3);
    open();
    QTRY_VERIFY(shows("planState"));
    QVERIFY(find<QLabel>("title")->text().startsWith(u"Nothing to remove"));
    QVERIFY(find<QPushButton>("remove")->isHidden());
    QVERIFY(find<QLabel>("warning")->isHidden());
    QCOMPARE(leaving()->text().remove(u'&'), u"Close"_s);
    QVERIFY(find<QWidget>("goingPart")->isHidden());
    QCOMPARE(staying(2), u"one of the newest 7"_s);
}

void PruningTest::everythingIsKept()
{
    m_setup->fill(12);
    auto profile = changeable();
    profile->profile.retentionCount = 0;
    open(profile);
    QTRY_VERIFY(shows("planState"));
    QVERIFY(find<QLabel>("rules")->text().contains(u"all generations"));
    QVERIFY(find<QPushButton>("remove")->isHidden());
    QCOMPARE(staying(11), u"all are kept"_s);
}

void PruningTest::whatCannotBeToldIsSaid()
{
    m_setup->fill(10);
    m_setup->stores->change(BackupsFixture::here(), [](FakeStores::World &world) {
        world.besideProblem = Error{ErrorCode::Network, u"x"_s, u"The line is dead."_s, {}, true};
    });
    open();
    QTRY_VERIFY(shows("failedState"));
    QVERIFY(find<QPushButton>("remove")->isHidden());
    const auto labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.cbegin(), labels.cend(), [](const QLabel *label) {
        return label->text().contains(u"No backup was removed")
               && label->text().contains(u"The line is dead.");
    }));
    m_setup->stores->change(BackupsFixture::here(),
                            [](FakeStores::World &world) { world.besideProblem.reset(); });
    Q_EMIT m_dialog->findChild<ErrorNotice *>()->retryRequested();
    QTRY_VERIFY(shows("planState"));
}

void PruningTest::closedWhileItLooks()
{
    m_setup->fill(10);
    m_setup->gate()->close();
    open();
    QCOMPARE(m_setup->jobs.running().size(), 1);
    QVERIFY(!m_setup->jobs.changing(u"blog"_s)); // it only looks
    m_dialog.reset();
    m_setup->gate()->open();
    QTRY_VERIFY(m_setup->jobs.running().isEmpty());
}

void PruningTest::offeredWhileTheStoreAnswers()
{
    BackupsPage &page = m_setup->page;
    QVERIFY(!page.removeExpiredAction()->isEnabled());
    page.show();
    page.showProfile(BackupsFixture::profile()); // it has no backups
    QSignalSpy listed(&page, &BackupsPage::listed);
    QTRY_COMPARE(listed.size(), 1);
    QVERIFY(!page.removeExpiredAction()->isEnabled());
    m_setup->fill(9);
    page.refresh();
    QTRY_COMPARE(listed.size(), 2);
    QVERIFY(page.removeExpiredAction()->isEnabled()); // whatever is selected
    QVERIFY(page.findChild<QTreeView *>(u"list"_s)->actions().contains(page.removeExpiredAction()));

    QSignalSpy agreed(&page, &BackupsPage::pruneRequested);
    page.removeExpiredAction()->trigger();
    auto *preview = page.findChild<PruneDialog *>();
    QVERIFY(preview);
    auto *remove = preview->findChild<QPushButton *>(u"remove"_s);
    QTRY_VERIFY(remove->isVisible());
    remove->click();
    QCOMPARE(agreed.size(), 1);
    QCOMPARE(agreed[0][0].toStringList(), (QStringList{m_setup->keyOf(8), m_setup->keyOf(7)}));

    m_setup->setProblem(Error{ErrorCode::Network, {}, u"gone"_s, {}, true});
    QSignalSpy failed(&page, &BackupsPage::listingFailed);
    page.refresh();
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!page.removeExpiredAction()->isEnabled());
}

void PruningTest::tellsWhatIsKnown()
{
    m_setup->fill(3);
    m_setup->prove(m_setup->keyOf(1), proofOf(DrillVerdict::Restored, m_setup->clock->utcNow()));
    QList<QPair<qsizetype, qsizetype>> told;
    connect(&m_setup->page, &BackupsPage::known, this,
            [&told](const QList<BackupEntry> &newestFirst, const Proofs &proofs) {
                told.append({newestFirst.size(), proofs.size()});
            });
    m_setup->page.showProfile(BackupsFixture::profile());
    QTRY_VERIFY(!told.isEmpty() && told.constLast() == qMakePair(qsizetype(3), qsizetype(1)));
    m_setup->page.showProfile(BackupsFixture::profile(u"shop"_s, BackupsFixture::elsewhere()));
    QCOMPARE(told.constLast(), qMakePair(qsizetype(0), qsizetype(0)));
}

void PruningTest::drawsItself()
{
    m_setup->fill(40);
    m_setup->prove(m_setup->keyOf(30), proofOf(DrillVerdict::Restored, m_setup->clock->utcNow()));
    m_setup->prove(m_setup->keyOf(1), proofOf(DrillVerdict::Damaged, m_setup->clock->utcNow()));
    auto profile = changeable();
    profile->profile.retention.weekly = 4;
    profile->profile.retention.monthly = 12;
    open(profile);
    QTRY_VERIFY(shows("planState"));
    const QImage picture = m_dialog->grab().toImage();
    QVERIFY(!picture.isNull());
    // For people who look: the variable names a folder.
    if (const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS"); !folder.isEmpty())
        QVERIFY(QDir().mkpath(folder) && picture.save(folder + u"/prune.png"_s));
}

void PruningTest::removesWhatTheWindowShowed()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    const QDir store(console.path(u"blog-store/backups"_s));
    QVERIFY(store.mkpath(u"."_s));
    for (int day = 1; day <= 9; ++day) {
        QFile file(store.filePath(u"blog_2020010%1_030000.db"_s.arg(day)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(512, 'x')) == 512);
    }
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    const auto actions = window.findChild<QMenu *>(u"menuBackup"_s)->actions();
    const auto expired = std::find_if(actions.cbegin(), actions.cend(), [](const QAction *candidate) {
        return candidate->text().remove(u'&') == u"Remove expired…";
    });
    QVERIFY(expired != actions.cend());
    QTRY_VERIFY((*expired)->isEnabled());
    (*expired)->trigger();
    auto *remove = window.findChild<PruneDialog *>()->findChild<QPushButton *>(u"remove"_s);
    QTRY_VERIFY(remove->isVisible());
    QFile newer(store.filePath(u"blog_20200110_030000.db"_s)); // by now three are expired, two were shown
    QVERIFY(newer.open(QIODevice::WriteOnly) && newer.write(QByteArray(512, 'x')) == 512);
    newer.close();
    remove->click();
    QTRY_COMPARE(store.entryList(QDir::Files).size(), 8);
    QVERIFY(store.exists(u"blog_20200103_030000.db"_s));
    const auto said = [&window] {
        QStringList texts;
        for (const ElidedLabel *label : window.findChildren<ElidedLabel *>())
            texts.append(label->text());
        return texts.join(u'\n');
    };
    QTRY_VERIFY2(said().contains(u"2 expired backup(s) removed, 1.00 KiB freed"_s), qPrintable(said()));
    QTRY_VERIFY(console.context().jobs.running().isEmpty());
}

QTEST_MAIN(PruningTest)
#include "tst_pruning.moc"
