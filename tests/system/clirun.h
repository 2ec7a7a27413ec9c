// SPDX-License-Identifier: GPL-3.0-or-later
// Calls lifeboat-cli as a shell does, in a home of its own and with nothing of the tester's environment that
// could reach it.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

namespace lifeboat {

struct CliResult
{
    int exitCode = -1; ///< -1: did not start, or was killed by a signal
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonObject object() const;
    [[nodiscard]] QJsonArray array() const;
    /// For a failing test's message.
    [[nodiscard]] QByteArray said() const
    {
        return "exit " + QByteArray::number(exitCode) + '\n' + out + err;
    }
};

class CliHome final
{
public:
    CliHome();

    [[nodiscard]] QString path(const QString &name) const { return m_home.filePath(name); }
    QProcessEnvironment environment;
    /// The program's path; changed by tests of its other name.
    QString program;

    [[nodiscard]] CliResult run(const QStringList &arguments, const QByteArray &input = {}) const;
    /// Started and left running.
    void start(QProcess &process, const QStringList &arguments) const;

    /// Writes `name`.toml into the profiles folder and returns its path.
    [[nodiscard]] QString writeProfile(const QString &name, const QString &toml) const;
    /// A profile that backs `database` up to the folder "store", sealed with the key in "key" unless `sealed`
    /// is off.
    [[nodiscard]] QString folderProfile(const QString &database, bool sealed = true) const;
    /// Makes a database with `statuses` rows in a folder of its own, and returns its path.
    [[nodiscard]] QString rustResort(int statuses) const;

private:
    QTemporaryDir m_home;
};

/// Fails the test, with everything the program said, unless it ended with "done".
#define VERIFY_DONE(result)                                                                                  \
    do {                                                                                                     \
        const CliResult &cliResult = (result);                                                               \
        QVERIFY2(cliResult.exitCode == 0, cliResult.said().constData());                                     \
    } while (false)

/// `text` as a TOML string.
[[nodiscard]] QString toml(const QString &text);

} // namespace lifeboat
