// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/screentour.h"

#include "engine/runhistory.h"
#include "gui/activity/activitypage.h"
#include "gui/activity/rundetails.h"
#include "gui/activity/runmodel.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupspage.h"
#include "gui/backups/prunedialog.h"
#include "gui/consolefixture.h"
#include "gui/dialogtour.h"
#include "gui/restore/databasebrowser.h"
#include "gui/restore/restoredialog.h"
#include "gui/settings/settingspage.h"
#include "gui/touring.h"
#include "gui/wizard/importdialog.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/setupwizard.h"
#include "sqlite/sample.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace touring;

namespace {

void backUp(const MainWindow &window, const ConsoleContext &console)
{
    beginBackup(window);
    settle(console);
}

/// What an older backup would be: an object of its name and size.
void makeBackup(const QDir &store, const QString &name, const QDateTime &time, qint64 size)
{
    QFile file(store.filePath(u"%1_%2.db.enc"_s.arg(name, time.toString(u"yyyyMMdd_HHmmss"))));
    if (!file.open(QIODevice::WriteOnly) || !file.resize(size))
        qFatal("%s cannot be made", qPrintable(file.fileName()));
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly)
        || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

class Tour final
{
public:
    explicit Tour(const ScreenVisitor &visit) : m_visit(visit) {}

    void walk()
    {
        showWelcome();
        m_fixture.addProfile(u"rustresort"_s, 20'000);
        m_fixture.addProfile(u"vaultwarden"_s, 500);
        moveToDisk(u"vaultwarden"_s);
        for (const QString &profile : {u"rustresort"_s, u"vaultwarden"_s})
            std::ignore = KitRecord(m_state).confirm(profile, m_console.backups.clock().utcNow());
        showWindow();
        showRestore();
        showBrowser();
        showPruning();
        showWizard();
        showAdopting();
        showTrouble(); // the last one: the disk stays away
    }

private:
    void add(QWidget &widget, const QString &name)
    {
        settle(m_console);
        m_visit(widget, name);
    }

    void showWelcome()
    {
        MainWindow empty(m_console, m_fixture.services(), m_fixture.cache(), nullptr, m_state);
        empty.resize(windowSize);
        empty.show();
        add(empty, u"welcome"_s);
    }

    void addDialog(const QString &name)
    {
        visitDialog([&](QWidget &dialog) { add(dialog, name); });
    }

    /// A disk that can be taken away.
    void moveToDisk(const QString &profile)
    {
        QFile file(m_fixture.path(profile + u".toml"_s));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(file.fileName()));
        QByteArray text = file.readAll();
        text.replace((profile + u"-store"_s).toUtf8(), (u"disk/"_s + profile).toUtf8());
        file.close();
        write(file.fileName(), text);
        if (!QDir().mkpath(m_fixture.path(u"disk"_s)))
            qFatal("there is no disk");
    }

    void open(MainWindow &window)
    {
        window.resize(windowSize);
        window.show();
    }

    void showWindow()
    {
        MainWindow window(m_console, m_fixture.services(), m_fixture.cache(), nullptr, m_state);
        open(window);
        for (const QString &profile : {u"vaultwarden"_s, u"rustresort"_s}) {
            window.selectProfile(profile);
            for (int i = 0; i < 3; ++i)
                backUp(window, m_console);
        }
        makeHistory();
        trigger(window, u"actionRefresh"_s);
        add(window, u"main"_s);
        showDeletion(window);
        showActivity(window);
        showSettings(window);
        trigger(window, u"actionAbout"_s);
        addDialog(u"about"_s);
        trigger(window, u"actionReport"_s);
        addDialog(u"problem-report"_s);
    }

    QList<BackupEntry> backupsOf(const QString &name)
    {
        const auto backups = m_console.backups.list(*m_fixture.load(name), {});
        if (!backups)
            qFatal("%s", qPrintable(backups.error().message));
        return *backups;
    }

