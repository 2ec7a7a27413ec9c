// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/undojob.h"

#include "base/text.h"
#include "engine/fetchjob.h"
#include "sqlite/snapshot.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// What is no sound database is kept all the same, and is nobody's to lose.
Error withPlace(Error error, const QString &kept)
{
    if (isVerdict(error.code) || error.code == ErrorCode::SourceEncrypted) {
        error.hint =
            Text::tr("What was there is kept, byte for byte, as %1. Copy that file back yourself.").arg(kept);
    }
    return error;
}

} // namespace

Result<RestoreReport> runUndo(const UndoRequest &request, Clock &clock, const JobControl &control)
{
    const auto start = clock.monotonic();
    const auto prepared = prepareToPutBack(request);
    if (!prepared)
        return fail(prepared.error());
    const QFileInfo kept(request.safetyCopy + u'/' + QFileInfo(prepared->target).fileName());
    if (!kept.exists()) {
        return fail(ErrorCode::NotFound, u"restore.undo"_s,
                    Text::tr("There is no database in the safety copy %1 any more.").arg(request.safetyCopy),
                    Text::tr("Restore another backup instead."));
    }
    control.enter(Stage::Snapshot, kept.size());
    const auto workspace = Workspace::open(workspacesFor(*prepared), kept.size());
    if (!workspace)
        return fail(workspace.error());
    const QString copy = (*workspace)->path(u"previous.db"_s);
    SnapshotOptions options;
    options.cancel = control.cancel;
    options.progress = control.bytes(Stage::Snapshot);
    const auto copied = takeSnapshot(kept.filePath(), copy, options);
    if (!copied)
        return fail(withPlace(copied.error(), kept.filePath()));
    // No integrity_check: what was there comes back as it was, its blemishes included.
    const auto swapped = putBack(copy, stampOf(copy), *prepared, clock, control);
    if (!swapped)
        return fail(swapped.error());
    return RestoreReport{{},    prepared->target,         swapped->safetyCopy, copied->size,
                         false, clock.monotonic() - start};
}

} // namespace lifeboat
