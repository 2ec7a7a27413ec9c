// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/notices/noticerules.h"

#include "gui/common/timewords.h"

#include <QCoreApplication>

namespace lifeboat {

namespace {

struct Notices
{
    Q_DECLARE_TR_FUNCTIONS(Notices)
};

bool isTrouble(AlertKind kind)
{
    return kind != AlertKind::Succeeded && kind != AlertKind::Recovered && kind != AlertKind::Test;
}

bool isWanted(AlertKind kind, const GlobalSettings &settings)
{
    switch (kind) {
    case AlertKind::Failed:
    case AlertKind::DrillFailed: return settings.notifyFailure;
    case AlertKind::Late:
    case AlertKind::Overdue: return settings.notifyStale;
    case AlertKind::Succeeded: return settings.notifySuccess;
    case AlertKind::Recovered:
    case AlertKind::Test: return true;
    }
    Q_UNREACHABLE();
}

QString titleOf(AlertKind kind, const NoticeFacts &facts)
{
    const QString &profile = facts.profile;
    const bool isUnchanged = facts.unchangedSince.isValid();
    switch (kind) {
    case AlertKind::Succeeded:
        if (isUnchanged)
            return Notices::tr("%1: nothing has changed since its last backup", "profile").arg(profile);
        return Notices::tr("%1: backed up", "profile").arg(profile);
    case AlertKind::Failed: return Notices::tr("%1: the backup failed", "profile").arg(profile);
    case AlertKind::Late: return Notices::tr("%1: a backup is overdue", "profile").arg(profile);
    case AlertKind::Overdue: return Notices::tr("%1: no recent backup", "profile").arg(profile);
    case AlertKind::Recovered:
        if (facts.isFirst)
            return Notices::tr("%1: backed up", "profile").arg(profile);
        return (isUnchanged ? Notices::tr("%1: backups work again", "profile")
                            : Notices::tr("%1: backed up again", "profile"))
            .arg(profile);
    case AlertKind::DrillFailed: return Notices::tr("%1: the restore drill failed", "profile").arg(profile);
    case AlertKind::Test: return Notices::tr("%1: a test", "profile").arg(profile);
    }
    Q_UNREACHABLE();
}

QString lastBackupWords(const QDateTime &lastBackup, const QDateTime &now)
{
    return lastBackup.isValid()
               ? Notices::tr("The last backup was made %1 ago.", "time span").arg(spanWords(lastBackup, now))
               : Notices::tr("There is no backup in the store.");
}

QString problemWords(const Error &problem)
{
    return problem.hint.isEmpty() ? problem.message : problem.message + u' ' + problem.hint;
}

QString unchangedWords(const NoticeFacts &facts, const QDateTime &now)
{
    return (facts.hasUploaded
                ? Notices::tr("The database is what it was at its backup, %1.", "today 03:00")
                : Notices::tr("The database is what it was at its backup, %1. Nothing was uploaded.",
                              "today 03:00"))
        .arg(whenWords(facts.unchangedSince, now));
}

QString bodyOf(AlertKind kind, const NoticeFacts &facts, const QDateTime &now)
{
    if (facts.unchangedSince.isValid() && !isTrouble(kind))
        return unchangedWords(facts, now);
    switch (kind) {
    case AlertKind::Failed:
    case AlertKind::DrillFailed: return facts.problem ? problemWords(*facts.problem) : QString();
    case AlertKind::Late:
    case AlertKind::Overdue: {
        const QString age = lastBackupWords(facts.lastBackup, now);
        return facts.problem ? age + u' ' + facts.problem->message : age;
    }
    case AlertKind::Succeeded: return Notices::tr("The backup is in its store, and proven to be there.");
    case AlertKind::Recovered: return Notices::tr("Everything is as it should be.");
    case AlertKind::Test: return {};
    }
    Q_UNREACHABLE();
}

Notification::Urgency urgencyOf(AlertKind kind)
{
    switch (kind) {
    case AlertKind::Overdue:
    case AlertKind::DrillFailed: return Notification::Urgency::Critical;
    case AlertKind::Failed:
    case AlertKind::Late:
    case AlertKind::Test: return Notification::Urgency::Normal;
    case AlertKind::Succeeded:
    case AlertKind::Recovered: return Notification::Urgency::Low;
    }
    Q_UNREACHABLE();
}

} // namespace

NoticeDecision noticeDue(const NoticeState &state, AlertNews news, const GlobalSettings &settings,
                         const QDateTime &now)
{
    const AlertDecision alert = alertDue(state.alerts, news, now);
    NoticeDecision decision{{alert.next, state.standing}, std::nullopt, false};
    if (!alert.tell)
        return decision;
    AlertKind kind = *alert.tell;
    // Nobody was told of the trouble here: to whom it is a backup like any other.
    if (kind == AlertKind::Recovered && !state.standing) {
        if (news != AlertNews::RunSucceeded)
            return decision;
        kind = AlertKind::Succeeded;
    }
    if (!isWanted(kind, settings))
        return decision;
    decision.show = kind;
    decision.next.standing = isTrouble(kind) ? std::optional(kind) : std::nullopt;
    return decision;
}

NoticeDecision noticeKept(const NoticeState &state, const GlobalSettings &settings)
{
    NoticeDecision decision{state, std::nullopt, false};
    if (state.standing && !isWanted(*state.standing, settings)) {
        decision.close = true;
        decision.next.standing.reset();
    }
    return decision;
}

Notification noticeOf(AlertKind kind, const NoticeFacts &facts, const QDateTime &now)
{
    Notification notification;
    notification.key = facts.profile;
    notification.title = titleOf(kind, facts);
    notification.body = bodyOf(kind, facts, now);
    notification.urgency = urgencyOf(kind);
    notification.sticky = isTrouble(kind);
    notification.actions.append({defaultAnswer, Notices::tr("Show")});
    if (isTrouble(kind)) {
        if (kind != AlertKind::DrillFailed)
            notification.actions.append({backUpAnswer, Notices::tr("Back up now")});
        notification.actions.append({showAnswer, Notices::tr("Show")});
    }
    return notification;
}

} // namespace lifeboat
