// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/nextwords.h"

#include "gui/common/timewords.h"

#include <QCoreApplication>
#include <QLocale>

namespace lifeboat {

namespace {

struct NextWords
{
    Q_DECLARE_TR_FUNCTIONS(NextWords)
};

bool isUnknown(const NextRun &next)
{
    return next.reason == WaitReason::NotYet && !next.at.isValid();
}

} // namespace

QString atWords(const QDateTime &time, const QDateTime &now)
{
    const QDateTime local = time.toLocalTime();
    const qint64 days = now.toLocalTime().date().daysTo(local.date());
    const QLocale locale;
    const QString clock = locale.toString(local.time(), QLocale::ShortFormat);
    if (days == 0)
        return clock;
    if (days == 1)
        return NextWords::tr("tomorrow %1", "time of day").arg(clock);
    if (days > 1 && days < 7) {
        return NextWords::tr("%1 %2", "day of the week, time of day")
            .arg(locale.dayName(local.date().dayOfWeek(), QLocale::ShortFormat), clock);
    }
    return NextWords::tr("%1 %2", "date, time of day")
        .arg(locale.toString(local.date(), QLocale::ShortFormat), clock);
}

QString nextWords(const NextRun &next, const QDateTime &now)
{
    if (isUnknown(next))
        return {};
    switch (next.reason) {
    case WaitReason::None: return NextWords::tr("due now");
    case WaitReason::Off: return NextWords::tr("the schedule is off");
    case WaitReason::NotYet:
        return next.at <= now ? NextWords::tr("due now")
                              : NextWords::tr("next in %1", "time span").arg(spanWords(now, next.at));
    case WaitReason::Paused:
        return next.at.isValid() ? NextWords::tr("paused until %1", "time").arg(atWords(next.at, now))
                                 : NextWords::tr("paused until you resume");
    case WaitReason::Retrying:
        return NextWords::tr("failed, retrying at %1", "time").arg(atWords(next.at, now));
    case WaitReason::Busy: return NextWords::tr("working on it");
    case WaitReason::Offline: return NextWords::tr("waiting for a network");
    case WaitReason::Metered: return NextWords::tr("waiting for a network that is not metered");
    case WaitReason::Battery: return NextWords::tr("waiting for mains power");
    }
    Q_UNREACHABLE();
}

QString shortNextWords(const NextRun &next, const QDateTime &now)
{
    if (isUnknown(next))
        return {};
    switch (next.reason) {
    case WaitReason::NotYet:
        return next.at <= now ? NextWords::tr("due now")
                              : NextWords::tr("next %1", "time").arg(atWords(next.at, now));
    case WaitReason::Retrying: return NextWords::tr("retry %1", "time").arg(atWords(next.at, now));
    case WaitReason::Off: return NextWords::tr("schedule off");
    case WaitReason::Paused: return NextWords::tr("paused");
    case WaitReason::Offline: return NextWords::tr("no network");
    case WaitReason::Metered: return NextWords::tr("metered network");
    case WaitReason::Battery: return NextWords::tr("on battery");
    case WaitReason::None:
    case WaitReason::Busy: break;
    }
    return nextWords(next, now);
}

} // namespace lifeboat
