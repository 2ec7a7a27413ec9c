// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/listheader.h"

#include "gui/common/textdelegate.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionHeader>

#include <utility>

namespace lifeboat {

ListHeader::ListHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setSectionsMovable(false);
    setStretchLastSection(true);
}

int ListHeader::room() const
{
    const int kept = style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this);
    return std::max(0, TextDelegate::marginIn(*this) - kept);
}

QSize ListHeader::sectionSizeFromContents(int section) const
{
    return QHeaderView::sectionSizeFromContents(section) + QSize(2 * room(), 0);
}

void ListHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    if (!rect.isValid())
        return;
    QStyleOptionHeaderV2 option;
    initStyleOption(&option);
    option.rect = rect;
    initStyleOptionForIndex(&option, section);
    const QString text = std::exchange(option.text, {});
    painter->save(); // styles leave it clipped
    style()->drawControl(QStyle::CE_Header, &option, painter, this);
    painter->restore();
    option.text = text;
    option.textAlignment = QStyle::visualAlignment(option.direction, option.textAlignment);
    option.rect =
        style()->subElementRect(QStyle::SE_HeaderLabel, &option, this).adjusted(room(), 0, -room(), 0);
    style()->drawControl(QStyle::CE_HeaderLabel, &option, painter, this);
}

} // namespace lifeboat
