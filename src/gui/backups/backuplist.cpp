// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backuplist.h"

#include "base/format.h"
#include "gui/backups/backupmodel.h"
#include "gui/common/listheader.h"
#include "gui/common/textdelegate.h"
#include "gui/common/timewords.h"

#include <QDrag>
#include <QEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QMouseEvent>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The longest that a column is going to say.
QString widestText(int column)
{
    const QDateTime evening(QDate(2026, 12, 28), QTime(20, 48));
    switch (column) {
    case BackupModel::When: return whenWords(evening, evening.addDays(1));
    case BackupModel::Size: return formatBytes(qint64(1023) << 20);
    case BackupModel::Kind: return BackupModel::tr("encrypted");
    case BackupModel::Proof:
        return u"✔ "_s
               + BackupModel::tr("proven restorable %1", "today 03:00")
                     .arg(whenWords(evening, evening.addDays(1)));
    default: return {};
    }
}

} // namespace

BackupList::BackupList(QWidget *parent) : QTreeView(parent)
{
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setItemDelegate(new TextDelegate(Qt::ElideRight, this));
    // The two ends of a key tell it apart: its folder and its time.
    setItemDelegateForColumn(BackupModel::Key, new TextDelegate(Qt::ElideMiddle, this));
    setHeader(new ListHeader(this));
    setSortingEnabled(true);
}

void BackupList::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    sortByColumn(BackupModel::When, Qt::DescendingOrder);
    fitColumns();
}

int BackupList::selectedCount() const
{
    int count = 0;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        count += range.height();
    return count;
}

void BackupList::dataChanged(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles)
{
    const QModelIndex highest = indexAt(viewport()->rect().topLeft());
    const QModelIndex lowest = indexAt(viewport()->rect().bottomLeft());
    const int first = std::max(from.row(), highest.row());
    const int last = lowest.isValid() ? std::min(to.row(), lowest.row()) : to.row();
    if (highest.isValid() && first <= last)
        QTreeView::dataChanged(from.siblingAtRow(first), to.siblingAtRow(last), roles);
}

void BackupList::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitColumns();
}

void BackupList::startDrag(Qt::DropActions actions)
{
    if (selectedCount() == 1) {
        setHeld(true);
        Q_EMIT dragStarted();
    } else {
        QTreeView::startDrag(actions); // their keys, as text
    }
}

void BackupList::dragOut(std::unique_ptr<QMimeData> what)
{
    auto *drag = new QDrag(this);
    drag->setMimeData(what.release());
    drag->exec(Qt::CopyAction);
    setHeld(false); // the drag has taken the release
}

bool BackupList::isHeld() const
{
    return m_held && QGuiApplication::mouseButtons().testFlag(Qt::LeftButton);
}

void BackupList::setHeld(bool held)
{
    m_held = held;
    if (held)
        viewport()->setCursor(Qt::BusyCursor);
    else
        viewport()->unsetCursor();
}

void BackupList::mousePressEvent(QMouseEvent *event)
{
    setHeld(false);
    QTreeView::mousePressEvent(event);
}

void BackupList::mouseMoveEvent(QMouseEvent *event)
{
    if (!isHeld()) // else it would select whatever it comes across
        QTreeView::mouseMoveEvent(event);
}

void BackupList::mouseReleaseEvent(QMouseEvent *event)
{
    setHeld(false);
    QTreeView::mouseReleaseEvent(event);
}

void BackupList::fitColumns()
{
    if (!model())
        return;
    QFont bold = font();
    bold.setBold(true);
    const int margins = 2 * TextDelegate::marginIn(*this) + fontMetrics().averageCharWidth();
    for (int column = BackupModel::When; column < BackupModel::Key; ++column) {
        const int text = QFontMetrics(bold).horizontalAdvance(widestText(column));
        header()->resizeSection(column, std::max(header()->sectionSizeHint(column), text + margins));
    }
}

} // namespace lifeboat
