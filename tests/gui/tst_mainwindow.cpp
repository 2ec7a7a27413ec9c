// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/logfile.h"
#include "gui/activity/activitypage.h"
#include "gui/activity/runmodel.h"
#include "gui/backupactions.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupmodel.h"
#include "gui/backups/backupspage.h"
#include "gui/backups/dragfiles.h"
#include "gui/common/elidedlabel.h"
#include "gui/consolefixture.h"
#include "gui/headercard.h"
#include "gui/kitreminderbar.h"
#include "gui/mainwindow.h"
#include "gui/problemdialog.h"
#include "gui/profilemodel.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitdialog.h"
#include "sqlite/swapjournal.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTest>
#include <QUrl>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// A visible label somewhere in `parent` whose text contains `words`.
bool shows(const QWidget &parent, const QString &words)
{
    const auto labels = parent.findChildren<QLabel *>();
    const auto elided = parent.findChildren<ElidedLabel *>();
    const auto says = [&](const auto *label) {
        return label->isVisibleTo(&parent) && label->text().contains(words);
    };
    return std::any_of(labels.cbegin(), labels.cend(), says)
           || std::any_of(elided.cbegin(), elided.cend(), says);
}

QAction *action(const MainWindow &window, const char *name)
{
    return window.findChild<QAction *>(QString::fromLatin1(name));
}

/// What the Activity tab lists, which is read when it is shown.
const RunModel &activityOf(const MainWindow &window)
{
    auto *page = window.findChild<ActivityPage *>();
    window.findChild<QTabWidget *>()->setCurrentWidget(page);
    return page->runs();
}

BackupList *listOf(const MainWindow &window)
{
    return window.findChild<BackupList *>();
}

/// By what it says, without its mnemonic; nullptr when there is none.
QPushButton *button(const QWidget &parent, const QString &words)
{
    const auto buttons = parent.findChildren<QPushButton *>();
    const auto found = std::find_if(buttons.cbegin(), buttons.cend(), [&](const QPushButton *candidate) {
        return candidate->text().remove(u'&') == words;
    });
    return found == buttons.cend() ? nullptr : *found;
}

} // namespace

class MainWindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void welcomesWhoHasNothingYet();
    void showsAProfileThatAppears();
    void theFirstBackupIsNoTrouble();
    void backsUpAndKnowsItIsHealthy();
    void drillsAndTellsWhatIsProven();
    void saysWhatWaitsToBeUploaded();
    void saysWhatFailedAndWhatToDo();
    void oneBackupAtATime();
    void worksFromTheKeyboard();
    void remembersWhatWasVerifiedUnseen();
    void asksForTheKitUntilItIsAnswered();
    void opensTheKitThatIsAskedFor();
    void hasABackupReadyForDragging();
    void showsAReportBeforeItIsSent();
    void followsThePalette();
    void opensAsItWasClosed();
    void tellsOfARestoreThatWasCutOff();
};

void MainWindowTest::welcomesWhoHasNothingYet()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QVERIFY(shows(window, u"No database is backed up yet"_s));
    QVERIFY(window.findChild<QPushButton *>(u"welcomeButton"_s)->isVisible());
    QVERIFY(!action(window, "actionBackUp")->isEnabled());
    QVERIFY(!action(window, "actionRecoveryKit")->isEnabled());
}

void MainWindowTest::showsAProfileThatAppears()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    console.addProfile(u"blog"_s); // as another program would, while the window is open
    auto *profiles = window.findChild<QListView *>(u"profiles"_s);
    QTRY_COMPARE(profiles->model()->rowCount(), 1);
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QTRY_VERIFY(shows(window, console.databaseOf(u"blog"_s)));
    QTRY_VERIFY(shows(window, u"No backup yet"_s));
}

void MainWindowTest::theFirstBackupIsNoTrouble()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(shows(window, u"No backups yet"_s));
    QTRY_VERIFY(shows(window, u"No backup yet"_s)); // at the top
    const auto *profiles = window.findChild<QListView *>(u"profiles"_s);
    const auto status = [profiles] {
        return profiles->model()->index(0, 0).data(ProfileModel::StatusRole).toString();
    };
    QVERIFY(status().contains(u"no backup yet"_s));
    const auto job = console.context().jobs.start<void>(
        JobKind::Backup, u"blog"_s,
        [](const JobControl &control) -> Result<void> {
            while (const auto go = control.cancel.check(u"test"_s))
                std::this_thread::yield();
            return fail(ErrorCode::Cancelled, u"test"_s, u"stopped"_s);
        },
        &window, [](const Result<void> &) {});
    QVERIFY(job);
    QVERIFY(!action(window, "actionBackUp")->isEnabled());
    QVERIFY(!window.findChild<QPushButton *>(u"backUpButton"_s)->isVisible());
    QVERIFY(!shows(window, u"No backups yet"_s) && !shows(window, u"No backup yet"_s));
    QVERIFY(shows(*window.findChild<HeaderCard *>(), u"The first backup is being made"_s));
    QVERIFY(shows(*window.findChild<BackupsPage *>(), u"The first backup is being made"_s));
    QVERIFY2(status() == u"first backup is being made"_s, qPrintable(status()));
    // Somebody was faster than the disabled button.
    window.findChild<BackupActions *>()->backUp();
    QVERIFY(!window.findChild<QMessageBox *>());
    QVERIFY(shows(window, u"Another job is running for blog"_s));
    (*job)->cancel();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QVERIFY(window.findChild<QPushButton *>(u"backUpButton"_s)->isEnabled());
    QTRY_VERIFY(shows(window, u"No backup yet"_s));
}

