// SPDX-License-Identifier: GPL-3.0-or-later
// What another process ever had in memory it can write to: it has to be started in an environment of
// keepMemory(), which also keeps it from forbidding to be looked at.
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>

namespace lifeboat {

/// A program that is started in `environment` never uses memory twice, and can be read by its parent.
void keepMemory(QProcessEnvironment &environment);

class ProcessMemory final
{
public:
    /// As it is now. Empty when it cannot be read.
    explicit ProcessMemory(qint64 pid);

    [[nodiscard]] bool isEmpty() const { return m_areas.isEmpty(); }
    [[nodiscard]] qsizetype count(const QByteArray &bytes) const;
    /// How often the most frequent piece of `text` is there, as bytes or as the characters of a QString.
    /// Pieces, because memory that was given back and used again still holds some.
    [[nodiscard]] qsizetype copiesOf(const QByteArray &text) const;
    [[nodiscard]] qsizetype wideCopiesOf(const QByteArray &text) const;

private:
    QByteArrayList m_areas;
};

} // namespace lifeboat
