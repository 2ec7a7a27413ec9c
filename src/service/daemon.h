// SPDX-License-Identifier: GPL-3.0-or-later
// Lifeboat without a face: schedules run, health is watched, alerts go out, for as long as the event loop
// runs. One thread, the one that made it.
#pragma once

#include "service/admindesk.h"
#include "service/historykeeper.h"

namespace lifeboat {

/// The machine a daemon runs on, and the service manager that started it; the composition root knows which.
class DaemonHost
{
public:
    virtual ~DaemonHost() = default;
    /// Begins `scheduler` once it is known what the machine is like, and tells it when that changes.
    virtual void attach(Scheduler &scheduler) = 0;
    virtual void ready() = 0;
    virtual void stopping() = 0;
    /// One line for whoever asks the service manager.
    virtual void status(const QString &text) = 0;
    /// How often alive() is to be called; nothing when nobody watches.
    [[nodiscard]] virtual std::optional<std::chrono::milliseconds> pulse() const = 0;
    virtual void alive() = 0;
    /// How others may ask this daemon from outside; null: not at all.
    [[nodiscard]] virtual AdminDoor *door() { return nullptr; }

protected:
    DaemonHost() = default;
    Q_DISABLE_COPY_MOVE(DaemonHost)
};

class Daemon final : public QObject
{
    Q_OBJECT
public:
    /// Remembers in `folder`.
    Daemon(ProfileCatalog &profiles, BackupService &backups, DaemonHost &host,
           const QString &folder = stateFolder());

    void begin();
    /// Begins nothing any more and cancels what runs; ended() follows, once.
    void end();

Q_SIGNALS:
    /// One line about what happened, for a log.
    void said(const QString &line);
    void ended();

private:
    void sayNext(const QString &profile, const NextRun &next);
    void sayHealth(const QString &profile);
    void endWhenQuiet();

    DaemonHost &m_host;
    ProfileCatalog &m_profiles;
    BackupService &m_backups;
    HistoryKeeper m_history;
    Jobs m_jobs;
    Scheduler m_scheduler;
    HealthMonitor m_health;
    AdminDesk m_desk;
    QTimer m_pulse;
    bool m_ending = false;
};

} // namespace lifeboat
