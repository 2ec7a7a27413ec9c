// SPDX-License-Identifier: GPL-3.0-or-later
// Holds restore drills when they are due, one at a time and at idle priority. Part of the scheduler, which
// says when to look and keeps what is to be remembered. One thread, the scheduler's.
#pragma once

#include "engine/drillschedule.h"
#include "service/backupservice.h"
#include "service/jobs.h"
#include "service/profilecatalog.h"

#include <QHash>

namespace lifeboat {

class DrillRunner final : public QObject
{
    Q_OBJECT
public:
    using Remember = std::function<void(const QString &profile, std::function<void(ScheduleMemory &)> edit)>;

    /// All outlive this; `remember` keeps a change of what is remembered of a profile.
    DrillRunner(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, Remember remember,
                QObject *parent);

    /// From now on; for the first ten minutes nothing is held, as programs that just started have other
    /// things to do.
    void begin();
    struct Latest
    {
        QDateTime at; ///< UTC; invalid: there was none
        bool hasFailed = false;
    };
    /// The latest drill, as the store tells. Nothing is held for a profile of which the store has told
    /// nothing yet: another machine may just have done it.
    void noteLatest(const QString &profile, const Latest &latest);
    /// Begins a drill of the newest backup when one is due and no other one is held.
    void consider(const QString &profile, const DrillSettings &settings, const ScheduleMemory &memory,
                  const Surroundings &surroundings);

Q_SIGNALS:
    void held(const QString &profile, const lifeboat::DrillReport &report);
    /// It could not be held, which says nothing of the backup.
    void failed(const QString &profile, const lifeboat::Error &error);

private:
    [[nodiscard]] bool isDue(const QString &profile, const DrillSettings &settings,
                             const ScheduleMemory &memory, const Surroundings &surroundings) const;
    [[nodiscard]] bool isHolding() const;
    void start(const QString &profile);
    void note(const QString &profile, const Result<DrillReport> &result);

    ProfileCatalog &m_profiles;
    BackupService &m_backups;
    Jobs &m_jobs;
    Remember m_remember;
    std::optional<std::chrono::milliseconds> m_begun; ///< by a clock that nobody sets
    QHash<QString, Latest> m_latest;
};

} // namespace lifeboat
