// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/context.h"

#include "base/secrettext.h"
#include "base/text.h"
#include "crypto/keys.h"
#include "engine/config/profilefile.h"
#include "service/statefile.h"

#include <QDir>
#include <QFile>

namespace lifeboat {

using namespace Qt::StringLiterals;

QString fromArgument(const std::string &argument)
{
    return QFile::decodeName(QByteArray::fromStdString(argument));
}

QString absolutePath(const std::string &argument)
{
    return argument.empty() ? QString() : QDir::current().absoluteFilePath(fromArgument(argument));
}

QString historyPath()
{
    return stateFolder() + u"/history.db"_s;
}

CommandContext::CommandContext(BackupService &service, DaemonHost &daemonHost, const GlobalOptions &options,
                               Terminal &terminal, CancelToken cancel, QProcessEnvironment environment)
    : m_service(service), m_daemonHost(daemonHost), m_options(options), m_terminal(terminal),
      m_environment(std::move(environment))
{
    m_control.cancel = std::move(cancel);
    if (m_terminal.showsProgress() || options.verbose)
        m_control.progress = [&terminal](const JobProgress &progress) { terminal.progress(progress); };
}

void CommandContext::startRecording(JobKind kind)
{
    m_recorder = std::make_unique<RunRecorder>(kind, RunTrigger::CommandLine, m_service.clock());
    m_recorder->setProfile(fromArgument(m_options.profile)); // as long as no more is known
    m_control.progress = [recorder = m_recorder.get(),
                          show = m_control.progress](const JobProgress &progress) {
        recorder->note(progress);
        if (show)
            show(progress);
    };
}

void CommandContext::note(const RunFacts &facts)
{
    if (m_recorder)
        m_recorder->noteFacts(facts);
}

RunRecord CommandContext::finishRecording(const std::optional<Error> &error) const
{
    RunRecord record = m_recorder->finish(error);
    if (const RequestMeter *meter = m_service.stores().meter()) { // nothing else asks in this process
        record.classARequests = meter->classA;
        record.classBRequests = meter->classB;
    }
    return record;
}

Result<LoadedProfile> CommandContext::loadProfile() const
{
    Result<QString> file = absolutePath(m_options.config);
    if (m_options.config.empty()) {
        file = m_options.profile.empty() ? defaultProfile(m_environment)
                                         : findProfile(fromArgument(m_options.profile), m_environment);
    }
    Result<LoadedProfile> loaded = file ? lifeboat::loadProfile(*file, m_environment) : fail(file.error());
    if (!loaded) {
        // A file that is not there is a matter of configuration too; scripts tell by the exit code.
        Error error = loaded.error();
        error.code = ErrorCode::Configuration;
        return fail(error);
    }
    if (m_recorder)
        m_recorder->setProfile(loaded->profile.id);
    for (const QString &warning : std::as_const(loaded->warnings))
        m_terminal.warn(warning);
    if (!m_options.keyFile.empty()) {
        auto key = readKeyFile(absolutePath(m_options.keyFile));
        if (!key)
            return fail(key.error());
        loaded->secrets.encryptionKey = std::move(*key);
        loaded->secrets.encryptionKeyOrigin = Text::tr("key file %1").arg(fromArgument(m_options.keyFile));
    }
    for (const QString &words : m_service.recover(*loaded).words())
        m_terminal.warn(words);
    return loaded;
}

Result<SecretBytes> CommandContext::keyWithoutProfile() const
{
    if (!m_options.keyFile.empty())
        return readKeyFile(absolutePath(m_options.keyFile));
    const QString variable = u"BACKUP_ENCRYPTION_KEY"_s;
    if (!m_environment.contains(variable))
        return SecretBytes();
    return decodeKey(secretFrom(m_environment.value(variable)).view(), variable);
}

} // namespace lifeboat
