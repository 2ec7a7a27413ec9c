// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/secretservice.h"

#include "base/text.h"
#include "platform/patientloop.h"

#include <QDBusConnectionInterface>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QFile>
#include <QUuid>

#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString &serviceName()
{
    static const QString name = u"org.freedesktop.secrets"_s;
    return name;
}

QString rootPath()
{
    return u"/org/freedesktop/secrets"_s;
}

/// D-Bus needs a QObject to tell of the prompt's end.
class PromptEnd final : public QObject
{
    Q_OBJECT
public:
    explicit PromptEnd(PatientLoop &loop) : m_loop(loop) {}
    [[nodiscard]] bool isDismissed() const { return m_dismissed; }

public Q_SLOTS:
    void complete(bool dismissed, const QDBusVariant &)
    {
        m_dismissed = dismissed;
        m_loop.finish();
    }

private:
    PatientLoop &m_loop;
    bool m_dismissed = true;
};

QString programOf(uint pid)
{
    QFile file(u"/proc/%1/comm"_s.arg(pid));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

} // namespace

Error stillLocked(const CancelToken &cancel)
{
    const QString operation = u"keychain.unlock"_s;
    if (const auto go = cancel.check(operation); !go)
        return go.error();
    return {ErrorCode::PermissionDenied,
            operation,
            Text::tr("The keychain is locked, and was not unlocked."),
            {},
            false};
}

SecretService::SecretService()
    : m_connectionName(u"lifeboat-keychain-"_s + QUuid::createUuid().toString(QUuid::Id128)),
      m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, m_connectionName))
{
    if (!m_bus.isConnected())
        return;
    QStringList names = m_bus.interface()->registeredServiceNames();
    names += m_bus.interface()->activatableServiceNames();
    m_speaksSecrets = names.contains(serviceName());
    m_speaksKWallet = names.contains(u"org.kde.kwalletd5"_s) || names.contains(u"org.kde.kwalletd6"_s);
}

SecretService::~SecretService()
{
    QDBusConnection::disconnectFromBus(m_connectionName);
}

QDBusMessage SecretService::call(const QString &path, const QString &interface, const QString &method,
                                 const QVariantList &arguments, const QDeadlineTimer &deadline,
                                 const CancelToken &cancel)
{
    auto message = QDBusMessage::createMethodCall(serviceName(), path, interface, method);
    message.setArguments(arguments);
    PatientLoop loop(deadline, cancel);
    QDBusPendingCallWatcher watcher(m_bus.asyncCall(message));
    QObject::connect(&watcher, &QDBusPendingCallWatcher::finished, loop.context(),
                     [&loop] { loop.finish(); });
    if (watcher.isFinished() || loop.wait())
        return watcher.reply();
    return {};
}

Result<void> SecretService::unlock(const QDeadlineTimer &deadline, const CancelToken &cancel)
{
    if (!m_speaksSecrets)
        return {}; // KWallet asks by itself
    const QString service = u"org.freedesktop.Secret.Service"_s;
    const auto alias = call(rootPath(), service, u"ReadAlias"_s, {u"default"_s}, deadline, cancel);
    if (alias.type() == QDBusMessage::InvalidMessage)
        return fail(stillLocked(cancel));
    if (alias.type() == QDBusMessage::ErrorMessage || alias.arguments().isEmpty())
        return fail(ErrorCode::Io, u"keychain.open"_s,
                    Text::tr("The keychain does not answer: %1.").arg(alias.errorMessage()),
                    Text::tr("Start it, or keep the secret for this session only."));
    const auto collection = alias.arguments().constFirst().value<QDBusObjectPath>();
    if (collection.path() == u"/") // none yet: it is made when the first secret is stored
        return {};
    const auto locked = call(collection.path(), u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
                             {u"org.freedesktop.Secret.Collection"_s, u"Locked"_s}, deadline, cancel);
    const QVariantList answer = locked.arguments();
    if (locked.type() == QDBusMessage::ReplyMessage && !answer.isEmpty()
        && !answer.constFirst().value<QDBusVariant>().variant().toBool())
        return {};

    const QList<QDBusObjectPath> wanted{collection};
    const auto unlocked =
        call(rootPath(), service, u"Unlock"_s, {QVariant::fromValue(wanted)}, deadline, cancel);
    if (unlocked.type() != QDBusMessage::ReplyMessage || unlocked.arguments().size() < 2)
        return fail(stillLocked(cancel));
    const auto question = unlocked.arguments().at(1).value<QDBusObjectPath>();
    return question.path() == u"/" ? Result<void>() : prompt(question.path(), deadline, cancel);
}

Result<void> SecretService::prompt(const QString &path, const QDeadlineTimer &deadline,
                                   const CancelToken &cancel)
{
    const QString interface = u"org.freedesktop.Secret.Prompt"_s;
    PatientLoop loop(deadline, cancel);
    PromptEnd end(loop);
    m_bus.connect(serviceName(), path, interface, u"Completed"_s, &end, SLOT(complete(bool, QDBusVariant)));
    const auto shown = call(path, interface, u"Prompt"_s, {QString()}, deadline, cancel);
    if (shown.type() == QDBusMessage::ReplyMessage && loop.wait())
        return end.isDismissed() ? fail(stillLocked(cancel)) : Result<void>();
    // Nobody waits for it any more; the answer, if one comes, is of no interest.
    m_bus.asyncCall(QDBusMessage::createMethodCall(serviceName(), path, interface, u"Dismiss"_s));
    return fail(stillLocked(cancel));
}

QString SecretService::displayName() const
{
    if (!isThere())
        return {};
    if (!m_speaksSecrets)
        return u"KWallet"_s;
    const auto pid = m_bus.interface()->servicePid(serviceName());
    const QString program = pid.isValid() ? programOf(pid.value()) : QString();
    constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 4> known{{
        {"gnome-keyring"_L1, "GNOME Keyring"_L1},
        {"kwallet"_L1, "KWallet"_L1},
        {"ksecretd"_L1, "KWallet"_L1},
        {"keepassxc"_L1, "KeePassXC"_L1},
    }};
    for (const auto &[prefix, name] : known) {
        if (program.startsWith(prefix))
            return name;
    }
    return Text::tr("Keychain");
}

} // namespace lifeboat

#include "secretservice.moc"
