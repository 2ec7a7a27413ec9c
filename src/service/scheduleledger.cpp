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
    memory.failures = std::max(0, json[u"failures"].toInt());
    memory.pausedForGood = json[u"paused"].toBool();
    return memory;
}

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
        content[profile] = toJson(memory);
    });
}

Result<void> ScheduleLedger::forget(const QString &profile)
{
    return m_file.change([&](QJsonObject &content) { content.remove(profile); });
}

} // namespace lifeboat
