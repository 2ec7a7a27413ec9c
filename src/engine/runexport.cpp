// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runexport.h"

#include "base/format.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString cell(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.front()))
        text.prepend(u'\'');
    if (text.contains(u'"') || text.contains(u',') || text.contains(u'\n') || text.contains(u'\r'))
        return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text;
}

QString line(const QStringList &texts)
{
    QStringList cells;
    for (const QString &text : texts)
        cells += cell(text);
    return cells.join(u',') + u"\r\n"_s;
}

} // namespace

QJsonObject toJson(const RunRecord &record)
{
    QJsonArray stages;
    for (const StageRecord &stage : record.stages) {
        stages.append(QJsonObject{{u"stage"_s, stageName(stage.stage)},
                                  {u"duration_ms"_s, qint64(stage.duration.count())},
                                  {u"done"_s, stage.done}});
    }
    QJsonObject json{{u"id"_s, record.id},
                     {u"profile"_s, record.profile},
                     {u"kind"_s, jobName(record.kind)},
                     {u"trigger"_s, triggerName(record.trigger)},
                     {u"outcome"_s, outcomeName(record.outcome)},
                     {u"started_at"_s, formatUtc(record.startedAt)},
                     {u"finished_at"_s, formatUtc(record.finishedAt)},
                     {u"duration_ms"_s, qint64(record.duration.count())},
                     {u"key"_s, record.backupKey},
                     {u"bytes"_s, record.bytes},
                     {u"class_a_requests"_s, record.classARequests},
                     {u"class_b_requests"_s, record.classBRequests},
                     {u"stages"_s, stages}};
    if (record.error) {
        json.insert(u"error"_s, QJsonObject{{u"code"_s, errorCodeName(record.error->code)},
                                            {u"operation"_s, record.error->operation},
                                            {u"message"_s, record.error->message},
                                            {u"hint"_s, record.error->hint}});
    }
    return json;
}

QJsonArray toJson(const QList<RunRecord> &records)
{
    QJsonArray json;
    for (const RunRecord &record : records)
        json.append(toJson(record));
    return json;
}

QByteArray toCsv(const QList<RunRecord> &records)
{
    QString csv = line({u"finished_at"_s, u"profile"_s, u"kind"_s, u"trigger"_s, u"outcome"_s,
                        u"duration_ms"_s, u"bytes"_s, u"class_a_requests"_s, u"class_b_requests"_s, u"key"_s,
                        u"error_code"_s, u"error_message"_s, u"error_hint"_s});
    for (const RunRecord &record : records) {
        csv += line({formatUtc(record.finishedAt), record.profile, jobName(record.kind),
                     triggerName(record.trigger), outcomeName(record.outcome),
                     QString::number(record.duration.count()), QString::number(record.bytes),
                     QString::number(record.classARequests), QString::number(record.classBRequests),
                     record.backupKey, record.error ? errorCodeName(record.error->code) : QString(),
                     record.error ? record.error->message : QString(),
                     record.error ? record.error->hint : QString()});
    }
    return csv.toUtf8();
}

} // namespace lifeboat
