// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dialogtour.h"

#include "gui/consolefixture.h"
#include "gui/helpwindow.h"
#include "gui/kitreminderbar.h"
#include "gui/missingsecretbar.h"
#include "gui/settings/destinationdialog.h"
#include "gui/settings/newkeydialog.h"
#include "gui/settings/preferencesdialog.h"
#include "gui/settings/settingspage.h"
#include "gui/touring.h"
#include "gui/tray/windowclosing.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/policydialog.h"
#include "gui/wizard/recoverykitdialog.h"

#include <QFile>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace touring;

namespace {

class DialogTour final
{
public:
    explicit DialogTour(const ScreenVisitor &visit) : m_visit(visit) {}

    void walk()
    {
        m_fixture.addProfile(m_name, 100'000);
        holdKit();
        showFirstBackup();
        showKit();
        showSettingUp();
        showPreferences();
        showClosing();
        showMissingSecret();
    }

private:
    void add(QWidget &widget, const QString &name)
    {
        settle(m_console);
        m_visit(widget, name);
    }

    void addDialog(const QString &name)
    {
        visitDialog([&](QWidget &dialog) { add(dialog, name); });
    }

    std::unique_ptr<MainWindow> open()
    {
        auto window = std::make_unique<MainWindow>(m_console, m_fixture.services(), m_fixture.cache(),
                                                   nullptr, m_state);
        window->resize(windowSize);
        window->show();
        window->selectProfile(m_name);
        settle(m_console);
        return window;
    }

    void holdKit() { std::ignore = KitRecord(m_state).confirm(m_name, m_console.backups.clock().utcNow()); }

    void showFirstBackup()
    {
        const auto window = open();
        add(*window, u"no-backups"_s);
        beginBackup(*window);
        const auto *bar = window->findChild<QProgressBar *>();
        waitFor("the progress", [&] { return bar->isVisible() || m_console.jobs.running().isEmpty(); });
        m_visit(*window, u"backing-up"_s);
        settle(m_console);
    }

    void showKit()
    {
        std::ignore = KitRecord(m_state).forget(m_name);
        const auto window = open();
        const auto *bar = window->findChild<KitReminderBar *>();
        waitFor("the reminder", [&] { return bar->isVisible(); });
        add(*window, u"kit-reminder"_s);
        RecoveryKitDialog kit(m_console, m_fixture.load(m_name), m_state, nullptr);
        kit.open();
        add(kit, u"recovery-kit"_s);
        holdKit();
    }

    void showSettingUp()
    {
        const ProfilePointer profile = m_fixture.load(m_name);
        DestinationDialog destination(m_console, profile, nullptr);
        destination.open();
        add(destination, u"new-destination"_s);
        NewKeyDialog key(m_console, profile, m_state, nullptr);
        key.open();
        add(key, u"new-key"_s);
        Profile inBucket = profile->profile;
        inBucket.destination = S3Destination();
        auto &options = std::get<S3Destination>(inBucket.destination).options;
        options.bucket = u"gitea-backups"_s;
        options.endpoint = QUrl(u"https://s3.example.com"_s);
        options.region = u"eu-central-1"_s;
        PolicyDialog policy(inBucket, nullptr);
        policy.open();
        add(policy, u"key-policy"_s);
        HelpWindow help(nullptr);
        help.open();
        add(help, u"documentation"_s);

        const auto window = open();
        auto *settings = window->findChild<SettingsPage *>();
        window->findChild<QTabWidget *>(u"tabs"_s)->setCurrentWidget(settings);
        settings->showProfile(std::make_shared<LoadedProfile>(LoadedProfile{inBucket, {}, {}, {}}));
        window->findChild<QListWidget *>(u"sections"_s)->setCurrentRow(1);
        add(*window, u"settings-bucket"_s);
        window->findChild<QPushButton *>(u"remove"_s)->click();
        addDialog(u"remove-profile"_s);
    }

    void showPreferences()
    {
        PreferencesDialog preferences(m_console, m_fixture.services().loginStart, nullptr);
        preferences.open();
        auto *tabs = preferences.findChild<QTabWidget *>(u"tabs"_s);
        add(preferences, u"preferences"_s);
        const QStringList names{u"notifications"_s, u"network"_s, u"server"_s};
        for (int tab = 1; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            add(preferences, u"preferences-"_s + names.value(tab - 1, QString::number(tab)));
        }
    }

    void showClosing()
    {
        const auto window = open();
        const GlobalSettings settings;
        const WindowClosing closing(
            m_console, *window, [] { return true; }, settings);
        window->close();
        addDialog(u"closing"_s);
    }

    /// A key in a keychain that is not there.
    void showMissingSecret()
    {
        QFile file(m_fixture.path(m_name + u".toml"_s));
        if (!file.open(QIODevice::ReadWrite))
            qFatal("%s cannot be read", qPrintable(file.fileName()));
        QByteArray text = file.readAll();
        const qsizetype line = text.indexOf("key_file");
        text.replace(line, text.indexOf('\n', line) - line, "key_in_keychain = true");
        if (!file.seek(0) || file.write(text) != text.size() || !file.resize(text.size()))
            qFatal("%s cannot be written", qPrintable(file.fileName()));
        file.close();
        const auto window = open();
        auto *bar = window->findChild<MissingSecretBar *>();
        waitFor("the bar", [&] { return bar->isVisible(); });
        add(*window, u"missing-secret"_s);
        bar->findChildren<QPushButton *>().constLast()->click();
        addDialog(u"enter-secret"_s);
    }

    const ScreenVisitor &m_visit;
    const QString m_name = u"gitea"_s;
    ConsoleFixture m_fixture;
    ConsoleContext m_console = m_fixture.context();
    QString m_state = m_fixture.path(u"state"_s);
};

} // namespace

void visitDialogs(const ScreenVisitor &visit)
{
    DialogTour(visit).walk();
}

} // namespace lifeboat
