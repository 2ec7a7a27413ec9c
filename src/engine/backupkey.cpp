// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backupkey.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QTimeZone>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView timeFormat = u"yyyyMMdd_HHmmss";
constexpr qsizetype timeLength = 15;

} // namespace

QString backupKeyStem(const QString &prefix, const QString &name)
{
    return prefix + u"backups/"_s + name + u'_';
}

QString makeBackupKey(const QString &prefix, const QString &name, const BackupKey &key)
{
    return backupKeyStem(prefix, name) + key.takenAt.toUTC().toString(timeFormat)
           + (key.sealed ? u".db.enc"_s : u".db"_s);
}

std::optional<BackupKey> parseBackupKey(const QString &prefix, const QString &name, const QString &key)
{
    const QString stem = backupKeyStem(prefix, name);
    if (!key.startsWith(stem))
        return {};
    const QStringView rest = QStringView(key).mid(stem.size());
    const QStringView suffix = rest.mid(timeLength);
    if (suffix != u".db" && suffix != u".db.enc")
        return {};
    // Digits are checked first: QDate would also accept a sign or a shorter number.
    const QStringView stamp = rest.left(timeLength);
    for (qsizetype i = 0; i < timeLength; ++i) {
        const bool fits = i == 8 ? stamp[i] == u'_' : (stamp[i] >= u'0' && stamp[i] <= u'9');
        if (!fits)
            return {};
    }
    // Not by way of local time, in which the hour may not exist: the clocks are set forward in it.
    const auto number = [&](qsizetype at, qsizetype digits) { return stamp.mid(at, digits).toInt(); };
    const QDate date(number(0, 4), number(4, 2), number(6, 2));
    const QTime time(number(9, 2), number(11, 2), number(13, 2));
    if (!date.isValid() || !time.isValid())
        return {};
    return BackupKey{QDateTime(date, time, Qt::UTC), suffix.endsWith(u".enc")};
}

QString backupNameFor(const QString &databasePath)
{
    QString name = QFileInfo(databasePath).completeBaseName();
    if (name.isEmpty()) // ".db"
        name = QFileInfo(databasePath).fileName();
    static const QRegularExpression unsafe(u"[^A-Za-z0-9._-]"_s);
    name.replace(unsafe, u"-"_s);
    return name.left(100);
}

} // namespace lifeboat
