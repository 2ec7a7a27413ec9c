// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/ruletables.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/retention.h"

#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QStringList readAssertions(const TableReader &table)
{
    const QString key = u"assertions"_s;
    QStringList assertions = table.texts(key);
    for (const QString &sql : assertions) {
        if (!isAssertion(sql))
            table.fail(key, Text::tr("holds %1, expected SQL that begins with SELECT.").arg(quoted(sql)));
    }
    return assertions;
}

} // namespace

bool isAssertion(const QString &sql)
{
    static const QRegularExpression query(u"^(select|with|values)\\b"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return query.match(sql).hasMatch();
}

void readHooks(const TableReader &table, HookSettings &hooks)
{
    constexpr qint64 aDay = 86'400;
    hooks.beforeBackup = table.verbatim(u"before_backup"_s);
    hooks.afterBackup = table.verbatim(u"after_backup"_s);
    hooks.beforeRestore = table.verbatim(u"before_restore"_s);
    hooks.afterRestore = table.verbatim(u"after_restore"_s);
    hooks.limit = std::chrono::seconds(table.integer(u"limit_seconds"_s, hooks.limit.count(), 1, aDay));
}

void readDrill(const TableReader &table, DrillSettings &drill)
{
    constexpr qint64 tenYears = 3650;
    const qint64 days = std::chrono::duration_cast<std::chrono::days>(drill.interval).count();
    drill.enabled = table.boolean(u"enabled"_s, drill.enabled);
    drill.interval = std::chrono::days(table.integer(u"interval_days"_s, days, 1, tenYears));
    drill.assertions = readAssertions(table);
    drill.downloadLimit =
        table.size(u"download_limit"_s, drill.downloadLimit, TableReader::Size::BytesPerSecond);
}

void readRestore(const TableReader &table, RestoreSettings &restore)
{
    restore.undoWithin =
        std::chrono::days(table.integer(u"undo_days"_s, restore.undoWithin.count(), 0, mostUndoDays));
    restore.undoLimit = table.size(u"undo_limit"_s, restore.undoLimit, TableReader::Size::Bytes);
}

void readUnsent(const TableReader &table, Profile &profile)
{
    const QString limitKey = u"limit"_s;
    UnsentSettings &unsent = profile.unsent;
    unsent.keep = table.boolean(u"keep"_s, unsent.keep);
    unsent.limit = table.size(limitKey, unsent.limit, TableReader::Size::Bytes);
    if (unsent.limit == 0)
        table.fail(limitKey, Text::tr("is 0, expected a size. To keep nothing, set keep = false."));
    for (const QString &key : {u"keep"_s, limitKey}) {
        if (!profile.encryption.enabled && unsent.keep && table.has(key))
            table.warn(key, Text::tr("is not used: encryption is off, and only sealed backups are kept."));
    }
}

void readRetention(const TableReader &table, Profile &profile)
{
    RetentionRules &rules = profile.retention;
    for (const PeriodRule &rule : periodRules()) {
        int &number = rules.*rule.number;
        number = static_cast<int>(table.integer(rule.key, number, 0, rule.most));
        if (number > 0 && profile.retentionCount == 0)
            table.warn(rule.key, Text::tr("does nothing: storage.backup.retention_count = 0 keeps all."));
    }
    rules.verified = static_cast<int>(table.integer(u"verified"_s, rules.verified, 0, mostVerified));
}

} // namespace lifeboat
