// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the selected backups, and the questions asked before.
#include "backupsfixture.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/deleteconfirmation.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class BackupsCommandsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qRegisterMetaType<BackupEntry>();
        qRegisterMetaType<QList<BackupEntry>>();
    }
    void init();
    void cleanup() { m_setup.reset(); }

    void enabledAsTheSelectionAllows_data();
    void enabledAsTheSelectionAllows();
    void whatASearchLeavesOutIsNotSelected();
    void offlineOnlyTheKeyCanBeCopied();
    void shortcuts();
    void aDoubleClickRestores();
    void theContextMenuHasThemAll();
    void verifiesTheSelection();
    void copiesTheKeys();
    void dragsTheKeysOut();
    void asksWhereToSave();
    void deletionNamesWhatGoes();
    void deletionOfManyNamesTheRange();
    void theNewestIsLeftOut();
    void theNewestAloneMustBeTicked();
    void deletionTellsWhatIsLost_data();
    void deletionTellsWhatIsLost();
    void whatIsLostFollowsWhatIsKnown();

private:
    BackupList *list() { return m_setup->find<BackupList>("list"); }
    void select(const QList<int> &rows)
    {
        list()->clearSelection();
        for (const int row : rows)
            list()->selectionModel()->select(list()->model()->index(row, 0),
                                             QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    QAbstractButton *buttonOf(QMessageBox *box, QMessageBox::ButtonRole role)
    {
        for (auto *button : box->buttons()) {
            if (box->buttonRole(button) == role)
                return button;
        }
        return nullptr;
    }
    /// Asks to delete these rows.
    DeleteConfirmation *askToDelete(const QList<int> &rows)
    {
        select(rows);
        m_setup->page.deleteAction()->trigger();
        return m_setup->page.findChild<DeleteConfirmation *>();
    }

    std::unique_ptr<BackupsFixture> m_setup;
};

void BackupsCommandsTest::init()
{
    m_setup = std::make_unique<BackupsFixture>();
    m_setup->fill(10);
    m_setup->page.show();
    QSignalSpy listed(&m_setup->page, &BackupsPage::listed);
    m_setup->page.showProfile(BackupsFixture::profile());
    QTRY_COMPARE(listed.size(), 1);
}

void BackupsCommandsTest::enabledAsTheSelectionAllows_data()
{
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<bool>("one");
    QTest::addColumn<bool>("any");
    QTest::newRow("none") << QList<int>() << false << false;
    QTest::newRow("one") << QList<int>{3} << true << true;
    QTest::newRow("several") << QList<int>{1, 3, 4} << false << true;
}

void BackupsCommandsTest::enabledAsTheSelectionAllows()
{
    QFETCH(QList<int>, rows);
    QFETCH(bool, one);
    QFETCH(bool, any);
    select({0});
    QSignalSpy changed(&m_setup->page, &BackupsPage::selectionChanged);
    select(rows);
    QVERIFY(!changed.isEmpty());
    QCOMPARE(m_setup->page.selectedBackups().size(), rows.size());
    QCOMPARE(m_setup->page.restoreAction()->isEnabled(), one);
    QCOMPARE(m_setup->page.drillAction()->isEnabled(), one);
    QCOMPARE(m_setup->page.downloadAction()->isEnabled(), one);
    QCOMPARE(m_setup->page.verifyAction()->isEnabled(), any);
    QCOMPARE(m_setup->page.copyKeyAction()->isEnabled(), any);
    QCOMPARE(m_setup->page.deleteAction()->isEnabled(), any);
}

void BackupsCommandsTest::whatASearchLeavesOutIsNotSelected()
{
    select({0, 1});
    QSignalSpy told(&m_setup->page, &BackupsPage::selectionChanged);
    m_setup->page.setSearch(u"no such thing"_s);
    QVERIFY(!told.isEmpty());
    const QList<QAction *> commands{m_setup->page.restoreAction(), m_setup->page.verifyAction(),
                                    m_setup->page.drillAction(), m_setup->page.deleteAction()};
    QSignalSpy restores(&m_setup->page, &BackupsPage::restoreRequested);
    QSignalSpy verifications(&m_setup->page, &BackupsPage::verifyRequested);
    for (QAction *command : commands) {
        QVERIFY2(!command->isEnabled(), qPrintable(command->text()));
        command->setEnabled(true); // whoever might
        command->trigger();
    }
    QVERIFY(restores.isEmpty() && verifications.isEmpty());
    QVERIFY(!m_setup->page.findChild<DeleteConfirmation *>());
    m_setup->page.setSearch({});
    QVERIFY2(m_setup->page.restoreAction()->isEnabled(), "the newest is offered again");
}

void BackupsCommandsTest::offlineOnlyTheKeyCanBeCopied()
{
    select({2});
    m_setup->setProblem(Error{ErrorCode::Network, {}, u"gone"_s, {}, true});
    QSignalSpy failed(&m_setup->page, &BackupsPage::listingFailed);
    m_setup->page.refresh();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(m_setup->page.selectedBackups().size(), 1);
    QVERIFY(m_setup->page.copyKeyAction()->isEnabled());
    for (const QAction *action :
         {m_setup->page.restoreAction(), m_setup->page.downloadAction(), m_setup->page.verifyAction(),
          m_setup->page.drillAction(), m_setup->page.deleteAction()})
        QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
}

void BackupsCommandsTest::shortcuts()
{
    m_setup->page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_setup->page));
    list()->setFocus();
    QSignalSpy restore(&m_setup->page, &BackupsPage::restoreRequested);
    QSignalSpy verify(&m_setup->page, &BackupsPage::verifyRequested);
    select({3});
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(restore.size(), 1);
    QCOMPARE(restore[0][0].value<BackupEntry>().key, m_setup->keyOf(3));
    QTest::keyClick(list(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(verify.size(), 1);
    QSignalSpy drill(&m_setup->page, &BackupsPage::drillRequested);
    QTest::keyClick(list(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(drill.size(), 1);
    QCOMPARE(drill[0][0].value<BackupEntry>().key, m_setup->keyOf(3));
    QTest::keyClick(list(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), m_setup->keyOf(3));
    QTest::keyClick(list(), Qt::Key_Delete);
    QVERIFY(m_setup->page.findChild<DeleteConfirmation *>());
}

void BackupsCommandsTest::aDoubleClickRestores()
{
    QSignalSpy restore(&m_setup->page, &BackupsPage::restoreRequested);
    const QPoint place = list()->visualRect(list()->model()->index(1, 0)).center();
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(list()->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(restore.size(), 1);
    QCOMPARE(restore[0][0].value<BackupEntry>().key, m_setup->keyOf(1));
}

void BackupsCommandsTest::theContextMenuHasThemAll()
{
    QCOMPARE(list()->contextMenuPolicy(), Qt::ActionsContextMenu);
    const QList<QAction *> menu = list()->actions();
    for (QAction *action :
         {m_setup->page.restoreAction(), m_setup->page.verifyAction(), m_setup->page.drillAction(),
          m_setup->page.downloadAction(), m_setup->page.copyKeyAction(), m_setup->page.deleteAction()})
        QVERIFY2(menu.contains(action), qPrintable(action->text()));
}

void BackupsCommandsTest::verifiesTheSelection()
{
    QSignalSpy verify(&m_setup->page, &BackupsPage::verifyRequested);
    select({5, 2});
    m_setup->page.verifyAction()->trigger();
    const auto backups = verify.value(0).value(0).value<QList<BackupEntry>>();
    QCOMPARE(backups.size(), 2);
    QCOMPARE(backups[0].key, m_setup->keyOf(2)); // as the list has them
    QCOMPARE(backups[1].key, m_setup->keyOf(5));
}

void BackupsCommandsTest::copiesTheKeys()
{
    select({0, 1});
    m_setup->page.copyKeyAction()->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), m_setup->keysOf(2).join(u'\n'));
}

void BackupsCommandsTest::dragsTheKeysOut()
{
    select({0, 1});
    const std::unique_ptr<QMimeData> dragged(
        list()->model()->mimeData(list()->selectionModel()->selectedIndexes()));
    QCOMPARE(dragged->text(), m_setup->keysOf(2).join(u'\n'));
}

void BackupsCommandsTest::asksWhereToSave()
{
    QSignalSpy download(&m_setup->page, &BackupsPage::downloadRequested);
    select({4});
    m_setup->page.downloadAction()->trigger();
    auto *dialog = m_setup->page.findChild<QFileDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->acceptMode(), QFileDialog::AcceptSave);
    const QString proposed = m_setup->keyOf(4).section(u'/', -1).chopped(4); // opened, it is no ".enc"
    QCOMPARE(QFileInfo(dialog->selectedFiles().value(0)).fileName(), proposed);
    dialog->setDirectory(m_setup->folder.path());
    dialog->selectFile(u"copy"_s);
    select({0}); // what was asked for counts
    QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
    QCOMPARE(download.size(), 1);
    QCOMPARE(download[0][0].value<BackupEntry>().key, m_setup->keyOf(4));
    QCOMPARE(download[0][1].toString(), m_setup->folder.filePath(u"copy.db"_s));
}

void BackupsCommandsTest::deletionNamesWhatGoes()
{
    QSignalSpy wanted(&m_setup->page, &BackupsPage::deleteRequested);
    DeleteConfirmation *question = askToDelete({2, 1});
    QVERIFY(question);
    QVERIFY2(question->text().contains(u"2 backup"), qPrintable(question->text()));
    const QString details = question->informativeText();
    QVERIFY2(details.contains(u"8.00 KiB"), qPrintable(details)); // both together
    for (const int row : {1, 2})
        QVERIFY2(details.contains(list()->model()->index(row, 0).data().toString()), qPrintable(details));
    QVERIFY(!question->checkBox());

    auto *cancel = qobject_cast<QPushButton *>(question->button(QMessageBox::Cancel));
    QVERIFY(cancel && cancel->isDefault());
    QTest::keyClick(question, Qt::Key_Return);
    QVERIFY(wanted.isEmpty());
    QTRY_VERIFY(!m_setup->page.findChild<DeleteConfirmation *>());

    buttonOf(askToDelete({2, 1}), QMessageBox::DestructiveRole)->click();
    QCOMPARE(wanted.size(), 1);
    const auto backups = wanted[0][0].value<QList<BackupEntry>>();
    QCOMPARE(backups.size(), 2);
    QCOMPARE(backups[0].key, m_setup->keyOf(1));
    QCOMPARE(backups[1].key, m_setup->keyOf(2));
    QCOMPARE(wanted[0][1].toBool(), false);
}

void BackupsCommandsTest::deletionOfManyNamesTheRange()
{
    DeleteConfirmation *question = askToDelete({1, 2, 3, 4, 5, 6, 7, 8, 9});
    QVERIFY(question->text().contains(u"9 backup"));
    const QString details = question->informativeText();
    for (const int row : {1, 9})
        QVERIFY2(details.contains(list()->model()->index(row, 0).data().toString()), qPrintable(details));
    QVERIFY2(details.contains(u"3 more"), qPrintable(details));
    QVERIFY2(details.contains(u"36.0 KiB"), qPrintable(details));
}

void BackupsCommandsTest::theNewestIsLeftOut()
{
    QSignalSpy wanted(&m_setup->page, &BackupsPage::deleteRequested);
    DeleteConfirmation *question = askToDelete({0, 1});
    QVERIFY(question->checkBox());
    QVERIFY2(question->text().contains(u"1 backup"), qPrintable(question->text()));
    buttonOf(question, QMessageBox::DestructiveRole)->click();
    QCOMPARE(wanted.size(), 1);
    const auto backups = wanted[0][0].value<QList<BackupEntry>>();
    QCOMPARE(backups.size(), 1);
    QCOMPARE(backups[0].key, m_setup->keyOf(1));
    QCOMPARE(wanted[0][1].toBool(), false);
}

void BackupsCommandsTest::theNewestAloneMustBeTicked()
{
    QSignalSpy wanted(&m_setup->page, &BackupsPage::deleteRequested);
    m_setup->page.setSearch(m_setup->keyOf(0)); // still the newest when nothing else is shown
    DeleteConfirmation *question = askToDelete({0});
    QAbstractButton *remove = buttonOf(question, QMessageBox::DestructiveRole);
    QVERIFY(!remove->isEnabled());
    question->checkBox()->click();
    QVERIFY(remove->isEnabled());
    QVERIFY2(question->text().contains(u"1 backup"), qPrintable(question->text()));
    remove->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].value<QList<BackupEntry>>().size(), 1);
    QCOMPARE(wanted[0][1].toBool(), true);
}

