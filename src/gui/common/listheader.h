// SPDX-License-Identifier: GPL-3.0-or-later
// The headings of a list whose cells a TextDelegate draws: they stand where the cells' texts do, so that one
// that is aligned to the right keeps away from its neighbour. Window's thread.
#pragma once

#include <QHeaderView>

namespace lifeboat {

class ListHeader final : public QHeaderView
{
    Q_OBJECT
public:
    /// For a horizontal one. Sections keep their order; the last one takes the room that is left.
    explicit ListHeader(QWidget *parent);

protected:
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    /// Of a cell's margin, what the style does not keep clear in a heading.
    [[nodiscard]] int room() const;
};

} // namespace lifeboat
