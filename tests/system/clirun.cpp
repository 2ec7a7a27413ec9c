// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/clirun.h"

#include "support/databaseshapes.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace lifeboat {

using namespace Qt::StringLiterals;

QJsonObject CliResult::object() const
{
    return QJsonDocument::fromJson(out).object();
}

QJsonArray CliResult::array() const
{
    return QJsonDocument::fromJson(out).array();
}

CliHome::CliHome() : program(QStringLiteral(LIFEBOAT_BIN_DIR "/lifeboat-cli"))
{
    environment.insert(u"HOME"_s, m_home.path());
    environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"AWS_EC2_METADATA_DISABLED"_s, u"true"_s);
    QFile key(path(u"key"_s));
    if (key.open(QIODevice::WriteOnly)) {
        key.write(QByteArray(32, 'k').toBase64() + '\n');
        key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
}

CliResult CliHome::run(const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    start(process, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(120'000);
    CliResult result;
    result.exitCode = ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

void CliHome::start(QProcess &process, const QStringList &arguments) const
{
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_home.path());
    process.start(program, arguments);
    process.waitForStarted();
}

QString CliHome::writeProfile(const QString &name, const QString &text) const
{
    const QString folder = path(u".config/lifeboat/profiles"_s);
    QDir().mkpath(folder);
    QFile file(folder + u'/' + name + u".toml"_s);
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(text.toUtf8());
    }
    return file.fileName();
}

QString CliHome::folderProfile(const QString &database, bool sealed) const
{
    return writeProfile(u"test"_s, u"[database]\npath = %1\n[storage.backup]\nretention_count = 7\n"
                                   "[storage.backup.encryption]\nenabled = %2\nkey_file = %3\n"
                                   "[storage.folder]\npath = %4\n[lifeboat]\nname = \"rustresort\"\n"_s.arg(
                                       toml(database), sealed ? u"true"_s : u"false"_s, toml(path(u"key"_s)),
                                       toml(path(u"store"_s))));
}

QString CliHome::rustResort(int statuses) const
{
    const QString database = path(u"data/rustresort.db"_s);
    if (!QDir().mkpath(path(u"data"_s)) || !makeRustResort(database, statuses))
        qFatal("the database cannot be made");
    return database;
}

QString toml(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
    return u'"' + escaped + u'"';
}

} // namespace lifeboat
