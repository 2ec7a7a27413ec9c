// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backuprow.h"

#include <QLocale>

namespace lifeboat {

namespace {

/// Dates as the reader's locale writes them. QLocale looks the system's settings up under a lock each time:
/// taken ten thousand times by a worker, it would have the window wait.
class DateWords final
{
public:
    [[nodiscard]] QString of(QDate date) const
    {
        return m_locale.toString(date, m_long) + u'\n' + m_locale.toString(date, m_short);
    }

private:
    const QString m_long = QLocale().dateFormat(QLocale::LongFormat);
    const QString m_short = QLocale().dateFormat(QLocale::ShortFormat);
    const QLocale m_locale{QLocale().language(), QLocale().script(), QLocale().territory()};
};

QString searchedText(const BackupEntry &entry, const QDateTime &local, const DateWords &words)
{
    const QDate date = local.date();
    const QString text = entry.key + u'\n' + date.toString(Qt::ISODate) + local.time().toString(u" HH:mm")
                         + u'\n' + words.of(date);
    return text.toLower();
}

} // namespace

QList<BackupRow> backupRows(const QList<BackupEntry> &backups)
{
    QList<BackupRow> rows;
    rows.reserve(backups.size());
    const DateWords words;
    for (const BackupEntry &entry : backups) {
        const QDateTime local = entry.takenAt.toLocalTime();
        rows.append({entry, local, entry.takenAt.toMSecsSinceEpoch(), searchedText(entry, local, words)});
    }
    return rows;
}

} // namespace lifeboat
