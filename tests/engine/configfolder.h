// SPDX-License-Identifier: GPL-3.0-or-later
// A folder of its own for one test of the configuration, an environment that holds only what is put into it,
// and the shortest files that load.
#pragma once

#include "engine/config/profilefile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace lifeboat {

class ConfigFolder final
{
public:
    QProcessEnvironment environment;

    ConfigFolder() { environment.insert(QStringLiteral("HOME"), path(QStringLiteral("home"))); }
    Q_DISABLE_COPY_MOVE(ConfigFolder)

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    /// Writes `content` with mode 0600, making folders as needed, and returns the absolute path.
    QString write(const QString &name, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qUtf8Printable(path(name)));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        return path(name);
    }

    [[nodiscard]] Result<LoadedProfile> load(const QByteArray &content) const
    {
        return loadProfile(write(QStringLiteral("app.toml"), content), environment);
    }

private:
    QTemporaryDir m_folder;
};

// 32 bytes 0x00 to 0x1f in Base64, and one that is too short.
inline const QByteArray goodKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
inline const QByteArray badKey = "c2VjcmV0LXNlY3JldA==";
// Stands for every secret: it must not turn up in any message.
inline const QByteArray secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00";
inline const QByteArray account = "0123456789abcdef0123456789abcdef";

inline const QByteArray toFolder =
    "[database]\npath = \"/data/app.db\"\n[storage.folder]\npath = \"/mnt/backups\"\n";
inline const QByteArray toR2 = "[database]\npath = \"/data/app.db\"\n[storage.backup]\nbucket = \"b\"\n"
                               "[cloudflare]\naccount_id = \""
                               + account + "\"\n";
inline const QByteArray toOther =
    "[database]\npath = \"/data/app.db\"\n[storage.backup]\nbucket = \"b\"\n[cloudflare]\n";

} // namespace lifeboat

#define LOAD(name, content)                                                                                  \
    const auto name##Result = folder.load(content);                                                          \
    QVERIFY2(name##Result, qPrintable(name##Result ? QString() : describe(name##Result.error())));           \
    const LoadedProfile &name = *name##Result
