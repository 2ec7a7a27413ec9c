// SPDX-License-Identifier: GPL-3.0-or-later
// The restore dialog on real databases and a folder store, judged by the sqlite3 shell.
#include "gui/common/elidedlabel.h"
#include "gui/common/errornotice.h"
#include "gui/consolefixture.h"
#include "gui/restore/databasebrowser.h"
#include "gui/restore/factlist.h"
#include "gui/restore/restoredialog.h"
#include "gui/restore/restoreprogress.h"
#include "gui/restore/stagelist.h"
#include "gui/steadybars.h"
#include "support/databaseshapes.h"
#include "support/writer/writerprocess.h"

#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// A backup, a database that has moved on since, and the dialog about both.
class Scene final
{
public:
    Scene()
    {
        fixture.addProfile(u"blog"_s);
        profile = fixture.load(u"blog"_s);
        database = fixture.databaseOf(u"blog"_s);
        if (!fixture.context().backups.backUp(*profile, {}))
            qFatal("no backup");
        backedUp = dumpOf(database);
        if (!runSql(database, "CREATE TABLE later (words TEXT)"))
            qFatal("no change");
        present = dumpOf(database);
        entry = fixture.context().backups.list(*profile, {})->constFirst();
    }

    /// To be changed before open().
    std::shared_ptr<LoadedProfile> loadAnew()
    {
        auto loaded = fixture.context().profiles.load(u"blog"_s, {});
        if (!loaded)
            qFatal("no profile");
        return std::make_shared<LoadedProfile>(std::move(*loaded));
    }

    void open()
    {
        dialog = std::make_unique<RestoreDialog>(fixture.context(), profile, entry, nullptr);
        QObject::connect(dialog.get(), &RestoreDialog::finishedRestore, dialog.get(),
                         [this](const Activity &activity) { activities += activity; });
        dialog->open();
    }
    template<typename T = QWidget> T *find(const char *name) const
    {
        auto *found = dialog->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    /// The visible button whose text, without its mnemonic, begins so.
    QPushButton *button(const QString &text) const
    {
        for (auto *button : dialog->findChildren<QPushButton *>()) {
            if (!button->isHidden() && button->text().remove(u'&').startsWith(text))
                return button;
        }
        return nullptr;
    }
    bool isReady(const QString &text) const { return button(text) && button(text)->isEnabled(); }
    QWidget *page() const { return find<QStackedWidget>("pages")->currentWidget(); }
    bool hasEnded() const { return page() == find("resultPage"); }
    Fact fact(const QString &subject) const
    {
        for (const Fact &fact : find<FactList>("facts")->facts()) {
            if (fact.subject == subject)
                return fact;
        }
        return {};
    }
    void type(const char *field, const QString &text) const { find<QLineEdit>(field)->setText(text); }
    StageList *stages() const { return find<RestoreProgress>("progress")->stages(); }

    ConsoleFixture fixture;
    ProfilePointer profile;
    BackupEntry entry;
    QString database;
    QByteArray backedUp;
    QByteArray present;
    QList<Activity> activities;
    std::unique_ptr<RestoreDialog> dialog;
};

const auto replace = u"Replace the database"_s;

QMessageBox *question(const Scene &scene)
{
    return scene.dialog->findChild<QMessageBox *>();
}

} // namespace

class RestoreDialogTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatWillHappen();
    void saysWhenThereIsNothingToReplace();
    void aDatabaseInUseIsInTheWay();
    void aProgramThatEndsIsSeenOnCheckingAgain();
    void aMissingKeyIsInTheWay();
    void aMissingFolderIsAnError();
    void restoresAndUndoes();
    void restoresIntoAnOpenDatabase();
    void restoresToAnotherFile();
    void aDamagedBackupLeavesTheDatabase();
    void cancellingBeforeTheSwapLeavesTheDatabase();
    void goingOnAfterAllRestores();
    void theQuestionGoesWhenItIsTooLate();
    void fromTheSwapOnItCannotBeCancelled();
    void tellsOfAProgramThatDoesNotStartAgain();
    void looksIntoACopyAndComesBack();
    void closesWithTheBrowser();
};

