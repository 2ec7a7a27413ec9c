// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "app/consolecall.h"
#include "app/consolesession.h"
#include "app/firstpaint.h"
#include "app/processhygiene.h"
#include "app/translations.h"
#include "base/log.h"
#include "base/logfile.h"
#include "gui/common/buttonreach.h"
#include "platform/singleinstance.h"
#include "service/demo.h"
#include "service/statefile.h"

#include <QApplication>
#include <QFile>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>

namespace {

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Qt would abort, which helps nobody.
bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
           || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char **argv)
{
    protectMemory();
    restrictFileModes();
    if (!hasDisplay()) {
        std::fputs("lifeboat: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). "
                   "Use lifeboat-cli here.\n",
                   stderr);
        return 1;
    }
    QApplication app(argc, argv);
    const ButtonReach buttonReach(app);
    QApplication::setOrganizationName(u"lifeboat"_s);
    QApplication::setApplicationName(u"lifeboat"_s);
    QApplication::setApplicationDisplayName(u"Lifeboat"_s);
    QApplication::setApplicationVersion(QStringLiteral(LIFEBOAT_VERSION));
    QApplication::setDesktopFileName(u"lifeboat"_s);
    // Before the parser, whose help speaks the chosen language.
    const bool isDemo = QApplication::arguments().contains(u"--demo"_s);
    if (isDemo)
        qputenv("XDG_STATE_HOME", QFile::encodeName(Demo::defaultFolder() + u"/state"_s));
    const QString settingsFile = globalSettingsFile(consoleEnvironment(isDemo));
    const GlobalSettings settings = settingsOf(settingsFile);
    installLog(settings.logLevel);
    keepLogIn(stateFolder() + u"/log"_s);
    installTranslations(app, settings.language);

    const ConsoleCall call = parseCallOrExit(QApplication::arguments());

    SingleInstance instance(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation)
                                + u"/lifeboat"_s,
                            isDemo ? u"demo"_s : u"console"_s);
    if (const auto role = instance.claim(ownActivation()); !role) {
        std::fprintf(stderr, "lifeboat: %s\n", qUtf8Printable(describe(role.error())));
        return 1;
    } else if (*role == SingleInstance::Role::Second) {
        return 0;
    }

    const auto service = composeService(settingsFile);
    const auto console = composeConsole(*service, isDemo);
    if (!console) {
        std::fprintf(stderr, "lifeboat: %s\n", qUtf8Printable(describe(console.error())));
        return 1;
    }
    QApplication::setQuitOnLastWindowClosed(false); // schedules go on without it
    ConsoleSession session(**console, settings, QDBusConnection::sessionBus(), QDBusConnection::systemBus());
    const FirstPaint ready(session.window());
    QObject::connect(&session, &ConsoleSession::ended, &app, &QApplication::quit);
    QObject::connect(&instance, &SingleInstance::activated, &session, [&](const Activation &activation) {
        if (const auto wanted = parseCall(activation.arguments))
            session.act(*wanted, activation.token);
        else
            qCWarning(logConfig).noquote() << describe(wanted.error());
    });
    session.begin(call);

    // A signal handler may only set a flag.
    const CancelToken signalled;
    cancelOnSignals(signalled);
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &session, [&] {
        if (signalled.isRequested())
            session.end();
    });
    watch.start(200ms);
    return QApplication::exec();
}
