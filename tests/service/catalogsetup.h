// SPDX-License-Identifier: GPL-3.0-or-later
// A home folder, a keychain in memory and a catalog over both.
#pragma once

#include "service/profilecatalog.h"
#include "support/fakesecretstore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace lifeboat {

class CatalogSetup final
{
public:
    QProcessEnvironment environment;
    std::shared_ptr<FakeSecretStore> keychain = std::make_shared<FakeSecretStore>();
    std::unique_ptr<ProfileCatalog> catalog;
    CancelToken cancel;

    CatalogSetup()
    {
        environment.insert(QStringLiteral("HOME"), path(QStringLiteral("home")));
        reopen();
    }
    Q_DISABLE_COPY_MOVE(CatalogSetup)

    /// As a restart of the program does: session secrets are gone.
    void reopen() { catalog = std::make_unique<ProfileCatalog>(environment, keychain); }

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString fileOf(const QString &name) const
    {
        return path(QStringLiteral("home/.config/lifeboat/profiles/%1.toml").arg(name));
    }
    QString write(const QString &file, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write %s", qUtf8Printable(file));
        out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        return file;
    }
    [[nodiscard]] static QByteArray read(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    /// Names of all files in the profiles folder, temporary ones too.
    [[nodiscard]] QStringList files() const
    {
        return QDir(path(QStringLiteral("home/.config/lifeboat/profiles")))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

private:
    QTemporaryDir m_folder;
};

inline SecretBytes bytes(const char *text)
{
    return SecretBytes(QByteArrayView(text));
}

inline const char *const someKey = "0123456789abcdefghijklmnopqrstuv"; // 32 bytes
inline const char *const otherKey = "vutsrqponmlkjihgfedcba9876543210";

inline NewProfile toBucket()
{
    NewProfile made;
    made.name = QStringLiteral("rustresort");
    made.rules.databasePath = QStringLiteral("/data/rustresort.db");
    made.rules.encryption.enabled = true;
    S3Destination s3;
    s3.options.bucket = QStringLiteral("b");
    s3.accountId = QStringLiteral("0123456789abcdef0123456789abcdef");
    made.rules.destination = s3;
    made.accessKeyId = QStringLiteral("AKID");
    made.secretAccessKey = bytes("very secret");
    made.encryptionKey = bytes(someKey);
    return made;
}

inline NewProfile toFolder()
{
    NewProfile made;
    made.name = QStringLiteral("app");
    made.rules.databasePath = QStringLiteral("/data/app.db");
    made.rules.destination = FolderDestination{QStringLiteral("/mnt/backups")};
    return made;
}

} // namespace lifeboat

#define VERIFY_OK(call)                                                                                      \
    do {                                                                                                     \
        const auto &outcome = call;                                                                          \
        QVERIFY2(outcome, qPrintable(outcome ? QString() : describe(outcome.error())));                      \
    } while (false)
#define VERIFY_ERROR(call, expected)                                                                         \
    do {                                                                                                     \
        const auto &outcome = call;                                                                          \
        QVERIFY(!outcome);                                                                                   \
        QCOMPARE(outcome.error().code, expected);                                                            \
    } while (false)
