// SPDX-License-Identifier: GPL-3.0-or-later
// Which generations to keep, and why. Pure functions; the same plan is carried out, printed and shown.
#pragma once

#include "engine/listing.h"

#include <QFlags>

#include <functional>
#include <span>

namespace lifeboat {

/// What restore drills say of a generation.
enum class Standing {
    Unproven, ///< none was held
    Proven,   ///< the latest one restored it
    Failed,   ///< the latest one did not, or found it untrue
    Unclear,  ///< there is a proof that cannot be relied on: it may be either
};

enum class KeepReason {
    All = 0x001, ///< the profile keeps everything
    Newest = 0x002,
    Count = 0x004, ///< one of the newest so many
    Hourly = 0x008,
    Daily = 0x010,
    Weekly = 0x020,
    Monthly = 0x040,
    Yearly = 0x080,
    /// The rules reach to it, but it takes nobody's place: its drill failed, or its proof is unclear.
    WithoutPlace = 0x100,
    Proven = 0x200,      ///< among the newest proven ones
    MayBeProven = 0x400, ///< too few are known to be proven, and its proof is unclear
    FromFuture = 0x800,
};
Q_DECLARE_FLAGS(KeepReasons, KeepReason)
Q_DECLARE_OPERATORS_FOR_FLAGS(KeepReasons)

/// A rule by periods: its key in [lifeboat.retention], where its number is, and the most that may be.
struct PeriodRule
{
    KeepReason reason;
    QLatin1StringView key;
    int RetentionRules::*number;
    int most;
};
/// From the shortest period to the longest.
[[nodiscard]] std::span<const PeriodRule> periodRules();
constexpr int mostVerified = 1000;

struct PlannedGeneration
{
    BackupEntry entry;
    KeepReasons reasons; ///< none: it goes
    /// Unproven when it did not have to be asked.
    Standing standing = Standing::Unproven;

    [[nodiscard]] bool stays() const { return reasons != KeepReasons(); }
};

struct RetentionPlan
{
    QList<PlannedGeneration> newestFirst;

    /// Oldest first.
    [[nodiscard]] QList<BackupEntry> expired() const;
    /// Of those that go.
    [[nodiscard]] qint64 expiredBytes() const;
    /// How many stay because nobody can tell what their proof says.
    [[nodiscard]] qsizetype unclear() const;
};

/// Asked of a generation only where the answer decides about one, newest first. An error ends the planning.
using StandingOf = std::function<Result<Standing>(const BackupEntry &entry)>;

/// `newestFirst` is what listBackups() returns. 0 as `count` keeps all; else the newest `count` stay, and
/// besides, for each rule by periods, the newest of each of the last so many periods that have one (as
/// restic's "forget" has it, restic manual, "Removing snapshots according to a policy"). Periods are those of
/// UTC, in which keys are named, so that every machine decides alike; weeks are those of ISO 8601.
///
/// The newest stays whatever the rules say, and so do the newest `rules.verified` that are proven. One whose
/// drill failed, or whose proof is unclear, stays while the rules reach to it and takes no place, so that it
/// pushes no good one out. Those dated more than a day after `now` come from a clock that was wrong: they
/// count for nothing, or the real ones would make room for them, and stay.
///
/// Carrying a plan out and planning again removes nothing more; a new backup brings none back.
[[nodiscard]] Result<RetentionPlan> planRetention(const QList<BackupEntry> &newestFirst, int count,
                                                  const RetentionRules &rules, const QDateTime &now,
                                                  const StandingOf &standingOf);

/// "newest", "daily of 2026-11-20": why it stays, in words; none for one that goes.
[[nodiscard]] QStringList reasonWords(const PlannedGeneration &generation, int count);
/// "newest", "daily", "without-place": the same for programs.
[[nodiscard]] QStringList reasonNames(KeepReasons reasons);
/// "7 generations, besides 24 hourly and 7 daily ones".
[[nodiscard]] QString describeRetention(int count, const RetentionRules &rules);

} // namespace lifeboat
