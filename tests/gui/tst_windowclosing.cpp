// SPDX-License-Identifier: GPL-3.0-or-later
// What closing the window means: asked once, remembered, and nothing is cut off without a question.
#include "gui/consolefixture.h"
#include "gui/tray/windowclosing.h"
#include "service/globalsettingsfile.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// By what it says, without its mnemonic.
void press(const QMessageBox &box, const QString &words)
{
    for (QAbstractButton *button : box.buttons()) {
        if (button->text().remove(u'&') == words)
            return button->click();
    }
    QFAIL(qPrintable(u"no button says "_s + words));
}

struct Setup
{
    explicit Setup(bool hasTray, const GlobalSettings &settings = {})
        : closing(
            console.context(), window, [hasTray] { return hasTray; }, settings),
          ended(&closing, &WindowClosing::ended)
    {
        window.show();
    }
    [[nodiscard]] QMessageBox *question() const { return window.findChild<QMessageBox *>(); }

    ConsoleFixture console;
    QWidget window;
    WindowClosing closing;
    QSignalSpy ended;
};

} // namespace

class TestWindowClosing final : public QObject
{
    Q_OBJECT

private slots:
    void asksOnceWhetherToStayInTheTray();
    void endsWhereOneDoesNotWantTheTray();
    void saysThatThereIsNoTray();
    void doesNotCutABackupOff();
};

void TestWindowClosing::asksOnceWhetherToStayInTheTray()
{
    Setup setup(true);
    setup.window.close();
    QVERIFY(setup.window.isVisible());
    QVERIFY(setup.question());
    press(*setup.question(), u"Keep in the tray"_s);
    QVERIFY(!setup.window.isVisible());
    setup.window.show();
    setup.window.close();
    QVERIFY(!setup.window.isVisible());
    QVERIFY(setup.ended.isEmpty());
}

void TestWindowClosing::endsWhereOneDoesNotWantTheTray()
{
    Setup setup(true);
    QSignalSpy changed(&setup.closing, &WindowClosing::settingsChanged);
    setup.window.close();
    press(*setup.question(), u"Quit"_s);
    QCOMPARE(setup.ended.count(), 1);
    QVERIFY(!setup.window.isVisible());
    // The answer is the setting that the preferences show.
    QCOMPARE(changed.count(), 1);
    QVERIFY(!changed.constFirst().constFirst().value<GlobalSettings>().closeToTray);
    const QString file = globalSettingsFile(setup.console.context().profiles.folder());
    const auto kept = [&] {
        const auto loaded = loadGlobalSettings(file, {});
        return loaded && !loaded->settings.closeToTray;
    };
    QTRY_VERIFY(kept());
}

void TestWindowClosing::saysThatThereIsNoTray()
{
    Setup setup(false);
    setup.window.close();
    QVERIFY(setup.question());
    QCOMPARE(setup.question()->windowTitle(), u"This desktop has no tray"_s);
    press(*setup.question(), u"Minimise"_s);
    QVERIFY(setup.window.isMinimized());
    QVERIFY(setup.ended.isEmpty());
    setup.window.showNormal();
    setup.window.close(); // has been asked
    QVERIFY(setup.window.isMinimized());
}

void TestWindowClosing::doesNotCutABackupOff()
{
    Setup setup(true);
    QSemaphore going;
    const auto job = setup.console.context().jobs.start<void>(
        JobKind::Backup, u"blog"_s,
        [&going](const JobControl &) -> Result<void> {
            going.acquire();
            return {};
        },
        &setup.window, [](const Result<void> &) {});
    QVERIFY(job);
    setup.closing.quit();
    QVERIFY(setup.ended.isEmpty());
    QVERIFY(setup.question());
    QVERIFY(setup.question()->text().contains(u"blog"_s));
    press(*setup.question(), u"Quit and cancel it"_s);
    QCOMPARE(setup.ended.count(), 1);
    going.release();
}

QTEST_MAIN(TestWindowClosing)
#include "tst_windowclosing.moc"
