// SPDX-License-Identifier: GPL-3.0-or-later
// What is remembered of every profile's schedule over restarts, in one file for all Lifeboats of this user.
// Any thread; blocks for the disk.
#pragma once

#include "engine/freshness.h"
#include "service/statefile.h"

#include <QMap>

namespace lifeboat {

class ScheduleLedger final
{
public:
    /// `file` by default schedule.json in the state folder.
    explicit ScheduleLedger(QString file = stateFolder() + QStringLiteral("/schedule.json"));

    /// By Profile::id; a profile that is not there was never watched.
    [[nodiscard]] QMap<QString, ScheduleMemory> read() const;
    /// Changes one profile's memory as it is in the file now, which another process may just have changed.
    Result<void> change(const QString &profile, const std::function<void(ScheduleMemory &)> &edit);
    /// What the files of a profile's database looked like when they were last known to be backed up.
    [[nodiscard]] std::optional<KnownSource> source(const QString &profile) const;
    Result<void> keepSource(const QString &profile, const KnownSource &source);
    /// Forgets a profile that is gone.
    Result<void> forget(const QString &profile);

private:
    StateFile m_file;
};

} // namespace lifeboat
