// SPDX-License-Identifier: GPL-3.0-or-later
// A console on real services and a temporary folder: its own profiles, folder stores, cache, state and
// settings.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/common/consoleservices.h"
#include "service/listingcache.h"

#include <QTemporaryDir>

#include <memory>

namespace lifeboat {

class ConsoleFixture final
{
public:
    ConsoleFixture();
    Q_DISABLE_COPY_MOVE(ConsoleFixture)

    /// A sample database and a profile that backs it up, encrypted, into a folder. `name` is both's. Its
    /// recovery kit is confirmed.
    void addProfile(const QString &name, int statuses = 200);
    [[nodiscard]] QString databaseOf(const QString &name) const
    {
        return m_folder.filePath(name + QStringLiteral(".db"));
    }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] ConsoleContext context() { return {*m_service, *m_profiles, *m_jobs}; }
    /// They watch nothing until somebody begins them.
    [[nodiscard]] ConsoleServices services() { return {*m_scheduler, *m_health, nullptr}; }
    [[nodiscard]] ListingCache &cache() { return *m_cache; }
    [[nodiscard]] ProfilePointer load(const QString &name) const;

private:
    QTemporaryDir m_folder;
    std::unique_ptr<BackupService> m_service;
    std::unique_ptr<ProfileCatalog> m_profiles;
    std::unique_ptr<ListingCache> m_cache;
    std::unique_ptr<Jobs> m_jobs; ///< after what its threads use
    std::unique_ptr<Scheduler> m_scheduler;
    std::unique_ptr<HealthMonitor> m_health;
};

} // namespace lifeboat
