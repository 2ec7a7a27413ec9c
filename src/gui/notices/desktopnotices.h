// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the desktop's user what becomes of the schedules and of the backups' age, and what its buttons ask
// for. The rules are noticerules'. Window's thread.
#pragma once

#include "gui/common/consoleservices.h"
#include "gui/notices/noticerules.h"

#include <QHash>
#include <QObject>

namespace lifeboat {

class DesktopNotices final : public QObject
{
    Q_OBJECT
public:
    /// All outlive this. `clock` dates what happens.
    DesktopNotices(const ConsoleServices &services, const Jobs &jobs, const Clock &clock,
                   NotificationSink &sink, const GlobalSettings &settings, QObject *parent = nullptr);

    void setSettings(const GlobalSettings &settings);
    /// What its user chose on the notification of this key.
    void answer(const QString &key, const QString &action, const QString &activationToken = {});

Q_SIGNALS:
    void backUpRequested(const QString &profile);
    /// The token lets a window come to the front on Wayland; often empty.
    void showRequested(const QString &profile, const QString &activationToken);

private:
    struct Known
    {
        NoticeState state;
        std::optional<Error> problem;      ///< of the last run
        std::optional<Error> drillProblem; ///< of the last restore drill
        /// Of the scheduled run that is about to be told of.
        QDateTime unchangedSince;
        bool hasUploaded = false;
        bool hadNone = false; ///< no backup, when one was told of trouble last
    };

    void noteSuccess(const QString &profile, const BackupReport &report);
    void noteRun(const Job &job, const std::optional<Error> &error);
    void noteFailure(const QString &profile, const Error &error);
    void noteDrill(const QString &profile, const DrillReport &report);
    void note(const QString &profile, AlertNews news);
    void perform(const QString &profile, const NoticeDecision &decision);

    HealthMonitor &m_health;
    const Clock &m_clock;
    NotificationSink &m_sink;
    GlobalSettings m_settings;
    QHash<QString, Known> m_known;
};

} // namespace lifeboat
