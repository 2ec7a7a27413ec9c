// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/notices/desktopnotices.h"

namespace lifeboat {

DesktopNotices::DesktopNotices(const ConsoleServices &services, const Jobs &jobs, const Clock &clock,
                               NotificationSink &sink, const GlobalSettings &settings, QObject *parent)
    : QObject(parent), m_health(services.health), m_clock(clock), m_sink(sink), m_settings(settings)
{
    connect(&services.scheduler, &Scheduler::failed, this, &DesktopNotices::noteFailure);
    connect(&services.scheduler, &Scheduler::succeeded, this, &DesktopNotices::noteSuccess);
    connect(&services.scheduler, &Scheduler::drilled, this, &DesktopNotices::noteDrill);
    connect(&jobs, &Jobs::finished, this,
            [this](const Job *job, const std::optional<Error> &error) { noteRun(*job, error); });
    connect(&m_health, &HealthMonitor::healthChanged, this,
            [this](const QString &profile, Health, Health now) {
                if (const auto news = newsOf(now))
                    note(profile, *news);
            });
}

/// Comes just before the same run does as a job.
void DesktopNotices::noteSuccess(const QString &profile, const BackupReport &report)
{
    m_known[profile].unchangedSince = report.unchangedSince;
    m_known[profile].hasUploaded = !report.sentLate.isEmpty();
}

/// A backup that failed under the eyes of whoever asked for it is told by the window.
void DesktopNotices::noteRun(const Job &job, const std::optional<Error> &error)
{
    if (job.kind() != JobKind::Backup || error)
        return;
    m_known[job.profile()].problem.reset();
    note(job.profile(), AlertNews::RunSucceeded);
    m_known[job.profile()].unchangedSince = {};
}

void DesktopNotices::noteFailure(const QString &profile, const Error &error)
{
    // Somebody wanted the one; the other is a backup that somebody else makes.
    if (error.code == ErrorCode::Cancelled || error.code == ErrorCode::Busy)
        return;
    m_known[profile].problem = error;
    note(profile, AlertNews::RunFailed);
}

void DesktopNotices::noteDrill(const QString &profile, const DrillReport &report)
{
    m_known[profile].drillProblem = report.problem;
    note(profile, report.problem ? AlertNews::DrillFailed : AlertNews::DrillPassed);
}

void DesktopNotices::note(const QString &profile, AlertNews news)
{
    perform(profile, noticeDue(m_known.value(profile).state, news, m_settings, m_clock.utcNow()));
}

void DesktopNotices::setSettings(const GlobalSettings &settings)
{
    m_settings = settings;
    const QStringList profiles = m_known.keys();
    for (const QString &profile : profiles)
        perform(profile, noticeKept(m_known.value(profile).state, settings));
}

void DesktopNotices::perform(const QString &profile, const NoticeDecision &decision)
{
    Known &known = m_known[profile];
    known.state = decision.next;
    if (decision.close)
        m_sink.close(profile);
    if (decision.show) {
        const bool isDrill = *decision.show == AlertKind::DrillFailed;
        const HealthReport report = m_health.stateOf(profile).report;
        if (known.state.standing) // it tells of trouble
            known.hadNone = report.health != Health::Unknown && !report.lastBackup.isValid();
        const NoticeFacts facts{profile,           isDrill ? known.drillProblem : known.problem,
                                report.lastBackup, known.unchangedSince,
                                known.hasUploaded, known.hadNone};
        m_sink.show(noticeOf(*decision.show, facts, m_clock.utcNow()));
    }
}

void DesktopNotices::answer(const QString &key, const QString &action, const QString &activationToken)
{
    if (action == backUpAnswer)
        Q_EMIT backUpRequested(key);
    else if (action == showAnswer || action == defaultAnswer)
        Q_EMIT showRequested(key, activationToken);
}

} // namespace lifeboat
