// SPDX-License-Identifier: GPL-3.0-or-later
// What every command gets: the service, the person's choices, and a way to talk. Main thread only.
#pragma once

#include "cli/terminal.h"
#include "engine/runrecorder.h"
#include "service/backupservice.h"

#include <QProcessEnvironment>

#include <string>

namespace CLI {
class App;
}

namespace lifeboat {

class DaemonHost;

/// Options that every command understands.
struct GlobalOptions
{
    std::string config;
    std::string profile;
    std::string keyFile;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool debug = false;
};

class CommandContext final
{
public:
    CommandContext(BackupService &service, DaemonHost &daemonHost, const GlobalOptions &options,
                   Terminal &terminal, CancelToken cancel, QProcessEnvironment environment);
    Q_DISABLE_COPY_MOVE(CommandContext)

    [[nodiscard]] BackupService &service() const { return m_service; }
    /// What "serve" runs on.
    [[nodiscard]] DaemonHost &daemonHost() const { return m_daemonHost; }
    [[nodiscard]] Terminal &terminal() const { return m_terminal; }
    [[nodiscard]] const QProcessEnvironment &environment() const { return m_environment; }
    [[nodiscard]] const GlobalOptions &options() const { return m_options; }
    /// Cancel token and progress display for the jobs of this command.
    [[nodiscard]] const JobControl &control() const { return m_control; }

    /// From now on progress, the profile and note() go into a record, too.
    void startRecording(JobKind kind);
    /// What the result tells, for the record; without one nothing happens.
    void note(const RunFacts &facts);
    /// After startRecording().
    [[nodiscard]] RunRecord finishRecording(const std::optional<Error> &error) const;

    /// The profile chosen by --config, --profile or being the only one; its warnings go to standard error,
    /// and
    /// --key-file replaces its key. What a killed run left of it is put in order, and that is said, too.
    [[nodiscard]] Result<LoadedProfile> loadProfile() const;
    /// The key from --key-file or BACKUP_ENCRYPTION_KEY, for commands without a profile; empty when neither
    /// is set.
    [[nodiscard]] Result<SecretBytes> keyWithoutProfile() const;

private:
    BackupService &m_service;
    DaemonHost &m_daemonHost;
    const GlobalOptions &m_options;
    Terminal &m_terminal;
    QProcessEnvironment m_environment;
    JobControl m_control;
    std::unique_ptr<RunRecorder> m_recorder; ///< null while nothing is recorded
};

/// Command-line words are bytes in the locale's encoding.
[[nodiscard]] QString fromArgument(const std::string &argument);
[[nodiscard]] QString absolutePath(const std::string &argument);
/// The run history's database.
[[nodiscard]] QString historyPath();

} // namespace lifeboat
