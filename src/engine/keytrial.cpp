// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/keytrial.h"

#include "base/format.h"
#include "base/text.h"

#include <algorithm>

namespace lifeboat {

namespace {

QList<BackupEntry> sealedOf(const QList<BackupEntry> &newestFirst)
{
    QList<BackupEntry> sealed;
    std::ranges::copy_if(newestFirst, std::back_inserter(sealed), &BackupEntry::sealed);
    return sealed;
}

/// Whether the key opens the backup itself; nothing when it is not sealed after all.
Result<std::optional<bool>> opensItself(const BackupPlace &place, const BackupEntry &entry,
                                        const QStringList &bases, const JobControl &control)
{
    const auto fetched = fetchBackup(place, entry, bases, FetchFor::Looking, control);
    if (fetched)
        return fetched->sealed ? std::optional(true) : std::nullopt;
    if (fetched.error().code == ErrorCode::WrongKey)
        return false;
    return fail(fetched.error());
}

} // namespace

Result<KeyTrial> tryKey(const BackupPlace &place, const QList<BackupEntry> &newestFirst,
                        const QStringList &bases, const JobControl &control)
{
    KeyTrial trial;
    const QList<BackupEntry> sealed = sealedOf(newestFirst);
    if (sealed.isEmpty()) {
        trial.untried = Text::tr("There is no sealed backup yet.");
        return trial;
    }
    const BackupEntry &newest = sealed.constFirst();
    const SideObjects side(place.store, place.profile, place.key);
    for (const BackupEntry &entry : sealed.first(std::min(sealed.size(), mostTried))) {
        const auto opens = side.opens(factsName(entry.key), control.cancel);
        if (!opens)
            return fail(opens.error());
        if (*opens == true) {
            trial.opened = entry;
            return trial;
        }
        if (*opens == false && !trial.refused)
            trial.refused = entry;
    }
    if (newest.size > largestTried) {
        trial.untried = Text::tr("The newest backup is %1 long, too much to be fetched for this.")
                            .arg(formatBytes(newest.size));
        return trial;
    }
    const auto opens = opensItself(place, newest, bases, control);
    if (!opens && (!trial.refused || opens.error().code == ErrorCode::Cancelled))
        return fail(opens.error());
    if (opens && *opens == true)
        return KeyTrial{newest, {}, {}}; // whoever wrote the facts
    if (opens && *opens == false)
        trial.refused = newest;
    trial.untried = Text::tr("The newest backup is not sealed.");
    return trial;
}

} // namespace lifeboat
