// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retention.h"

#include <algorithm>

namespace lifeboat {

QList<BackupEntry> expiredBackups(const QList<BackupEntry> &newestFirst, int keep)
{
    if (keep <= 0)
        return {};
    QList<BackupEntry> expired = newestFirst.mid(keep);
    std::reverse(expired.begin(), expired.end());
    return expired;
}

} // namespace lifeboat
