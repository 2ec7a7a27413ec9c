// SPDX-License-Identifier: GPL-3.0-or-later
// Histories of generations, written as short as they are read, and the plans for them.
#pragma once

#include "engine/backupkey.h"
#include "engine/retention.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

using Standings = QHash<QString, Standing>;

/// "2026-11-20 03", "2026-11-20 03:15" or "2026-11-20", UTC.
inline QDateTime at(const QString &time)
{
    const QString full = time.size() == 10 ? time + u" 03:00"_s : time.size() == 13 ? time + u":00"_s : time;
    const QDateTime parsed = QDateTime::fromString(full, u"yyyy-MM-dd HH:mm"_s);
    Q_ASSERT(parsed.isValid());
    return {parsed.date(), parsed.time(), Qt::UTC};
}

inline BackupEntry entryAt(const QDateTime &time)
{
    return {makeBackupKey({}, u"blog"_s, {time, true}), time, 4096, {}, true};
}

inline QString shortName(const QDateTime &time)
{
    return time.toString(time.time() == QTime(3, 0) ? u"yyyy-MM-dd"_s : u"yyyy-MM-dd HH:mm"_s);
}

inline void sortNewestFirst(QList<BackupEntry> &entries)
{
    std::ranges::sort(entries, std::ranges::greater(), &BackupEntry::takenAt);
}

/// A time may be marked: "+" proven, "-" failed, "?" unclear.
struct History
{
    explicit History(const QStringList &marked)
    {
        for (QString time : marked) {
            const QChar mark = time.back();
            if (u"+-?"_s.contains(mark))
                time.chop(1);
            entries.append(entryAt(at(time)));
            standings.insert(entries.constLast().key, mark == u'+'   ? Standing::Proven
                                                      : mark == u'-' ? Standing::Failed
                                                      : mark == u'?' ? Standing::Unclear
                                                                     : Standing::Unproven);
        }
        sortNewestFirst(entries);
    }
    QList<BackupEntry> entries;
    Standings standings;
};

inline RetentionPlan plan(const QList<BackupEntry> &entries, int count, const RetentionRules &rules,
                          const Standings &standings, const QDateTime &now)
{
    const auto planned =
        planRetention(entries, count, rules, now, [&standings](const BackupEntry &entry) -> Result<Standing> {
            return standings.value(entry.key, Standing::Unproven);
        });
    Q_ASSERT(planned);
    return *planned;
}

inline QList<BackupEntry> staying(const RetentionPlan &planned)
{
    QList<BackupEntry> entries;
    for (const PlannedGeneration &each : planned.newestFirst) {
        if (each.stays())
            entries.append(each.entry);
    }
    return entries;
}

inline QStringList namesOf(const QList<BackupEntry> &entries)
{
    QStringList names;
    for (const BackupEntry &entry : entries)
        names.append(shortName(entry.takenAt));
    return names;
}

/// "daily 3, weekly 2, verified 0".
inline RetentionRules rulesFrom(const QString &text)
{
    RetentionRules rules;
    for (const QString &each : text.split(u", "_s, Qt::SkipEmptyParts)) {
        const QString key = each.section(u' ', 0, 0);
        const int number = each.section(u' ', 1).toInt();
        if (key == u"verified")
            rules.verified = number;
        for (const PeriodRule &rule : periodRules()) {
            if (rule.key == key)
                rules.*rule.number = number;
        }
    }
    return rules;
}

inline QSet<QString> keysOf(const QList<BackupEntry> &entries)
{
    QSet<QString> keys;
    for (const BackupEntry &entry : entries)
        keys.insert(entry.key);
    return keys;
}

} // namespace lifeboat
