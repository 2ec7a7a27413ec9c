// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/scheduler.h"

#include "base/log.h"
#include "base/text.h"
#include "engine/config/globalsettings.h"
#include "service/backupifchanged.h"
#include "service/healthmonitor.h"
#include "storage/http/proxychoice.h"

#include <QCryptographicHash>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto tick = 20s;
constexpr auto holdAfterCancel = 1h;

/// The same on every run of the program, unlike qHash.
quint64 seedOf(const QString &profile)
{
    const QByteArray digest = QCryptographicHash::hash(profile.toUtf8(), QCryptographicHash::Sha256);
    quint64 seed = 0;
    for (qsizetype i = 0; i < 8; ++i)
        seed = seed << 8 | static_cast<quint8>(digest[i]);
    return seed;
}

/// A folder needs none, and a store on this very machine neither.
bool needsNetwork(const Profile &profile)
{
    const auto *s3 = std::get_if<S3Destination>(&profile.destination);
    return s3 && !isLoopbackHost(s3->options.endpoint.host());
}

} // namespace

struct Scheduler::Known
{
    QString profile;
    Schedule schedule;
    ScheduleMemory memory;
    bool needsNetwork;
    bool isNew; ///< nobody has watched it before
    DrillSettings drill;
};

Scheduler::Scheduler(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, ScheduleLedger ledger,
                     QTimeZone zone, QObject *parent)
    : QObject(parent), m_profiles(profiles), m_backups(backups), m_jobs(jobs), m_ledger(std::move(ledger)),
      m_zone(std::move(zone)),
      m_drills(new DrillRunner(
          profiles, backups, jobs,
          [this](const QString &profile, std::function<void(ScheduleMemory &)> edit) {
              remember(profile, std::move(edit));
          },
          this))
{
    connect(m_drills, &DrillRunner::held, this, &Scheduler::drilled);
    connect(m_drills, &DrillRunner::failed, this, &Scheduler::drillFailed);
    m_disk.setMaxThreadCount(1);
    connect(&m_tick, &QTimer::timeout, this, &Scheduler::look);
    connect(&m_jobs, &Jobs::finished, this, [this](const Job *job, const std::optional<Error> &error) {
        if (!error)
            noteJob(*job);
        look();
    });
}

/// What the file says, unless it could not be written: a full disk must not have the same run begin every 20
/// seconds.
Scheduler::Watched Scheduler::watchedFrom(const Known &item, const Watched *before)
{
    Watched watched{item.schedule, item.memory, {}, item.needsNetwork, !before || before->justStarted,
                    item.drill};
    if (before
        && (before->memory.lastAttempt > item.memory.lastAttempt
            || before->memory.drillTried > item.memory.drillTried))
        watched.memory = before->memory;
    return watched;
}

Scheduler::~Scheduler()
{
    m_disk.waitForDone();
}

void Scheduler::begin()
{
    m_phase = Phase::Watching;
    m_drills->begin();
    m_tick.start(tick);
    look();
}

void Scheduler::stop()
{
    m_tick.stop();
    m_phase = Phase::Stopped;
}

void Scheduler::look()
{
    if (m_phase != Phase::Watching)
        return;
    m_lookAgain = m_looking;
    if (std::exchange(m_looking, true))
        return;
    m_disk.start([this, now = m_backups.clock().utcNow(), edits = m_edits] {
        QMetaObject::invokeMethod(
            this, [this, known = readAll(m_profiles, m_ledger, now), edits] { judge(known, edits); },
            Qt::QueuedConnection);
    });
}

QList<Scheduler::Known> Scheduler::readAll(const ProfileCatalog &profiles, const ScheduleLedger &ledger,
                                           const QDateTime &now)
{
    const auto memories = ledger.read();
    const GlobalSettings settings = globalSettingsOrDefaults(globalSettingsFile(profiles.folder()));
    QList<Known> all;
    for (const QString &name : profiles.names()) {
        // A file that cannot be read is shown as such by the faces; here it has no schedule.
        const auto loaded = profiles.peek(name);
        if (!loaded)
            continue;
        Known known{name,  loaded->profile.schedule, memories.value(name), needsNetwork(loaded->profile),
                    false, loaded->profile.drill};
        known.schedule.holdOnMetered = known.schedule.holdOnMetered.value_or(settings.holdOnMetered);
        known.schedule.holdOnBattery = known.schedule.holdOnBattery.value_or(settings.holdOnBattery);
        if (!known.memory.known.isValid()) {
            known.memory.known = now;
            known.isNew = true;
        }
        all.append(std::move(known));
    }
    return all;
}

