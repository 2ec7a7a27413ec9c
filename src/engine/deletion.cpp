// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/deletion.h"

#include "base/text.h"

#include <QSet>

namespace lifeboat {

Result<DeletionLoss> deletionLoss(const QList<BackupEntry> &newestFirst, const QStringList &going,
                                  const StandingOf &standingOf)
{
    const QSet<QString> keys(going.cbegin(), going.cend());
    QList<BackupEntry> leaving;
    qsizetype staying = 0;
    bool isUnclear = false;
    for (const BackupEntry &entry : newestFirst) {
        if (keys.contains(entry.key)) {
            leaving.append(entry);
            continue;
        }
        ++staying;
        const auto standing = standingOf(entry);
        if (!standing)
            return fail(standing.error());
        if (*standing == Standing::Proven)
            return DeletionLoss::Nothing;
        isUnclear = isUnclear || *standing == Standing::Unclear;
    }
    if (staying == 0)
        return DeletionLoss::Everything;
    if (isUnclear)
        return DeletionLoss::Unclear;
    for (const BackupEntry &entry : leaving) {
        const auto standing = standingOf(entry);
        if (!standing)
            return fail(standing.error());
        if (*standing == Standing::Proven)
            return DeletionLoss::LastProven;
    }
    return DeletionLoss::NoneProven;
}

QString deletionWarning(DeletionLoss loss)
{
    switch (loss) {
    case DeletionLoss::Nothing: return {};
    case DeletionLoss::Unclear:
        return Text::tr("It cannot be told whether one of the backups that stay is proven restorable.");
    case DeletionLoss::NoneProven:
        return Text::tr("None of the backups that stay is proven restorable. A restore drill proves one.");
    case DeletionLoss::LastProven:
        return Text::tr("This takes the last backup that is proven restorable: no restore drill has proven "
                        "any of those that stay.");
    case DeletionLoss::Everything:
        return Text::tr("This takes every backup there is. Nothing will be left to restore from.");
    }
    Q_UNREACHABLE();
}

} // namespace lifeboat
