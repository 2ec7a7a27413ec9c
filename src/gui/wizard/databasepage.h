// SPDX-License-Identifier: GPL-3.0-or-later
// "Which database?": those found on this machine, or one that is browsed to, typed or dropped. Says at once
// what it is, or why it cannot be used.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/wizard/setuppage.h"
#include "service/wellknown.h"
#include "sqlite/inspect.h"

#include <QTimer>

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace lifeboat {

class DatabasePage final : public SetupPage
{
    Q_OBJECT
public:
    DatabasePage(const ConsoleContext &console, SearchRoots roots);

    [[nodiscard]] QString problem() const override;
    void initializePage() override;

    [[nodiscard]] QString databasePath() const;
    [[nodiscard]] qint64 databaseSize() const { return m_info ? m_info->size : 0; }
    /// What the profile and its backups will be called; not used by another profile.
    [[nodiscard]] QString profileName() const;

    /// A config file is told of instead, see configFileChosen().
    void setDatabasePath(const QString &path);

Q_SIGNALS:
    /// The user has a config file that says everything.
    void configFileChosen(const QString &path);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildFound();
    void buildChoice();
    void search();
    void showFound(const QList<FoundDatabase> &databases);
    void choose(QTreeWidgetItem *item);
    void browse();
    void browseForConfig();
    void pathEdited();
    void inspect();
    void showOutcome(const Result<DatabaseInfo> &outcome);
    void proposeName();
    [[nodiscard]] QString nameProblem() const;

    ConsoleContext m_console;
    SearchRoots m_roots;
    QLabel *m_foundTitle;
    QTreeWidget *m_found;
    QLabel *m_foundState;
    QLineEdit *m_path;
    QLineEdit *m_name;
    QLabel *m_verdict;
    QTimer m_pause;      ///< between the last key stroke and the look at the file
    QStringList m_taken; ///< names of other profiles
    bool m_nameTyped = false;
    QString m_application; ///< the well-known one the path belongs to
    QString m_inspected;   ///< the path the two below are about
    std::optional<DatabaseInfo> m_info;
    std::optional<Error> m_error;
};

/// `name` made of what a key may hold, and different from all of `taken`.
[[nodiscard]] QString freeName(const QString &name, const QStringList &taken);

} // namespace lifeboat
