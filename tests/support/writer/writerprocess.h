// SPDX-License-Identifier: GPL-3.0-or-later
// A running lifeboat-test-writer, stopped at the latest with this object. Lives on the test's thread.
#pragma once

#include <QJsonObject>
#include <QProcess>

namespace lifeboat {

class WriterProcess final
{
public:
    WriterProcess() = default;
    ~WriterProcess();
    Q_DISABLE_COPY_MOVE(WriterProcess)

    /// True once it has committed (or locked, or read). `journalMode` and `options` as its usage says.
    [[nodiscard]] bool start(const QString &database, const QString &journalMode,
                             const QStringList &options = {});
    /// Ends its input and returns its report; empty when it failed.
    QJsonObject stop();
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }

private:
    QProcess m_process;
};

/// Count and sum of writer_left or writer_right ("left", "right"): a consistent copy has them equal.
[[nodiscard]] QByteArray writerSum(const QString &database, const QString &side);

} // namespace lifeboat
