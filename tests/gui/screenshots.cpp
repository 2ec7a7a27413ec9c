// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the window's screens from the real program on a sample database, light and dark, into a folder.
//   lifeboat-screenshots FOLDER
// Everything shown has happened: the backups were made, listed and verified a moment before.
#include "gui/activity/activitypage.h"
#include "gui/activity/rundetails.h"
#include "gui/activity/runmodel.h"
#include "gui/backups/prunedialog.h"
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"
#include "gui/restore/databasebrowser.h"
#include "gui/restore/restoredialog.h"
#include "gui/settings/preferencesdialog.h"
#include "gui/settings/settingspage.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitdialog.h"
#include "gui/wizard/setupwizard.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QStyleFactory>
#include <QTabWidget>
#include <QTranslator>

#include <cstdio>

namespace {

using namespace lifeboat;
using namespace Qt::StringLiterals;

constexpr QSize windowSize(1100, 740);

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

/// One shade of all screens, of one console.
class Drawing final
{
public:
    Drawing(Album &album, QString shade) : m_album(album), m_shade(std::move(shade)) {}

    void draw()
    {
        drawWelcome();
        m_fixture.addProfile(u"rustresort"_s, 20'000);
        m_fixture.addProfile(u"vaultwarden"_s, 500);
        std::ignore = KitRecord(m_state).confirm(u"rustresort"_s, m_console.backups.clock().utcNow());
        drawWindow();
        drawRestore();
        drawPruning();
        drawWizard();
        drawDialogs();
    }

private:
    void add(QWidget &widget, const QString &name)
    {
        settle(m_console);
        m_album.add(widget, name, m_shade);
    }

    void drawWelcome()
    {
        MainWindow empty(m_console, m_fixture.services(), m_fixture.cache(), nullptr, m_state);
        empty.resize(windowSize);
        empty.show();
        add(empty, u"welcome"_s);
    }

    void drawWindow()
    {
        MainWindow window(m_console, m_fixture.services(), m_fixture.cache(), nullptr, m_state);
        window.resize(windowSize);
        window.show();
        for (const QString &profile : {u"vaultwarden"_s, u"rustresort"_s}) {
            window.selectProfile(profile);
            for (int i = 0; i < 3; ++i)
                backUp(window, m_console);
        }
        const auto drill = m_console.backups.drill(*m_fixture.load(u"rustresort"_s), {}, {});
        if (!drill)
            qFatal("%s", qPrintable(drill.error().message));
        window.findChild<QAction *>(u"actionRefresh"_s)->trigger();
        add(window, u"main"_s);
        auto *tabs = window.findChild<QTabWidget *>(u"tabs"_s);
        auto *activity = window.findChild<ActivityPage *>();
        tabs->setCurrentWidget(activity);
        waitFor("the history", [&] { return activity->runs().rowCount() == 6; });
        add(window, u"activity"_s);
        RunDetails run(activity->runs().at(0), &window);
        run.open();
        add(run, u"run"_s);
        run.close();
        tabs->setCurrentWidget(window.findChild<SettingsPage *>());
        add(window, u"settings"_s);
        window.findChild<QListWidget *>(u"sections"_s)->setCurrentRow(3);
        for (const auto &[rule, number] :
             {std::pair("generations", 1), {"daily", 7}, {"weekly", 4}, {"monthly", 12}})
            window.findChild<QSpinBox *>(QLatin1StringView(rule))->setValue(number);
        add(window, u"settings-retention"_s);
    }

    void drawRestore()
    {
        const ProfilePointer profile = m_fixture.load(u"rustresort"_s);
        const auto backups = m_console.backups.list(*profile, {});
        if (!backups)
            qFatal("%s", qPrintable(backups.error().message));
        RestoreDialog restore(m_console, profile, backups->constFirst(), nullptr);
        restore.open();
        add(restore, u"restore"_s);
        button(restore, u"Replace the database"_s)->click();
        waitFor("the restore", [&] { return button(restore, u"Undo restore"_s) != nullptr; });
        add(restore, u"restored"_s);

        auto copy = m_console.backups.fetch(*profile, backups->constFirst().key, {});
        if (!copy)
            qFatal("%s", qPrintable(copy.error().message));
        DatabaseBrowser browser(m_console, profile, std::make_shared<FetchedBackup>(std::move(*copy)),
                                nullptr);
        browser.open();
        add(browser, u"browser"_s);
    }

    /// Of four months of backups, by rules that keep fewer and fewer.
    void drawPruning()
    {
        const QDir store(m_fixture.path(u"vaultwarden-store/backups"_s));
        const QDateTime now = m_console.backups.clock().utcNow();
        const auto put = [&store](const QDateTime &time) {
            QFile file(store.filePath(u"vaultwarden_%1.db.enc"_s.arg(time.toString(u"yyyyMMdd_HHmmss"))));
            if (!file.open(QIODevice::WriteOnly) || !file.resize(48'000'000))
                qFatal("%s cannot be made", qPrintable(file.fileName()));
        };
        for (int day = 1; day <= 12; ++day)
            put(QDateTime(now.date().addDays(-day), QTime(3, 0), Qt::UTC));
        for (int month = 1; month <= 4; ++month)
            put(QDateTime(now.date().addDays(-30 * month), QTime(3, 0), Qt::UTC));
        auto rules = std::make_shared<LoadedProfile>();
        rules->profile = m_fixture.load(u"vaultwarden"_s)->profile;
        rules->profile.retentionCount = 3;
        rules->profile.retention = {0, 7, 4, 12, 0, 1};
        PruneDialog pruning(m_console, rules, nullptr);
        pruning.open();
        add(pruning, u"remove-expired"_s);
    }

    void drawWizard()
    {
        SetupWizard wizard(m_console, nullptr, {{m_fixture.path(u""_s), m_fixture.path(u""_s)}, {}, m_state});
        wizard.setDatabasePath(m_fixture.databaseOf(u"vaultwarden"_s));
        wizard.open();
        add(wizard, u"wizard-database"_s);
        wizard.next();
        add(wizard, u"wizard-destination"_s);
        wizard.findChild<QRadioButton *>(u"folder"_s)->click();
        const QString folder = m_fixture.path(u"backups"_s);
        if (!QDir().mkpath(folder))
            qFatal("%s cannot be made", qPrintable(folder));
        wizard.findChild<QLineEdit *>(u"folderPath"_s)->setText(folder);
        wizard.next();
        add(wizard, u"wizard-safety"_s);
        wizard.next();
        add(wizard, u"wizard-kit"_s);
    }

    void drawDialogs()
    {
        RecoveryKitDialog kit(m_console, m_fixture.load(u"rustresort"_s), m_state, nullptr);
        kit.open();
        add(kit, u"recovery-kit"_s);
        PreferencesDialog preferences(m_console, m_fixture.services().loginStart, nullptr);
        preferences.open();
        add(preferences, u"preferences"_s);
    }

    /// By what it says, without its mnemonic; null while it is not shown.
    static QPushButton *button(const QWidget &dialog, const QString &words)
    {
        const auto buttons = dialog.findChildren<QPushButton *>();
        const auto found = std::find_if(buttons.cbegin(), buttons.cend(), [&](const QPushButton *button) {
            return button->isVisibleTo(&dialog) && button->text().remove(u'&') == words;
        });
        return found == buttons.cend() ? nullptr : *found;
    }

    Album &m_album;
    QString m_shade;
    ConsoleFixture m_fixture;
    ConsoleContext m_console = m_fixture.context();
    QString m_state = m_fixture.path(u"state"_s);
};

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 2) {
        std::fputs("lifeboat-screenshots FOLDER\n", stderr);
        return 2;
    }
    QApplication::setApplicationName(u"lifeboat"_s);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::Europe));
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QTranslator plurals;
    if (!plurals.load(u"lifeboat_en"_s, QStringLiteral(LIFEBOAT_I18N))
        || !QApplication::installTranslator(&plurals))
        qFatal("the texts are missing");
    Album album(QString::fromLocal8Bit(argv[1]));
    Drawing(album, u"light"_s).draw();
    QApplication::setPalette(darkPalette());
    Drawing(album, u"dark"_s).draw();
    return 0;
}
