// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/powerwatch.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

PowerWatch::PowerWatch(const QDBusConnection &systemBus, QObject *parent)
    : QObject(parent), m_power(systemBus, u"org.freedesktop.UPower"_s, u"/org/freedesktop/UPower"_s,
                               u"org.freedesktop.UPower"_s)
{
    connect(&m_power, &RemoteProperties::changed, this, &PowerWatch::changed);
    // https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
    QDBusConnection bus(systemBus);
    const auto listen = [this, &bus](const QString &signal, const char *slot) {
        bus.connect(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
                    u"org.freedesktop.login1.Manager"_s, signal, this, slot);
    };
    listen(u"PrepareForSleep"_s, SLOT(onPrepareForSleep(bool)));
    listen(u"PrepareForShutdown"_s, SLOT(onPrepareForShutdown(bool)));
}

bool PowerWatch::isOnBattery() const
{
    return m_power.value(u"OnBattery"_s).toBool();
}

void PowerWatch::onPrepareForSleep(bool begins)
{
    if (begins)
        Q_EMIT aboutToSleep();
    else
        Q_EMIT resumed();
}

void PowerWatch::onPrepareForShutdown(bool begins)
{
    if (begins) // else the shutdown was called off
        Q_EMIT aboutToShutDown();
}

} // namespace lifeboat
