// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/cadencestrip.h"

#include "gui/backups/calendarrow.h"
#include "gui/backups/sizechart.h"

#include <QLabel>
#include <QVBoxLayout>

namespace lifeboat {

CadenceStrip::CadenceStrip(QWidget *parent)
    : QWidget(parent), m_sizes(new SizeChart(this)), m_calendar(new CalendarRow(this)),
      m_summary(new QLabel(this))
{
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_sizes);
    layout->addWidget(m_calendar);
    layout->addWidget(m_summary);
}

void CadenceStrip::showBackups(const Profile &profile, const QList<BackupEntry> &newestFirst,
                               const QDateTime &now)
{
    m_sizes->showSizes(newestFirst);
    m_calendar->showCells(cadenceOf(profile, newestFirst, now, QTimeZone::systemTimeZone()), now);
    m_summary->setText(m_calendar->summary());
}

} // namespace lifeboat
