// SPDX-License-Identifier: GPL-3.0-or-later
// One call of the keychain in a process of its own, as the console makes it: on a worker thread.
//   keychainclient read|write|remove|name PROFILE key|secret PATIENCE_MS [CANCEL_AFTER_MS]
// The secret is standard input of "write" and "value" of what "read" prints: one JSON object.
#include "platform/keychain.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>
#include <QTimer>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QByteArray standardInput()
{
    QFile file;
    return file.open(stdin, QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject answer(SecretStore &keychain, const QStringList &arguments, const CancelToken &cancel)
{
    const QString &command = arguments.at(0);
    const SecretName name{arguments.at(1), arguments.at(2) == u"key" ? SecretName::Kind::EncryptionKey
                                                                     : SecretName::Kind::S3SecretKey};
    QJsonObject out;
    std::optional<Error> problem;
    if (command == u"read") {
        if (const auto secret = keychain.read(name, cancel))
            out[u"value"_s] = QString::fromLatin1(secret->view());
        else
            problem = secret.error();
    } else if (command == u"write") {
        if (const auto written = keychain.write(name, SecretBytes(standardInput()), cancel); !written)
            problem = written.error();
    } else if (command == u"remove") {
        if (const auto removed = keychain.remove(name, cancel); !removed)
            problem = removed.error();
    } else {
        out[u"value"_s] = keychain.displayName();
    }
    if (problem) {
        out[u"error"_s] = errorCodeName(problem->code);
        out[u"text"_s] = describe(*problem);
    }
    return out;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    const auto keychain = openKeychain({u"Lifeboat"_s, std::chrono::milliseconds(arguments.at(3).toInt())});
    const CancelToken cancel;
    if (arguments.size() > 4)
        QTimer::singleShot(arguments.at(4).toInt(), &application, [cancel] { cancel.request(); });
    QJsonObject out;
    QElapsedTimer timer;
    timer.start();
    const std::unique_ptr<QThread> worker(
        QThread::create([&] { out = answer(*keychain, arguments, cancel); }));
    QObject::connect(worker.get(), &QThread::finished, &application, &QCoreApplication::quit);
    worker->start();
    QCoreApplication::exec();
    worker->wait();
    out[u"milliseconds"_s] = timer.elapsed();
    QFile file;
    return file.open(stdout, QIODevice::WriteOnly) && file.write(QJsonDocument(out).toJson()) > 0 ? 0 : 1;
}
