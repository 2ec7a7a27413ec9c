// SPDX-License-Identifier: GPL-3.0-or-later
// Undoing restores from the list of what they replaced, judged by the sqlite3 shell.
#include "gui/common/errornotice.h"
#include "gui/consolefixture.h"
#include "gui/restore/undodialog.h"
#include "support/databaseshapes.h"
#include "support/writer/writerprocess.h"

#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// A backup that was restored over two states of the database, one after the other.
class Scene final
{
public:
    explicit Scene(int restores = 2)
    {
        fixture.addProfile(u"blog"_s);
        profile = fixture.load(u"blog"_s);
        database = fixture.databaseOf(u"blog"_s);
        BackupService &service = fixture.context().backups;
        if (!service.backUp(*profile, {}))
            qFatal("no backup");
        for (int i = 0; i < restores; ++i) {
            if (!runSql(database, "CREATE TABLE state" + QByteArray::number(i) + " (words TEXT)"))
                qFatal("no change");
            states += dumpOf(database);
            if (!service.restore(*profile, {}, {}))
                qFatal("no restore");
        }
    }

    void open()
    {
        dialog = std::make_unique<UndoDialog>(fixture.context(), profile, nullptr);
        QObject::connect(dialog.get(), &UndoDialog::finishedRestore, dialog.get(),
                         [this](const Activity &activity) { activities += activity; });
        dialog->open();
    }
    QPushButton *button(const QString &text) const
    {
        for (auto *button : dialog->findChildren<QPushButton *>()) {
            if (!button->isHidden() && button->text().remove(u'&') == text)
                return button;
        }
        return nullptr;
    }
    bool isReady() const { return button(u"Put it back"_s) && button(u"Put it back"_s)->isEnabled(); }
    QTreeWidget *list() const { return dialog->findChild<QTreeWidget *>(u"safetyCopies"_s); }
    QString text(const char *name) const
    {
        return dialog->findChild<QLabel *>(QString::fromLatin1(name))->text();
    }

    ConsoleFixture fixture;
    ProfilePointer profile;
    QString database;
    QList<QByteArray> states; ///< what each restore replaced, oldest first
    QList<Activity> activities;
    std::unique_ptr<UndoDialog> dialog;
};

} // namespace

class UndoDialogTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysThatThereIsNothing();
    void listsThemNewestFirst();
    void putsTheChosenOneBack();
    void whatIsNoSafetyCopyCannotBePutBack();
    void aDatabaseInUseIsInTheWayUnlessItIsWrittenInto();
    void tellsOfAFailure();
};

void UndoDialogTest::saysThatThereIsNothing()
{
    Scene scene(0);
    scene.open();
    QTRY_VERIFY(scene.text("about").contains(u"No restore"_s));
    QVERIFY(!scene.isReady());
    QCOMPARE(scene.list()->topLevelItemCount(), 0);
}

void UndoDialogTest::listsThemNewestFirst()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady());
    const auto copies = findSafetyCopies(scene.database);
    QCOMPARE(copies.size(), 2);
    QCOMPARE(scene.list()->topLevelItemCount(), 2);
    QCOMPARE(scene.list()->currentItem(), scene.list()->topLevelItem(0));
    for (int row = 0; row < 2; ++row) {
        const auto *item = scene.list()->topLevelItem(row);
        QVERIFY(item->text(0).startsWith(u"today"_s) && !item->text(1).isEmpty());
        QCOMPARE(item->text(2), u"Checked"_s);
    }
    QVERIFY2(scene.text("about").startsWith(u"Kept until"_s), qPrintable(scene.text("about")));
    QVERIFY(scene.button(u"Put it back"_s)->isDefault());
}

void UndoDialogTest::putsTheChosenOneBack()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady());
    scene.list()->setCurrentItem(scene.list()->topLevelItem(1));
    scene.button(u"Put it back"_s)->click();
    QVERIFY(!scene.button(u"Put it back"_s));
    QTRY_COMPARE(scene.activities.size(), 1);
    QVERIFY(!scene.activities[0].problem);
    QCOMPARE(scene.activities[0].kind, JobKind::UndoRestore);
    QCOMPARE(dumpOf(scene.database), scene.states[0]);
    QVERIFY(scene.text("words").contains(u"undone"_s));
    QVERIFY(scene.button(u"Close"_s)->isEnabled());
    QCOMPARE(findSafetyCopies(scene.database).size(), 3);
}

void UndoDialogTest::whatIsNoSafetyCopyCannotBePutBack()
{
    Scene scene;
    const QString strange = findSafetyCopies(scene.database)[0].folder;
    QVERIFY(QDir().mkdir(strange + u"/notes"_s));
    scene.open();
    QTRY_COMPARE(scene.list()->topLevelItemCount(), 2);
    QVERIFY(!scene.isReady());
    QVERIFY2(scene.text("about").contains(u"notes"_s), qPrintable(scene.text("about")));
    scene.list()->setCurrentItem(scene.list()->topLevelItem(1));
    QVERIFY(scene.isReady());
}

void UndoDialogTest::aDatabaseInUseIsInTheWayUnlessItIsWrittenInto()
{
    Scene scene;
    WriterProcess program;
    QVERIFY(program.start(scene.database, u"delete"_s, {u"--idle"_s}));
    scene.open();
    auto *live = scene.dialog->findChild<QCheckBox *>(u"live"_s);
    QTRY_VERIFY(!live->isHidden());
    QVERIFY(!scene.isReady());
    live->setChecked(true);
    QVERIFY(scene.isReady());
    scene.button(u"Put it back"_s)->click();
    QTRY_COMPARE(scene.activities.size(), 1);
    QVERIFY2(!scene.activities[0].problem,
             scene.activities[0].problem ? qPrintable(describe(*scene.activities[0].problem)) : "");
    program.stop();
    QCOMPARE(dumpOf(scene.database), scene.states[1]);
}

void UndoDialogTest::tellsOfAFailure()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady());
    for (const SafetyCopyInfo &copy : findSafetyCopies(scene.database))
        QVERIFY(QDir(copy.folder).removeRecursively());
    const QByteArray before = dumpOf(scene.database);
    scene.button(u"Put it back"_s)->click();
    QTRY_COMPARE(scene.activities.size(), 1);
    QVERIFY(scene.activities[0].problem);
    QCOMPARE(scene.activities[0].problem->code, ErrorCode::NotFound);
    QVERIFY(!scene.dialog->findChild<ErrorNotice *>()->isHidden());
    QCOMPARE(dumpOf(scene.database), before);
}

QTEST_MAIN(UndoDialogTest)
#include "tst_undodialog.moc"