void RestoreDialogTest::saysWhatWillHappen()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    QVERIFY(scene.button(replace)->isDefault());
    QVERIFY(scene.fact(u"From"_s).text.contains(u"encrypted"_s));
    QCOMPARE(scene.fact(u"From"_s).path, scene.entry.key);
    QCOMPARE(scene.fact(u"To"_s).path, scene.database);
    QVERIFY(scene.fact(u"Safety copy"_s).path.startsWith(scene.database + u".before-restore-"_s));
    QVERIFY(scene.fact(u"Key"_s).path.contains(u"blog.key"_s));
    for (const Fact &fact : scene.find<FactList>("facts")->facts())
        QCOMPARE(fact.mark, Fact::Mark::Good);
    QVERIFY(scene.find<QLabel>("obstacle")->text().isEmpty());
    QVERIFY(scene.find<QCheckBox>("live")->isHidden());
    QCOMPARE(dumpOf(scene.database), scene.present); // looking changed nothing
}

void RestoreDialogTest::saysWhenThereIsNothingToReplace()
{
    Scene scene;
    QVERIFY(QFile::remove(scene.database));
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    QVERIFY(scene.fact(u"Safety copy"_s).path.isEmpty());
    scene.button(replace)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(dumpOf(scene.database), scene.backedUp);
    QVERIFY(!scene.button(u"Undo"_s)); // there is nothing to go back to
}

void RestoreDialogTest::aDatabaseInUseIsInTheWay()
{
    Scene scene;
    WriterProcess program;
    QVERIFY(program.start(scene.database, u"wal"_s, {u"--idle"_s}));
    scene.open();
    QTRY_VERIFY(!scene.find<QLabel>("obstacle")->text().isEmpty() && scene.isReady(u"Check again"_s));
    QVERIFY(!scene.isReady(replace));
    QCOMPARE(scene.fact(u"In use"_s).mark, Fact::Mark::Obstacle);
    QVERIFY(scene.fact(u"In use"_s).text.contains(QString::number(program.pid())));
    scene.type("stopCommand", u"true"_s);
    QVERIFY(scene.isReady(replace));
    scene.type("stopCommand", {});
    QVERIFY(!scene.isReady(replace));
    QVERIFY(!scene.find<QCheckBox>("live")->isHidden());
    scene.find<QCheckBox>("live")->click();
    QTRY_VERIFY(scene.isReady(replace));
}

void RestoreDialogTest::aProgramThatEndsIsSeenOnCheckingAgain()
{
    Scene scene;
    WriterProcess program;
    QVERIFY(program.start(scene.database, u"delete"_s, {u"--idle"_s}));
    scene.open();
    QTRY_VERIFY(scene.isReady(u"Check again"_s));
    QVERIFY(!scene.isReady(replace));
    (void)program.stop();
    scene.button(u"Check again"_s)->click();
    QTRY_VERIFY(scene.isReady(replace));
}

void RestoreDialogTest::aMissingKeyIsInTheWay()
{
    Scene scene;
    const auto keyless = scene.loadAnew();
    keyless->secrets.encryptionKey = {};
    scene.profile = keyless;
    scene.open();
    QTRY_COMPARE(scene.fact(u"Key"_s).mark, Fact::Mark::Obstacle);
    QVERIFY(!scene.isReady(replace));
    QVERIFY(!scene.find<QLabel>("obstacle")->text().isEmpty());
}

void RestoreDialogTest::aMissingFolderIsAnError()
{
    Scene scene;
    const auto moved = scene.loadAnew();
    moved->profile.databasePath = scene.fixture.path(u"nowhere/blog.db"_s);
    scene.profile = moved;
    scene.open();
    QTRY_VERIFY(!scene.find("notice")->isHidden());
    QVERIFY(!scene.isReady(replace));
    QVERIFY(scene.isReady(u"Check again"_s));
    QVERIFY(QDir().mkpath(scene.fixture.path(u"nowhere"_s)));
    scene.button(u"Check again"_s)->click();
    QTRY_VERIFY(scene.isReady(replace));
    QVERIFY(scene.find("notice")->isHidden());
}

void RestoreDialogTest::restoresAndUndoes()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    scene.button(replace)->click();
    QCOMPARE(scene.page(), scene.find("progressPage"));
    QCOMPARE(scene.stages()->count(), 7);
    QCOMPARE(scene.stages()->state(3), StageList::State::Skipped); // no command to stop
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(dumpOf(scene.database), scene.backedUp);
    QCOMPARE(scene.activities.size(), 1);
    QCOMPARE(scene.activities.constLast().kind, JobKind::Restore);
    QVERIFY(!scene.activities.constLast().problem);
    const QString kept = scene.find<ElidedLabel>("keptPath")->text();
    QCOMPARE(dumpOf(kept + u"/blog.db"_s), scene.present);
    scene.button(u"Show details"_s)->click();
    QVERIFY(!scene.find("details")->isHidden());
    QVERIFY(scene.find<QPlainTextEdit>("details")->toPlainText().contains(scene.entry.key));

    scene.button(u"Undo restore"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(dumpOf(scene.database), scene.present);
    QCOMPARE(scene.activities.size(), 2);
    QCOMPARE(scene.activities.constLast().kind, JobKind::UndoRestore);
    QVERIFY(!scene.activities.constLast().problem);
    QVERIFY(!scene.button(u"Undo"_s));
    QVERIFY(scene.isReady(u"Close"_s));
}

