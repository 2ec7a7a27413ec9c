// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/consolecomposition.h"

#include "gui/wizard/kitrecord.h"
#include "platform/autostart.h"
#include "platform/keychain.h"
#include "service/demo.h"
#include "service/statefile.h"

#include <QCoreApplication>
#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// What a desktop has to start: an AppImage runs from a place that is gone at the next login.
QString programFile(const QProcessEnvironment &environment)
{
    return environment.value(u"APPIMAGE"_s, QCoreApplication::applicationFilePath());
}

} // namespace

Console::Console(BackupService &service, const QProcessEnvironment &environment)
    : m_service(service), m_profiles(environment, openKeychain({u"Lifeboat"_s})),
      m_cache(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/lifeboat"_s),
      m_loginStart(std::make_shared<Autostart>(environment, programFile(environment))),
      m_scheduler(m_profiles, service, m_jobs, ScheduleLedger(stateFolder() + u"/schedule.json"_s)),
      m_health(m_profiles, service, m_jobs)
{
}

QProcessEnvironment consoleEnvironment(bool demo)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (demo)
        environment.insert(u"XDG_CONFIG_HOME"_s, Demo::defaultFolder() + u"/config"_s);
    return environment;
}

Result<std::unique_ptr<Console>> composeConsole(BackupService &service, bool demo)
{
    if (!demo)
        return std::make_unique<Console>(service, consoleEnvironment(demo));
    const auto profile = Demo::prepare(Demo::defaultFolder());
    if (!profile)
        return fail(profile.error());
    auto console = std::make_unique<Console>(service, consoleEnvironment(demo));
    const auto adopted = console->context().profiles.adopt(profile->profile.configFile);
    if (!adopted)
        return fail(adopted.error());
    // Its key lies beside it in the demonstration's folder: there is no kit to ask for.
    std::ignore = KitRecord(stateFolder()).confirm(*adopted, service.clock().utcNow());
    return console;
}

} // namespace lifeboat
