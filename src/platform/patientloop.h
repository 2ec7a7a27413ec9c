// SPDX-License-Identifier: GPL-3.0-or-later
// An event loop that ends when something happened, when the time is up, or when the user cancels.
#pragma once

#include "base/canceltoken.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

namespace lifeboat {

class PatientLoop final
{
public:
    PatientLoop(const QDeadlineTimer &deadline, const CancelToken &cancel)
        : m_deadline(deadline), m_cancel(cancel)
    {
        m_look.setInterval(50);
        QObject::connect(&m_look, &QTimer::timeout, &m_loop, [this] {
            if (m_cancel.isRequested() || m_deadline.hasExpired())
                m_loop.quit();
        });
    }
    Q_DISABLE_COPY_MOVE(PatientLoop)

    void finish()
    {
        m_finished = true;
        m_loop.quit();
    }
    /// True when finish() was called, before or meanwhile.
    bool wait()
    {
        m_look.start();
        while (!m_finished && !m_cancel.isRequested() && !m_deadline.hasExpired())
            m_loop.exec();
        m_look.stop();
        return m_finished;
    }
    [[nodiscard]] QObject *context() { return &m_loop; }

private:
    QDeadlineTimer m_deadline;
    CancelToken m_cancel;
    QEventLoop m_loop;
    QTimer m_look;
    bool m_finished = false;
};

} // namespace lifeboat
