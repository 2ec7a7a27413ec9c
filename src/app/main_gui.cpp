// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "app/consolecomposition.h"
#include "app/firstpaint.h"
#include "app/processhygiene.h"
#include "app/translations.h"
#include "base/logfile.h"
#include "base/text.h"
#include "gui/mainwindow.h"
#include "service/demo.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
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

    QCommandLineParser parser;
    parser.setApplicationDescription(Text::tr("Backups of live SQLite databases that you can trust"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption demo(u"demo"_s, Text::tr("Show Lifeboat with a sample database in a folder"));
    const QCommandLineOption profile(u"profile"_s, Text::tr("Select this profile"), Text::tr("NAME"));
    parser.addOptions({demo, profile});
    parser.process(app);

    const auto service = composeService(settingsFile);
    const auto console = composeConsole(*service, isDemo);
    if (!console) {
        std::fprintf(stderr, "lifeboat: %s\n", qUtf8Printable(describe(console.error())));
        return 1;
    }
    MainWindow window((*console)->context(), (*console)->cache());
    if (parser.isSet(profile))
        window.selectProfile(parser.value(profile));
    const FirstPaint ready(window);
    window.show();

    // A signal handler may only set a flag.
    const CancelToken signalled;
    cancelOnSignals(signalled);
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &app, [&] {
        if (signalled.isRequested())
            QApplication::quit();
    });
    watch.start(200ms);
    return QApplication::exec();
}
