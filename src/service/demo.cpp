// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/demo.h"

#include "base/format.h"
#include "base/text.h"
#include "crypto/keys.h"
#include "engine/config/profilefile.h"
#include "service/profilefiles.h"
#include "sqlite/fingerprint.h"
#include "sqlite/sample.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int sampleStatuses = 20'000;
constexpr int processPatience = 10'000; // ms, to start and to stop the writer

/// The other process that has the database open, as a server would.
class WriterProcess final
{
public:
    ~WriterProcess()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished(processPatience);
        }
    }

    Result<void> start(const QStringList &command, const QString &database)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(command.constFirst(), command.mid(1) + QStringList{database});
        if (m_process.waitForStarted(processPatience) && commits() > 0)
            return {};
        return fail(ErrorCode::Internal, u"demo.writer"_s,
                    Text::tr("The writer process did not start: %1.").arg(m_process.errorString()));
    }

    /// The number of commits it last told; waits for the next line.
    qint64 commits()
    {
        if (m_process.waitForReadyRead(processPatience)) {
            while (m_process.canReadLine())
                m_commits = m_process.readLine().trimmed().toLongLong();
        }
        return m_commits;
    }

    Result<void> stop()
    {
        m_process.closeWriteChannel();
        if (m_process.waitForFinished(processPatience) && m_process.exitCode() == 0)
            return {};
        return fail(ErrorCode::Internal, u"demo.writer"_s, Text::tr("The writer process failed."));
    }

private:
    QProcess m_process;
    qint64 m_commits = 0;
};

Result<void> writeConfig(const QString &path, const QString &folder)
{
    Profile rules;
    rules.databasePath = folder + u"/rustresort.db"_s;
    rules.encryption.enabled = true;
    rules.encryption.keyFile = folder + u"/demo.key"_s;
    rules.destination = FolderDestination{folder + u"/store"_s};
    return writePrivateFile(
        path, profileText(rules, u"The demonstration profile of Lifeboat. Yours looks the same: see "
                                 "docs/configuration.md."_s));
}

Result<void> sameContent(const QString &live, const QString &restored, const CancelToken &cancel)
{
    const auto a = contentFingerprint(live, OpenAs::Live, cancel);
    if (!a)
        return fail(a.error());
    const auto b = contentFingerprint(restored, OpenAs::Private, cancel);
    if (!b)
        return fail(b.error());
    if (*a == *b)
        return {};
    return fail(ErrorCode::Corrupt, u"demo.compare"_s,
                Text::tr("The restored database differs from the live one."));
}

} // namespace

Demo::Demo(BackupService &service, QStringList writer, std::function<void(const QString &)> say)
    : m_service(service), m_writer(std::move(writer)), m_say(std::move(say))
{
}

QString Demo::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/lifeboat/demo"_s;
}

Result<LoadedProfile> Demo::prepare(const QString &folder)
{
    // The store, too: who throws a demonstration away may have another one.
    if (!QDir().mkpath(folder + u"/store"_s)
        || !QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
        return fail(ErrorCode::PermissionDenied, u"demo.folder"_s,
                    Text::tr("Cannot use the folder %1.").arg(folder),
                    Text::tr("Choose another with --folder."));
    }
    const QString database = folder + u"/rustresort.db"_s;
    if (!QFile::exists(database)) {
        if (const auto made = createSampleDatabase(database, sampleStatuses); !made)
            return fail(made.error());
    }
    const QString keyFile = folder + u"/demo.key"_s;
    if (!QFile::exists(keyFile)) {
        const auto key = generateKey();
        if (!key)
            return fail(key.error());
        if (const auto written = writeKeyFile(keyFile, *key); !written)
            return fail(written.error());
    }
    const QString config = folder + u"/demo.toml"_s;
    if (const auto written = writeConfig(config, folder); !written)
        return fail(written.error());
    return loadProfile(config, QProcessEnvironment());
}

Result<DemoReport> Demo::run(const QString &folder, const JobControl &control)
{
    const auto profile = prepare(folder);
    if (!profile)
        return fail(profile.error());
    const QString database = profile->profile.databasePath;
    m_say(Text::tr("1. A database like a RustResort server's lies at %1 (%2).")
              .arg(database, formatBytes(QFileInfo(database).size())));

    WriterProcess writer;
    if (const auto started = writer.start(m_writer, database); !started)
        return fail(started.error());
    const qint64 before = writer.commits();
    m_say(Text::tr("2. Another process writes to it without pause (%1 commits so far).").arg(before));

    const auto first = m_service.backUp(*profile, control);
    if (!first)
        return fail(first.error());
    DemoReport report;
    report.commitsDuringBackup = writer.commits() - before;
    m_say(Text::tr("3. Backed it up all the same: %1, %2, encrypted, in %3. Meanwhile the writer made %4 "
                   "more commits.")
              .arg(first->key, formatBytes(first->size), formatDuration(first->duration))
              .arg(report.commitsDuringBackup));

    if (const auto stopped = writer.stop(); !stopped)
        return fail(stopped.error());
    const auto second = m_service.backUp(*profile, control);
    if (!second)
        return fail(second.error());
    m_say(Text::tr("4. Stopped the writer and backed up again: %1.").arg(second->key));

    const auto backups = m_service.list(*profile, control);
    if (!backups)
        return fail(backups.error());
    m_say(Text::tr("5. The folder %1 now holds %2 generations.")
              .arg(folder + u"/store"_s)
              .arg(backups->size()));
    const auto verified = m_service.verify(*profile, {first->key, second->key}, false, control);
    if (!verified)
        return fail(verified.error());
    for (const VerifyReport &one : *verified) {
        if (one.problem)
            return fail(*one.problem);
    }
    m_say(Text::tr(
        "6. Verified both: decrypted, compared with their checksums, and passed SQLite's integrity_check."));

    RestoreOptions options;
    options.backup = second->key;
    options.target = folder + u"/restored.db"_s;
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) // an earlier demonstration's
        QFile::remove(options.target + suffix);
    const auto restored = m_service.restore(*profile, options, control);
    if (!restored)
        return fail(restored.error());
    if (const auto same = sameContent(database, restored->target, control.cancel); !same)
        return fail(same.error());
    m_say(
        Text::tr("7. Restored the last one to %1 and compared it with the live database, row by row: equal.")
            .arg(restored->target));
    report.folder = folder;
    report.configFile = profile->profile.configFile;
    report.restored = restored->target;
    report.backups = backups->size();
    return report;
}

} // namespace lifeboat
