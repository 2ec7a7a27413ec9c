// SPDX-License-Identifier: GPL-3.0-or-later
// The file under the run history: made private, brought to the present schema, and begun anew when it is
// damaged. Qt Sql's rule holds: one thread, the one that opened it. Blocks for the disk.
#pragma once

#include "base/result.h"

#include <QVariant>

#include <functional>

class QSqlQuery;

namespace lifeboat {

class HistoryDatabase final
{
public:
    explicit HistoryDatabase(QString path);
    ~HistoryDatabase();
    Q_DISABLE_COPY_MOVE(HistoryDatabase)

    /// ErrorCode::Unsupported when a newer Lifeboat has written it, ErrorCode::Corrupt when it is damaged.
    [[nodiscard]] Result<void> open();
    /// Sets the file that is open aside, or takes the one that another process has put in its place.
    [[nodiscard]] Result<void> replace();
    /// Where replace() has moved the file; empty when it did not.
    [[nodiscard]] QString setAside() const { return m_setAside; }

    [[nodiscard]] Result<QSqlQuery> run(const QString &sql, const QVariantList &values = {}) const;
    /// All of `work` or none of it.
    [[nodiscard]] Result<void> inTransaction(const std::function<Result<void>()> &work) const;

private:
    [[nodiscard]] Result<void> makePrivate() const;
    [[nodiscard]] Result<void> connect();
    void disconnect() const;
    [[nodiscard]] Result<int> version() const;
    [[nodiscard]] Result<void> migrate() const;
    [[nodiscard]] Result<void> moveAside();

    QString m_path;
    QString m_connection; ///< Qt's name for it, unique in the process
    quint64 m_inode = 0;  ///< of the file that was opened
    QString m_setAside;
};

} // namespace lifeboat
