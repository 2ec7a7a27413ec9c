// SPDX-License-Identifier: GPL-3.0-or-later
// What people were last told of every profile, kept over restarts and shared by all Lifeboats of this user:
// a backup that cron starts is a new process each time. Any thread; blocks for the disk.
#pragma once

#include "engine/alertrules.h"
#include "service/statefile.h"

namespace lifeboat {

class AlertMemory final
{
public:
    explicit AlertMemory(const QString &folder) : m_file(folder + QStringLiteral("/alerts.json")) {}

    struct Answer
    {
        std::optional<AlertKind> tell;
        AlertState before; ///< for takeBack()
    };

    /// Asks alertDue() and remembers its answer. When that is not possible, the answer stands all the same:
    /// twice told is better than not at all.
    [[nodiscard]] Answer take(const Profile &profile, AlertNews news, const QDateTime &now);
    /// Takes it back: nobody could be told.
    void takeBack(const Profile &profile, const AlertState &before);

private:
    StateFile m_file;
};

} // namespace lifeboat
