// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the window's screens from the real program on a sample database, light and dark, into a folder.
//   lifeboat-screenshots FOLDER
// Everything shown has happened: the backups were made, listed and verified a moment before.
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"
#include "gui/restore/restoredialog.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/setupwizard.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QStyleFactory>
#include <QTabWidget>
#include <QTranslator>
#include <QTreeView>

#include <cstdio>

namespace {

using namespace lifeboat;
using namespace Qt::StringLiterals;

/// Runs the event loop until `condition` holds.
template<typename Condition> void waitFor(const char *what, Condition condition)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.hasExpired(60'000))
            qFatal("waited in vain for %s", what);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    }
}

void settle(const ConsoleContext &console)
{
    waitFor("the jobs", [&] { return console.jobs.running().isEmpty(); });
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
}

QPalette darkPalette()
{
    QPalette palette(QColor(0x2d2f33));
    palette.setColor(QPalette::Window, QColor(0x2d2f33));
    palette.setColor(QPalette::Base, QColor(0x232528));
    palette.setColor(QPalette::AlternateBase, QColor(0x2a2c30));
    palette.setColor(QPalette::Button, QColor(0x3a3d42));
    palette.setColor(QPalette::ToolTipBase, QColor(0x3a3d42));
    palette.setColor(QPalette::Highlight, QColor(0x3d7eb8));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, QColor(0xe6e6e6));
        palette.setColor(QPalette::Disabled, role, QColor(0x85888c));
    }
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(0x9a9da2));
    palette.setColor(QPalette::Link, QColor(0x6fb3f0));
    return palette;
}

class Album final
{
public:
    explicit Album(const QString &folder) : m_folder(folder)
    {
        if (!m_folder.mkpath(u"."_s))
            qFatal("%s cannot be made", qPrintable(folder));
    }

    void add(QWidget &widget, const QString &name, const QString &shade)
    {
        const QString path = m_folder.filePath(u"%1-%2.png"_s.arg(name, shade));
        if (!widget.grab().save(path))
            qFatal("%s cannot be written", qPrintable(path));
        std::printf("%s\n", qPrintable(path));
    }

private:
    QDir m_folder;
};

void backUp(const MainWindow &window, const ConsoleContext &console)
{
    auto *action = window.findChild<QAction *>(u"actionBackUp"_s);
    waitFor("the profile", [&] { return action->isEnabled(); });
    action->trigger();
    settle(console);
}

void draw(Album &album, const QString &shade)
{
    ConsoleFixture fixture;
    const ConsoleContext console = fixture.context();
    const QString state = fixture.path(u"state"_s);
    {
        MainWindow empty(console, fixture.services(), fixture.cache(), nullptr, state);
        empty.show();
        settle(console);
        album.add(empty, u"welcome"_s, shade);
    }
    fixture.addProfile(u"rustresort"_s, 20'000);
    fixture.addProfile(u"vaultwarden"_s, 500);
    std::ignore = KitRecord(state).confirm(u"rustresort"_s, console.backups.clock().utcNow());
    MainWindow window(console, fixture.services(), fixture.cache(), nullptr, state);
    window.show();
    window.selectProfile(u"rustresort"_s);
    for (int i = 0; i < 3; ++i)
        backUp(window, console);
    album.add(window, u"main"_s, shade);
    auto *tabs = window.findChild<QTabWidget *>(u"tabs"_s);
    tabs->setCurrentIndex(1);
    const auto *runs = window.findChild<QTreeView *>(u"runs"_s);
    waitFor("the history", [&] { return runs->model()->rowCount() == 3; });
    album.add(window, u"activity"_s, shade);
    tabs->setCurrentIndex(2);
    settle(console);
    album.add(window, u"settings"_s, shade);

    const ProfilePointer profile = fixture.load(u"rustresort"_s);
    const auto backups = console.backups.list(*profile, {});
    if (!backups)
        qFatal("%s", qPrintable(backups.error().message));
    RestoreDialog restore(console, profile, backups->constFirst(), nullptr);
    restore.open();
    settle(console);
    album.add(restore, u"restore"_s, shade);

    SetupWizard wizard(console, nullptr, {{fixture.path(u""_s), fixture.path(u""_s)}, {}, state});
    wizard.setDatabasePath(fixture.databaseOf(u"vaultwarden"_s));
    wizard.open();
    settle(console);
    album.add(wizard, u"wizard-database"_s, shade);
    wizard.next();
    settle(console);
    album.add(wizard, u"wizard-destination"_s, shade);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 2) {
        std::fputs("lifeboat-screenshots FOLDER\n", stderr);
        return 2;
    }
    QApplication::setApplicationName(u"lifeboat"_s);
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QTranslator plurals;
    if (!plurals.load(u"lifeboat_en"_s, QStringLiteral(LIFEBOAT_I18N))
        || !QApplication::installTranslator(&plurals))
        qFatal("the texts are missing");
    Album album(QString::fromLocal8Bit(argv[1]));
    draw(album, u"light"_s);
    QApplication::setPalette(darkPalette());
    draw(album, u"dark"_s);
    return 0;
}
