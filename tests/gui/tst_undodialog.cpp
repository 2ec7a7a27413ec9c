// SPDX-License-Identifier: GPL-3.0-or-later
// Undoing restores from the list of what they replaced, judged by the sqlite3 shell.
#include "engine/runhistory.h"
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
        dialog = std::make_unique<UndoDialog>(fixture.context(), profile, history, nullptr);
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
    QString history;          ///< of runs; none
    QList<QByteArray> states; ///< what each restore replaced, oldest first
    QList<Activity> activities;
    std::unique_ptr<UndoDialog> dialog;
};

} // namespace

class UndoDialogTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { QLocale::setDefault(QLocale::c()); }
    void saysThatThereIsNothing();
    void listsThemNewestFirst();
    void putsTheChosenOneBack();
    void whatIsNoSafetyCopyCannotBePutBack();
    void aDatabaseInUseIsInTheWayUnlessItIsWrittenInto();
    void tellsOfAFailure();
    void isRefusedForAProfileThatChanged();
    void whatCannotBeListedCanBeTriedAgain();
    void enterDoesNotAct();
    void restoresOfOneMinuteAreToldApart();
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
        QVERIFY(item->text(0).startsWith(u"today"_s) && !item->text(2).isEmpty());
        QCOMPARE(item->text(3), u"Checked"_s);
    }
    QVERIFY2(scene.text("about").startsWith(u"Kept until"_s), qPrintable(scene.text("about")));
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
    QVERIFY(!scene.dialog->findChild<ErrorNotice *>(u"failure"_s)->isHidden());
    QCOMPARE(dumpOf(scene.database), before);
}

void UndoDialogTest::isRefusedForAProfileThatChanged()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady());
    QVERIFY(scene.fixture.context().profiles.change(u"blog"_s,
                                                    {{u"database"_s, u"path"_s, u"\"/elsewhere.db\""_s}}));
    const QByteArray before = dumpOf(scene.database);
    scene.button(u"Put it back"_s)->click();
    QTRY_COMPARE(scene.activities.size(), 1);
    QVERIFY(scene.activities[0].problem);
    QCOMPARE(scene.activities[0].problem->code, ErrorCode::Refused);
    QCOMPARE(dumpOf(scene.database), before);
}

void UndoDialogTest::whatCannotBeListedCanBeTriedAgain()
{
    Scene scene;
    const QString folder = QFileInfo(scene.database).path();
    QVERIFY(QDir().rename(folder, folder + u"-away"_s));
    scene.open();
    const auto *trouble = scene.dialog->findChild<ErrorNotice *>(u"trouble"_s);
    QTRY_VERIFY(trouble->isVisible());
    QVERIFY(!scene.dialog->findChild<QLabel *>(u"about"_s)->isVisible());
    const auto labels = trouble->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [&folder](const QLabel *label) {
        return label->isVisible() && label->text().contains(folder);
    }));
    QVERIFY(!scene.isReady());
    QVERIFY(QDir().rename(folder + u"-away"_s, folder));
    QVERIFY(scene.button(u"Try again"_s)->isVisible());
    scene.button(u"Try again"_s)->click();
    QTRY_VERIFY(scene.isReady());
    QVERIFY(!trouble->isVisible());
    QCOMPARE(scene.list()->topLevelItemCount(), 2);
}

void UndoDialogTest::enterDoesNotAct()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady());
    QVERIFY(!scene.button(u"Put it back"_s)->isDefault());
    const QByteArray before = dumpOf(scene.database);
    QTest::keyClick(scene.list(), Qt::Key_Return);
    QTRY_VERIFY(scene.fixture.context().jobs.running().isEmpty());
    QVERIFY(scene.activities.isEmpty());
    QCOMPARE(dumpOf(scene.database), before);
}

void UndoDialogTest::restoresOfOneMinuteAreToldApart()
{
    QLocale::setDefault(QLocale(QLocale::German)); // whose short times have no seconds
    Scene scene(3);                                // two of them in one minute, whenever it begins
    const auto copies = findSafetyCopies(scene.database);
    scene.history = scene.fixture.path(u"history.db"_s);
    const auto history = RunHistory::open(scene.history);
    QVERIFY(history);
    RunRecord run;
    run.profile = u"blog"_s;
    run.kind = JobKind::Restore;
    run.backupKey = u"backups/blog_20260101_000000.db.enc"_s;
    run.startedAt = copies[1].replacedAt.addMSecs(-300);
    run.finishedAt = copies[1].replacedAt.addMSecs(200);
    QVERIFY((*history)->add(run));
    scene.open();
    QTRY_VERIFY(scene.isReady());
    const QTreeWidget *list = scene.list();
    int alike = 0;
    for (int row = 1; row < 3; ++row) {
        const QDateTime older = copies[row].replacedAt.toLocalTime();
        if (older.time().minute() != copies[row - 1].replacedAt.toLocalTime().time().minute())
            continue;
        ++alike;
        const QString said = list->topLevelItem(row)->text(0);
        QVERIFY2(said.contains(older.toString(u"mm:ss"_s)), qPrintable(said));
    }
    QVERIFY(alike > 0);
    QCOMPARE(list->topLevelItem(1)->text(1), u"blog_20260101_000000.db.enc"_s);
}

QTEST_MAIN(UndoDialogTest)
#include "tst_undodialog.moc"
