// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retention.h"

#include <algorithm>

namespace lifeboat {

QList<BackupEntry> expiredBackups(const QList<BackupEntry> &newestFirst, int keep, const QDateTime &now)
{
    if (keep <= 0)
        return {};
    QList<BackupEntry> dated = newestFirst;
    dated.removeIf([latest = now.addDays(1)](const BackupEntry &entry) { return entry.takenAt > latest; });
    QList<BackupEntry> expired = dated.mid(keep);
    std::reverse(expired.begin(), expired.end());
    return expired;
}

} // namespace lifeboat
