// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retention.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<PeriodRule, 5> allPeriodRules{{
    {KeepReason::Hourly, "hourly"_L1, &RetentionRules::hourly, 8784},    // a leap year's
    {KeepReason::Daily, "daily"_L1, &RetentionRules::daily, 3660},       // ten years'
    {KeepReason::Weekly, "weekly"_L1, &RetentionRules::weekly, 1040},    // twenty years'
    {KeepReason::Monthly, "monthly"_L1, &RetentionRules::monthly, 1200}, // a century's
    {KeepReason::Yearly, "yearly"_L1, &RetentionRules::yearly, 100},
}};

struct ReasonName
{
    KeepReason reason;
    QLatin1StringView name;
};
constexpr ReasonName otherReasons[] = {
    {KeepReason::All, "all"_L1},           {KeepReason::Newest, "newest"_L1},
    {KeepReason::Count, "count"_L1},       {KeepReason::WithoutPlace, "without-place"_L1},
    {KeepReason::Proven, "proven"_L1},     {KeepReason::MayBeProven, "may-be-proven"_L1},
    {KeepReason::FromFuture, "future"_L1},
};

/// The number of the hour, day, week, month or year in which a time lies. Whole numbers, not QDate: ten
/// thousand generations are planned anew at each key that is pressed in the settings.
qint64 periodOf(KeepReason rule, const QDateTime &time)
{
    using namespace std::chrono;
    const sys_seconds second{seconds(time.toSecsSinceEpoch())};
    const auto day = floor<days>(second);
    const auto months = [day] {
        const year_month_day date(day);
        return (qint64(int(date.year())) * 12) + unsigned(date.month()) - 1;
    };
    switch (rule) {
    case KeepReason::Hourly: return floor<hours>(second).time_since_epoch().count();
    case KeepReason::Daily: return day.time_since_epoch().count();
    case KeepReason::Weekly: return floor<weeks>(day + days(3)).time_since_epoch().count(); // from Mondays on
    case KeepReason::Monthly: return months();
    default: return int(year_month_day(day).year());
    }
}

/// How much room one rule still has. Asked newest first.
class Places final
{
public:
    Places(KeepReason reason, int number) : m_reason(reason), m_left(number) {}

    [[nodiscard]] KeepReason reason() const { return m_reason; }
    [[nodiscard]] bool reachesTo(const BackupEntry &entry) const
    {
        return m_left > 0 && (m_reason == KeepReason::Count || periodOf(m_reason, entry.takenAt) != m_taken);
    }
    void take(const BackupEntry &entry)
    {
        --m_left;
        if (m_reason != KeepReason::Count)
            m_taken = periodOf(m_reason, entry.takenAt);
    }

private:
    KeepReason m_reason;
    int m_left;
    std::optional<qint64> m_taken; ///< the latest period that has its generation
};

class Planner final
{
public:
    Planner(int count, const RetentionRules &rules, const QDateTime &now, const StandingOf &standingOf)
        : m_latest(now.addDays(1)), m_standingOf(standingOf), m_provenWanted(rules.verified),
          m_asksProofs(rules.verified > 0)
    {
        m_places.emplace_back(KeepReason::Count, count);
        for (const PeriodRule &rule : periodRules())
            m_places.emplace_back(rule.reason, rules.*rule.number);
    }

    Result<PlannedGeneration> judge(const BackupEntry &entry);

private:
    [[nodiscard]] KeepReasons takePlaces(const PlannedGeneration &generation);

    QDateTime m_latest;
    const StandingOf &m_standingOf;
    std::vector<Places> m_places;
    int m_provenWanted;
    bool m_asksProofs;
    bool m_sawNewest = false;
};

KeepReasons Planner::takePlaces(const PlannedGeneration &generation)
{
    const bool takes = generation.standing == Standing::Unproven || generation.standing == Standing::Proven;
    KeepReasons reasons;
    for (Places &places : m_places) {
        if (!places.reachesTo(generation.entry))
            continue;
        reasons |= takes ? places.reason() : KeepReason::WithoutPlace;
        if (takes)
            places.take(generation.entry);
    }
    return reasons;
}

Result<PlannedGeneration> Planner::judge(const BackupEntry &entry)
{
    PlannedGeneration generation{entry, {}};
    if (entry.takenAt > m_latest) {
        generation.reasons = KeepReason::FromFuture;
        return generation;
    }
    const bool isReached =
        std::ranges::any_of(m_places, [&entry](const Places &places) { return places.reachesTo(entry); });
    if (m_asksProofs && (isReached || m_provenWanted > 0)) {
        const auto standing = m_standingOf(entry);
        if (!standing)
            return fail(standing.error());
        generation.standing = *standing;
    }
    generation.reasons = takePlaces(generation);
    if (!std::exchange(m_sawNewest, true))
        generation.reasons |= KeepReason::Newest;
    if (m_provenWanted > 0 && generation.standing == Standing::Proven) {
        generation.reasons |= KeepReason::Proven;
        --m_provenWanted;
    } else if (m_provenWanted > 0 && generation.standing == Standing::Unclear) {
        generation.reasons |= KeepReason::MayBeProven;
    }
    return generation;
}

