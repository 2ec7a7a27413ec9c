// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/scheduleledger.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

void put(QJsonObject &json, const QString &name, const QDateTime &time)
{
    if (time.isValid())
        json.insert(name, time.toUTC().toString(Qt::ISODateWithMs));
}

QDateTime timeFrom(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
}

QJsonObject toJson(const ScheduleMemory &memory)
{
    QJsonObject json;
    put(json, u"known"_s, memory.known);
    put(json, u"last_success"_s, memory.lastSuccess);
    put(json, u"last_attempt"_s, memory.lastAttempt);
    put(json, u"paused_until"_s, memory.pausedUntil);
    put(json, u"drilled"_s, memory.drilled);
    put(json, u"drill_tried"_s, memory.drillTried);
    if (memory.drillFailed)
        json.insert(u"drill_failed"_s, true);
    if (memory.failures > 0)
        json.insert(u"failures"_s, memory.failures);
    if (memory.pausedForGood)
        json.insert(u"paused"_s, true);
    return json;
}

ScheduleMemory memoryFrom(const QJsonObject &json)
{
    ScheduleMemory memory;
    memory.known = timeFrom(json[u"known"]);
    memory.lastSuccess = timeFrom(json[u"last_success"]);
    memory.lastAttempt = timeFrom(json[u"last_attempt"]);
    memory.pausedUntil = timeFrom(json[u"paused_until"]);
    memory.drilled = timeFrom(json[u"drilled"]);
    memory.drillTried = timeFrom(json[u"drill_tried"]);
    memory.drillFailed = json[u"drill_failed"].toBool();
    memory.failures = std::max(0, json[u"failures"].toInt());
    memory.pausedForGood = json[u"paused"].toBool();
    return memory;
}

/// As text: JSON's numbers are too short for nanoseconds.
QString toText(const FileStamp &stamp)
{
    return u"%1 %2 %3 %4"_s.arg(stamp.device).arg(stamp.inode).arg(stamp.size).arg(stamp.written.count());
}

FileStamp stampFrom(const QJsonValue &value)
{
    const QStringList parts = value.toString().split(u' ');
    if (parts.size() != 4)
        return {};
    return {parts[0].toULongLong(), parts[1].toULongLong(), parts[2].toLongLong(),
            std::chrono::nanoseconds(parts[3].toLongLong())};
}

/// Beside the memory, in the same object.
const auto sourceName = u"source"_s;

} // namespace

ScheduleLedger::ScheduleLedger(QString file) : m_file(std::move(file)) {}

QMap<QString, ScheduleMemory> ScheduleLedger::read() const
{
    QMap<QString, ScheduleMemory> memories;
    const QJsonObject content = m_file.read();
    for (auto it = content.begin(); it != content.end(); ++it)
        memories.insert(it.key(), memoryFrom(it->toObject()));
    return memories;
}

Result<void> ScheduleLedger::change(const QString &profile, const std::function<void(ScheduleMemory &)> &edit)
{
    return m_file.change([&](QJsonObject &content) {
        ScheduleMemory memory = memoryFrom(content[profile].toObject());
        edit(memory);
        QJsonObject json = toJson(memory);
        if (const QJsonObject source = content[profile][sourceName].toObject(); !source.isEmpty())
            json.insert(sourceName, source);
        content[profile] = json;
    });
}

std::optional<KnownSource> ScheduleLedger::source(const QString &profile) const
{
    const QJsonObject json = m_file.read()[profile][sourceName].toObject();
    KnownSource source{json[u"backup"].toString(),
                       {stampFrom(json[u"database"]), stampFrom(json[u"wal"]), stampFrom(json[u"journal"]),
                        static_cast<quint32>(json[u"changes"].toInteger())}};
    // No real file has inode 0.
    return source.key.isEmpty() || source.stamp.database.inode == 0 ? std::nullopt
                                                                    : std::optional(std::move(source));
}

Result<void> ScheduleLedger::keepSource(const QString &profile, const KnownSource &source)
{
    return m_file.change([&](QJsonObject &content) {
        QJsonObject json = content[profile].toObject();
        json.insert(sourceName, QJsonObject{{u"backup"_s, source.key},
                                            {u"database"_s, toText(source.stamp.database)},
                                            {u"wal"_s, toText(source.stamp.wal)},
                                            {u"journal"_s, toText(source.stamp.journal)},
                                            {u"changes"_s, static_cast<qint64>(source.stamp.changes)}});
        content[profile] = json;
    });
}

Result<void> ScheduleLedger::forget(const QString &profile)
{
    return m_file.change([&](QJsonObject &content) { content.remove(profile); });
}

} // namespace lifeboat
