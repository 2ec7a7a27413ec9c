// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that hold all schedules up and let them go on, for the menu of the window and that of the
// tray. Window's thread.
#pragma once

#include <QObject>

class QAction;
class QMenu;

namespace lifeboat {

class Clock;
class Scheduler;

class ScheduleMenu final : public QObject
{
    Q_OBJECT
public:
    /// Adds them to `menu`, which owns this. The others outlive it.
    ScheduleMenu(Scheduler &scheduler, const Clock &clock, QMenu &menu);

private:
    void pauseUntilTomorrow();
    void update();

    Scheduler &m_scheduler;
    const Clock &m_clock;
    QMenu *m_pause;
    QAction *m_resume;
};

} // namespace lifeboat
