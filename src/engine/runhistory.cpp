// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runhistory.h"

#include "base/log.h"

#include <QSqlQuery>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The value whose stable name this is, among those this version knows.
template<typename T, std::size_t N>
std::optional<T> named(const QString &name, const std::array<T, N> &values, QString (*nameOf)(T))
{
    const auto found =
        std::find_if(values.cbegin(), values.cend(), [&](T value) { return nameOf(value) == name; });
    return found == values.cend() ? std::nullopt : std::optional(*found);
}

RunTrigger triggerFrom(const QString &name)
{
    static constexpr std::array all{RunTrigger::ByHand, RunTrigger::Schedule, RunTrigger::CommandLine};
    return named(name, all, triggerName).value_or(RunTrigger::ByHand);
}

RunOutcome outcomeFrom(const QString &name)
{
    static constexpr std::array all{RunOutcome::Done, RunOutcome::Incomplete, RunOutcome::Failed,
                                    RunOutcome::Cancelled};
    return named(name, all, outcomeName).value_or(RunOutcome::Failed);
}

std::optional<Stage> stageFrom(const QString &name)
{
    for (int stage = 0; stage <= static_cast<int>(Stage::Tend); ++stage) {
        if (stageName(static_cast<Stage>(stage)) == name)
            return static_cast<Stage>(stage);
    }
    return {};
}

ErrorCode errorCodeFrom(const QString &name)
{
    for (int code = 0; code < static_cast<int>(ErrorCode::Internal); ++code) {
        if (errorCodeName(static_cast<ErrorCode>(code)) == name)
            return static_cast<ErrorCode>(code);
    }
    return ErrorCode::Internal;
}

JobKind kindFrom(const QString &name)
{
    const QList<JobKind> all = rememberedJobs(); // no others are selected
    return *std::find_if(all.cbegin(), all.cend(), [&](JobKind kind) { return jobName(kind) == name; });
}

QDateTime timeFrom(const QVariant &milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toLongLong(), QTimeZone::utc());
}

/// Qt Sql takes a null string for a NULL.
QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

std::optional<Error> withoutSecrets(const std::optional<Error> &error)
{
    if (!error)
        return {};
    return Error{error->code, redact(error->operation), redact(error->message), redact(error->hint),
                 error->retryable};
}

const auto columns =
    u"id, profile, kind, started_by, outcome, started, finished, duration, backup_key, bytes,"
    " class_a, class_b, error_code, error_operation, error_message, error_hint"_s;

RunRecord recordFrom(const QSqlQuery &row)
{
    RunRecord record;
    record.id = row.value(0).toLongLong();
    record.profile = row.value(1).toString();
    record.kind = kindFrom(row.value(2).toString());
    record.trigger = triggerFrom(row.value(3).toString());
    record.outcome = outcomeFrom(row.value(4).toString());
    record.startedAt = timeFrom(row.value(5));
    record.finishedAt = timeFrom(row.value(6));
    record.duration = std::chrono::milliseconds(row.value(7).toLongLong());
    record.backupKey = row.value(8).toString();
    record.bytes = row.value(9).toLongLong();
    record.classARequests = row.value(10).toLongLong();
    record.classBRequests = row.value(11).toLongLong();
    if (!row.value(12).isNull()) {
        record.error = Error{errorCodeFrom(row.value(12).toString()), row.value(13).toString(),
                             row.value(14).toString(), row.value(15).toString(), false};
    }
    return record;
}

/// A WHERE and what is bound in it.
struct Condition
{
    QStringList terms;
    QVariantList values;

    void add(const QString &term, const QVariantList &bound)
    {
        terms += term;
        values += bound;
    }
};

Condition conditionFor(const RunFilter &filter)
{
    Condition condition;
    // A newer Lifeboat with the same schema may know kinds that we do not.
    QStringList kinds;
    for (const JobKind kind : filter.kind ? QList{*filter.kind} : rememberedJobs())
        kinds += u'\'' + jobName(kind) + u'\'';
    condition.add(u"kind IN (%1)"_s.arg(kinds.join(u',')), {});
    if (!filter.profile.isEmpty())
        condition.add(u"profile = ?"_s, {filter.profile});
    if (filter.outcome)
        condition.add(u"outcome = ?"_s, {outcomeName(*filter.outcome)});
    if (filter.since.isValid())
        condition.add(u"finished >= ?"_s, {filter.since.toMSecsSinceEpoch()});
    if (filter.beforeId > 0)
        condition.add(u"id < ?"_s, {filter.beforeId});
    if (!filter.text.isEmpty()) {
        QString text = filter.text;
        for (const QChar special : u"\\%_"_s)
            text.replace(special, u"\\"_s + special);
        condition.add(u"(profile || char(10) || backup_key || char(10) || ifnull(error_message, '')"
                      " || char(10) || ifnull(error_hint, '')) LIKE ? ESCAPE '\\'"_s,
                      {u'%' + text + u'%'});
    }
    return condition;
}

} // namespace

RunHistory::RunHistory(const QString &path, const RunHistoryBounds &bounds)
    : m_database(path), m_bounds(bounds)
{
}