void Scheduler::judge(const QList<Known> &known, quint64 edits)
{
    m_looking = false;
    if (m_phase != Phase::Watching)
        return;
    // Read before a run of ours was remembered: it would be begun a second time.
    if (edits != m_edits)
        return look();
    const QHash<QString, Watched> before = std::exchange(m_watched, {});
    for (const Known &item : known)
        m_watched.insert(
            item.profile,
            watchedFrom(item, before.contains(item.profile) ? &*before.constFind(item.profile) : nullptr));
    for (auto it = m_watched.begin(); it != m_watched.end(); ++it) {
        it->next = judge(it.key(), *it);
        if (const auto old = before.constFind(it.key()); old == before.cend() || old->next != it->next)
            Q_EMIT nextChanged(it.key(), it->next);
    }
    for (const Known &item : known) {
        if (item.isNew)
            remember(item.profile, [first = item.memory.known](ScheduleMemory &memory) {
                memory.known = memory.known.isValid() ? memory.known : first;
            });
        if (!m_watched.value(item.profile).next.isDue())
            continue;
        // Remembered before the end is known: a run that takes the program down is not begun again at once.
        const QDateTime now = m_backups.clock().utcNow();
        if (run(item.profile, RunTrigger::Schedule)) // else the next look will see
            remember(item.profile, [now](ScheduleMemory &memory) { memory.lastAttempt = now; });
    }
    for (auto it = m_watched.cbegin(); it != m_watched.cend(); ++it)
        m_drills->consider(it.key(), it->drill, it->memory, surroundingsOf(it.key(), *it));
    Q_EMIT looked();
    if (std::exchange(m_lookAgain, false))
        look();
}

NextRun Scheduler::judge(const QString &profile, Watched &watched) const
{
    if (const QDateTime seen = m_seenInStore.value(profile);
        seen.isValid() && !(seen <= watched.memory.lastSuccess))
        watched.memory.lastSuccess = seen;
    const NextRun next = nextRun(watched.schedule, watched.memory, surroundingsOf(profile, watched),
                                 m_backups.clock().utcNow(), m_zone, seedOf(profile));
    // What a start asks for stays asked for until it was possible.
    if (next.isDue() || next.reason == WaitReason::NotYet || next.reason == WaitReason::Off)
        watched.justStarted = false;
    return next;
}

Surroundings Scheduler::surroundingsOf(const QString &profile, const Watched &watched) const
{
    return {.online = m_machine.online || !watched.needsNetwork,
            .metered = m_machine.metered && watched.needsNetwork,
            .onBattery = m_machine.onBattery,
            .busy = m_jobs.changing(profile) != nullptr,
            .justStarted = watched.justStarted};
}

Result<void> Scheduler::backUpNow(const QString &profile)
{
    if (m_phase == Phase::Stopped)
        return fail(ErrorCode::Cancelled, u"scheduler.run"_s,
                    Text::tr("Lifeboat is being stopped; no backup of %1 is begun.").arg(profile));
    return run(profile, RunTrigger::ByHand);
}

/// `known`: the last success that the decision was made by.
Result<BackupReport> Scheduler::backUpOnce(ProfileCatalog &profiles, BackupService &backups,
                                           ScheduleLedger ledger, const QString &profile, RunTrigger trigger,
                                           const QDateTime &known, const JobControl &control)
{
    const auto loaded = profiles.load(profile, control.cancel);
    if (!loaded)
        return fail(loaded.error());
    if (loaded->missingSecret)
        return fail(*loaded->missingSecret);
    const bool isScheduled = trigger == RunTrigger::Schedule;
    if (const QDateTime latest = isScheduled ? ledger.read().value(profile).lastSuccess : QDateTime();
        latest.isValid() && !(latest <= known))
        return fail(ErrorCode::Busy, u"scheduler.run"_s,
                    Text::tr("Another Lifeboat has just backed up %1.").arg(profile));
    // Who asks for a backup gets one.
    auto report = isScheduled && loaded->profile.schedule.skipUnchanged
                      ? backUpIfChanged(backups, *loaded, ledger, control)
                      : backups.backUp(*loaded, control);
    if (!report)
        return report;
    // At once: another Lifeboat may look at any moment. Should it fail, noteRun() tries again, and says so.
    std::ignore = ledger.change(profile, [at = report->takenAt](ScheduleMemory &memory) {
        memory.lastSuccess = at;
        memory.failures = 0;
    });
    return report;
}

Result<void> Scheduler::run(const QString &profile, RunTrigger trigger)
{
    const auto job = m_jobs.start<BackupReport>(
        JobKind::Backup, profile,
        [&profiles = m_profiles, &backups = m_backups, ledger = m_ledger, profile, trigger,
         known = m_watched.value(profile).memory.lastSuccess](const JobControl &control) {
            return backUpOnce(profiles, backups, ledger, profile, trigger, known, control);
        },
        this,
        [this, profile, trigger](const Result<BackupReport> &result) { noteRun(profile, trigger, result); },
        trigger);
    if (!job)
        return fail(job.error());
    return {};
}

void Scheduler::noteJob(const Job &job)
{
    if (job.kind() != JobKind::Backup || job.trigger() == RunTrigger::Schedule)
        return;
    remember(job.profile(), [startedAt = job.record().startedAt](ScheduleMemory &memory) {
        if (!(startedAt <= memory.lastSuccess))
            memory.lastSuccess = startedAt;
        memory.failures = 0;
    });
}

