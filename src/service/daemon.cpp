// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/daemon.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/config/globalsettings.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString clockTime(const QDateTime &utc)
{
    return utc.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s);
}

/// Nothing for what passes by itself in a moment.
QString waitingLine(const NextRun &next)
{
    switch (next.reason) {
    case WaitReason::Off: return Text::tr("its schedule is off");
    case WaitReason::NotYet: return Text::tr("next backup at %1").arg(clockTime(next.at));
    case WaitReason::Paused:
        return next.at.isValid() ? Text::tr("paused until %1").arg(clockTime(next.at))
                                 : Text::tr("paused until somebody resumes it");
    case WaitReason::Retrying: return Text::tr("retrying at %1").arg(clockTime(next.at));
    case WaitReason::Offline: return Text::tr("waiting for a network");
    case WaitReason::Metered: return Text::tr("waiting for a network that is not metered");
    case WaitReason::Battery: return Text::tr("waiting for mains power");
    case WaitReason::None:
    case WaitReason::Busy: return {};
    }
    Q_UNREACHABLE();
}

} // namespace

Daemon::Daemon(ProfileCatalog &profiles, BackupService &backups, DaemonHost &host, const QString &folder)
    : m_host(host), m_profiles(profiles), m_backups(backups),
      m_history(folder + u"/history.db"_s, globalSettingsFile(profiles.folder())),
      m_scheduler(profiles, backups, m_jobs, ScheduleLedger(folder + u"/schedule.json"_s)),
      m_health(profiles, backups, m_jobs), m_desk(profiles, backups, m_jobs, m_scheduler, m_health)
{
    connect(&m_scheduler, &Scheduler::nextChanged, this, &Daemon::sayNext);
    connect(
        &m_scheduler, &Scheduler::succeeded, this,
        [this](const QString &profile, const BackupReport &report) {
            Q_EMIT said(report.unchanged ? Text::tr("%1: unchanged since %2").arg(profile, report.key)
                                         : Text::tr("%1: backed up as %2 (%3)")
                                               .arg(profile, report.key, formatBytes(report.size)));
            if (!report.sentLate.isEmpty())
                Q_EMIT said(
                    Text::tr("%1: uploaded what was kept: %2").arg(profile, report.sentLate.join(u", "_s)));
            if (report.pruneProblem)
                Q_EMIT said(profile + u": "_s + describe(*report.pruneProblem));
            m_health.refresh(profile);
        });
    connect(&m_scheduler, &Scheduler::failed, this, [this](const QString &profile, const Error &error) {
        Q_EMIT said(profile + u": "_s + describe(error));
    });
    connect(&m_scheduler, &Scheduler::drillFailed, this, [this](const QString &profile, const Error &error) {
        Q_EMIT said(Text::tr("%1: no restore drill: %2").arg(profile, describe(error)));
    });
    connect(&m_scheduler, &Scheduler::drilled, this,
            [this](const QString &profile, const DrillReport &report) {
                Q_EMIT said(report.problem
                                ? profile + u": "_s + describe(*report.problem)
                                : Text::tr("%1: proven restorable: %2").arg(profile, report.entry.key));
                m_health.refresh(profile);
            });
    connect(&m_health, &HealthMonitor::healthChanged, this, &Daemon::sayHealth);
    m_scheduler.follow(m_health);
    m_history.follow(m_jobs);
    connect(&m_history, &HistoryKeeper::failed, this,
            [this](const Error &error) { Q_EMIT said(describe(error)); });
    connect(&m_pulse, &QTimer::timeout, this, [this] { m_host.alive(); });
}

void Daemon::begin()
{
    if (const auto pulse = m_host.pulse())
        m_pulse.start(*pulse);
    Q_EMIT said(Text::tr("Watching %n profile(s) in %1", nullptr, static_cast<int>(m_profiles.names().size()))
                    .arg(m_profiles.folder()));
    m_host.attach(m_scheduler);
    m_health.begin();
    if (AdminDoor *door = m_host.door()) {
        connect(door, &AdminDoor::said, this, &Daemon::said);
        door->open(m_desk);
    }
    m_host.ready();
}

void Daemon::end()
{
    if (std::exchange(m_ending, true))
        return;
    m_host.stopping();
    if (AdminDoor *door = m_host.door())
        door->close();
    m_scheduler.stop();
    connect(&m_jobs, &Jobs::finished, this, &Daemon::endWhenQuiet);
    for (Job *job : m_jobs.running())
        job->cancel();
    endWhenQuiet();
}

void Daemon::endWhenQuiet()
{
    if (m_jobs.running().isEmpty())
        QMetaObject::invokeMethod(this, &Daemon::ended, Qt::QueuedConnection);
}

void Daemon::sayNext(const QString &profile, const NextRun &next)
{
    const QString line = waitingLine(next);
    if (m_ending || line.isEmpty())
        return;
    Q_EMIT said(profile + u": "_s + line);
    m_host.status(profile + u": "_s + line);
}

void Daemon::sayHealth(const QString &profile)
{
    const StoreHealth state = m_health.stateOf(profile);
    if (state.problem)
        Q_EMIT said(profile + u": "_s + describe(*state.problem));
    else if (state.report.health == Health::Warning || state.report.health == Health::Critical)
        Q_EMIT said(
            state.report.lastBackup.isValid()
                ? Text::tr("%1: the last backup is of %2").arg(profile, clockTime(state.report.lastBackup))
                : Text::tr("%1: there is no backup").arg(profile));
}

} // namespace lifeboat