Result<std::unique_ptr<RunHistory>> RunHistory::open(const QString &path, const RunHistoryBounds &bounds)
{
    auto history = std::unique_ptr<RunHistory>(new RunHistory(path, bounds));
    auto opened = history->m_database.open();
    if (!opened && opened.error().code == ErrorCode::Corrupt)
        opened = history->m_database.replace();
    if (!opened)
        return fail(opened.error());
    return history;
}

template<typename Work> auto RunHistory::guarded(const Work &work) -> decltype(work())
{
    auto result = work();
    if (result || result.error().code != ErrorCode::Corrupt)
        return result;
    if (const auto replaced = m_database.replace(); !replaced)
        return fail(replaced.error());
    return work();
}

Result<RunRecord> RunHistory::add(const RunRecord &record)
{
    RunRecord kept = record;
    kept.error = withoutSecrets(record.error);
    const auto added = guarded([this, &kept] {
        return m_database.inTransaction([this, &kept]() -> Result<void> {
            const auto id = insert(kept);
            if (!id)
                return fail(id.error());
            kept.id = *id;
            if (auto stages = insertStages(*id, kept.stages); !stages)
                return stages;
            return removeOld(kept.finishedAt);
        });
    });
    if (!added)
        return fail(added.error());
    return kept;
}

Result<qint64> RunHistory::insert(const RunRecord &record) const
{
    QVariantList values{notNull(record.profile),
                        jobName(record.kind),
                        triggerName(record.trigger),
                        outcomeName(record.outcome),
                        record.startedAt.toMSecsSinceEpoch(),
                        record.finishedAt.toMSecsSinceEpoch(),
                        QVariant::fromValue<qint64>(record.duration.count()),
                        notNull(record.backupKey),
                        record.bytes,
                        record.classARequests,
                        record.classBRequests};
    const std::optional<Error> &error = record.error;
    values += error ? QVariantList{errorCodeName(error->code), error->operation, error->message, error->hint}
                    : QVariantList{{}, {}, {}, {}};
    const auto query = m_database.run(
        u"INSERT INTO runs(%1) VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s.arg(columns),
        values);
    if (!query)
        return fail(query.error());
    return query->lastInsertId().toLongLong();
}

Result<void> RunHistory::insertStages(qint64 id, const QList<StageRecord> &stages) const
{
    for (qsizetype position = 0; position < stages.size(); ++position) {
        const StageRecord &stage = stages.at(position);
        const auto query = m_database.run(u"INSERT INTO stages(run, position, stage, duration, done)"
                                          " VALUES(?, ?, ?, ?, ?)"_s,
                                          {id, position, stageName(stage.stage),
                                           QVariant::fromValue<qint64>(stage.duration.count()), stage.done});
        if (!query)
            return fail(query.error());
    }
    return {};
}

Result<void> RunHistory::removeOld(const QDateTime &now) const
{
    const auto query = m_database.run(u"DELETE FROM runs WHERE finished < ?"
                                      " OR id <= (SELECT id FROM runs ORDER BY id DESC LIMIT 1 OFFSET ?)"_s,
                                      {now.addDays(-m_bounds.days).toMSecsSinceEpoch(), m_bounds.runs});
    return query ? Result<void>() : fail(query.error());
}

Result<QList<RunRecord>> RunHistory::list(const RunFilter &filter)
{
    return guarded([this, &filter]() -> Result<QList<RunRecord>> {
        auto records = select(filter);
        if (!records)
            return records;
        if (const auto stages = readStages(*records); !stages)
            return fail(stages.error());
        return records;
    });
}

Result<QList<RunRecord>> RunHistory::select(const RunFilter &filter) const
{
    const Condition condition = conditionFor(filter);
    auto query = m_database.run(u"SELECT %1 FROM runs WHERE %2 ORDER BY id DESC LIMIT ?"_s.arg(
                                    columns, condition.terms.join(u" AND ")),
                                condition.values + QVariantList{filter.limit > 0 ? filter.limit : -1});
    if (!query)
        return fail(query.error());
    QList<RunRecord> records;
    while (query->next())
        records += recordFrom(*query);
    return records;
}

/// Of all of them at once: one question more, however many runs there are.
Result<void> RunHistory::readStages(QList<RunRecord> &newestFirst) const
{
    if (newestFirst.isEmpty())
        return {};
    auto query = m_database.run(u"SELECT run, stage, duration, done FROM stages WHERE run BETWEEN ? AND ?"
                                " ORDER BY run DESC, position"_s,
                                {newestFirst.constLast().id, newestFirst.constFirst().id});
    if (!query)
        return fail(query.error());
    auto record = newestFirst.begin();
    while (query->next()) {
        const qint64 run = query->value(0).toLongLong();
        while (record != newestFirst.end() && record->id > run)
            ++record;
        const auto stage = stageFrom(query->value(1).toString());
        if (record == newestFirst.end() || record->id != run || !stage)
            continue;
        record->stages.append(
            {*stage, std::chrono::milliseconds(query->value(2).toLongLong()), query->value(3).toLongLong()});
    }
    return {};
}

Result<QStringList> RunHistory::profiles()
{
    return guarded([this]() -> Result<QStringList> {
        auto query = m_database.run(u"SELECT DISTINCT profile FROM runs ORDER BY profile"_s);
        if (!query)
            return fail(query.error());
        QStringList names;
        while (query->next())
            names += query->value(0).toString();
        return names;
    });
}

} // namespace lifeboat
