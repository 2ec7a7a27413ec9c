// SPDX-License-Identifier: GPL-3.0-or-later
// Looks into a file whose path is being typed: in a job, one look at a time, and never at the path that is
// there already. Window's thread.
#pragma once

#include "service/jobs.h"

#include <functional>

class QLineEdit;

namespace lifeboat {

class PathLook final : public QObject
{
    Q_OBJECT
public:
    /// Says something of the file at a path, or why it will not do. Called on a worker thread.
    using Look = std::function<Result<QString>(const QString &path)>;

    /// `jobs` and `line` outlive this; `present` is what the profile has now.
    PathLook(Jobs &jobs, QLineEdit *line, QString present, Look look);

    /// Why what is typed cannot stay so; empty when it can, or is the present one, or nothing.
    [[nodiscard]] QString problem() const;
    /// What was said of the file that is typed.
    [[nodiscard]] QString answer() const { return m_answer; }

Q_SIGNALS:
    void answered();

private:
    void look();
    void take(const QString &path, const Result<QString> &answer);
    /// Empty when there is nothing to look into.
    [[nodiscard]] QString chosen() const;

    Jobs &m_jobs;
    QLineEdit *m_line;
    QString m_present;
    Look m_look;
    bool m_isLooking = false;
    QString m_answered; ///< the path that answer and reason are of
    QString m_answer;
    QString m_reason;
};

} // namespace lifeboat
