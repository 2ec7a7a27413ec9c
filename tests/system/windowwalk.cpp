// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowwalk.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString python3 = u"/usr/bin/python3"_s; // the one that distributions' modules are for
constexpr int patience = 200'000;              // ms; the driver's own waits are far shorter

bool hasPythonModules()
{
    QProcess python;
    python.start(
        python3,
        {u"-c"_s,
         u"import cryptography, gi; gi.require_version('Atspi', '2.0'); gi.require_version('Gtk', '3.0')"_s});
    return python.waitForFinished() && python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0;
}

} // namespace

QStringList missingForWalks()
{
    QStringList missing = PrivateScreen::missingPrograms();
    for (const QString &program : {u"dbus-daemon"_s, u"sqlite3"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            missing += program;
    }
    if (!hasPythonModules())
        missing += u"python3-gi, gir1.2-atspi-2.0, gir1.2-gtk-3.0 or python3-cryptography"_s;
    return missing;
}

bool walk(const PrivateScreen &screen, const QString &script, QJsonObject place)
{
    place.insert(u"programs"_s, QStringLiteral(LIFEBOAT_BIN_DIR));
    place.insert(u"screenshot"_s, QCoreApplication::applicationFilePath() + u"-failed.png"_s);
    QProcessEnvironment environment = screen.environment();
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    CompanionProcess driver(environment);
    driver.setProcessChannelMode(QProcess::ForwardedChannels);
    driver.start(python3, {QStringLiteral(LIFEBOAT_SOURCE_DIR) + u"/tests/system/window/"_s + script});
    driver.write(QJsonDocument(place).toJson());
    driver.closeWriteChannel();
    return driver.waitForFinished(patience) && driver.exitStatus() == QProcess::NormalExit
           && driver.exitCode() == 0;
}

} // namespace lifeboat
