// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "engine/alertrules.h"
#include "service/waitingbackups.h"

#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class StatusCommand final : public Command
{
public:
    std::string name() const override { return "status"; }
    std::string summary() const override { return "Say how the backups are doing, as the store tells it"; }
    std::string example() const override { return "lifeboat-cli status --json"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

QString healthLine(Health health)
{
    switch (health) {
    case Health::Unknown: return Text::tr("Unknown.");
    case Health::Healthy: return Text::tr("Healthy: the backups are as fresh as the schedule promises.");
    case Health::Warning: return Text::tr("Overdue: the newest backup is late.");
    case Health::Critical: return Text::tr("Critical: there is no recent backup.");
    }
    Q_UNREACHABLE();
}

QJsonValue orNull(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(formatUtc(time)) : QJsonValue();
}

QJsonObject toJson(const HealthReport &report, const WaitingBackups &waiting)
{
    const DrillDates drills = report.drills.value_or(DrillDates());
    return {{u"health"_s, healthKey(report.health)}, {u"last_backup"_s, orNull(report.lastBackup)},
            {u"fresh_at"_s, orNull(report.freshAt)}, {u"next_due"_s, orNull(report.nextDue)},
            {u"drill"_s, orNull(drills.latest)},     {u"proven_at"_s, orNull(drills.restored)},
            {u"drill_failed"_s, drills.hasFailed},   {u"waiting"_s, waiting.count},
            {u"waiting_bytes"_s, waiting.bytes},     {u"waiting_since"_s, orNull(waiting.oldest)}};
}

QString textFor(const HealthReport &report, const WaitingBackups &waiting)
{
    QStringList lines{healthLine(report.health)};
    if (report.lastBackup.isValid())
        lines.append(Text::tr("Last backup: %1").arg(formatUtc(report.lastBackup)));
    if (report.freshAt > report.lastBackup)
        lines.append(Text::tr("Still what the database is: %1").arg(formatUtc(report.freshAt)));
    if (report.nextDue.isValid())
        lines.append(Text::tr("Next due: %1").arg(formatUtc(report.nextDue)));
    if (waiting.count > 0)
        lines.append(waitingSentence(waiting));
    if (!report.drills)
        return lines.join(u'\n');
    if (report.drills->hasFailed)
        lines.append(Text::tr("The restore drill of %1 FAILED.").arg(formatUtc(report.drills->latest)));
    lines.append(report.drills->restored.isValid()
                     ? Text::tr("Last proven restorable: %1").arg(formatUtc(report.drills->restored))
                     : Text::tr("Not yet proven restorable. \"lifeboat-cli drill\" does that."));
    return lines.join(u'\n');
}

/// The store cannot be asked; what waits for it here is known all the same.
Error withWaiting(Error error, const WaitingBackups &waiting)
{
    error.hint = (error.hint + u' ' + waitingSentence(waiting)).trimmed();
    return error;
}

Result<Outcome> StatusCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const WaitingBackups waiting = waitingBackups(profile->profile);
    const auto backups = context.service().list(*profile, context.control());
    if (!backups)
        return fail(withWaiting(backups.error(), waiting));
    const auto notes = context.service().notes(*profile, *backups, context.control());
    if (!notes)
        return fail(withWaiting(notes.error(), waiting));
    const QDateTime now = context.service().clock().utcNow();
    HealthReport report = healthOf(profile->profile, *backups, now, confirmedAt(*backups, notes->freshness));
    report.drills = drillDates(notes->proofs, notes->lastDrill, now);
    return Outcome{toJson(report, waiting), textFor(report, waiting),
                   report.health == Health::Critical ? ExitFailed : ExitDone};
}

} // namespace

std::unique_ptr<Command> makeStatusCommand()
{
    return std::make_unique<StatusCommand>();
}

} // namespace lifeboat
