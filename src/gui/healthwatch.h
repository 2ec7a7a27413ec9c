// SPDX-License-Identifier: GPL-3.0-or-later
// Knows the health of every profile in the list: from the shown page's listing for the one, by asking the
// stores for the others. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/profilemodel.h"

namespace lifeboat {

class HealthWatch final : public QObject
{
    Q_OBJECT
public:
    HealthWatch(ConsoleContext console, ProfileModel &profiles, QObject *parent);

    /// Lists the backups of every profile but `shown`, whose page does so itself.
    void refreshAllBut(const QString &shown);
    void noteBackups(const Profile &profile, const QList<BackupEntry> &newestFirst);
    void noteUnreachable(const QString &profile);

Q_SIGNALS:
    /// The store of one profile, whichever, has said what it holds.
    void listed(const lifeboat::Profile &profile, const QList<lifeboat::BackupEntry> &newestFirst);
    void changed(const QString &profile);

private:
    void refresh(const QString &name);

    ConsoleContext m_console;
    ProfileModel &m_profiles;
};

} // namespace lifeboat
