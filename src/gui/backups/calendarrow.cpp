// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/calendarrow.h"

#include "gui/common/timewords.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 hour = 60 * 60;
constexpr qint64 day = 24 * hour;

void drawCell(QPainter &painter, const QRectF &square, CadenceMark mark, const QPalette &palette)
{
    const qreal line = square.width() / 7;
    switch (mark) {
    case CadenceMark::Made:
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.highlight());
        painter.drawRoundedRect(square, line, line);
        break;
    case CadenceMark::Missed:
        painter.setPen(QPen(palette.color(QPalette::WindowText), line));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(square.adjusted(line / 2, line / 2, -line / 2, -line / 2), line, line);
        break;
    case CadenceMark::NotDue:
        painter.setPen(QPen(palette.color(QPalette::PlaceholderText), line));
        painter.drawLine(QPointF(square.left() + 2 * line, square.center().y()),
                         QPointF(square.right() - 2 * line, square.center().y()));
        break;
    case CadenceMark::BeforeFirst:
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.placeholderText());
        painter.drawEllipse(square.center(), line * 0.8, line * 0.8);
        break;
    }
}

} // namespace

CalendarRow::CalendarRow(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Calendar of backups"));
}

void CalendarRow::showCells(const QList<CadenceCell> &cells, const QDateTime &now)
{
    m_cells = cells;
    m_now = now;
    setAccessibleDescription(summary());
    update();
}

QString CalendarRow::summary() const
{
    const auto count = [this](CadenceMark mark) {
        return static_cast<int>(std::count_if(m_cells.cbegin(), m_cells.cend(),
                                              [mark](const CadenceCell &cell) { return cell.mark == mark; }));
    };
    const int known = static_cast<int>(m_cells.size()) - count(CadenceMark::BeforeFirst);
    if (known == 0)
        return tr("No backups in this time");
    if (const CadenceCell &only = m_cells.constLast(); known == 1 && only.backups > 0) {
        const QString last = whenWords(only.newest, m_now);
        return only.backups == 1 ? tr("The only backup so far: %1", "today 14:02").arg(last)
                                 : tr("%n backup(s), the last %1", nullptr, only.backups).arg(last);
    }
    const int made = count(CadenceMark::Made);
    const qint64 length = m_cells.constFirst().from.secsTo(m_cells.constFirst().to);
    const QString on = length == day ? tr("Backups on %1 of the last %n day(s)", nullptr, known).arg(made)
                       : length == hour
                           ? tr("Backups in %1 of the last %n hour(s)", nullptr, known).arg(made)
                           : tr("Backups in %1 of the last %n interval(s) of %2", nullptr, known)
                                 .arg(made)
                                 .arg(spanWords(m_cells.constFirst().from, m_cells.constFirst().to));
    return tr("%1; missed: %2").arg(on).arg(count(CadenceMark::Missed));
}

QString CalendarRow::spanName(const CadenceCell &cell) const
{
    const QLocale locale;
    const qint64 length = cell.from.secsTo(cell.to);
    // The middle of a day is that day, whatever the clocks did.
    const auto dayName = [&](const QDateTime &middle) {
        return tr("%1, %2", "day of the week, date")
            .arg(locale.dayName(middle.toLocalTime().date().dayOfWeek(), QLocale::ShortFormat),
                 locale.toString(middle.toLocalTime().date(), QLocale::ShortFormat));
    };
    if (length == day)
        return dayName(cell.from.addSecs(day / 2));
    if (length > day)
        return tr("%1 to %2").arg(dayName(cell.from.addSecs(day / 2)), dayName(cell.to.addSecs(-day / 2)));
    return tr("%1 to %2")
        .arg(whenWords(cell.from, m_now),
             locale.toString(cell.to.toLocalTime().time(), QLocale::ShortFormat));
}

QString CalendarRow::cellWords(int cell) const
{
    const CadenceCell &shown = m_cells.at(cell);
    const QString span = spanName(shown);
    switch (shown.mark) {
    case CadenceMark::Made:
        return shown.backups == 1
                   ? tr("%1: backup %2", "span, time").arg(span, whenWords(shown.newest, m_now))
                   : tr("%1: %n backup(s), the last %2", nullptr, shown.backups)
                         .arg(span, whenWords(shown.newest, m_now));
    case CadenceMark::Missed: return tr("%1: no backup, although one was due").arg(span);
    case CadenceMark::NotDue: return tr("%1: no backup, and none was due").arg(span);
    case CadenceMark::BeforeFirst: return tr("%1: before the oldest backup").arg(span);
    }
    Q_UNREACHABLE();
}

qreal CalendarRow::pitch() const
{
    return m_cells.isEmpty() ? 0
                             : std::min<qreal>(width() / static_cast<qreal>(m_cells.size()), 2.0 * height());
}

QRectF CalendarRow::cellRect(int cell) const
{
    const qreal step = pitch();
    const qreal side = std::min<qreal>(0.8 * step, height());
    const qreal left = isRightToLeft() ? width() - (cell + 1) * step : cell * step;
    return {left + (step - side) / 2, (height() - side) / 2, side, side};
}

int CalendarRow::cellAt(const QPointF &position) const
{
    const qreal fromStart = isRightToLeft() ? width() - position.x() : position.x();
    const int cell = m_cells.isEmpty() ? -1 : static_cast<int>(std::floor(fromStart / pitch()));
    return cell >= 0 && cell < m_cells.size() ? cell : -1;
}

QSize CalendarRow::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height()};
}

QSize CalendarRow::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height()};
}

bool CalendarRow::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int cell = cellAt(help->pos());
    if (cell < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), cellWords(cell), this);
    return true;
}

void CalendarRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int cell = 0; cell < m_cells.size(); ++cell)
        drawCell(painter, cellRect(cell), m_cells.at(cell).mark, palette());
}

} // namespace lifeboat
