// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/scheduler.h"

#include "base/log.h"
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
};

Scheduler::Scheduler(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, ScheduleLedger ledger,
                     QTimeZone zone, QObject *parent)
    : QObject(parent), m_profiles(profiles), m_backups(backups), m_jobs(jobs), m_ledger(std::move(ledger)),
      m_zone(std::move(zone))
{
    m_disk.setMaxThreadCount(1);
    connect(&m_tick, &QTimer::timeout, this, &Scheduler::look);
    connect(&m_jobs, &Jobs::finished, this, &Scheduler::look);
}

/// What the file says, unless it could not be written: a full disk must not have the same run begin every 20
/// seconds.
Scheduler::Watched Scheduler::watchedFrom(const Known &item, const Watched *before)
{
    Watched watched{item.schedule, item.memory, {}, item.needsNetwork, !before || before->justStarted};
    if (before && before->memory.lastAttempt > item.memory.lastAttempt)
        watched.memory = before->memory;
    return watched;
}

Scheduler::~Scheduler()
{
    m_disk.waitForDone();
}

void Scheduler::begin()
{
    m_tick.start(tick);
    look();
}

void Scheduler::stop()
{
    m_tick.stop();
    m_stopped = true;
}

void Scheduler::look()
{
    if (m_stopped)
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
    QList<Known> all;
    for (const QString &name : profiles.names()) {
        // A file that cannot be read is shown as such by the faces; here it has no schedule.
        const auto loaded = profiles.peek(name);
        if (!loaded)
            continue;
        Known known{name, loaded->profile.schedule, memories.value(name), needsNetwork(loaded->profile),
                    false};
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
    if (m_stopped)
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
        if (m_watched.value(item.profile).next.isDue())
            run(item.profile);
    }
    Q_EMIT looked();
    if (std::exchange(m_lookAgain, false))
        look();
}

NextRun Scheduler::judge(const QString &profile, Watched &watched) const
{
    if (const QDateTime seen = m_seenInStore.value(profile);
        seen.isValid() && !(seen <= watched.memory.lastSuccess))
        watched.memory.lastSuccess = seen;
    const Surroundings surroundings{.online = m_machine.online || !watched.needsNetwork,
                                    .metered = m_machine.metered && watched.needsNetwork,
                                    .onBattery = m_machine.onBattery,
                                    .busy = m_jobs.changing(profile) != nullptr,
                                    .justStarted = watched.justStarted};
    const NextRun next = nextRun(watched.schedule, watched.memory, surroundings, m_backups.clock().utcNow(),
                                 m_zone, seedOf(profile));
    // What a start asks for stays asked for until it was possible.
    if (next.isDue() || next.reason == WaitReason::NotYet || next.reason == WaitReason::Off)
        watched.justStarted = false;
    return next;
}

void Scheduler::run(const QString &profile)
{
    const QDateTime now = m_backups.clock().utcNow();
    const auto job = m_jobs.start<BackupReport>(
        JobKind::Backup, profile,
        [&profiles = m_profiles, &backups = m_backups,
         profile](const JobControl &control) -> Result<BackupReport> {
            const auto loaded = profiles.load(profile, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            if (loaded->missingSecret)
                return fail(*loaded->missingSecret);
            return backups.backUp(*loaded, control);
        },
        this, [this, profile](const Result<BackupReport> &result) { noteRun(profile, result); },
        RunTrigger::Schedule);
    if (!job) // somebody was faster; the next look will see
        return;
    // Remembered before the end is known: a run that takes the program down is not begun again at once.
    remember(profile, [now](ScheduleMemory &memory) { memory.lastAttempt = now; });
}

void Scheduler::noteRun(const QString &profile, const Result<BackupReport> &result)
{
    if (result) {
        remember(profile, [at = result->takenAt](ScheduleMemory &memory) {
            memory.lastSuccess = at;
            memory.failures = 0;
        });
        Q_EMIT succeeded(profile, *result);
        return;
    }
    if (result.error().code == ErrorCode::Cancelled) {
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
    const QStringList names = m_watched.keys();
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
