// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/restoreflow.h"

#include "base/text.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto commandLimit = 60s;
constexpr auto letGoLimit = 5s;
constexpr auto letGoLook = 100ms;

/// A program that was told to stop closes its database a little later.
void waitUntilClosed(const QString &target, Clock &clock, const CancelToken &cancel)
{
    for (auto waited = 0ms; waited < letGoLimit; waited += letGoLook) {
        if (!QFileInfo::exists(target))
            return;
        const auto users = findDatabaseUsers(target);
        if (!users || users->isEmpty() || !clock.sleep(letGoLook, cancel))
            return;
    }
}

class Flow final
{
public:
    Flow(const RestoreCommands &commands, Clock &clock, const JobControl &control)
        : m_commands(commands), m_clock(clock), m_control(control)
    {
    }
    Q_DISABLE_COPY_MOVE(Flow)

    void attach(PutBackRequest &request)
    {
        if (m_commands.stop.isEmpty())
            return;
        request.beforeSwap = [this, live = request.live, target = request.target]() -> Result<void> {
            m_stopReached = true;
            m_control.enter(Stage::Stop);
            m_reports.append(runShellCommand(m_commands.stop, commandLimit, m_control.cancel));
            if (m_reports.constLast().problem)
                return fail(*m_reports.constLast().problem);
            if (!live)
                waitUntilClosed(target, m_clock, m_control.cancel);
            return {};
        };
    }

    Result<RestoreOutcome> conclude(const Result<RestoreReport> &result)
    {
        std::optional<Error> startProblem;
        if (!m_commands.start.isEmpty() && (m_stopReached || m_commands.stop.isEmpty())) {
            if (m_control.progress)
                m_control.progress({Stage::Start, 0, 0, !result});
            // Not cancellable: whoever cancels a restore wants the program back all the more.
            m_reports.append(runShellCommand(m_commands.start, commandLimit, {}));
            startProblem = m_reports.constLast().problem;
        }
        if (result)
            return RestoreOutcome{*result, m_reports, {}, {}};
        Error error = result.error();
        if (startProblem)
            error.hint = (error.hint + u' ' + describe(*startProblem)).trimmed();
        return fail(error);
    }

private:
    const RestoreCommands &m_commands;
    Clock &m_clock;
    const JobControl &m_control;
    QList<CommandReport> m_reports;
    bool m_stopReached = false;
};

} // namespace

std::optional<Error> RestoreOutcome::startProblem() const
{
    return commands.isEmpty() ? std::nullopt : commands.constLast().problem;
}

Result<RestoreOutcome> restoreBetween(const RestoreCommands &commands, const BackupPlace &place,
                                      RestoreRequest request, Clock &clock, const JobControl &control)
{
    Flow flow(commands, clock, control);
    flow.attach(request);
    return flow.conclude(runRestore(place, request, clock, control));
}

Result<RestoreOutcome> undoBetween(const RestoreCommands &commands, UndoRequest request, Clock &clock,
                                   const JobControl &control)
{
    Flow flow(commands, clock, control);
    flow.attach(request);
    return flow.conclude(runUndo(request, clock, control));
}

} // namespace lifeboat