QString wordsFor(KeepReason reason, const PlannedGeneration &generation, int count)
{
    const QDateTime time = generation.entry.takenAt.toUTC();
    switch (reason) {
    case KeepReason::All: return Text::tr("all are kept");
    case KeepReason::Newest: return Text::tr("newest");
    case KeepReason::Count: return Text::tr("one of the newest %1").arg(count);
    case KeepReason::Hourly: return Text::tr("hourly of %1").arg(time.toString(u"yyyy-MM-dd HH:00"));
    case KeepReason::Daily: return Text::tr("daily of %1").arg(time.toString(u"yyyy-MM-dd"));
    case KeepReason::Weekly: {
        int year = 0;
        const int week = time.date().weekNumber(&year);
        return Text::tr("weekly of %1").arg(u"%1-W%2"_s.arg(year, 4, 10, '0'_L1).arg(week, 2, 10, '0'_L1));
    }
    case KeepReason::Monthly: return Text::tr("monthly of %1").arg(time.toString(u"yyyy-MM"));
    case KeepReason::Yearly: return Text::tr("yearly of %1").arg(time.toString(u"yyyy"));
    case KeepReason::WithoutPlace:
        return generation.standing == Standing::Failed
                   ? Text::tr("restore drill failed, takes no other's place")
                   : Text::tr("its proof cannot be relied on, takes no other's place");
    case KeepReason::Proven: return Text::tr("proven restorable");
    case KeepReason::MayBeProven: return Text::tr("may be proven, its proof cannot be relied on");
    case KeepReason::FromFuture: return Text::tr("dated in the future");
    }
    Q_UNREACHABLE();
}

/// In the order in which they are told.
QList<KeepReason> reasonsIn(KeepReasons reasons)
{
    QList<KeepReason> all;
    for (int bit = 1; bit <= int(KeepReason::FromFuture); bit *= 2) {
        if (reasons.testFlag(static_cast<KeepReason>(bit)))
            all.append(static_cast<KeepReason>(bit));
    }
    return all;
}

QString nameOf(KeepReason reason)
{
    if (const auto rule = std::ranges::find(allPeriodRules, reason, &PeriodRule::reason);
        rule != allPeriodRules.end())
        return rule->key;
    return std::ranges::find(otherReasons, reason, &ReasonName::reason)->name;
}

QString numberWords(const PeriodRule &rule, int number)
{
    switch (rule.reason) {
    case KeepReason::Hourly: return Text::tr("%1 hourly").arg(number);
    case KeepReason::Daily: return Text::tr("%1 daily").arg(number);
    case KeepReason::Weekly: return Text::tr("%1 weekly").arg(number);
    case KeepReason::Monthly: return Text::tr("%1 monthly").arg(number);
    default: return Text::tr("%1 yearly").arg(number);
    }
}

} // namespace

std::span<const PeriodRule> periodRules()
{
    return allPeriodRules;
}

QList<BackupEntry> RetentionPlan::expired() const
{
    QList<BackupEntry> oldestFirst;
    for (auto generation = newestFirst.crbegin(); generation != newestFirst.crend(); ++generation) {
        if (!generation->stays())
            oldestFirst.append(generation->entry);
    }
    return oldestFirst;
}

qint64 RetentionPlan::expiredBytes() const
{
    qint64 bytes = 0;
    for (const PlannedGeneration &generation : newestFirst)
        bytes += generation.stays() ? 0 : generation.entry.size;
    return bytes;
}

qsizetype RetentionPlan::unclear() const
{
    const KeepReasons doubt = KeepReason::WithoutPlace | KeepReason::MayBeProven;
    return std::count_if(newestFirst.cbegin(), newestFirst.cend(), [doubt](const PlannedGeneration &each) {
        return each.standing == Standing::Unclear && (each.reasons & ~doubt) == KeepReasons();
    });
}

Result<RetentionPlan> planRetention(const QList<BackupEntry> &newestFirst, int count,
                                    const RetentionRules &rules, const QDateTime &now,
                                    const StandingOf &standingOf)
{
    RetentionPlan plan;
    plan.newestFirst.reserve(newestFirst.size());
    Planner planner(count, rules, now, standingOf);
    for (const BackupEntry &entry : newestFirst) {
        if (count <= 0) {
            plan.newestFirst.append({entry, KeepReason::All});
            continue;
        }
        auto generation = planner.judge(entry);
        if (!generation)
            return fail(generation.error());
        plan.newestFirst.append(std::move(*generation));
    }
    return plan;
}

QStringList reasonWords(const PlannedGeneration &generation, int count)
{
    QStringList words;
    for (const KeepReason reason : reasonsIn(generation.reasons))
        words.append(wordsFor(reason, generation, count));
    return words;
}

QStringList reasonNames(KeepReasons reasons)
{
    QStringList names;
    for (const KeepReason reason : reasonsIn(reasons))
        names.append(nameOf(reason));
    return names;
}

QString describeRetention(int count, const RetentionRules &rules)
{
    if (count <= 0)
        return Text::tr("all generations");
    QStringList besides;
    for (const PeriodRule &rule : periodRules()) {
        if (rules.*rule.number > 0)
            besides.append(numberWords(rule, rules.*rule.number));
    }
    QString words = Text::tr("%1 generations").arg(count);
    if (!besides.isEmpty())
        words = Text::tr("%1, besides %2", "7 generations, besides 7 daily, 4 weekly")
                    .arg(words, besides.join(u", "_s));
    return words;
}

} // namespace lifeboat
