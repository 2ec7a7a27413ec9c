// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertmemory.h"

#include "base/format.h"
#include "base/log.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The ids of two profiles in different folders may be the same.
QString keyOf(const Profile &profile)
{
    return profile.configFile.isEmpty() ? profile.id : profile.configFile;
}

QDateTime timeFrom(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODate);
}

AlertState stateFrom(const QJsonObject &json)
{
    AlertState state;
    state.failureTold = timeFrom(json[u"failure_told"]);
    state.drillTold = timeFrom(json[u"drill_told"]);
    const QString health = json[u"health"].toString();
    state.health = health == u"overdue" ? Health::Critical
                   : health == u"late"  ? Health::Warning
                                        : Health::Healthy;
    return state;
}

QJsonObject toJson(const AlertState &state)
{
    QJsonObject json;
    if (state.failureTold.isValid())
        json.insert(u"failure_told"_s, formatUtc(state.failureTold));
    if (state.drillTold.isValid())
        json.insert(u"drill_told"_s, formatUtc(state.drillTold));
    if (state.health == Health::Critical)
        json.insert(u"health"_s, u"overdue"_s);
    else if (state.health == Health::Warning)
        json.insert(u"health"_s, u"late"_s);
    return json;
}

/// Nothing is kept of a profile that is well.
void put(QJsonObject &content, const QString &key, const AlertState &state)
{
    if (state == AlertState())
        content.remove(key);
    else
        content.insert(key, toJson(state));
}

} // namespace

AlertMemory::Answer AlertMemory::take(const Profile &profile, AlertNews news, const QDateTime &now)
{
    const QString key = keyOf(profile);
    const auto ask = [&](const QJsonObject &content, AlertDecision &decision) {
        const AlertState before = stateFrom(content[key].toObject());
        decision = alertDue(before, news, now);
        return before;
    };
    AlertDecision decision;
    AlertState before = ask(m_file.read(), decision);
    if (decision.next == before)
        return {decision.tell, before}; // as most of the time: nothing to write
    const auto kept = m_file.change([&](QJsonObject &content) {
        before = ask(content, decision);
        put(content, key, decision.next);
    });
    if (!kept)
        qCWarning(logEngine).noquote() << describe(kept.error());
    return {decision.tell, before};
}

void AlertMemory::takeBack(const Profile &profile, const AlertState &before)
{
    const auto kept = m_file.change([&](QJsonObject &content) { put(content, keyOf(profile), before); });
    if (!kept)
        qCWarning(logEngine).noquote() << describe(kept.error());
}

} // namespace lifeboat