    /// Four months in which the databases grew and a day was missed; today's first backup of one is proven.
    void makeHistory()
    {
        makeMonths(QDir(m_fixture.path(u"rustresort-store/backups"_s)), u"rustresort"_s, 9);
        makeMonths(QDir(m_fixture.path(u"disk/vaultwarden/backups"_s)), u"vaultwarden"_s, 17);
        const ProfilePointer profile = m_fixture.load(u"rustresort"_s);
        const auto drill = m_console.backups.drill(*profile, backupsOf(u"rustresort"_s).at(2).key, {});
        if (!drill)
            qFatal("%s", qPrintable(drill.error().message));
    }

    /// A backup a day before the first there is, but for one so many days ago.
    void makeMonths(const QDir &store, const QString &name, int missed)
    {
        constexpr int days = 120;
        const BackupEntry first = backupsOf(name).constLast();
        for (int day = 1; day <= days; ++day) {
            const qint64 pages = first.size / 4096 * (3 * days - 2 * day) / (3 * days);
            if (day != missed)
                makeBackup(store, name, first.takenAt.addDays(-day), pages * 4096 + 28);
        }
    }

    /// Of the one that is proven.
    void showDeletion(MainWindow &window)
    {
        auto *list = window.findChild<BackupList *>();
        list->setCurrentIndex(list->model()->index(2, 0));
        window.findChild<BackupsPage *>()->deleteAction()->trigger();
        addDialog(u"delete"_s);
    }

    void showActivity(MainWindow &window)
    {
        auto *activity = window.findChild<ActivityPage *>();
        window.findChild<QTabWidget *>(u"tabs"_s)->setCurrentWidget(activity);
        waitFor("the history", [&] { return activity->runs().rowCount() == 6; });
        add(window, u"activity"_s);
        RunDetails run(activity->runs().at(0), &window);
        run.open();
        add(run, u"run"_s);
        run.close();
    }

    void showSettings(MainWindow &window)
    {
        window.findChild<QTabWidget *>(u"tabs"_s)->setCurrentWidget(window.findChild<SettingsPage *>());
        auto *sections = window.findChild<QListWidget *>(u"sections"_s);
        for (const auto &[row, name] : {std::pair(0, u"settings"_s),
                                        {1, u"settings-destination"_s},
                                        {2, u"settings-schedule"_s},
                                        {4, u"settings-encryption"_s},
                                        {5, u"settings-alerts"_s},
                                        {6, u"settings-commands"_s},
                                        {7, u"settings-drills"_s}}) {
            sections->setCurrentRow(row);
            add(window, name);
        }
        sections->setCurrentRow(2);
        auto *kind = window.findChild<QComboBox *>(u"scheduleKind"_s);
        kind->setCurrentIndex(2);
        add(window, u"settings-schedule-times"_s);
        kind->setCurrentIndex(3);
        add(window, u"settings-schedule-cron"_s);
        kind->setCurrentIndex(1);
        sections->setCurrentRow(3);
        for (const auto &[rule, number] :
             {std::pair("generations", 1), {"daily", 7}, {"weekly", 4}, {"monthly", 12}})
            window.findChild<QSpinBox *>(QLatin1StringView(rule))->setValue(number);
        add(window, u"settings-retention"_s);
    }

