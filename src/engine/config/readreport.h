// SPDX-License-Identifier: GPL-3.0-or-later
// Where reading a config file leaves what it found wrong. The first error stays, since later ones are
// mostly its echo; so a section reads top to bottom and its caller looks once, at the end.
// Used from one thread.
#pragma once

#include "base/result.h"

#include <QStringList>

#include <optional>

namespace lifeboat {

class ReadReport final
{
public:
    /// Without a file's name sentences stand alone: what they are about is in none yet.
    explicit ReadReport(QString file) : m_file(std::move(file)) {}
    Q_DISABLE_COPY_MOVE(ReadReport)

    /// `message` is a sentence that begins with the key; file and line are put before it. Line 0: the file
    /// as a whole.
    void fail(int line, const QString &message, const QString &hint = {});
    void warn(int line, const QString &message);

    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const QStringList &warnings() const { return m_warnings; }

private:
    [[nodiscard]] QString placed(int line, const QString &message) const;

    QString m_file;
    std::optional<Error> m_error;
    QStringList m_warnings;
};

} // namespace lifeboat
