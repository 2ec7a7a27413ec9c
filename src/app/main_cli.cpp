// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apidoor.h"
#include "app/composition.h"
#include "app/processhygiene.h"
#include "app/systemdhost.h"
#include "app/translations.h"
#include "cli/runcli.h"

#include <QCoreApplication>

#include <clocale>

int main(int argc, char **argv)
{
    using namespace lifeboat;
    protectMemory();
    restrictFileModes();
    std::vector<std::string> arguments(argv + 1, argv + argc);
    scrubSecrets(argc, argv);
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lifeboat"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LIFEBOAT_VERSION));
    installTranslations(app);
    const CancelToken cancel;
    cancelOnSignals(cancel);
    const QString settingsFile = globalSettingsFile(QProcessEnvironment::systemEnvironment());
    const auto service = composeService(settingsFile);
    ApiDoor door(settingsFile, QProcessEnvironment::systemEnvironment());
    SystemdHost host(door);
    return runCli(std::move(arguments), *service, host, cancel, settingsOf(settingsFile).logLevel);
}
