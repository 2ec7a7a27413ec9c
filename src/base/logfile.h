// SPDX-License-Identifier: GPL-3.0-or-later
// A log that stays on disk, for its owner only: lifeboat.log and older ones beside it, none larger than 1
// MiB. Thread-safe. What cannot be written is lost without a word: a log must not stand in anybody's way.
#pragma once

#include <QFile>
#include <QString>
#include <QStringList>

#include <mutex>

namespace lifeboat {

class LogFile final
{
public:
    static constexpr qint64 largest = qint64(1) << 20;
    static constexpr int kept = 5; ///< the present one included

    /// `folder` is made when something is first written.
    explicit LogFile(const QString &folder);
    Q_DISABLE_COPY_MOVE(LogFile)

    /// Appends one line; line breaks in it become spaces. What has to be redacted has been.
    void write(const QString &line);
    /// The newest ones of the present and the previous file, oldest first.
    [[nodiscard]] static QStringList lastLines(const QString &folder, qsizetype most);

private:
    [[nodiscard]] bool open();
    void rotate();

    QString m_folder;
    std::mutex m_mutex;
    QFile m_file;
};

/// From now on keeps what is logged in `folder`, too: redacted, with time and category. Once, at the start,
/// after installLog().
void keepLogIn(const QString &folder);

} // namespace lifeboat
