// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backupfacts.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/fingerprint.h"

#include <QRegularExpression>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 100; ///< bytes; so that all of them fit into a side object

QString digestFrom(const QJsonValue &value)
{
    static const QRegularExpression hex(u"^[0-9a-f]{64}$"_s);
    const QString text = value.toString();
    return hex.match(text).hasMatch() ? text : QString();
}

/// The biggest; of equal ones the first by name.
RowCounts biggestOf(const RowCounts &all)
{
    QList<std::pair<qint64, QString>> tables;
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (it.key().toUtf8().size() <= longestName)
            tables.append({-it.value(), it.key()});
    }
    std::sort(tables.begin(), tables.end());
    RowCounts biggest;
    for (const auto &[rows, table] : tables.first(std::min(tables.size(), mostTables)))
        biggest.insert(table, -rows);
    return biggest;
}

Result<QString> schemaOf(const QString &path, const CancelToken &cancel)
{
    const auto digest = schemaFingerprint(path, cancel);
    if (!digest)
        return fail(digest.error());
    return QString::fromLatin1(digest->toHex());
}

} // namespace

Result<BackupFacts> gatherFacts(const QString &snapshot, std::chrono::milliseconds limit,
                                const CancelToken &cancel)
{
    BackupFacts facts;
    const auto schema = schemaOf(snapshot, cancel);
    if (!schema)
        return fail(schema.error());
    facts.schemaSha256 = *schema;
    const auto counted = countAllRows(snapshot, limit, cancel);
    if (!counted)
        return fail(counted.error());
    facts.rows = biggestOf(counted->rows);
    facts.isComplete = counted->isComplete && facts.rows.size() == counted->rows.size();
    return facts;
}

QJsonObject toJson(const BackupFacts &facts, const QString &backupKey)
{
    QJsonObject rows;
    for (auto it = facts.rows.begin(); it != facts.rows.end(); ++it)
        rows.insert(it.key(), it.value());
    return {{u"backup"_s, backupKey},
            {u"sha256"_s, facts.contentSha256},
            {u"schema_sha256"_s, facts.schemaSha256},
            {u"rows"_s, rows},
            {u"complete"_s, facts.isComplete}};
}

Result<void> putFacts(const SideObjects &side, const QString &backupKey, const BackupFacts &facts,
                      const CancelToken &cancel)
{
    return side.put(factsName(backupKey), toJson(facts, backupKey), cancel);
}

Result<std::optional<BackupFacts>> getFacts(const SideObjects &side, const QString &backupKey,
                                            const CancelToken &cancel)
{
    const auto document = side.get(factsName(backupKey), cancel);
    if (!document)
        return fail(document.error());
    if (!*document || (**document)[u"backup"].toString() != backupKey)
        return std::nullopt;
    BackupFacts facts;
    facts.contentSha256 = digestFrom((**document)[u"sha256"]);
    facts.schemaSha256 = digestFrom((**document)[u"schema_sha256"]);
    facts.isComplete = (**document)[u"complete"].toBool();
    const QJsonObject rows = (**document)[u"rows"].toObject();
    for (auto it = rows.begin(); it != rows.end(); ++it)
        facts.rows.insert(it.key(), it->toInteger(-1));
    if (facts.contentSha256.isEmpty() || facts.schemaSha256.isEmpty())
        return std::nullopt;
    return facts;
}

Result<std::optional<QString>> differenceFrom(const BackupFacts &facts, const QString &path,
                                              const CancelToken &cancel)
{
    const auto schema = schemaOf(path, cancel);
    if (!schema)
        return fail(schema.error());
    if (*schema != facts.schemaSha256)
        return Text::tr("its tables, indexes, views or triggers are not declared as they were");
    const auto rows = countRowsOf(facts.rows.keys(), path, cancel);
    if (!rows)
        return fail(rows.error());
    for (auto it = facts.rows.begin(); it != facts.rows.end(); ++it) {
        const auto counted = rows->constFind(it.key());
        if (counted == rows->cend())
            return Text::tr("the table %1 is not there").arg(quoted(it.key()));
        if (*counted != it.value()) {
            return Text::tr("the table %1 has %2 rows instead of %3")
                .arg(quoted(it.key()))
                .arg(*counted)
                .arg(it.value());
        }
    }
    return std::nullopt;
}

} // namespace lifeboat
