// SPDX-License-Identifier: GPL-3.0-or-later
// A row of cells, one for each interval of the schedule: a backup is a filled square, a missed one a hollow
// square, "none was due" a dash and the time before the first a dot. Window's thread.
#pragma once

#include "engine/cadence.h"

#include <QWidget>

namespace lifeboat {

class CalendarRow final : public QWidget
{
    Q_OBJECT
public:
    explicit CalendarRow(QWidget *parent = nullptr);

    void showCells(const QList<CadenceCell> &cells, const QDateTime &now);
    /// "Backups on 27 of the last 30 days; missed: 3"; also this widget's accessible description.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString cellWords(int cell) const;
    /// Where a cell is drawn, or -1 and nothing where there is none.
    [[nodiscard]] QRectF cellRect(int cell) const;
    [[nodiscard]] int cellAt(const QPointF &position) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] qreal pitch() const;
    [[nodiscard]] QString spanName(const CadenceCell &cell) const;

    QList<CadenceCell> m_cells;
    QDateTime m_now;
};

} // namespace lifeboat
