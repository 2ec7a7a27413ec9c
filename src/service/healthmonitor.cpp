// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/healthmonitor.h"

#include "base/log.h"

#include <array>

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

int severity(Health health)
{
    constexpr std::array order{Health::Healthy, Health::Unknown, Health::Warning, Health::Critical};
    return static_cast<int>(std::ranges::find(order, health) - order.begin());
}

} // namespace

struct HealthMonitor::Listing
{
    std::shared_ptr<const LoadedProfile> profile;
    QList<BackupEntry> newestFirst;
    std::optional<StoreNotes> notes; ///< nothing when they could not be read
};

HealthMonitor::HealthMonitor(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, QObject *parent)
    : QObject(parent), m_profiles(profiles), m_backups(backups), m_jobs(jobs)
{
    m_telling.setMaxThreadCount(1);
    connect(&m_jobs, &Jobs::finished, this, [this](const Job *job, const std::optional<Error> &error) {
        if (const auto known = m_known.find(job->profile());
            known != m_known.end() && job->kind() == JobKind::Backup && !error)
            known->isOutdated = true;
    });
    connect(&m_minute, &QTimer::timeout, this, &HealthMonitor::judgeAll);
    connect(&m_halfHour, &QTimer::timeout, this, [this] { refreshAll(); });
}

HealthMonitor::~HealthMonitor()
{
    m_ending.request();
    m_telling.waitForDone();
}

void HealthMonitor::begin(const QString &listed)
{
    m_minute.start(1min);
    m_halfHour.start(30min);
    refreshAll(listed);
}

void HealthMonitor::refreshAll(const QString &butNot)
{
    const QStringList names = m_profiles.names();
    m_known.removeIf([&](const auto &item) { return !names.contains(item.key()); });
    for (const QString &name : names) {
        if (name != butNot)
            refresh(name);
    }
}

void HealthMonitor::refresh(const QString &name)
{
    const auto job = m_jobs.start<Listing>(
        JobKind::List, name,
        [&profiles = m_profiles, &backups = m_backups, name](const JobControl &control) -> Result<Listing> {
            auto loaded = profiles.load(name, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            auto listed = backups.list(*loaded, control);
            if (!listed)
                return fail(listed.error());
            Listing listing{
                std::make_shared<const LoadedProfile>(std::move(*loaded)), std::move(*listed), {}};
            // The backups are what counts; without the notes they only look a little worse.
            if (auto notes = backups.notes(*listing.profile, listing.newestFirst, control))
                listing.notes = std::move(*notes);
            return listing;
        },
        this,
        [this, name](const Result<Listing> &listing) {
            if (listing)
                noteListing(*listing);
            else if (listing.error().code != ErrorCode::Cancelled)
                noteUnreachable(name, listing.error());
        });
    if (!job)
        qCWarning(logEngine).noquote() << describe(job.error());
}

/// Judged once, by both: a marker that is read after the list would come too late for an alert.
void HealthMonitor::noteListing(const Listing &listing)
{
    const QString name = listing.profile->profile.id;
    Known &known = m_known[name];
    known.isNoted = true;
    if (listing.notes)
        known.notes = *listing.notes;
    noteBackups(listing.profile, listing.newestFirst);
    if (listing.notes)
        Q_EMIT drillsKnown(name, drillsOf(*listing.notes));
}

void HealthMonitor::noteBackups(const std::shared_ptr<const LoadedProfile> &profile,
                                const QList<BackupEntry> &newestFirst)
{
    const QString name = profile->profile.id;
    Known &known = m_known[name];
    known.profile = profile;
    known.newestFirst = newestFirst;
    known.isOutdated = false;
    judge(name);
    if (mayTell(name))
        alert(m_known.value(name));
    Q_EMIT listed(profile->profile, newestFirst);
}

void HealthMonitor::noteNotes(const QString &profile, const std::optional<StoreNotes> &notes)
{
    Known &known = m_known[profile];
    known.isNoted = true;
    if (notes)
        known.notes = *notes;
    if (judge(profile))
        alert(m_known.value(profile));
    if (notes)
        Q_EMIT drillsKnown(profile, drillsOf(*notes));
}

void HealthMonitor::noteUnreachable(const QString &profile, const Error &problem)
{
    Known &known = m_known[profile];
    // The list that was known stays out of it: a store that cannot be asked is never called healthy.
    known.profile.reset();
    known.newestFirst.clear();
    known.isOutdated = false;
    known.isNoted = false;
    const QDateTime since = known.state.problem ? known.state.since : m_backups.clock().utcNow();
    put(profile, {{}, problem, since});
}

void HealthMonitor::judgeAll()
{
    const QStringList names = m_known.keys();
    for (const QString &name : names) {
        if (judge(name))
            alert(m_known.value(name));
    }
}

bool HealthMonitor::judge(const QString &name)
{
    const Known known = m_known.value(name);
    if (!known.profile)
        return false;
    // The newest backup may be old and yet all that there is to back up.
    if (known.profile->profile.schedule.skipUnchanged && !known.isNoted)
        return false;
    const QDateTime now = m_backups.clock().utcNow();
    HealthReport report =
        healthOf(known.profile->profile, known.newestFirst, now,
                 confirmedAt(known.newestFirst, known.notes ? known.notes->freshness : std::nullopt));
    if (known.notes)
        report.drills = drillsOf(*known.notes);
    return put(name, {report, {}, {}});
}

DrillDates HealthMonitor::drillsOf(const StoreNotes &notes) const
{
    return drillDates(notes.proofs, notes.lastDrill, m_backups.clock().utcNow());
}

bool HealthMonitor::put(const QString &profile, const StoreHealth &state)
{
    m_known[profile].state = state;
    Q_EMIT changed(profile);
    const Health now = state.report.health;
    if (m_known.value(profile).told == now || !mayTell(profile))
        return false;
    const Health before = std::exchange(m_known[profile].told, now);
    Q_EMIT healthChanged(profile, before, now);
    return true;
}

bool HealthMonitor::mayTell(const QString &profile) const
{
    const Known known = m_known.value(profile);
    const Health health = known.state.report.health;
    if (health != Health::Warning && health != Health::Critical)
        return true;
    return !known.isOutdated && (!m_isMending || !m_isMending(profile));
}

void HealthMonitor::tellHeldBack()
{
    const QStringList names = m_known.keys();
    for (const QString &name : names) {
        if (const Known known = m_known.value(name);
            known.told != known.state.report.health && put(name, known.state))
            alert(m_known.value(name));
    }
}

void HealthMonitor::setPatience(std::function<bool(const QString &)> isMending)
{
    m_isMending = std::move(isMending);
}

void HealthMonitor::alert(const Known &known)
{
    if (!m_backups.alerts() || !known.profile)
        return;
    m_telling.start([alerts = m_backups.alerts(), profile = known.profile, report = known.state.report,
                     cancel = m_ending] {
        const auto deliveries = alerts->tellHealth(*profile, report, cancel);
        for (const Error &problem : problemsOf(deliveries))
            qCWarning(logEngine).noquote() << describe(problem);
    });
}

StoreHealth HealthMonitor::stateOf(const QString &profile) const
{
    return m_known.value(profile).state;
}

Health HealthMonitor::worst() const
{
    if (m_known.isEmpty())
        return Health::Unknown;
    const auto found = std::max_element(m_known.cbegin(), m_known.cend(), [](const Known &a, const Known &b) {
        return severity(a.state.report.health) < severity(b.state.report.health);
    });
    return found->state.report.health;
}

} // namespace lifeboat
