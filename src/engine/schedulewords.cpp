// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/schedulewords.h"

#include "base/text.h"

#include <QLocale>
#include <QStringList>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString intervalWords(std::chrono::seconds interval)
{
    const auto count = [interval](std::chrono::seconds unit) { return static_cast<int>(interval / unit); };
    if (interval % 24h == 0s && interval > 48h)
        return Text::tr("every %n day(s)", nullptr, count(24h));
    if (interval % 1h == 0s)
        return Text::tr("every %n hour(s)", nullptr, count(1h));
    if (interval % 1min == 0s)
        return Text::tr("every %n minute(s)", nullptr, count(1min));
    return Text::tr("every %n second(s)", nullptr, count(1s));
}

} // namespace

QString describeSchedule(const Schedule &schedule)
{
    if (!schedule.enabled)
        return Text::tr("off");
    if (schedule.cron)
        return Text::tr("cron %1").arg(schedule.cron->text());
    if (schedule.times.isEmpty())
        return intervalWords(schedule.interval);
    QStringList times;
    for (const QTime &time : schedule.times)
        times.append(time.toString(u"HH:mm"_s));
    const QString at = times.join(u", "_s);
    if (schedule.days.isEmpty())
        return Text::tr("daily at %1").arg(at);
    QStringList days;
    for (const Qt::DayOfWeek day : schedule.days)
        days.append(QLocale().dayName(day, QLocale::ShortFormat));
    return Text::tr("%1 at %2").arg(days.join(u", "_s), at);
}

} // namespace lifeboat
