// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/hooks.h"

#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString resultName(const Error *problem)
{
    if (!problem)
        return u"success"_s;
    return problem->code == ErrorCode::Cancelled ? u"cancelled"_s : u"failure"_s;
}

} // namespace

Hooks::Hooks(const Profile &profile, Around around, QString key)
    : m_profile(profile), m_around(around), m_key(std::move(key))
{
}

CommandEnvironment Hooks::environment(const QString &event, const QString &result) const
{
    const QString around = m_around == Around::Backup ? u"backup"_s : u"restore"_s;
    return {{u"LIFEBOAT_PROFILE"_s, m_profile.id},
            {u"LIFEBOAT_DATABASE"_s, m_profile.databasePath},
            {u"LIFEBOAT_EVENT"_s, event + u'-' + around},
            {u"LIFEBOAT_RESULT"_s, result}};
}

bool Hooks::areThere() const
{
    const HookSettings &hooks = m_profile.hooks;
    return m_around == Around::Backup ? !hooks.beforeBackup.isEmpty() || !hooks.afterBackup.isEmpty()
                                      : !hooks.beforeRestore.isEmpty() || !hooks.afterRestore.isEmpty();
}

Result<void> Hooks::before(const CancelToken &cancel) const
{
    const HookSettings &hooks = m_profile.hooks;
    const QString command = m_around == Around::Backup ? hooks.beforeBackup : hooks.beforeRestore;
    if (command.isEmpty())
        return {};
    CommandEnvironment told = environment(u"before"_s, {});
    told.append({{u"LIFEBOAT_KEY"_s, m_key}, {u"LIFEBOAT_ERROR"_s, {}}});
    const CommandReport report = runShellCommand(command, hooks.limit, cancel, told);
    if (!report.problem)
        return {};
    Error error = *report.problem;
    error.message = (m_around == Around::Backup ? Text::tr("The backup was called off. %1")
                                                : Text::tr("The restore was called off. %1"))
                        .arg(error.message);
    return fail(error);
}

std::optional<Error> Hooks::after(const QString &key, const Error *problem) const
{
    const HookSettings &hooks = m_profile.hooks;
    const QString command = m_around == Around::Backup ? hooks.afterBackup : hooks.afterRestore;
    if (command.isEmpty())
        return std::nullopt;
    CommandEnvironment told = environment(u"after"_s, resultName(problem));
    told.append({{u"LIFEBOAT_KEY"_s, key.isEmpty() ? m_key : key},
                 {u"LIFEBOAT_ERROR"_s, problem ? describe(*problem) : QString()}});
    return runShellCommand(command, hooks.limit, {}, told).problem;
}

} // namespace lifeboat
