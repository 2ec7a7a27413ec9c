// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/consolecomposition.h"

#include "platform/keychain.h"
#include "service/demo.h"

#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;

Console::Console(BackupService &service, const QProcessEnvironment &environment)
    : m_service(service), m_profiles(environment, openKeychain({u"Lifeboat"_s})),
      m_cache(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/lifeboat"_s)
{
}

Result<std::unique_ptr<Console>> composeConsole(BackupService &service, bool demo)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!demo)
        return std::make_unique<Console>(service, environment);
    const QString folder = Demo::defaultFolder();
    const auto profile = Demo::prepare(folder);
    if (!profile)
        return fail(profile.error());
    environment.insert(u"XDG_CONFIG_HOME"_s, folder + u"/config"_s);
    auto console = std::make_unique<Console>(service, environment);
    if (const auto adopted = console->context().profiles.adopt(profile->profile.configFile); !adopted)
        return fail(adopted.error());
    return console;
}

} // namespace lifeboat