void MainWindowTest::backsUpAndKnowsItIsHealthy()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QTRY_VERIFY(shows(window, u"Backed up as backups/blog_"_s));
    QTRY_VERIFY(shows(window, u"Healthy, last backup less than a minute ago"_s));
    const auto *profiles = window.findChild<QListView *>(u"profiles"_s);
    const QString status = profiles->model()->index(0, 0).data(ProfileModel::StatusRole).toString();
    QVERIFY2(status.startsWith(u"just now · next "_s), qPrintable(status));
    QTRY_VERIFY(shows(window, u"1 backup"_s));
    QTRY_COMPARE(activityOf(window).rowCount(), 1);
    QCOMPARE(activityOf(window).at(0).profile, u"blog"_s);
    QVERIFY(activityOf(window).at(0).backupKey.startsWith(u"backups/blog_"_s));
    QVERIFY(activityOf(window).at(0).bytes > 0);
    QVERIFY(!activityOf(window).at(0).stages.isEmpty());
}

void MainWindowTest::drillsAndTellsWhatIsProven()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QTRY_VERIFY(shows(window, u"1 backup"_s));
    QTRY_VERIFY(shows(window, u"Not yet proven restorable"_s));
    QTRY_COMPARE(listOf(window)->model()->rowCount(), 1);
    listOf(window)->selectAll();
    const auto *menu = window.findChild<QMenu *>(u"menuBackup"_s);
    const auto actions = menu->actions();
    const auto drill = std::find_if(actions.cbegin(), actions.cend(), [](const QAction *candidate) {
        return candidate->text().remove(u'&') == u"Restore drill";
    });
    QVERIFY(drill != actions.cend() && (*drill)->isEnabled());
    (*drill)->trigger();
    QTRY_VERIFY(shows(window, u"Proven restorable: backups/blog_"_s));
    QTRY_VERIFY(shows(window, u"Last proven restorable today"_s));
    const QModelIndex proof = listOf(window)->model()->index(0, BackupModel::Proof);
    QTRY_VERIFY2(proof.data().toString().contains(u"proven restorable"), qPrintable(proof.data().toString()));
    QTRY_COMPARE(activityOf(window).rowCount(), 2);
    QCOMPARE(activityOf(window).at(0).kind, JobKind::Drill);
    QTRY_VERIFY(console.context().jobs.running().isEmpty());
}

void MainWindowTest::saysWhatWaitsToBeUploaded()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    QFile inTheWay(console.path(u"blog-store"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QTRY_VERIFY(shows(window, u"1 backup waits here to be uploaded"_s));
    QVERIFY(!shows(window, u"Healthy"_s));
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    auto *box = window.findChild<QMessageBox *>();
    QVERIFY2(box->informativeText().contains(u"kept on this machine"), qPrintable(box->informativeText()));
    box->close();
    QVERIFY(inTheWay.remove());
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QTRY_VERIFY(!shows(window, u"waits here"_s));
    QTRY_COMPARE(listOf(window)->model()->rowCount(), 2);
    QTRY_VERIFY(shows(window, u"Healthy"_s));
    QTRY_COMPARE(activityOf(window).rowCount(), 2);
    const auto has = [&window](int run, Stage stage) {
        const QList<StageRecord> stages = activityOf(window).at(run).stages;
        return std::ranges::count(stages, stage, &StageRecord::stage) == 1;
    };
    QVERIFY(has(0, Stage::SendKept) && !has(0, Stage::Keep));
    QVERIFY(has(1, Stage::Keep) && !has(1, Stage::SendKept));
}

void MainWindowTest::saysWhatFailedAndWhatToDo()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QVERIFY(QFile::remove(console.databaseOf(u"blog"_s)));
    action(window, "actionBackUp")->trigger();
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    const auto *box = window.findChild<QMessageBox *>();
    QVERIFY2(box->text().contains(u"blog"_s), qPrintable(box->text()));
    QVERIFY2(box->informativeText().contains(console.databaseOf(u"blog"_s)),
             qPrintable(box->informativeText()));
    QTRY_COMPARE(activityOf(window).rowCount(), 1);
    QCOMPARE(activityOf(window).at(0).outcome, RunOutcome::Failed);
}

