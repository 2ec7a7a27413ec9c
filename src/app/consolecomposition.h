// SPDX-License-Identifier: GPL-3.0-or-later
// What the window needs besides the service: profiles with the desktop's keychain, worker threads, the cache,
// and what watches over the profiles.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/common/consoleservices.h"
#include "service/listingcache.h"

#include <memory>

namespace lifeboat {

/// Owns it all; the service must outlive it, and it the window.
class Console final
{
public:
    Console(BackupService &service, const QProcessEnvironment &environment);
    Q_DISABLE_COPY_MOVE(Console)

    [[nodiscard]] ConsoleContext context() { return {m_service, m_profiles, m_jobs}; }
    /// They begin to watch when somebody begins them.
    [[nodiscard]] ConsoleServices services() { return {m_scheduler, m_health, m_loginStart}; }
    [[nodiscard]] ListingCache &cache() { return m_cache; }

private:
    BackupService &m_service;
    ProfileCatalog m_profiles;
    ListingCache m_cache;
    std::shared_ptr<LoginStart> m_loginStart;
    Jobs m_jobs; ///< after what its threads use
    Scheduler m_scheduler;
    HealthMonitor m_health;
};

/// Where the console finds the user's files; with `demo`, those of the demonstration.
[[nodiscard]] QProcessEnvironment consoleEnvironment(bool demo);

/// With `demo`, a sample database and a profile for it are made where they are missing, in a folder of their
/// own, and no other profile is touched.
[[nodiscard]] Result<std::unique_ptr<Console>> composeConsole(BackupService &service, bool demo);

} // namespace lifeboat
