// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/processhygiene.h"

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace lifeboat {

namespace {

// A signal handler can reach nothing but a global; set once, before the handler is installed.
const CancelToken *signalledToken = nullptr;

void onSignal(int number)
{
    signalledToken->request();
    // The next one is not for us: whoever insists ends the process.
    std::signal(number, SIG_DFL);
}

} // namespace

void protectMemory()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void restrictFileModes()
{
    ::umask(077);
}

void cancelOnSignals(const CancelToken &cancel)
{
    static const CancelToken token = cancel;
    signalledToken = &token;
    struct sigaction action
    {
    };
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(number, &action, nullptr);
    // A reader of our output that went away is an error of write(), not our end.
    std::signal(SIGPIPE, SIG_IGN);
}

} // namespace lifeboat