void MainWindowTest::oneBackupAtATime()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s, 20'000);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QVERIFY(!action(window, "actionBackUp")->isEnabled());
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
}

void MainWindowTest::worksFromTheKeyboard()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
    QTRY_COMPARE(activityOf(window).rowCount(), 1);
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(window.focusWidget());
    QCOMPARE(window.focusWidget()->accessibleName(), u"Search backups"_s);
}

void MainWindowTest::remembersWhatWasVerifiedUnseen()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s, 5'000);
    console.addProfile(u"wiki"_s);
    const auto blog = console.load(u"blog"_s);
    const auto backup = console.context().backups.backUp(*blog, {});
    QVERIFY(backup);
    MainWindow window(console.context(), console.services(), console.cache());
    window.selectProfile(u"blog"_s);
    window.show();
    QTRY_COMPARE(listOf(window)->model()->rowCount(), 1);
    listOf(window)->selectAll();
    QSignalSpy finished(window.findChild<BackupActions *>(), &BackupActions::finished);
    window.findChild<BackupsPage *>()->verifyAction()->trigger();
    window.selectProfile(u"wiki"_s);
    QTRY_COMPARE(finished.size(), 1);
    const Verifications known = console.cache().read(blog->profile).verifications;
    QVERIFY(known.contains(backup->key));
    QCOMPARE(known.value(backup->key).verdict, Verdict::Sound);
}

void MainWindowTest::asksForTheKitUntilItIsAnswered()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    KitRecord record(stateFolder());
    QVERIFY(record.confirm(u"blog"_s, QDateTime::currentDateTimeUtc().addMonths(-7)));
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    auto *bar = window.findChild<KitReminderBar *>();
    QTRY_VERIFY(bar->isVisible());
    QVERIFY(shows(*bar, u"Do you still hold the recovery kit of blog?"_s));
    button(*bar, u"I have it"_s)->click();
    QVERIFY(!bar->isVisible());
    QTRY_VERIFY(record.lastConfirmed(u"blog"_s).secsTo(QDateTime::currentDateTimeUtc()) < 60);

    MainWindow again(console.context(), console.services(), console.cache());
    again.show();
    QTRY_VERIFY(action(again, "actionBackUp")->isEnabled());
    QTRY_VERIFY(console.context().jobs.running().isEmpty());
    QVERIFY(!again.findChild<KitReminderBar *>()->isVisible());
}

void MainWindowTest::opensTheKitThatIsAskedFor()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    KitRecord record(stateFolder());
    QVERIFY(record.forget(u"blog"_s));
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    auto *bar = window.findChild<KitReminderBar *>();
    QTRY_VERIFY(bar->isVisible());
    button(*bar, u"Make a new kit…"_s)->click();
    QVERIFY(window.findChild<RecoveryKitDialog *>());
    button(*bar, u"Later"_s)->click();
    QTRY_VERIFY(!record.isReminderDue(u"blog"_s, 6, QDateTime::currentDateTimeUtc().addDays(6)));
    QVERIFY(record.isReminderDue(u"blog"_s, 6, QDateTime::currentDateTimeUtc().addDays(8)));
}

void MainWindowTest::hasABackupReadyForDragging()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    const auto report = console.context().backups.backUp(*console.load(u"blog"_s), {});
    QVERIFY(report);
    const auto backups = console.context().backups.list(*console.load(u"blog"_s), {});
    QVERIFY(backups);
    const BackupEntry &backup = backups->constFirst();
    QString file;
    {
        MainWindow window(console.context(), console.services(), console.cache());
        window.show();
        QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
        auto *files = window.findChild<DragFiles *>();
        QSignalSpy told(files, &DragFiles::told);
        QVERIFY(!files->mimeData(backup));
        auto *list = window.findChild<BackupList *>();
        files->drag(backup, list); // fetches it; nobody holds it until then
        files->drag(backup, list);
        QTRY_VERIFY(files->mimeData(backup));
        QCOMPARE(told.size(), 3);
        QVERIFY2(told.last().constFirst().toString().contains(u"ready"_s), "not told that it is ready");
        const QList<QUrl> urls = files->mimeData(backup)->urls();
        QCOMPARE(urls.size(), 1);
        file = urls.constFirst().toLocalFile();
        QCOMPARE(QFileInfo(file).fileName(), report->key.section(u'/', -1).chopped(4)); // without ".enc"
        QFile database(file);
        QVERIFY(database.open(QIODevice::ReadOnly));
        QVERIFY(database.read(15) == "SQLite format 3");
        constexpr auto others = QFile::ReadGroup | QFile::ReadOther;
        QCOMPARE(QFile::permissions(QFileInfo(file).path()) & others, QFile::Permissions());
    }
    QVERIFY(!QFile::exists(file));
}

