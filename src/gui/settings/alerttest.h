// SPDX-License-Identifier: GPL-3.0-or-later
// "Send a test": tells everybody whom a profile's file names, and says of each whether it went. Window's
// thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "service/alertsink.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace lifeboat {

class AlertTest final : public QWidget
{
    Q_OBJECT
public:
    AlertTest(const ConsoleContext &console, ProfilePointer profile, QWidget *parent);

    /// Why there is nothing to be tested now, or nothing.
    void setObstacle(const QString &obstacle);

private:
    void run();
    void conclude(const Result<QList<AlertDelivery>> &deliveries);
    void show();

    ConsoleContext m_console;
    ProfilePointer m_profile;
    QPushButton *m_send;
    QLabel *m_words;
    QPointer<Job> m_job;
    QString m_obstacle;
    QString m_results;
};

} // namespace lifeboat
