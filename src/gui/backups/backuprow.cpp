// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backuprow.h"

#include <QLocale>

namespace lifeboat {

namespace {

QString searchedText(const BackupEntry &entry, const QDateTime &local)
{
    const QLocale locale;
    const QDate date = local.date();
    const QString text = entry.key + u'\n' + date.toString(Qt::ISODate) + local.time().toString(u" HH:mm")
                         + u'\n' + locale.toString(date, QLocale::LongFormat) + u'\n'
                         + locale.toString(date, QLocale::ShortFormat);
    return text.toLower();
}

} // namespace

QList<BackupRow> backupRows(const QList<BackupEntry> &backups)
{
    QList<BackupRow> rows;
    rows.reserve(backups.size());
    for (const BackupEntry &entry : backups) {
        const QDateTime local = entry.takenAt.toLocalTime();
        rows.append({entry, local, entry.takenAt.toMSecsSinceEpoch(), searchedText(entry, local)});
    }
    return rows;
}

} // namespace lifeboat
