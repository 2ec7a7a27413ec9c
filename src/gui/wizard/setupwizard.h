// SPDX-License-Identifier: GPL-3.0-or-later
// From nothing to the first backup in three short pages and a recovery kit: which database, where to, how
// safe. Nothing is saved before the last step, and nothing that was typed is lost when that fails.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/wizard/recoverykit.h"
#include "service/wellknown.h"

#include <QPointer>
#include <QProcessEnvironment>
#include <QWizard>

namespace lifeboat {

class AdoptPage;
class DatabasePage;
class DestinationPage;
class SafetyPage;

/// Where the wizard looks, and where it notes that the kit was confirmed.
struct SetupPlaces
{
    SearchRoots search;
    QProcessEnvironment environment;
    QString stateFolder;

    [[nodiscard]] static SetupPlaces ofThisUser();
};

class SetupWizard final : public QWizard
{
    Q_OBJECT
public:
    explicit SetupWizard(const ConsoleContext &console, QWidget *parent = nullptr,
                         const SetupPlaces &places = SetupPlaces::ofThisUser());
    ~SetupWizard() override;

    /// Begins with this database, for one that was dropped on the window.
    void setDatabasePath(const QString &path);
    /// Goes on with a config file that says everything.
    void useConfigFile(const QString &path);

    [[nodiscard]] int nextId() const override;
    void accept() override;
    void reject() override;

Q_SIGNALS:
    /// The profile is saved; its first backup can begin.
    void profileCreated(const QString &name);

private:
    enum Page { Database, Destination, Safety, Kit, Adopt };

    /// With its secrets, as if it had been loaded.
    [[nodiscard]] LoadedProfile draft() const;
    [[nodiscard]] Result<RecoveryKit> kit() const;
    [[nodiscard]] NewProfile newProfile() const;
    void prepare(int page);
    void nameLogo();
    void keepFocus();
    void begin(const QString &busyText, std::function<Result<QString>(const JobControl &)> work);
    void conclude(const Result<QString> &created);

    ConsoleContext m_console;
    QString m_stateFolder;
    DatabasePage *m_database;
    DestinationPage *m_destination;
    SafetyPage *m_safety;
    AdoptPage *m_adopt;
    QPointer<Job> m_job; ///< saving
    bool m_adopting = false;
};

} // namespace lifeboat
