// SPDX-License-Identifier: GPL-3.0-or-later
// A profile's settings as a form in sections: shows a loaded profile, checks what is typed while it is typed,
// and says what to change in the file. Changes nothing itself. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"

#include <QWidget>

class QListWidget;
class QStackedWidget;

namespace lifeboat {

class DestinationGroup;
class RetentionGroup;
class SettingsGroup;

class SettingsForm final : public QWidget
{
    Q_OBJECT
public:
    /// Built for this one profile.
    SettingsForm(const ConsoleContext &console, const ProfilePointer &profile, QWidget *parent);

    /// Empty while everything is as in the file.
    [[nodiscard]] QList<ProfileEdit> edits() const;
    /// A new secret access key was typed.
    [[nodiscard]] bool hasSecret() const;
    [[nodiscard]] SecretBytes secret() const;
    [[nodiscard]] bool isChanged() const { return hasSecret() || !edits().isEmpty(); }
    /// Of the sections with a value that cannot stay so.
    [[nodiscard]] QStringList wrongSections() const;
    [[nodiscard]] bool isGood() const { return wrongSections().isEmpty(); }
    /// What is shown is in the file now.
    void settle();
    /// What changes the file by itself has to wait for what was typed here.
    void setActionsEnabled(bool enabled);

    /// What is known of the profile's backups, for telling what the rules would do.
    void setBackups(const QList<BackupEntry> &newestFirst, const Proofs &proofs);

    [[nodiscard]] int section() const;
    void setSection(int section);

Q_SIGNALS:
    void edited();
    void destinationRequested();
    /// The profile has no key and should get one.
    void keyRequested();

private:
    void addGroup(SettingsGroup *group);
    void markSections();

    QListWidget *m_sections;
    QStackedWidget *m_pages;
    QList<SettingsGroup *> m_groups;
    DestinationGroup *m_destination;
    RetentionGroup *m_retention;
};

} // namespace lifeboat
