// SPDX-License-Identifier: GPL-3.0-or-later
// Makes backups when their schedules say so, for as long as an event loop runs: in the window and in the
// daemon. The rules are engine/schedule's; here is only what they need to be told, and the doing. There is no
// long timer: everything is looked at again every few seconds, so that sleep, a changed clock and 40 days
// need nothing special. One thread, the one that made it; disks are read on a thread of its own.
#pragma once

#include "engine/backupjob.h"
#include "engine/schedule.h"
#include "service/backupservice.h"
#include "service/drillrunner.h"
#include "service/jobs.h"
#include "service/profilecatalog.h"
#include "service/scheduleledger.h"

#include <QHash>
#include <QThreadPool>
#include <QTimer>

namespace lifeboat {

/// The machine, as far as schedules care. What nobody can tell sets no limit.
struct MachineState
{
    bool online = true;
    bool metered = false;
    bool onBattery = false;

    bool operator==(const MachineState &) const = default;
};

class HealthMonitor;

class Scheduler final : public QObject
{
    Q_OBJECT
public:
    Scheduler(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, ScheduleLedger ledger,
              QTimeZone zone = QTimeZone::systemTimeZone(), QObject *parent = nullptr);
    /// What it has started goes on in Jobs; what it has to remember is written first.
    ~Scheduler() override;

    /// Begins to look, now and every 20 seconds. Before, nothing is run that nobody asked for.
    void begin();
    /// Begins nothing any more.
    void stop();
    /// Looks now, once it has begun: after a resume, when a network came. looked() follows.
    void look();
    /// Makes a backup because somebody asks for it, whatever the schedule says; succeeded() or failed()
    /// follows. ErrorCode::Busy while another job changes something for the profile, ErrorCode::Cancelled
    /// after stop(): nothing happens then.
    Result<void> backUpNow(const QString &profile);
    void setMachineState(const MachineState &state);
    /// A store was seen to hold a backup of this profile, whoever made it.
    void noteBackup(const QString &profile, const QDateTime &takenAt);
    /// Notes what is listed from now on, and has `health` tell of no trouble that a run may be about to end.
    /// `health` is the first to go.
    void follow(HealthMonitor &health);

    /// All profiles; without a time until resume() is called. Survives a restart.
    void pause(const QDateTime &until = {});
    void resume();
    [[nodiscard]] bool isPaused() const; ///< all of those whose schedule is on

    /// As of the last look; reason Off for a profile nobody knows.
    [[nodiscard]] NextRun next(const QString &profile) const;
    /// Whether it was looked at yet.
    [[nodiscard]] bool knows(const QString &profile) const { return m_watched.contains(profile); }

Q_SIGNALS:
    void looked();
    void nextChanged(const QString &profile, const lifeboat::NextRun &next);
    void succeeded(const QString &profile, const lifeboat::BackupReport &report);
    /// A cancelled run, too: one of the schedule's then holds this profile up for an hour.
    void failed(const QString &profile, const lifeboat::Error &error);
    /// A restore drill came to a verdict.
    void drilled(const QString &profile, const lifeboat::DrillReport &report);
    /// One could not be held; it is tried again a day later.
    void drillFailed(const QString &profile, const lifeboat::Error &error);

private:
    enum class Phase { Before, Watching, Stopped };
    struct Watched
    {
        Schedule schedule;
        ScheduleMemory memory;
        NextRun next;
        bool needsNetwork = true;
        bool justStarted = true;
        DrillSettings drill;
    };
    struct Known; ///< what one look reads from the disk

    [[nodiscard]] static QList<Known> readAll(const ProfileCatalog &profiles, const ScheduleLedger &ledger,
                                              const QDateTime &now);
    [[nodiscard]] static Watched watchedFrom(const Known &item, const Watched *before);
    void judge(const QList<Known> &known, quint64 edits);
    /// A run is due or going on, or nobody knows yet.
    [[nodiscard]] bool isAtIt(const QString &profile) const;
    [[nodiscard]] bool isNew(const QString &profile) const;
    [[nodiscard]] NextRun judge(const QString &profile, Watched &watched) const;
    [[nodiscard]] Surroundings surroundingsOf(const QString &profile, const Watched &watched) const;
    /// ErrorCode::Busy: somebody else changes something for this profile now.
    Result<void> run(const QString &profile, RunTrigger trigger);
    /// On a worker's thread.
    [[nodiscard]] static Result<BackupReport> backUpOnce(ProfileCatalog &profiles, BackupService &backups,
                                                         ScheduleLedger ledger, const QString &profile,
                                                         RunTrigger trigger, const QDateTime &known,
                                                         const JobControl &control);
    void noteRun(const QString &profile, RunTrigger trigger, const Result<BackupReport> &result);
    /// A backup that others made in this process counts as well.
    void noteJob(const Job &job);
    void remember(const QString &profile, std::function<void(ScheduleMemory &)> edit);
    void rememberForAll(const std::function<void(ScheduleMemory &)> &edit);

    ProfileCatalog &m_profiles;
    BackupService &m_backups;
    Jobs &m_jobs;
    ScheduleLedger m_ledger;
    QTimeZone m_zone;
    MachineState m_machine;
    QHash<QString, Watched> m_watched;
    QHash<QString, QDateTime> m_seenInStore;
    QTimer m_tick;
    quint64 m_edits = 0; ///< of what is remembered, so far
    bool m_looking = false;
    bool m_lookAgain = false;
    DrillRunner *m_drills;
    Phase m_phase = Phase::Before;
    QThreadPool m_disk; ///< one thread: what is remembered is read back in that order; last: uses the others
};

} // namespace lifeboat
