// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/recordedrun.h"

#include "base/text.h"
#include "engine/config/globalsettings.h"
#include "service/historykeeper.h"

namespace lifeboat {

namespace {

void keep(const RunRecord &record, Terminal &terminal)
{
    const auto history = RunHistory::open(
        historyPath(), historyBounds(globalSettingsFile(QProcessEnvironment::systemEnvironment())));
    const auto added = history ? (*history)->add(record) : fail(history.error());
    if (!added)
        terminal.warn(describe(added.error()));
    if (history && !(*history)->setAside().isEmpty()) {
        terminal.warn(Text::tr("The run history was damaged. It is kept as %1, and a new one is begun.")
                          .arg((*history)->setAside()));
    }
}

} // namespace

Result<Outcome> runRecorded(Command &command, CommandContext &context)
{
    const auto kind = command.kind();
    if (!kind)
        return command.run(context);
    context.startRecording(*kind);
    auto outcome = command.run(context);
    const auto error = outcome ? std::nullopt : std::optional<Error>(outcome.error());
    keep(context.finishRecording(error), context.terminal());
    return outcome;
}

} // namespace lifeboat
