// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/listing.h"

#include "base/format.h"
#include "base/text.h"
#include "crypto/envelopev1.h"
#include "engine/backupkey.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 smallestPage = 512;

bool sizeOfSealed(qint64 size)
{
    return size % smallestPage == envelopev1::overhead;
}

QList<BackupEntry> backupsAmong(const QList<ObjectInfo> &objects, const Profile &profile)
{
    QList<BackupEntry> backups;
    for (const ObjectInfo &object : objects) {
        const auto key = parseBackupKey(profile.keyPrefix(), profile.backupName, object.key);
        if (!key)
            continue;
        backups.append({object.key, key->takenAt, object.size, object.lastModified,
                        key->sealed || sizeOfSealed(object.size)});
    }
    return backups;
}

} // namespace

Result<QList<BackupEntry>> listBackups(ObjectStore &store, const Profile &profile, const CancelToken &cancel,
                                       const BackupPageCallback &onPage)
{
    QList<BackupEntry> backups;
    const QString stem = backupKeyStem(profile.keyPrefix(), profile.backupName);
    const auto objects = listAll(store, stem, cancel, [&](const QList<ObjectInfo> &page) {
        const QList<BackupEntry> found = backupsAmong(page, profile);
        if (onPage && !found.isEmpty())
            onPage(found);
        backups += found;
    });
    if (!objects)
        return fail(objects.error());
    std::stable_sort(backups.begin(), backups.end(), [](const BackupEntry &a, const BackupEntry &b) {
        return a.takenAt != b.takenAt ? a.takenAt > b.takenAt : a.key > b.key;
    });
    return backups;
}

Result<BackupEntry> findBackup(const QList<BackupEntry> &backups, const QString &wanted)
{
    if (backups.isEmpty()) {
        return fail(
            ErrorCode::NotFound, u"backups.find"_s, Text::tr("There are no backups of this database yet."),
            Text::tr(
                "Make one with \"lifeboat-cli backup\", or check the name and prefix in the configuration."));
    }
    if (wanted.isEmpty() || wanted == u"latest")
        return backups.constFirst();
    for (const BackupEntry &entry : backups) {
        if (entry.key == wanted || entry.key.section(u'/', -1) == wanted)
            return entry;
    }
    QStringList newest;
    for (qsizetype i = 0; i < std::min<qsizetype>(backups.size(), 3); ++i)
        newest.append(backups[i].key);
    return fail(ErrorCode::NotFound, u"backups.find"_s,
                Text::tr("There is no backup %1 of this database.").arg(quoted(wanted)),
                Text::tr("The newest are %1. \"lifeboat-cli list\" shows all.").arg(newest.join(u", "_s)));
}

} // namespace lifeboat