void BackupsCommandsTest::deletionTellsWhatIsLost_data()
{
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<DeletionLoss>("loss");
    QTest::addColumn<bool>("alsoNewest");
    QTest::newRow("the proven one stays") << QList<int>{1, 2} << DeletionLoss::Nothing << false;
    QTest::newRow("the proven one goes") << QList<int>{3} << DeletionLoss::LastProven << false;
    QTest::newRow("all but the newest") << QList<int>{0, 1, 2, 3, 4} << DeletionLoss::LastProven << false;
    QTest::newRow("all of them") << QList<int>{0, 1, 2, 3, 4} << DeletionLoss::Everything << true;
}

void BackupsCommandsTest::deletionTellsWhatIsLost()
{
    QFETCH(QList<int>, rows);
    QFETCH(DeletionLoss, loss);
    QFETCH(bool, alsoNewest);
    const QDateTime now = m_setup->clock->utcNow();
    m_setup->fill(5);
    m_setup->prove(m_setup->keyOf(3), {now, u"gate"_s, DrillVerdict::Restored, {}, {}, 4096, {}});
    QSignalSpy noted(&m_setup->page, &BackupsPage::noted);
    m_setup->page.refresh();
    QTRY_COMPARE(noted.size(), 1);
    DeleteConfirmation *question = askToDelete(rows);
    if (alsoNewest)
        question->checkBox()->click();
    const QString details = question->informativeText();
    for (const auto each : {DeletionLoss::Unclear, DeletionLoss::NoneProven, DeletionLoss::LastProven,
                            DeletionLoss::Everything})
        QVERIFY2(details.startsWith(deletionWarning(each)) == (each == loss), qPrintable(details));
    QVERIFY(buttonOf(question, QMessageBox::DestructiveRole)->isEnabled());
}

void BackupsCommandsTest::whatIsLostFollowsWhatIsKnown()
{
    QSignalSpy noted(&m_setup->page, &BackupsPage::noted);
    m_setup->stores->change(BackupsFixture::here(), [](FakeStores::World &world) {
        world.besideProblem = Error{ErrorCode::Network, {}, u"gone"_s, {}, true};
    });
    m_setup->page.refresh();
    QTRY_VERIFY(!noted.isEmpty() && !noted.constLast()[0].value<std::optional<StoreNotes>>());
    const DeleteConfirmation *question = askToDelete({1});
    QVERIFY2(question->informativeText().startsWith(deletionWarning(DeletionLoss::Unclear)),
             qPrintable(question->informativeText()));
    m_setup->stores->change(BackupsFixture::here(),
                            [](FakeStores::World &world) { world.besideProblem.reset(); });
    m_setup->page.refresh();
    QTRY_VERIFY2(question->informativeText().startsWith(deletionWarning(DeletionLoss::NoneProven)),
                 qPrintable(question->informativeText()));
}

QTEST_MAIN(BackupsCommandsTest)
#include "tst_backupscommands.moc"
