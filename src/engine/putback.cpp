// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/putback.h"

#include "base/log.h"
#include "base/text.h"
#include "engine/workspace.h"

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

/// Safety copies are named by the second: an undo may follow its restore faster than that.
QDateTime timeFor(const QString &target, const Clock &clock)
{
    QDateTime now = clock.utcNow();
    while (QFileInfo::exists(safetyCopyFor(target, now)))
        now = now.addSecs(1);
    return now;
}

Result<SwapReport> swapIn(const QString &file, const FileStamp &checked, const QString &target, Clock &clock,
                          const JobControl &control)
{
    auto swapped = swapDatabase(file, target, timeFor(target, clock), control.cancel, checked);
    if (!swapped) {
        Error error = swapped.error();
        if (error.code == ErrorCode::Busy) // somebody opened it since we asked
            error.code = ErrorCode::Refused;
        return fail(error);
    }
    return swapped;
}

Result<SwapReport> writeLive(const QString &file, const QString &target, Clock &clock,
                             const JobControl &control)
{
    LiveRestoreOptions options;
    options.cancel = control.cancel;
    options.progress = control.bytes(Stage::Swap);
    return restoreIntoLive(file, target, timeFor(target, clock), options);
}

} // namespace

QString realTarget(const QString &target)
{
    const QString canonical = QFileInfo(target).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(target).absoluteFilePath() : canonical;
}

Result<PutBackRequest> prepareToPutBack(PutBackRequest request)
{
    request.target = realTarget(request.target);
    const auto recovered = recoverSwap(request.target);
    if (!recovered)
        return fail(recovered.error());
    if (*recovered)
        qCWarning(logEngine).noquote() << describe(**recovered);
    const QString folder = QFileInfo(request.target).absolutePath();
    if (!QFileInfo(folder).isDir()) {
        return fail(ErrorCode::NotFound, u"restore"_s, Text::tr("The folder %1 does not exist.").arg(folder),
                    Text::tr("Create it, or restore to another file with --to."));
    }
    if (request.live && !QFileInfo::exists(request.target)) {
        return fail(ErrorCode::NotFound, u"restore"_s,
                    Text::tr("There is no open database at %1.").arg(request.target),
                    Text::tr("Restore without --live."));
    }
    if (!request.live && !request.beforeSwap) {
        if (const auto free = refuseWhenOpen(request.target); !free)
            return fail(free.error());
    }
    return request;
}

QStringList workspacesFor(const PutBackRequest &prepared)
{
    const QString folder = QFileInfo(prepared.target).absolutePath();
    // A swap renames, so its copy must be on the target's own file system.
    return prepared.live ? workspaceBases(prepared.temporaryFolder, folder)
                         : QStringList{workspaceBases({}, folder).constLast()};
}

Result<SwapReport> putBack(const QString &file, const FileStamp &checked, const PutBackRequest &prepared,
                           Clock &clock, const JobControl &control)
{
    // What is cancelled by now must not stop a service first.
    if (const auto go = control.cancel.check(u"restore"_s); !go)
        return fail(go.error());
    if (prepared.beforeSwap) {
        if (const auto ready = prepared.beforeSwap(); !ready)
            return fail(ready.error());
        if (const auto go = control.cancel.check(u"restore"_s); !go)
            return fail(go.error());
        if (!prepared.live) {
            if (const auto free = refuseWhenOpen(prepared.target); !free)
                return fail(free.error());
        }
    }
    control.enter(Stage::Swap, QFileInfo(file).size());
    return prepared.live ? writeLive(file, prepared.target, clock, control)
                         : swapIn(file, checked, prepared.target, clock, control);
}

} // namespace lifeboat
