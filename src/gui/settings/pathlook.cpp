// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/pathlook.h"

#include "gui/settings/settingsgroup.h"

#include <QLineEdit>

#include <utility>

namespace lifeboat {

PathLook::PathLook(Jobs &jobs, QLineEdit *line, QString present, Look look)
    : QObject(line), m_jobs(jobs), m_line(line), m_present(std::move(present)), m_look(std::move(look))
{
    connect(m_line, &QLineEdit::textChanged, this, &PathLook::look);
}

QString PathLook::chosen() const
{
    const QString typed = m_line->text().trimmed();
    return typed == m_present ? QString() : typed;
}

QString PathLook::problem() const
{
    const QString path = chosen();
    if (path.isEmpty())
        return {};
    if (const QString problem = pathProblem(path); !problem.isEmpty())
        return problem;
    if (path == m_answered)
        return m_reason;
    return m_reason.isEmpty() ? tr("Looking into the file…") : m_reason;
}

void PathLook::look()
{
    const QString path = chosen();
    if (path.isEmpty() || !pathProblem(path).isEmpty())
        return take({}, QString());
    if (m_isLooking || path == m_answered)
        return;
    const auto started = m_jobs.start<QString>(
        JobKind::Check, {}, [ask = m_look, path](const JobControl &) { return ask(path); }, this,
        [this, path](const Result<QString> &answer) {
            m_isLooking = false;
            take(path, answer);
            look(); // more may have been typed meanwhile
        });
    m_isLooking = started.has_value();
    if (!started)
        take(path, fail(started.error()));
}

void PathLook::take(const QString &path, const Result<QString> &answer)
{
    m_answered = path;
    m_answer = answer.value_or(QString());
    m_reason.clear();
    if (!answer) {
        const Error &error = answer.error();
        m_reason = error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint;
    }
    Q_EMIT answered();
}

} // namespace lifeboat
