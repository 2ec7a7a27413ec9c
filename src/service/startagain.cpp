// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/startagain.h"

#include "base/text.h"
#include "engine/putback.h"
#include "service/hooks.h"
#include "service/restoremark.h"
#include "sqlite/safetycopies.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

using Outcome = SwapRecovery::Outcome;

void sayThatItIsStopped(const SwapRecovery &restore, Recovery &recovery)
{
    recovery.notes += Text::tr("The program that uses %1 may have been stopped for that restore, and has to "
                               "be started again.")
                          .arg(restore.target);
}

void start(const Profile &profile, const SwapRecovery &restore, Recovery &recovery)
{
    if (profile.hooks.afterRestore.isEmpty())
        return sayThatItIsStopped(restore, recovery);
    const Error interrupted{ErrorCode::Io, u"restore"_s, Text::tr("The restore was interrupted."), {}, false};
    const bool done = restore.outcome == Outcome::Finished;
    const Hooks hooks(profile, Hooks::Around::Restore);
    if (const auto problem = hooks.after({}, done ? nullptr : &interrupted))
        recovery.problems += *problem;
    else
        recovery.notes += Text::tr("The profile's command after a restore has been run for it.");
}

/// As recovery has settled it, or as the mark tells of a restore that died before or after its swap.
SwapRecovery settled(const RestoreMark::Interrupted &interrupted, Recovery &recovery)
{
    const auto found = std::ranges::find(recovery.restores, interrupted.target, &SwapRecovery::target);
    if (found != recovery.restores.end())
        return *found;
    const SwapRecovery restore{
        interrupted.done ? Outcome::Finished : Outcome::TakenBack, interrupted.target, {}};
    recovery.restores += restore;
    return restore;
}

} // namespace

void startWhatWasStopped(const Profile &profile, Recovery &recovery)
{
    QString started;
    RestoreMark::visitAbandoned(profile, [&](const RestoreMark::Interrupted &interrupted) {
        if (isBeingRestored(interrupted.target))
            return false; // first the database
        started = interrupted.target;
        start(profile, settled(interrupted, recovery), recovery);
        return true;
    });
    const QString own = realTarget(profile.databasePath);
    for (const SwapRecovery &restore : QList(recovery.restores)) {
        if (restore.target == own && restore.target != started)
            start(profile, restore, recovery);
        else if (restore.target != started)
            sayThatItIsStopped(restore, recovery);
    }
}

} // namespace lifeboat
