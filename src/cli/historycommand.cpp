// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "engine/runexport.h"
#include "engine/runhistory.h"

#include <QFile>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class HistoryCommand final : public Command
{
public:
    std::string name() const override { return "history"; }
    std::string summary() const override { return "List what was done on this computer, newest first"; }
    std::string example() const override { return "lifeboat-cli history --profile rustresort --limit 50"; }
    void declare(CLI::App &app) override
    {
        app.add_option("--limit", m_limit, "Runs to list (default 20; 0 lists all)")
            ->check(CLI::NonNegativeNumber);
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    int m_limit = 20;
};

QString lineFor(const RunRecord &record)
{
    QString line = u"%1  %2  %3  %4  %5"_s.arg(
        formatUtc(record.finishedAt), outcomeTitle(record.outcome).leftJustified(9),
        jobName(record.kind).leftJustified(8), formatDuration(record.duration).rightJustified(7),
        record.profile);
    if (!record.backupKey.isEmpty())
        line += u"  "_s + record.backupKey;
    if (record.error)
        line += u"  "_s + record.error->message;
    return line;
}

Result<Outcome> HistoryCommand::run(CommandContext &context)
{
    QList<RunRecord> records;
    const QString path = historyPath();
    if (QFile::exists(path)) { // to ask is no reason to make one
        const auto history = RunHistory::open(path);
        if (!history)
            return fail(history.error());
        RunFilter filter;
        filter.profile = fromArgument(context.options().profile);
        filter.limit = m_limit;
        auto listed = (*history)->list(filter);
        if (!listed)
            return fail(listed.error());
        records = std::move(*listed);
    }
    QStringList lines;
    for (const RunRecord &record : std::as_const(records))
        lines += lineFor(record);
    if (lines.isEmpty())
        lines += Text::tr("No runs are recorded yet.");
    return Outcome{toJson(records), lines.join(u'\n')};
}

} // namespace

std::unique_ptr<Command> makeHistoryCommand()
{
    return std::make_unique<HistoryCommand>();
}

} // namespace lifeboat
