// SPDX-License-Identifier: GPL-3.0-or-later
// When the owner of a profile last showed that they hold its recovery kit. Kept in a small file of the state
// folder; blocks for the disk; one thread at a time.
#pragma once

#include "base/result.h"

#include <QDateTime>

namespace lifeboat {

class KitRecord final
{
public:
    explicit KitRecord(QString folder);

    /// UTC; invalid when it never happened.
    [[nodiscard]] QDateTime lastConfirmed(const QString &profile) const;
    [[nodiscard]] Result<void> confirm(const QString &profile, const QDateTime &when);
    /// "Ask me later."
    [[nodiscard]] Result<void> postpone(const QString &profile, const QDateTime &until);
    /// Whether to ask "do you still hold it?": confirmed `months` ago or never, or at a time that has not
    /// come, and not postponed. With 0 months nobody is asked.
    [[nodiscard]] bool isReminderDue(const QString &profile, int months, const QDateTime &now) const;
    /// For a profile that is gone, or has a new key.
    [[nodiscard]] Result<void> forget(const QString &profile);

private:
    [[nodiscard]] QDateTime read(const QString &key) const;
    [[nodiscard]] Result<void> store(const QString &profile, const QDateTime &confirmed,
                                     const QDateTime &postponed);

    QString m_folder;
};

} // namespace lifeboat
