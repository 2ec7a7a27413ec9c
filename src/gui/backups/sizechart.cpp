// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/sizechart.h"

#include "base/format.h"

#include <QEvent>
#include <QLocale>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLineSeries>

#include <cmath>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostPoints = 120;
constexpr int linesHigh = 6;
constexpr qint64 shortestSpan = 60 * 60; ///< seconds

QColor faint(const QPalette &palette)
{
    QColor colour = palette.color(QPalette::WindowText);
    colour.setAlphaF(0.2F);
    return colour;
}

} // namespace

QList<BackupEntry> thinnedOut(const QList<BackupEntry> &newestFirst, qsizetype most)
{
    QList<BackupEntry> points;
    if (newestFirst.size() <= most) {
        points = newestFirst;
    } else {
        const qint64 end = newestFirst.constFirst().takenAt.toSecsSinceEpoch();
        const qint64 span = std::max<qint64>(1, end - newestFirst.constLast().takenAt.toSecsSinceEpoch());
        qint64 lastSlot = -1;
        for (const BackupEntry &entry : newestFirst) {
            const qint64 slot = (end - entry.takenAt.toSecsSinceEpoch()) * (most - 1) / span;
            if (std::exchange(lastSlot, slot) != slot)
                points.append(entry);
        }
    }
    std::reverse(points.begin(), points.end());
    return points;
}

qint64 roundSizeAbove(qint64 bytes)
{
    qint64 unit = 1;
    while (bytes > 1023 * unit)
        unit *= 1024;
    for (const qint64 step :
         {2, 4, 6, 8, 10, 20, 30, 40, 50, 60, 80, 100, 200, 300, 400, 500, 600, 800, 1024}) {
        if (step * unit >= bytes)
            return step * unit;
    }
    return bytes;
}

SizeChart::SizeChart(QWidget *parent)
    : QChartView(parent), m_sizes(new QLineSeries(this)), m_times(new QDateTimeAxis(this)),
      m_scale(new QCategoryAxis(this))
{
    chart()->addSeries(m_sizes);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    m_sizes->setPointsVisible(true);
    m_scale->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_scale->setTruncateLabels(false);
    m_scale->setLineVisible(false);
    m_times->setGridLineVisible(false);

    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setInteractive(false);
    setFocusPolicy(Qt::NoFocus);
    setBackgroundRole(QPalette::NoRole);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Sizes of the backups over time"));
    takeOverLook();
}

void SizeChart::showSizes(const QList<BackupEntry> &newestFirst)
{
    const QList<BackupEntry> shown = thinnedOut(newestFirst, mostPoints);
    QList<QPointF> points;
    qint64 most = 0;
    for (const BackupEntry &entry : shown) {
        points.append(
            {static_cast<qreal>(entry.takenAt.toMSecsSinceEpoch()), static_cast<qreal>(entry.size)});
        most = std::max(most, entry.size);
    }
    m_sizes->replace(points);
    setAccessibleDescription({});
    if (shown.isEmpty())
        return;
    // Room for the marks at both ends; a single backup stands in the middle of its day, and a few minutes in
    // the middle of an hour, whose ticks have names of their own.
    const QDateTime first = shown.constFirst().takenAt.toLocalTime();
    const QDateTime last = shown.constLast().takenAt.toLocalTime();
    const qint64 span = first.secsTo(last);
    const qint64 room = shown.size() > 1 ? std::max(span / 50, (shortestSpan - span) / 2) : 12 * 60 * 60;
    m_times->setRange(first.addSecs(-room), last.addSecs(room));
    const QLocale locale;
    const QString date = locale.dateFormat(QLocale::ShortFormat);
    const bool isLong = first.daysTo(last) > 2;
    // Times alone do not say of which day; with it there is room for three.
    m_times->setTickCount(isLong ? 5 : 3);
    m_times->setFormat(isLong ? date : date + u' ' + locale.timeFormat(QLocale::ShortFormat));
    showScale(roundSizeAbove(most));
    setAccessibleDescription(
        tr("%1 on %2, %3 on %4")
            .arg(formatBytes(shown.constFirst().size), locale.toString(first.date(), QLocale::ShortFormat),
                 formatBytes(shown.constLast().size), locale.toString(last.date(), QLocale::ShortFormat)));
}

void SizeChart::showScale(qint64 mostBytes)
{
    for (const QString &label : m_scale->categoriesLabels())
        m_scale->remove(label);
    m_scale->setRange(0, static_cast<qreal>(mostBytes));
    for (const qint64 bytes : {qint64(0), mostBytes / 2, mostBytes})
        m_scale->append(formatBytes(bytes), static_cast<qreal>(bytes));
}

QSize SizeChart::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().lineSpacing() * linesHigh};
}

QSize SizeChart::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().lineSpacing() * linesHigh};
}

void SizeChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::LayoutDirectionChange)
        takeOverLook();
}

void SizeChart::takeOverLook()
{
    const QPalette colours = palette();
    m_sizes->setColor(colours.color(QPalette::Highlight));
    m_sizes->setMarkerSize(fontMetrics().height() / 6.0); // a radius
    QPen line(colours.color(QPalette::Highlight));
    line.setWidthF(fontMetrics().height() / 12.0);
    m_sizes->setPen(line);
    for (QAbstractAxis *axis :
         {static_cast<QAbstractAxis *>(m_times), static_cast<QAbstractAxis *>(m_scale)}) {
        axis->setLabelsFont(font());
        axis->setLabelsBrush(colours.windowText());
        axis->setGridLinePen(QPen(faint(colours)));
        axis->setLinePen(QPen(faint(colours)));
        if (!axis->alignment())
            continue;
        m_sizes->detachAxis(axis);
        chart()->removeAxis(axis);
    }
    // Time runs as the reader reads.
    m_times->setReverse(isRightToLeft());
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_scale, isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft);
    m_sizes->attachAxis(m_times);
    m_sizes->attachAxis(m_scale);
}

} // namespace lifeboat
