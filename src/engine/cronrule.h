// SPDX-License-Identifier: GPL-3.0-or-later
// Five fields as crontab(5) has them: minute, hour, day of month, month, day of week.
#pragma once

#include "base/result.h"

#include <QDate>
#include <QString>
#include <QTime>

#include <bitset>

namespace lifeboat {

class CronRule final
{
public:
    /// Numbers, `*`, lists, ranges, steps after either, and the names of months and days; Sunday is 0 or 7.
    /// When both days are restricted, which is to say that neither begins with `*`, either of them suffices.
    /// Also @hourly, @daily, @weekly, @monthly.
    /// ErrorCode::Configuration says which field is wrong, and that a rule never comes due ("0 0 31 2 *").
    [[nodiscard]] static Result<CronRule> parse(const QString &text);

    [[nodiscard]] bool matchesDay(QDate date) const;
    /// The first matching time of a matching day at or after `from`; invalid when none is left that day.
    [[nodiscard]] QTime firstTime(QTime from) const;
    [[nodiscard]] QString text() const { return m_text; }

    bool operator==(const CronRule &) const = default;

private:
    QString m_text; ///< as it was written
    std::bitset<60> m_minutes;
    std::bitset<24> m_hours;
    std::bitset<32> m_days;    ///< 1 to 31
    std::bitset<13> m_months;  ///< 1 to 12
    std::bitset<7> m_weekdays; ///< Sunday is 0
    bool m_anyDay = true;      ///< the day of month begins with `*`
    bool m_anyWeekday = true;
};

} // namespace lifeboat
