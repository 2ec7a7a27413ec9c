// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at the rows of a finished copy that only we know, a page at a time and never writing. A reader
// stays on the thread that opened it.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace lifeboat {

struct TableName
{
    QString name;
    bool isView = false;
};

/// Tables and views by name, SQLite's own left out.
[[nodiscard]] Result<QList<TableName>> listTables(const QString &path);

[[nodiscard]] Result<qint64> countRows(const QString &path, const QString &table, const CancelToken &cancel);

struct TableCell
{
    enum class Kind { Null, Integer, Real, Text, Blob };
    Kind kind = Kind::Null;
    QString text; ///< as SQLite prints it; of a long text the beginning; empty for BLOBs
    qint64 blobSize = 0;
    bool isCut = false; ///< there is more text than this
};
using TableRow = QList<TableCell>;

class TableReader final
{
public:
    /// Texts are read up to this many characters.
    static constexpr int mostText = 500;

    /// `table` may be a view. Every call stops soon after `cancel` is requested, with ErrorCode::Cancelled.
    [[nodiscard]] static Result<std::unique_ptr<TableReader>> open(const QString &path, const QString &table,
                                                                   const CancelToken &cancel);
    ~TableReader();
    Q_DISABLE_COPY_MOVE(TableReader)

    [[nodiscard]] const QStringList &columns() const { return m_columns; }
    /// The next rows in the table's own order; fewer than `most` only at the end.
    [[nodiscard]] Result<QList<TableRow>> read(int most);

private:
    struct Cursor;
    TableReader(std::unique_ptr<Cursor> cursor, QStringList columns);

    std::unique_ptr<Cursor> m_cursor;
    QStringList m_columns;
};

} // namespace lifeboat
