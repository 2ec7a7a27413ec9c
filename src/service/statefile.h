// SPDX-License-Identifier: GPL-3.0-or-later
// A small JSON document that several Lifeboats of one user change: the window, the daemon, a command line.
// Each change reads, changes and replaces the file under a lock, so that none of them undoes another's.
// Any thread; blocks for the disk and at most five seconds for the lock.
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QProcessEnvironment>

#include <functional>

namespace lifeboat {

class StateFile final
{
public:
    explicit StateFile(QString path) : m_path(std::move(path)) {}

    [[nodiscard]] QString path() const { return m_path; }
    /// Empty when there is none. One that cannot be understood is set aside as "<name>.damaged", is logged
    /// and reads as empty: what it held can be learned anew.
    [[nodiscard]] QJsonObject read() const;
    /// ErrorCode::Io when the file cannot be replaced, ErrorCode::Busy when the lock was not had in time.
    Result<void> change(const std::function<void(QJsonObject &)> &edit);

private:
    QString m_path;
};

/// $XDG_STATE_HOME/lifeboat, by default ~/.local/state/lifeboat.
[[nodiscard]] QString stateFolder(
    const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

} // namespace lifeboat
