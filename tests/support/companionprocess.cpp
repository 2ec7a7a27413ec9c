// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/companionprocess.h"

#include <csignal>
#include <sys/prctl.h>

namespace lifeboat {

namespace {

constexpr int patience = 10'000; // ms

} // namespace

CompanionProcess::CompanionProcess(const QProcessEnvironment &environment)
{
    setProcessEnvironment(environment);
    setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

CompanionProcess::~CompanionProcess()
{
    if (state() == NotRunning)
        return;
    terminate();
    if (waitForFinished(patience))
        return;
    kill();
    waitForFinished(patience);
}

bool CompanionProcess::startSilent(const QString &program, const QStringList &arguments)
{
    setStandardOutputFile(nullDevice());
    setStandardErrorFile(nullDevice());
    start(program, arguments);
    return waitForStarted(patience);
}

} // namespace lifeboat
