// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/tablemodel.h"

#include <QFont>
#include <QLocale>
#include <QPalette>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

using Kind = TableCell::Kind;

constexpr qsizetype mostShown = 120; ///< characters of a cell; the tooltip has more

QString shown(const TableCell &cell)
{
    switch (cell.kind) {
    case Kind::Null: return u"NULL"_s;
    case Kind::Blob:
        return TableModel::tr("<%n byte(s)>", nullptr,
                              static_cast<int>(std::min<qint64>(cell.blobSize, INT_MAX)));
    case Kind::Integer:
    case Kind::Real: return cell.text;
    case Kind::Text: break;
    }
    const QString line = cell.text.left(mostShown).simplified();
    return cell.isCut || cell.text.size() > mostShown ? line + u'…' : line;
}

QString toolTip(const TableCell &cell)
{
    if (cell.kind != Kind::Text || cell.text.isEmpty())
        return {};
    // Escaped: a cell that holds HTML shows as such. Wrapped: it may be long.
    return u"<p style=\"white-space: pre-wrap\">%1%2</p>"_s.arg(cell.text.toHtmlEscaped(),
                                                                cell.isCut ? u"…"_s : QString());
}

} // namespace

TableModel::TableModel(const QString &file, QObject *parent) : QAbstractTableModel(parent), m_feed(file)
{
    connect(&m_feed, &TableFeed::opened, this, [this](int number, const QStringList &columns) {
        if (number == m_number)
            take(columns);
    });
    connect(&m_feed, &TableFeed::rowsRead, this, [this](int number, const QList<TableRow> &rows, bool atEnd) {
        if (number == m_number)
            append(rows, atEnd);
    });
    connect(&m_feed, &TableFeed::failed, this, [this](int number, const Error &error) {
        if (number != m_number)
            return;
        m_waiting = false;
        m_atEnd = true;
        Q_EMIT failed(error);
    });
}

void TableModel::showTable(const QString &table)
{
    beginResetModel();
    m_columns.clear();
    m_rows.clear();
    m_atEnd = false;
    m_waiting = true;
    m_number = m_feed.openTable(table);
    m_feed.readMore(pageSize);
    endResetModel();
}

void TableModel::take(const QStringList &columns)
{
    beginResetModel();
    m_columns = columns;
    endResetModel();
}

void TableModel::append(const QList<TableRow> &rows, bool atEnd)
{
    const bool first = m_rows.isEmpty();
    m_waiting = false;
    m_atEnd = atEnd;
    if (!rows.isEmpty()) {
        const int count = rowCount();
        beginInsertRows({}, count, count + static_cast<int>(rows.size()) - 1);
        m_rows += rows;
        endInsertRows();
    }
    if (first)
        Q_EMIT firstRowsShown();
}

int TableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

bool TableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_atEnd && !m_waiting;
}

void TableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_waiting = true;
    m_feed.readMore(pageSize);
}

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const TableCell &cell = m_rows.at(index.row()).at(index.column());
    const bool special = cell.kind == Kind::Null || cell.kind == Kind::Blob;
    switch (role) {
    case Qt::DisplayRole: return shown(cell);
    case Qt::ToolTipRole: return toolTip(cell);
    case Qt::TextAlignmentRole:
        return QVariant(
            Qt::AlignVCenter
            | (cell.kind == Kind::Integer || cell.kind == Kind::Real ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::FontRole: {
        if (!special)
            return {};
        QFont italic; // so that the text "NULL" is not taken for none
        italic.setItalic(true);
        return italic;
    }
    case Qt::ForegroundRole:
        return special ? QVariant(QPalette().brush(QPalette::PlaceholderText)) : QVariant();
    default: return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? QVariant(m_columns.value(section)) : QVariant(section + 1);
}

} // namespace lifeboat
