// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/elidedlabel.h"
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

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

QTableView *activityOf(const MainWindow &window)
{
    const auto views = window.findChildren<QTableView *>();
    const auto found = std::find_if(views.cbegin(), views.cend(), [](const QTableView *view) {
        return qobject_cast<ActivityModel *>(view->model()) != nullptr;
    });
    return found == views.cend() ? nullptr : *found;
}

} // namespace

class MainWindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void welcomesWhoHasNothingYet();
    void showsAProfileThatAppears();
    void backsUpAndKnowsItIsHealthy();
    void saysWhatFailedAndWhatToDo();
    void oneBackupAtATime();
    void worksFromTheKeyboard();
};

void MainWindowTest::welcomesWhoHasNothingYet()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.cache());
    window.show();
    QVERIFY(shows(window, u"No database is backed up yet"_s));
    QVERIFY(window.findChild<QPushButton *>(u"welcomeButton"_s)->isVisible());
    QVERIFY(!action(window, "actionBackUp")->isEnabled());
    QVERIFY(!action(window, "actionRecoveryKit")->isEnabled());
}

void MainWindowTest::showsAProfileThatAppears()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.cache());
    window.show();
    console.addProfile(u"blog"_s); // as another program would, while the window is open
    auto *profiles = window.findChild<QListView *>(u"profiles"_s);
    QTRY_COMPARE(profiles->model()->rowCount(), 1);
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QTRY_VERIFY(shows(window, console.databaseOf(u"blog"_s)));
    QTRY_VERIFY(shows(window, u"No backup yet"_s));
}

void MainWindowTest::backsUpAndKnowsItIsHealthy()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QTRY_COMPARE(activityOf(window)->model()->rowCount(), 1);
    QVERIFY(activityOf(window)
                ->model()
                ->index(0, ActivityModel::Result)
                .data()
                .toString()
                .startsWith(u"Backed up as backups/blog_"_s));
    QTRY_VERIFY(shows(window, u"Healthy, last backup less than a minute ago"_s));
    QTRY_VERIFY(shows(window, u"1 backup"_s));
}

void MainWindowTest::saysWhatFailedAndWhatToDo()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QVERIFY(QFile::remove(console.databaseOf(u"blog"_s)));
    action(window, "actionBackUp")->trigger();
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    const auto *box = window.findChild<QMessageBox *>();
    QVERIFY2(box->text().contains(u"blog"_s), qPrintable(box->text()));
    QVERIFY2(box->informativeText().contains(console.databaseOf(u"blog"_s)),
             qPrintable(box->informativeText()));
    QCOMPARE(activityOf(window)->model()->rowCount(), 1);
}

void MainWindowTest::oneBackupAtATime()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s, 20'000);
    MainWindow window(console.context(), console.cache());
    window.show();
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    action(window, "actionBackUp")->trigger();
    QVERIFY(!action(window, "actionBackUp")->isEnabled());
    window.close(); // asks instead of cancelling
    QVERIFY(window.isVisible());
    QVERIFY(window.findChild<QMessageBox *>());
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    window.close();
    QVERIFY(!window.isVisible());
}

void MainWindowTest::worksFromTheKeyboard()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.cache());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_VERIFY(action(window, "actionBackUp")->isEnabled());
    QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
    QTRY_COMPARE(activityOf(window)->model()->rowCount(), 1);
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(window.focusWidget());
    QCOMPARE(window.focusWidget()->accessibleName(), u"Search backups"_s);
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
