// SPDX-License-Identifier: GPL-3.0-or-later
// Whole files, for comparing.
#pragma once

#include <QDir>
#include <QFile>

namespace lifeboat {

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Names in a folder, hidden ones included.
inline QStringList namesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

} // namespace lifeboat
