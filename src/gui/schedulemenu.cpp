// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/schedulemenu.h"

#include "service/scheduler.h"

#include <QMenu>

namespace lifeboat {

ScheduleMenu::ScheduleMenu(Scheduler &scheduler, const Clock &clock, QMenu &menu)
    : QObject(&menu), m_scheduler(scheduler), m_clock(clock), m_pause(menu.addMenu(tr("&Pause schedule"))),
      m_resume(menu.addAction(tr("Resu&me schedule")))
{
    constexpr int hour = 3600; // s
    connect(m_pause->addAction(tr("For &1 hour")), &QAction::triggered, this,
            [this] { m_scheduler.pause(m_clock.utcNow().addSecs(hour)); });
    connect(m_pause->addAction(tr("Until &tomorrow")), &QAction::triggered, this,
            &ScheduleMenu::pauseUntilTomorrow);
    connect(m_pause->addAction(tr("Until I &resume it")), &QAction::triggered, this,
            [this] { m_scheduler.pause(); });
    connect(m_resume, &QAction::triggered, this, [this] { m_scheduler.resume(); });
    connect(&m_scheduler, &Scheduler::looked, this, &ScheduleMenu::update);
    update();
}

void ScheduleMenu::pauseUntilTomorrow()
{
    const QDate tomorrow = m_clock.utcNow().toLocalTime().date().addDays(1);
    m_scheduler.pause(tomorrow.startOfDay().toUTC());
}

void ScheduleMenu::update()
{
    m_resume->setEnabled(m_scheduler.isPaused());
}

} // namespace lifeboat