void MainWindowTest::showsAReportBeforeItIsSent()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    QFile rules(console.path(u"blog.toml"_s));
    QVERIFY(rules.open(QIODevice::Append));
    rules.write("[lifeboat.retention]\nweekly = 4\nverified = 2\n[lifeboat.unsent]\nlimit = \"1 MiB\"\n"
                "[lifeboat.restore]\nundo_days = 9\n[lifeboat.drill]\ninterval_days = 2\n"
                "assertions = \"SELECT 'Of nobody else'\"\n");
    rules.close();
    LogFile(stateFolder() + u"/log"_s).write(u"a line of the log"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QTRY_COMPARE(activityOf(window).rowCount(), 1);
    action(window, "actionReport")->trigger();
    QTRY_VERIFY(window.findChild<ProblemDialog *>());
    auto *dialog = window.findChild<ProblemDialog *>();
    const QString text = dialog->findChild<QPlainTextEdit *>()->toPlainText();
    for (const QString &wanted :
         {QStringLiteral(LIFEBOAT_VERSION), QString::fromLatin1(qVersion()), u"SQLite 3."_s, u"OpenSSL 3."_s,
          u"libcurl "_s, console.databaseOf(u"blog"_s), u"backup blog: done backups/blog_"_s,
          u"a line of the log"_s, u"hourly 0, daily 0, weekly 4, monthly 0, yearly 0; newest proven 2"_s,
          u"keeps unsent: yes, up to 1048576 bytes"_s, u"undo: within 9 days"_s,
          u"drills: yes, every 48 h, 1 questions"_s})
        QVERIFY2(text.contains(wanted), qPrintable(text));
    QVERIFY2(!text.contains(u"Of nobody else"), qPrintable(text));
    dialog->save(console.path(u"report.txt"_s));
    QTRY_VERIFY(QFile::exists(console.path(u"report.txt"_s)));
}

void MainWindowTest::followsThePalette()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    QVERIFY(KitRecord(stateFolder()).forget(u"blog"_s));
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    auto *bar = window.findChild<KitReminderBar *>();
    QTRY_VERIFY(bar->isVisible());
    const auto key = [&] { return bar->findChild<QLabel *>()->pixmap().toImage(); };
    QVERIFY(!key().isNull());
    const QImage light = key();
    const QPalette before = QApplication::palette();
    QPalette dark(QColor(0x2d2f33));
    dark.setColor(QPalette::WindowText, Qt::white);
    dark.setColor(QPalette::Text, Qt::white);
    dark.setColor(QPalette::ButtonText, Qt::white);
    QApplication::setPalette(dark);
    QTRY_VERIFY(key() != light);
    QApplication::setPalette(before);
    QTRY_VERIFY(key() == light);
}

void MainWindowTest::opensAsItWasClosed()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    console.addProfile(u"wiki"_s);
    QSize size;
    {
        MainWindow window(console.context(), console.services(), console.cache());
        window.show();
        window.selectProfile(u"wiki"_s);
        size = window.size().shrunkBy({0, 0, 0, 60}).expandedTo(window.minimumSizeHint());
        window.resize(size);
        QTRY_VERIFY(console.context().jobs.running().isEmpty());
        QVERIFY(window.close());
    }
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QCOMPARE(window.size(), size);
    QCOMPARE(window.findChild<QListView *>(u"profiles"_s)->currentIndex().data().toString(), u"wiki"_s);
}

void MainWindowTest::tellsOfARestoreThatWasCutOff()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    const QString database = console.databaseOf(u"blog"_s);
    {
        // What a restore leaves that was killed before its first step.
        sqlite::FileSystem files;
        sqlite::SwapNotes notes;
        notes.safetyFolder = u"blog.db.before-restore-20260131_090507"_s;
        notes.previous = stampOf(database);
        QVERIFY(sqlite::SwapJournal::begin(files, database, notes));
    }
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    window.recoverRestores();
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    const auto *box = window.findChild<QMessageBox *>();
    QVERIFY2(box->text().contains(u"blog"_s), qPrintable(box->text()));
    QVERIFY2(box->informativeText().contains(database), qPrintable(box->informativeText()));
    delete box;
    window.recoverRestores(); // settled
    QTRY_VERIFY(console.context().jobs.running().isEmpty());
    QVERIFY(!window.findChild<QMessageBox *>());
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
