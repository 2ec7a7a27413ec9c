// SPDX-License-Identifier: GPL-3.0-or-later
// What a running daemon does for somebody who asks from outside: the use cases of the admin API, by the rules
// that hold for everybody else. One thread, the daemon's; nothing here waits.
#pragma once

#include "engine/health.h"
#include "service/healthmonitor.h"
#include "service/scheduler.h"

namespace lifeboat {

struct ProfileHealth
{
    StoreHealth store;
    QDateTime nextScheduled; ///< UTC; invalid: nothing is, or nobody knows
};

class AdminDesk final : public QObject
{
    Q_OBJECT
public:
    using BackedUp = std::function<void(const Result<BackupReport> &)>;
    using Listed = std::function<void(const Result<QList<BackupEntry>> &)>;

    /// All outlive this.
    AdminDesk(const ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, Scheduler &scheduler,
              const HealthMonitor &health, QObject *parent = nullptr);

    /// Sorted; quick.
    [[nodiscard]] QStringList profiles() const { return m_profiles.names(); }
    /// Makes a backup, whatever the schedule says. `done` is called once: at once with ErrorCode::Busy while
    /// another job changes something for the profile.
    void backUp(const QString &profile, const BackedUp &done);
    /// Newest first, as the store lists them now. Those who ask while it is being listed share the answer.
    void list(const QString &profile, const Listed &done);
    /// As was last seen; no store is asked.
    [[nodiscard]] ProfileHealth health(const QString &profile) const;

private:
    void tellBackedUp(const QString &profile, const Result<BackupReport> &result);
    void tellListed(const QString &profile, const Result<QList<BackupEntry>> &result);

    const ProfileCatalog &m_profiles;
    BackupService &m_backups;
    Jobs &m_jobs;
    Scheduler &m_scheduler;
    const HealthMonitor &m_health;
    QHash<QString, BackedUp> m_backingUp; ///< one each: two backups of one profile never run at once
    QHash<QString, QList<Listed>> m_listing;
};

/// A way in from outside, to be opened once there is a desk to lead to.
class AdminDoor : public QObject
{
    Q_OBJECT
public:
    /// If it is wanted. What comes of it is said().
    virtual void open(AdminDesk &desk) = 0;
    /// Lets nobody in any more; those who wait still get their answers.
    virtual void close() = 0;

Q_SIGNALS:
    /// One line about what happened, for a log.
    void said(const QString &line);
};

} // namespace lifeboat
