// SPDX-License-Identifier: GPL-3.0-or-later
// A console's process: instanceclient FOLDER NAME PATIENCE_MS [ARGUMENT…]
// Prints "first", then a line of JSON for every activation, until standard input ends; or "second" or the
// name of the error, and ends.
#include "platform/singleinstance.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

void say(const QByteArray &line)
{
    std::puts(line.constData());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Activation mine = ownActivation();
    const QString folder = mine.arguments.takeFirst();
    const QString name = mine.arguments.takeFirst();
    const std::chrono::milliseconds patience(mine.arguments.takeFirst().toInt());
    SingleInstance instance(folder, name);
    QObject::connect(&instance, &SingleInstance::activated, &application, [](const Activation &activation) {
        const QJsonObject object{{u"arguments"_s, QJsonArray::fromStringList(activation.arguments)},
                                 {u"folder"_s, activation.workingFolder},
                                 {u"token"_s, activation.token}};
        say(QJsonDocument(object).toJson(QJsonDocument::Compact));
    });
    const auto role = instance.claim(mine, patience);
    if (!role) {
        say(errorCodeName(role.error().code).toUtf8());
        return 1;
    }
    if (*role == SingleInstance::Role::Second) {
        say("second");
        return 0;
    }
    say("first");
    const QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    return QCoreApplication::exec();
}
