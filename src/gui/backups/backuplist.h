// SPDX-License-Identifier: GPL-3.0-or-later
// The table of backups: columns as wide as their texts need, keys elided in the middle. Rows are uniform and
// made of no widgets, so that their number does not matter. Window's thread.
#pragma once

#include <QTreeView>

class QMimeData;

namespace lifeboat {

class BackupList final : public QTreeView
{
    Q_OBJECT
public:
    explicit BackupList(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Paints anew: "today" has become "yesterday".
    void repaintTimes() { viewport()->update(); }
    [[nodiscard]] int selectedCount() const;
    /// Of those only rows in sight are looked at: with all of ten thousand the window would be held up.
    void dataChanged(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles = {}) override;
    /// Whether the button that began the last drag is still down.
    [[nodiscard]] bool isHeld() const;
    /// Returns when it is dropped, or its drag is cancelled.
    void dragOut(std::unique_ptr<QMimeData> what);

Q_SIGNALS:
    /// The selected backup is dragged; the list itself has no file to give.
    void dragStarted();

protected:
    void changeEvent(QEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void fitColumns();
    void setHeld(bool held);

    bool m_held = false;
};

} // namespace lifeboat