    /// Twice, so that there is something to choose from in the end.
    void showRestore()
    {
        MainWindow window(m_console, m_fixture.services(), m_fixture.cache(), nullptr, m_state);
        open(window);
        window.selectProfile(u"rustresort"_s);
        for (int i = 0; i < 2; ++i) {
            const QDateTime last = m_console.backups.clock().utcNow();
            waitFor("another second", [&] { return last.secsTo(m_console.backups.clock().utcNow()) > 1; });
            settle(m_console);
            window.offerRestore();
            waitFor("the dialog", [] { return QApplication::activeModalWidget() != nullptr; });
            QWidget &restore = *QApplication::activeModalWidget();
            add(restore, u"restore"_s);
            button(restore, RestoreDialog::tr("&Replace the database"))->click();
            m_visit(restore, u"restoring"_s);
            waitFor("the restore",
                    [&] { return button(restore, RestoreDialog::tr("&Undo restore")) != nullptr; });
            addDialog(u"restored"_s);
        }
        RunFilter restores;
        restores.kind = JobKind::Restore;
        waitFor("the history", [&] {
            const auto history = RunHistory::open(m_state + u"/history.db"_s);
            return history && (*history)->list(restores).value_or(QList<RunRecord>()).size() == 2;
        });
        trigger(window, u"actionUndo"_s);
        addDialog(u"undo"_s);
    }

    void showBrowser()
    {
        const ProfilePointer profile = m_fixture.load(u"rustresort"_s);
        auto copy = m_console.backups.fetch(*profile, u"latest"_s, {});
        if (!copy)
            qFatal("%s", qPrintable(copy.error().message));
        DatabaseBrowser browser(m_console, profile, std::make_shared<FetchedBackup>(std::move(*copy)),
                                nullptr);
        browser.open();
        add(browser, u"browser"_s);
    }

    /// Of four months of backups, by rules that keep fewer and fewer.
    void showPruning()
    {
        auto rules = std::make_shared<LoadedProfile>();
        rules->profile = m_fixture.load(u"vaultwarden"_s)->profile;
        rules->profile.retentionCount = 3;
        rules->profile.retention = {0, 7, 4, 12, 0, 1};
        PruneDialog pruning(m_console, rules, nullptr);
        pruning.open();
        add(pruning, u"remove-expired"_s);
    }

    void showWizard()
    {
        const QString home = m_fixture.path(u"home"_s);
        write(home + u"/.config/rclone/rclone.conf"_s,
              "[r2]\ntype = s3\nprovider = Cloudflare\naccess_key_id = id\nsecret_access_key = secret\n"
              "endpoint = https://0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com\n"
              "[garage]\ntype = s3\naccess_key_id = id\nsecret_access_key = secret\nregion = garage\n"
              "endpoint = http://127.0.0.1:3900\n");
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, home);
        SetupWizard wizard(m_console, nullptr, {{m_fixture.path(u""_s), home}, environment, m_state});
        const QString database = m_fixture.path(u"var/lib/gitea/data/gitea.db"_s);
        for (const QString &each : {database, home + u"/uptime-kuma/data/kuma.db"_s}) {
            if (!QDir().mkpath(QFileInfo(each).path()) || !createSampleDatabase(each, 1000))
                qFatal("%s cannot be made", qPrintable(each));
        }
        wizard.open();
        wizard.setDatabasePath(database);
        add(wizard, u"wizard-database"_s);
        wizard.next();
        add(wizard, u"wizard-destination"_s);
        wizard.findChild<QRadioButton *>(u"otherStore"_s)->click();
        add(wizard, u"wizard-other-store"_s);
        showImport(wizard);
        wizard.findChild<QRadioButton *>(u"folder"_s)->click();
        const QString folder = m_fixture.path(u"backups"_s);
        if (!QDir().mkpath(folder))
            qFatal("%s cannot be made", qPrintable(folder));
        wizard.findChild<QLineEdit *>(u"folderPath"_s)->setText(folder);
        wizard.findChild<QPushButton *>(u"testConnection"_s)->click();
        add(wizard, u"wizard-folder"_s);
        wizard.next();
        add(wizard, u"wizard-safety"_s);
        wizard.next();
        add(wizard, u"wizard-kit"_s);
    }

    void showImport(SetupWizard &wizard)
    {
        wizard.findChild<QPushButton *>(u"importKeys"_s)->click();
        settle(m_console);
        auto *import = wizard.findChild<ImportDialog *>();
        add(*import, u"wizard-import"_s);
        import->close();
    }

