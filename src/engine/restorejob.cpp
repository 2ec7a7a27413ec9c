// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/restorejob.h"

#include "base/text.h"
#include "engine/placefile.h"
#include "sqlite/swap.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

Result<void> refuseWhenOpen(const QString &target)
{
    if (!QFileInfo::exists(target))
        return {};
    const auto users = findDatabaseUsers(target);
    if (!users)
        return fail(users.error());
    if (users->isEmpty())
        return {};
    QStringList names;
    for (const DatabaseUser &user : *users) {
        names.append(user.program.isEmpty() ? Text::tr("process %1").arg(user.pid)
                                            : Text::tr("%1 (process %2)").arg(user.program).arg(user.pid));
    }
    return fail(ErrorCode::Refused, u"restore"_s,
                Text::tr("%1 is open in %2.").arg(target, names.join(u", "_s)),
                Text::tr("Stop it and try again, or restore into the open database with --live."));
}

/// The file's own folder, links followed: where its replacement must be prepared to be renamed over it.
QString realTarget(const QString &target)
{
    const QString canonical = QFileInfo(target).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(target).absoluteFilePath() : canonical;
}

Result<SwapReport> swapIn(const FetchedBackup &fetched, const QString &target, Clock &clock,
                          const JobControl &control)
{
    const QFileInfo info(target);
    const QString fresh = info.absolutePath() + u"/."_s + info.fileName() + u".lifeboat-fresh"_s;
    if (const auto placed = placeFile(fetched.file, fresh, true); !placed)
        return fail(placed.error());
    auto swapped = swapDatabase(fresh, target, clock.utcNow(), control.cancel, fetched.integrity.checked);
    if (!swapped) {
        QFile::remove(fresh);
        Error error = swapped.error();
        if (error.code == ErrorCode::Busy) // somebody opened it since we asked
            error.code = ErrorCode::Refused;
        return fail(error);
    }
    return swapped;
}

Result<SwapReport> writeLive(const FetchedBackup &fetched, const QString &target, Clock &clock,
                             const JobControl &control)
{
    LiveRestoreOptions options;
    options.cancel = control.cancel;
    options.progress = control.bytes(Stage::Swap);
    return restoreIntoLive(fetched.file, target, clock.utcNow(), options);
}

} // namespace

Result<RestoreReport> runRestore(ObjectStore &store, const RestoreRequest &request, const SecretBytes &key,
                                 Clock &clock, const JobControl &control)
{
    const auto start = clock.monotonic();
    const QString target = realTarget(request.target);
    const QString folder = QFileInfo(target).absolutePath();
    if (!QFileInfo(folder).isDir()) {
        return fail(ErrorCode::NotFound, u"restore"_s, Text::tr("The folder %1 does not exist.").arg(folder),
                    Text::tr("Create it, or restore to another file with --to."));
    }
    if (request.live && !QFileInfo::exists(target)) {
        return fail(ErrorCode::NotFound, u"restore"_s,
                    Text::tr("There is no open database at %1.").arg(target),
                    Text::tr("Restore without --live."));
    }
    if (!request.live) {
        if (const auto free = refuseWhenOpen(target); !free)
            return fail(free.error());
    }
    // A swap renames, so its copy must be on the target's own file system.
    const QStringList bases = request.live ? workspaceBases(request.temporaryFolder, folder)
                                           : QStringList{workspaceBases({}, folder).constLast()};
    const auto fetched = fetchBackup(store, request.entry, key, bases, FetchFor::Keeping, control);
    if (!fetched)
        return fail(fetched.error());

    control.enter(Stage::Swap, fetched->databaseSize);
    if (const auto go = control.cancel.check(u"restore"_s); !go)
        return fail(go.error());
    const auto swapped =
        request.live ? writeLive(*fetched, target, clock, control) : swapIn(*fetched, target, clock, control);
    if (!swapped)
        return fail(swapped.error());
    return RestoreReport{request.entry.key,         target,
                         swapped->safetyCopy,       fetched->databaseSize,
                         fetched->checksumCompared, clock.monotonic() - start};
}

} // namespace lifeboat