void Scheduler::noteRun(const QString &profile, RunTrigger trigger, const Result<BackupReport> &result)
{
    if (result) {
        remember(profile, [at = result->takenAt](ScheduleMemory &memory) {
            memory.lastSuccess = at;
            memory.failures = 0;
        });
        Q_EMIT succeeded(profile, *result);
        return;
    }
    if (trigger != RunTrigger::Schedule) {
        // The schedule does not wait longer because somebody tried.
    } else if (result.error().code == ErrorCode::Cancelled) {
        // Whoever cancels does not want it back in a minute.
        const QDateTime until =
            m_backups.clock().utcNow().addSecs(std::chrono::seconds(holdAfterCancel).count());
        remember(profile, [until](ScheduleMemory &memory) { memory.pausedUntil = until; });
    } else if (result.error().code != ErrorCode::Busy) {
        remember(profile, [](ScheduleMemory &memory) { ++memory.failures; });
    }
    Q_EMIT failed(profile, result.error());
}

void Scheduler::remember(const QString &profile, std::function<void(ScheduleMemory &)> edit)
{
    ++m_edits;
    if (const auto watched = m_watched.find(profile); watched != m_watched.end())
        edit(watched->memory);
    m_disk.start([this, profile, edit = std::move(edit)] {
        if (const auto done = m_ledger.change(profile, edit); !done)
            qCWarning(logEngine).noquote() << describe(done.error());
    });
}

void Scheduler::rememberForAll(const std::function<void(ScheduleMemory &)> &edit)
{
    const QStringList names = m_profiles.names(); // also before the first look
    for (const QString &name : names)
        remember(name, edit);
    look();
}

void Scheduler::setMachineState(const MachineState &state)
{
    if (m_machine != state) {
        m_machine = state;
        look();
    }
}

void Scheduler::noteBackup(const QString &profile, const QDateTime &takenAt)
{
    // A machine whose clock is ahead must not hold ours up.
    if (takenAt <= m_backups.clock().utcNow())
        m_seenInStore.insert(profile, takenAt);
}

bool Scheduler::isAtIt(const QString &profile) const
{
    if (m_phase == Phase::Stopped)
        return false;
    const NextRun known = next(profile);
    const Job *job = m_jobs.changing(profile); // whoever began it
    return !knows(profile) || known.isDue() || known.reason == WaitReason::Busy
           || (job && job->kind() == JobKind::Backup);
}

/// Its first backup has had less time than lies between two of them.
bool Scheduler::isNew(const QString &profile) const
{
    const auto found = m_watched.constFind(profile);
    if (m_phase == Phase::Stopped || found == m_watched.cend() || found->memory.lastSuccess.isValid())
        return false;
    const QDateTime now = m_backups.clock().utcNow();
    const auto period = periodOf(found->schedule, now, m_zone);
    return found->memory.known <= now
           && now < found->memory.known.addSecs((period + graceOf(period)).count());
}

void Scheduler::follow(HealthMonitor &health)
{
    health.setPatience([this, &health](const QString &profile) {
        const bool hasNone = !health.stateOf(profile).report.lastBackup.isValid();
        return isAtIt(profile) || (hasNone && isNew(profile));
    });
    connect(this, &Scheduler::looked, &health, &HealthMonitor::tellHeldBack);
    const auto noteFresh = [this, &health](const QString &profile) {
        if (const QDateTime fresh = health.stateOf(profile).report.freshAt; fresh.isValid())
            noteBackup(profile, fresh);
    };
    connect(&health, &HealthMonitor::listed, this,
            [noteFresh](const Profile &profile) { noteFresh(profile.id); });
    connect(&health, &HealthMonitor::drillsKnown, this,
            [this, noteFresh](const QString &profile, const DrillDates &drills) {
                noteFresh(profile);
                m_drills->noteLatest(profile, {drills.latest, drills.hasFailed});
            });
}

void Scheduler::pause(const QDateTime &until)
{
    rememberForAll([until](ScheduleMemory &memory) {
        memory.pausedUntil = until;
        memory.pausedForGood = !until.isValid();
    });
}

void Scheduler::resume()
{
    rememberForAll([](ScheduleMemory &memory) {
        memory.pausedUntil = {};
        memory.pausedForGood = false;
    });
}

bool Scheduler::isPaused() const
{
    const auto on = [](const Watched &watched) { return watched.schedule.enabled; };
    return std::any_of(m_watched.cbegin(), m_watched.cend(), on)
           && std::all_of(m_watched.cbegin(), m_watched.cend(), [&](const Watched &watched) {
                  return !on(watched) || watched.next.reason == WaitReason::Paused;
              });
}

NextRun Scheduler::next(const QString &profile) const
{
    const auto found = m_watched.constFind(profile);
    return found == m_watched.cend() ? NextRun{WaitReason::Off, {}} : found->next;
}

} // namespace lifeboat
