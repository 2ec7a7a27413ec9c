// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/restoreplan.h"

#include "base/text.h"
#include "engine/workspace.h"
#include "sqlite/inspect.h"

#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"restore.plan"_s;

qint64 availableAt(const QString &folder)
{
    QFileInfo place(folder);
    while (!place.exists() && !place.isRoot())
        place.setFile(place.path());
    return QStorageInfo(place.filePath()).bytesAvailable();
}

bool isForeign(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false; // who may not read it cannot tell
    const QByteArray head = file.read(100);
    return !head.isEmpty() && !looksLikeSqlite(head);
}

void describeTarget(RestorePlan &plan, const QDateTime &now)
{
    const QFileInfo main(plan.target);
    const QFileInfo wal(plan.target + u"-wal"_s);
    plan.targetExists = main.exists();
    if (!plan.targetExists)
        return;
    plan.targetIsForeign = isForeign(plan.target);
    plan.targetSize = main.size() + (wal.exists() ? wal.size() : 0);
    plan.targetModified = main.lastModified().toUTC();
    if (wal.exists() && wal.size() > 0)
        plan.targetModified = std::max(plan.targetModified, wal.lastModified().toUTC());
    plan.safetyCopy = safetyCopyFor(plan.target, now);
}

void describeRoom(RestorePlan &plan, const QString &temporaryFolder, bool live)
{
    const QString folder = QFileInfo(plan.target).absolutePath();
    plan.roomNeeded = plan.backup.size + workspaceReserve;
    // A live restore copies the present content, too; a swap gives it another name.
    if (live)
        plan.roomNeeded += plan.targetSize;
    const QStringList places =
        live ? workspaceBases(temporaryFolder, folder) : QStringList{workspaceBases({}, folder).constLast()};
    for (const QString &place : places) {
        const qint64 available = availableAt(place);
        if (!plan.roomFolder.isEmpty() && available <= plan.roomAvailable)
            continue;
        plan.roomFolder = place;
        plan.roomAvailable = available;
        if (plan.hasRoom())
            return;
    }
}

void describeKey(RestorePlan &plan, const LoadedProfile &loaded)
{
    plan.keyNeeded = plan.backup.sealed;
    plan.keyFound = !loaded.secrets.encryptionKey.isEmpty();
    plan.keyOrigin = loaded.secrets.encryptionKeyOrigin;
    if (!plan.hasKey()) {
        plan.missingHint = loaded.missingSecret ? describe(*loaded.missingSecret)
                                                : missingKeyHint(loaded.profile.encryption);
    }
}

} // namespace

Result<RestorePlan> planRestore(const LoadedProfile &loaded, const BackupEntry &backup, const QString &target,
                                bool live, const QDateTime &now)
{
    const QFileInfo info(target.isEmpty() ? loaded.profile.databasePath : target);
    if (!QFileInfo(info.absolutePath()).isDir()) {
        return fail(ErrorCode::NotFound, operation,
                    Text::tr("The folder %1 does not exist.").arg(info.absolutePath()),
                    Text::tr("Create it, or restore to another file."));
    }
    if (info.exists() && !info.isFile()) {
        return fail(ErrorCode::NotADatabase, operation,
                    Text::tr("%1 is not a file.").arg(info.absoluteFilePath()),
                    Text::tr("Choose the name of a file."));
    }
    RestorePlan plan;
    plan.backup = backup;
    plan.target = info.exists() ? info.canonicalFilePath() : info.absoluteFilePath();
    describeTarget(plan, now);
    if (plan.targetExists) {
        auto users = findDatabaseUsers(plan.target);
        if (!users)
            return fail(users.error());
        plan.users = std::move(*users);
    }
    describeRoom(plan, loaded.profile.temporaryFolder, live);
    describeKey(plan, loaded);
    return plan;
}

} // namespace lifeboat
