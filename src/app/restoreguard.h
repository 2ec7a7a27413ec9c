// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the machine from shutting down and sleeping while a restore changes a database. Main thread.
#pragma once

#include "platform/inhibitorlock.h"
#include "service/jobs.h"

#include <QSet>

namespace lifeboat {

class RestoreGuard final : public QObject
{
    Q_OBJECT
public:
    /// Follows `jobs` from now on.
    RestoreGuard(const Jobs &jobs, const QDBusConnection &systemBus, QObject *parent = nullptr);

private:
    void follow(const Job &job);

    InhibitorLock m_lock;
    QSet<const Job *> m_guarded; ///< one lock is enough for all of them
};

} // namespace lifeboat
