// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/knownfolders.h"

#include "base/log.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

KnownFolders::KnownFolders(const QString &stateFolder) : m_file(stateFolder + u"/folders.json"_s) {}

bool KnownFolders::wasUsed(const QString &root) const
{
    return m_file.read().value(root).toBool();
}

void KnownFolders::noteUsed(const QString &root)
{
    if (wasUsed(root))
        return;
    const auto noted = m_file.change([&root](QJsonObject &known) { known[root] = true; });
    if (!noted)
        qCInfo(logEngine).noquote() << describe(noted.error());
}

} // namespace lifeboat
