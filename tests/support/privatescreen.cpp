// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/privatescreen.h"

#include <QDBusConnectionInterface>
#include <QDBusReply>
#include <QStandardPaths>
#include <QTest>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10'000; // ms

/// Distributions differ in where they put it, and none has it on the PATH.
QString accessibilityLauncher()
{
    return QStandardPaths::findExecutable(
        u"at-spi-bus-launcher"_s,
        {u"/usr/libexec"_s, u"/usr/lib/at-spi2-core"_s, u"/usr/libexec/at-spi2-core"_s, u"/usr/lib"_s});
}

} // namespace

QStringList PrivateScreen::missingPrograms()
{
    QStringList missing;
    for (const QString &program : {u"Xvfb"_s, u"openbox"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            missing += program;
    }
    if (accessibilityLauncher().isEmpty())
        missing += u"at-spi-bus-launcher"_s;
    return missing;
}

QProcessEnvironment PrivateScreen::environment() const
{
    QProcessEnvironment environment = m_desktop.environment();
    environment.insert(u"DISPLAY"_s, m_display);
    return environment;
}

bool PrivateScreen::start()
{
    if (!startDisplay())
        return false;
    m_windowManager = std::make_unique<CompanionProcess>(environment());
    if (!m_windowManager->startSilent(u"openbox"_s, {u"--sm-disable"_s})) {
        m_reason = u"openbox did not start: "_s + m_windowManager->errorString();
        return false;
    }
    return startAccessibility();
}

bool PrivateScreen::startDisplay()
{
    m_server = std::make_unique<CompanionProcess>(m_desktop.environment());
    m_server->setStandardErrorFile(QProcess::nullDevice());
    m_server->start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x960x24"_s,
                                u"-nolisten"_s, u"tcp"_s, u"-noreset"_s});
    // It chooses a number that is free and tells it once it listens.
    if (!QTest::qWaitFor([this] { return m_server->canReadLine(); }, patience)) {
        m_reason = u"Xvfb did not start: "_s + m_server->errorString();
        return false;
    }
    m_display = u':' + QString::fromLatin1(m_server->readLine().trimmed());
    return true;
}

bool PrivateScreen::startAccessibility()
{
    QProcessEnvironment environment = PrivateScreen::environment();
    environment.insert(u"GSETTINGS_BACKEND"_s, u"memory"_s); // no settings of anyone
    m_accessibility = std::make_unique<CompanionProcess>(environment);
    const bool started =
        m_accessibility->startSilent(accessibilityLauncher(), {u"--launch-immediately"_s, u"--a11y=1"_s});
    const auto answers = [this] {
        return m_desktop.bus().interface()->isServiceRegistered(u"org.a11y.Bus"_s).value();
    };
    if (started && QTest::qWaitFor(answers, patience))
        return true;
    m_reason = u"at-spi-bus-launcher did not start: "_s + m_accessibility->errorString();
    return false;
}

} // namespace lifeboat