    /// A server's own settings, with what they would run and tell.
    void showAdopting()
    {
        const QString file = m_fixture.path(u"server/config.toml"_s);
        write(file, u"[database]\npath = \"%1\"\n[storage.folder]\npath = \"%2\"\n"
                    "[lifeboat.hooks]\nbefore_restore = \"systemctl stop rustresort\"\n"
                    "after_restore = \"systemctl start rustresort\"\n"
                    "[lifeboat.alerts]\nping_url = \"https://ping.example/backups\"\n"_s
                        .arg(m_fixture.databaseOf(u"rustresort"_s), m_fixture.path(u"server-backups"_s))
                        .toUtf8());
        SetupWizard wizard(m_console, nullptr, {{}, {}, m_state});
        wizard.open();
        wizard.useConfigFile(file);
        waitFor("the file", [&] { return wizard.button(QWizard::FinishButton)->isEnabled(); });
        add(wizard, u"wizard-adopt"_s);
    }

    /// Nothing is due.
    void beginSchedule()
    {
        Scheduler &scheduler = m_fixture.services().scheduler;
        for (const QString &profile : {u"rustresort"_s, u"vaultwarden"_s})
            scheduler.noteBackup(profile, backupsOf(profile).constFirst().takenAt);
        scheduler.begin();
        waitFor("the schedule", [&] { return scheduler.knows(u"vaultwarden"_s); });
    }

    /// The disk goes away: the list that was known, a backup that fails, and what waits since.
    void showTrouble()
    {
        const ProfilePointer profile = m_fixture.load(u"vaultwarden"_s);
        const QDateTime earlier = m_console.backups.clock().utcNow().addSecs(-3 * 3600);
        QList<BackupEntry> known = backupsOf(u"vaultwarden"_s);
        known.removeIf([&](const BackupEntry &backup) { return backup.takenAt > earlier; });
        beginSchedule();
        MainWindow window(m_console, m_fixture.services(), m_fixture.cache(), nullptr, m_state);
        open(window);
        window.selectProfile(u"vaultwarden"_s);
        settle(m_console);
        if (!m_fixture.cache().keepListing(profile->profile, known, earlier)
            || !QDir().rename(m_fixture.path(u"disk"_s), m_fixture.path(u"drawer"_s)))
            qFatal("the disk stays");
        trigger(window, u"actionRefresh"_s);
        waitFor("the list", [&] { return window.findChild<QWidget *>(u"offlineBar"_s)->isVisible(); });
        add(window, u"offline"_s);
        backUp(window, m_console);
        addDialog(u"error"_s);
        waitFor("what waits", [&] { return window.findChild<QLabel *>(u"waiting"_s)->isVisible(); });
        add(window, u"waiting"_s);
        auto *activity = window.findChild<ActivityPage *>();
        window.findChild<QTabWidget *>(u"tabs"_s)->setCurrentWidget(activity);
        waitFor("the history", [&] { return activity->runs().rowCount() > 0; });
        RunDetails run(activity->runs().at(0), &window);
        run.open();
        add(run, u"run-failed"_s);
    }

    /// By what it says; null while it is not shown.
    static QPushButton *button(const QWidget &dialog, const QString &words)
    {
        const auto buttons = dialog.findChildren<QPushButton *>();
        const auto found = std::find_if(buttons.cbegin(), buttons.cend(), [&](const QPushButton *button) {
            return button->isVisibleTo(&dialog) && button->text() == words;
        });
        return found == buttons.cend() ? nullptr : *found;
    }

    const ScreenVisitor &m_visit;
    ConsoleFixture m_fixture;
    ConsoleContext m_console = m_fixture.context();
    QString m_state = m_fixture.path(u"state"_s);
};

} // namespace

void visitScreens(const ScreenVisitor &visit)
{
    Tour(visit).walk();
    visitDialogs(visit);
}

} // namespace lifeboat
