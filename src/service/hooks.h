// SPDX-License-Identifier: GPL-3.0-or-later
// The user's commands around a backup or a restore, and what they are told in their environment:
// LIFEBOAT_PROFILE, LIFEBOAT_DATABASE, LIFEBOAT_EVENT, LIFEBOAT_RESULT, LIFEBOAT_KEY, LIFEBOAT_ERROR.
// Blocks; any thread. The profile outlives it.
#pragma once

#include "engine/profile.h"
#include "service/shellcommand.h"

namespace lifeboat {

class Hooks final
{
public:
    enum class Around { Backup, Restore };
    /// `key`: the backup's, as far as it is known.
    Hooks(const Profile &profile, Around around, QString key = {});
    Q_DISABLE_COPY_MOVE(Hooks)

    [[nodiscard]] bool areThere() const;
    /// Its failure calls the run off: the error holds the last lines of what the command said.
    [[nodiscard]] Result<void> before(const CancelToken &cancel) const;
    /// `problem`: null after a success. Cannot be cancelled, as it puts in order what `before` began.
    [[nodiscard]] std::optional<Error> after(const QString &key, const Error *problem) const;

private:
    [[nodiscard]] CommandEnvironment environment(const QString &event, const QString &result) const;

    const Profile &m_profile;
    Around m_around;
    QString m_key;
};

/// Adds what went wrong beside the work itself.
template<typename Report> void noteProblem(Result<Report> &result, const Error &problem)
{
    if (result)
        result->warnings.append(problem);
    else
        result.error().hint = (result.error().hint + u' ' + describe(problem)).trimmed();
}

/// `work` between the two commands. Where the one after it fails, the result says so: among the warnings of a
/// success, in the hint of an error.
template<typename Report, typename Work>
[[nodiscard]] Result<Report> betweenHooks(const Hooks &hooks, const CancelToken &cancel, Work work)
{
    const Result<void> ready = hooks.before(cancel);
    Result<Report> result = ready ? work() : Result<Report>(fail(ready.error()));
    const auto problem = hooks.after(result ? result->key : QString(), result ? nullptr : &result.error());
    if (problem)
        noteProblem(result, *problem);
    return result;
}

} // namespace lifeboat
