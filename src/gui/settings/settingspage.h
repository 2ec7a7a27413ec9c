// SPDX-License-Identifier: GPL-3.0-or-later
// The Settings tab: a profile's values, checked as they are typed, applied to its file by a job. Window's
// thread.
#pragma once

#include "gui/common/consolecontext.h"

#include <QWidget>

#include <map>
#include <memory>
#include <optional>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lifeboat {

class ErrorNotice;
class SettingsForm;

class SettingsPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SettingsPage(ConsoleContext console, QWidget *parent = nullptr);
    ~SettingsPage() override;
    /// Null shows nothing. What was typed for the same profile and not applied yet stays. Its form is built
    /// when somebody looks: that takes longer than all else that choosing a profile does.
    void showProfile(const ProfilePointer &profile);
    /// What is known of its backups, for telling what the rules would do.
    void showBackups(const QList<BackupEntry> &newestFirst, const Proofs &proofs);

Q_SIGNALS:
    /// The file has new values, or is gone: load it again.
    void profileChanged(const QString &name);
    /// The profile is gone; its backups are not. profileChanged() follows.
    void profileRemoved(const QString &name);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    void setAside();
    SettingsForm *makeForm(int section);
    /// Finds out whose file it is: it may lie where the disk has to be waited for.
    void lookAtFile();
    void showAdopted();
    void updateButtons();
    void apply();
    void askToRemove();
    void remove();
    void openDestination();
    void openNewKey();
    void setBusy(bool busy);
    [[nodiscard]] QString removalWords() const;

    ConsoleContext m_console;
    ProfilePointer m_profile;
    SettingsForm *m_form = nullptr;
    std::map<QString, std::unique_ptr<SettingsForm>> m_setAside; ///< by Profile::id: where something is typed
    QVBoxLayout *m_place;                                        ///< of the form
    QLabel *m_adopted;
    QLabel *m_reason;
    ErrorNotice *m_notice;
    QPushButton *m_apply;
    QPushButton *m_revert;
    QPushButton *m_remove;
    QList<BackupEntry> m_newestFirst;
    Proofs m_proofs;
    std::optional<QString> m_adoptedFile; ///< another program's; empty: it is our own; none: not known yet
    bool m_busy = false;
    bool m_isStale = false; ///< the form is not that of m_profile
};

} // namespace lifeboat