void RestoreDialogTest::restoresIntoAnOpenDatabase()
{
    Scene scene;
    WriterProcess program;
    QVERIFY(program.start(scene.database, u"wal"_s, {u"--idle"_s}));
    scene.open();
    QTRY_VERIFY(scene.isReady(u"Check again"_s));
    scene.find<QCheckBox>("live")->click();
    QTRY_VERIFY(scene.isReady(replace));
    scene.button(replace)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    const auto later = [&] {
        return askShell(scene.database, u"SELECT count(*) FROM sqlite_schema WHERE name = 'later'"_s);
    };
    QCOMPARE(later(), "0"_ba);
    scene.button(u"Undo restore"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(later(), "1"_ba);
}

void RestoreDialogTest::restoresToAnotherFile()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    const QString other = scene.fixture.path(u"other.db"_s);
    scene.type("otherFile", other);
    scene.find<QRadioButton>("toOtherFile")->click();
    QTRY_VERIFY(scene.isReady(u"Restore to this file"_s));
    QCOMPARE(scene.fact(u"To"_s).path, other);
    scene.button(u"Restore to this file"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(dumpOf(other), scene.backedUp);
    QCOMPARE(dumpOf(scene.database), scene.present);
}

void RestoreDialogTest::aDamagedBackupLeavesTheDatabase()
{
    Scene scene;
    QFile object(scene.fixture.path(u"blog-store/"_s) + scene.entry.key);
    QVERIFY2(object.open(QIODevice::ReadWrite), qPrintable(object.fileName()));
    QVERIFY(object.seek(object.size() / 2) && object.write("damage") == 6);
    object.close();
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    scene.button(replace)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QVERIFY(!scene.find("failure")->isHidden());
    QVERIFY(scene.find("success")->isHidden());
    QVERIFY(!scene.button(u"Undo"_s));
    bool said = false;
    for (const auto *label : scene.find("failure")->findChildren<QLabel *>())
        said = said || label->text().contains(u"Your database is as it was."_s);
    QVERIFY(said);
    QVERIFY(scene.activities.constLast().problem);
    QCOMPARE(dumpOf(scene.database), scene.present);
}

void RestoreDialogTest::cancellingBeforeTheSwapLeavesTheDatabase()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    const QString started = scene.fixture.path(u"started"_s);
    scene.type("stopCommand", u"sleep 60"_s);
    scene.type("startCommand", u"touch '%1'"_s.arg(started));
    const int planned = scene.dialog->height();
    scene.button(replace)->click();
    QVERIFY2(scene.dialog->height() < planned * 3 / 4, "as high as the plan was");
    QTRY_COMPARE_WITH_TIMEOUT(scene.stages()->state(3), StageList::State::Running, 60'000);
    QCOMPARE(scene.stages()->state(0), StageList::State::Done);
    QCOMPARE(scene.stages()->state(4), StageList::State::Waiting);
    QVERIFY(!hasBusyBar(*scene.dialog));
    scene.dialog->close(); // as the window's frame does
    QVERIFY(scene.dialog->isVisible());
    QVERIFY(question(scene));
    for (auto *button : question(scene)->buttons()) {
        if (question(scene)->buttonRole(button) == QMessageBox::DestructiveRole)
            button->click();
    }
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(scene.find<QLabel>("resultTitle")->text(), u"Cancelled"_s);
    QCOMPARE(dumpOf(scene.database), scene.present);
    QVERIFY(QFile::exists(started));
    QCOMPARE(scene.activities.constLast().problem->code, ErrorCode::Cancelled);
}

void RestoreDialogTest::goingOnAfterAllRestores()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    const QString go = scene.fixture.path(u"go"_s);
    scene.type("stopCommand", u"while [ ! -e '%1' ]; do sleep 0.05; done"_s.arg(go));
    scene.button(replace)->click();
    QTRY_COMPARE_WITH_TIMEOUT(scene.stages()->state(3), StageList::State::Running, 60'000);
    scene.button(u"Cancel"_s)->click();
    QVERIFY(question(scene));
    QVERIFY(QDir().mkpath(go)); // what is asked about ends while it is asked
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QTRY_VERIFY(!question(scene));
    QCOMPARE(dumpOf(scene.database), scene.backedUp);
}

void RestoreDialogTest::theQuestionGoesWhenItIsTooLate()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    const QString go = scene.fixture.path(u"go"_s);
    const QString end = scene.fixture.path(u"end"_s);
    scene.type("stopCommand", u"while [ ! -e '%1' ]; do sleep 0.05; done"_s.arg(go));
    scene.type("startCommand", u"while [ ! -e '%1' ]; do sleep 0.05; done"_s.arg(end));
    scene.button(replace)->click();
    QTRY_COMPARE_WITH_TIMEOUT(scene.stages()->state(3), StageList::State::Running, 60'000);
    scene.button(u"Cancel"_s)->click();
    QVERIFY(question(scene));
    QVERIFY(QDir().mkpath(go));
    QTRY_VERIFY_WITH_TIMEOUT(!question(scene), 60'000);
    QVERIFY2(!scene.hasEnded(), "the question outlived the swap");
    QVERIFY(QDir().mkpath(end));
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(dumpOf(scene.database), scene.backedUp);
}

void RestoreDialogTest::fromTheSwapOnItCannotBeCancelled()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    const QString go = scene.fixture.path(u"go"_s);
    scene.type("startCommand", u"while [ ! -e '%1' ]; do sleep 0.05; done"_s.arg(go));
    scene.button(replace)->click();
    QTRY_COMPARE_WITH_TIMEOUT(scene.stages()->state(5), StageList::State::Running, 60'000);
    QCOMPARE(scene.stages()->state(4), StageList::State::Done);
    QVERIFY(!scene.isReady(u"Cancel"_s));
    QVERIFY(!scene.find<QLabel>("obstacle")->text().isEmpty());
    scene.dialog->reject();
    QVERIFY(scene.dialog->isVisible());
    QVERIFY(!question(scene));
    QVERIFY(QDir().mkpath(go));
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QCOMPARE(dumpOf(scene.database), scene.backedUp);
}

void RestoreDialogTest::tellsOfAProgramThatDoesNotStartAgain()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    scene.type("startCommand", u"echo no such unit; exit 5"_s);
    scene.button(replace)->click();
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasEnded(), 60'000);
    QVERIFY(!scene.find("success")->isHidden());
    QVERIFY(!scene.find("failure")->isHidden());
    QVERIFY(scene.find<QPlainTextEdit>("details")->toPlainText().contains(u"no such unit"_s));
    QCOMPARE(dumpOf(scene.database), scene.backedUp);
}

void RestoreDialogTest::looksIntoACopyAndComesBack()
{
    Scene scene;
    scene.open();
    QTRY_VERIFY(scene.isReady(replace));
    scene.find<QRadioButton>("browse")->click();
    QTRY_VERIFY(scene.isReady(u"Open read-only"_s));
    scene.button(u"Open read-only"_s)->click();
    const auto browser = [] {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<DatabaseBrowser *>(window); found && found->isVisible())
                return found;
        }
        return static_cast<DatabaseBrowser *>(nullptr);
    };
    QTRY_VERIFY_WITH_TIMEOUT(browser(), 60'000);
    QVERIFY(!scene.dialog->isVisible());
    QVERIFY(scene.activities.isEmpty());
    for (auto *button : browser()->findChildren<QPushButton *>()) {
        if (button->text().contains(u"Restore this one"_s)) {
            button->click();
            break;
        }
    }
    QTRY_VERIFY(!browser());
    QVERIFY(scene.dialog->isVisible());
    QTRY_VERIFY(scene.isReady(replace));
    QCOMPARE(dumpOf(scene.database), scene.present);
}

void RestoreDialogTest::closesWithTheBrowser()
{
    Scene scene;
    scene.open();
    scene.find<QRadioButton>("browse")->click();
    QTRY_VERIFY(scene.isReady(u"Open read-only"_s));
    QPointer<RestoreDialog> dialog(scene.dialog.release());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    for (auto *button : dialog->findChildren<QPushButton *>()) {
        if (button->text().contains(u"read-only"_s))
            button->click();
    }
    QPointer<DatabaseBrowser> browser;
    const auto isOpen = [&] {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<DatabaseBrowser *>(window))
                browser = found;
        }
        return browser && browser->isVisible();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), 60'000);
    browser->close();
    QTRY_VERIFY(!browser);
    QTRY_VERIFY(!dialog);
}

QTEST_MAIN(RestoreDialogTest)
#include "tst_restoredialog.moc"
