// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/privatedesktop.h"

#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10'000; // ms

QDBusMessage callService(const QDBusConnection &bus, const QString &method, const QVariantList &arguments)
{
    auto message = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s,
                                                  u"org.freedesktop.Secret.Service"_s, method);
    message.setArguments(arguments);
    return bus.call(message, QDBus::Block, patience);
}

} // namespace

PrivateDesktop::~PrivateDesktop()
{
    stopKeyring();
    if (m_daemon)
        QDBusConnection::disconnectFromBus(m_folder.path());
}

bool PrivateDesktop::maySkip()
{
    const bool there = !QStandardPaths::findExecutable(u"dbus-daemon"_s).isEmpty()
                       && !QStandardPaths::findExecutable(u"gnome-keyring-daemon"_s).isEmpty();
    return !there && qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1";
}

QProcessEnvironment PrivateDesktop::environment() const
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    for (const auto &[variable, folder] :
         {std::pair(u"HOME"_s, u"home"_s), std::pair(u"XDG_CONFIG_HOME"_s, u"home/config"_s),
          std::pair(u"XDG_DATA_HOME"_s, u"home/data"_s), std::pair(u"XDG_CACHE_HOME"_s, u"home/cache"_s),
          std::pair(u"XDG_RUNTIME_DIR"_s, u"run"_s)})
        environment.insert(variable, m_folder.filePath(folder));
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + m_folder.filePath(u"bus"_s));
    return environment;
}

QProcessEnvironment PrivateDesktop::environmentWithoutBus() const
{
    QProcessEnvironment environment = PrivateDesktop::environment();
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + m_folder.filePath(u"nobody"_s));
    return environment;
}

QDBusConnection PrivateDesktop::bus() const
{
    return QDBusConnection(m_folder.path());
}

bool PrivateDesktop::start()
{
    const QString listen = u"unix:path="_s + m_folder.filePath(u"bus"_s);
    QDir().mkpath(m_folder.filePath(u"home"_s));
    QDir(m_folder.path()).mkdir(u"run"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // No service folder: nothing starts by being asked, neither a keyring nor a password prompt.
    QFile config(m_folder.filePath(u"bus.conf"_s));
    const QString text =
        u"<busconfig><type>session</type><listen>%1</listen><policy context=\"default\">"
        "<allow send_destination=\"*\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n"_s
            .arg(listen);
    if (!config.open(QIODevice::WriteOnly) || config.write(text.toUtf8()) < 0)
        return false;
    config.close();
    m_daemon = std::make_unique<CompanionProcess>(environment());
    m_daemon->setStandardErrorFile(QProcess::nullDevice()); // tells of limits it could not raise
    m_daemon->start(u"dbus-daemon"_s,
                    {u"--nofork"_s, u"--print-address"_s, u"--config-file"_s, config.fileName()});
    if (!m_daemon->waitForReadyRead(patience)) { // the address, once it listens
        m_reason = u"dbus-daemon did not start: "_s + m_daemon->errorString();
        return false;
    }
    if (QDBusConnection::connectToBus(listen, m_folder.path()).isConnected())
        return true;
    m_reason = u"cannot connect to the private bus: "_s + bus().lastError().message();
    return false;
}

bool PrivateDesktop::startKeyring()
{
    m_keyring = std::make_unique<CompanionProcess>(environment());
    const bool started = m_keyring->startSilent(
        u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s});
    m_keyring->write("password of the test");
    m_keyring->closeWriteChannel();
    const auto answers = [this] {
        return bus().interface()->isServiceRegistered(u"org.freedesktop.secrets"_s).value();
    };
    if (started && QTest::qWaitFor(answers, patience))
        return true;
    m_reason = u"gnome-keyring-daemon did not start: "_s + m_keyring->errorString();
    return false;
}

void PrivateDesktop::stopKeyring()
{
    m_keyring.reset();
}

bool PrivateDesktop::lockKeyring()
{
    const QDBusMessage alias = callService(bus(), u"ReadAlias"_s, {u"default"_s});
    if (alias.type() != QDBusMessage::ReplyMessage)
        return false;
    const QList<QDBusObjectPath> collections{alias.arguments().constFirst().value<QDBusObjectPath>()};
    return callService(bus(), u"Lock"_s, {QVariant::fromValue(collections)}).type()
           == QDBusMessage::ReplyMessage;
}

} // namespace lifeboat
