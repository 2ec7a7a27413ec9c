// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/singleinstance.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestMessage = 1024 * 1024; // bytes; the kernel's limit for arguments is near
constexpr auto taken = "taken\n";

/// One line of JSON.
QByteArray encoded(const Activation &activation)
{
    const QJsonObject object{{u"arguments"_s, QJsonArray::fromStringList(activation.arguments)},
                             {u"workingFolder"_s, activation.workingFolder},
                             {u"token"_s, activation.token}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<Activation> decoded(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return {};
    Activation out;
    for (const QJsonValue &argument : document[u"arguments"_s].toArray())
        out.arguments.append(argument.toString());
    out.workingFolder = document[u"workingFolder"_s].toString();
    out.token = document[u"token"_s].toString();
    return out;
}

/// Nobody listens, or who did is ending: false. It listens and does not answer: false too, after `deadline`.
bool handOver(const QString &socketPath, const QByteArray &message, const QDeadlineTimer &deadline)
{
    const auto left = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    QLocalSocket socket;
    socket.connectToServer(socketPath);
    if (!socket.waitForConnected(left()))
        return false;
    socket.write(message);
    while (!socket.canReadLine() && socket.waitForReadyRead(left())) {
    }
    return socket.readLine() == taken;
}

Error unusable(const QString &path, const QString &reason, ErrorCode code)
{
    return {code, u"singleinstance.claim"_s, Text::tr("Cannot use %1: %2.").arg(path, reason),
            Text::tr("Check that XDG_RUNTIME_DIR names a folder of your own."), false};
}

} // namespace

Activation ownActivation()
{
    return {QCoreApplication::arguments().mid(1), QDir::currentPath(),
            qEnvironmentVariable("XDG_ACTIVATION_TOKEN", qEnvironmentVariable("DESKTOP_STARTUP_ID"))};
}

SingleInstance::SingleInstance(QString folder, QString name, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_name(std::move(name))
{
}

SingleInstance::~SingleInstance() = default;

Result<SingleInstance::Role> SingleInstance::claim(const Activation &mine, std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    const QString socketPath = m_folder + u'/' + m_name + u".socket"_s;
    for (;;) {
        const auto isFirst = lock();
        if (!isFirst)
            return fail(isFirst.error());
        if (*isFirst) {
            const auto listening = listen();
            return listening ? Result<Role>(Role::First) : fail(listening.error());
        }
        if (handOver(socketPath, encoded(mine), deadline))
            return Role::Second;
        if (deadline.hasExpired())
            return fail(ErrorCode::Busy, u"singleinstance.claim"_s,
                        Text::tr("Lifeboat is already running and does not answer."),
                        Text::tr("Wait for it, or end that process and start Lifeboat again."));
        // It has the lock and does not listen yet, or not any more.
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

/// Which of several processes that start at once is the first. False: another one is.
Result<bool> SingleInstance::lock()
{
    QDir().mkpath(QFileInfo(m_folder).path());
    QDir().mkdir(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString path = m_folder + u'/' + m_name + u".lock"_s;
    FileDescriptor file(::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return fail(unusable(path, qt_error_string(errno),
                             errno == EACCES ? ErrorCode::PermissionDenied : ErrorCode::Io));
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? Result<bool>(false)
                                    : fail(unusable(path, qt_error_string(errno), ErrorCode::Io));
    m_lock = std::move(file);
    return true;
}

Result<void> SingleInstance::listen()
{
    const QString path = m_folder + u'/' + m_name + u".socket"_s;
    QLocalServer::removeServer(path); // of one that crashed: the lock is ours
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *visitor = m_server->nextPendingConnection())
            greet(visitor);
    });
    if (m_server->listen(path))
        return {};
    m_lock.close();
    return fail(unusable(path, m_server->errorString(), ErrorCode::Io));
}

void SingleInstance::greet(QLocalSocket *visitor)
{
    visitor->setReadBufferSize(longestMessage);
    connect(visitor, &QLocalSocket::disconnected, visitor, &QObject::deleteLater);
    const auto read = [this, visitor] {
        if (!visitor->canReadLine()) {
            if (visitor->bytesAvailable() >= longestMessage)
                visitor->abort();
            return;
        }
        const auto activation = decoded(visitor->readLine());
        if (!activation) {
            visitor->abort();
            return;
        }
        visitor->write(taken);
        visitor->disconnectFromServer();
        Q_EMIT activated(*activation);
    };
    connect(visitor, &QLocalSocket::readyRead, this, read);
    read(); // what came before we listened
}

} // namespace lifeboat
