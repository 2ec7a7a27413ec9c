// SPDX-License-Identifier: GPL-3.0-or-later
// What is dragged here, as long as it is one file of this computer.
#pragma once

#include <QMimeData>
#include <QUrl>

namespace lifeboat {

/// Its path; empty when it is anything else, or more than one.
[[nodiscard]] inline QString draggedFile(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 && urls.constFirst().isLocalFile() ? urls.constFirst().toLocalFile() : QString();
}

/// A config file, which says everything, rather than a database.
[[nodiscard]] inline bool isConfigFile(const QString &path)
{
    return path.endsWith(QStringLiteral(".toml"), Qt::CaseInsensitive);
}

} // namespace lifeboat
