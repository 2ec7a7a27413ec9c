// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the window: which database, how its backups are doing, when the next one is due, and when one
// was last proven restorable; and whether some wait on this machine to be uploaded.
#pragma once

#include "engine/schedule.h"
#include "gui/common/consolecontext.h"
#include "service/healthmonitor.h"
#include "service/waitingbackups.h"

#include <QWidget>

class QLabel;

namespace lifeboat {

class ElidedLabel;

class HeaderCard final : public QWidget
{
    Q_OBJECT
public:
    explicit HeaderCard(QWidget *parent = nullptr);
    void showProfile(const QString &name, const Profile *profile);
    void showStatus(const StoreHealth &health, const NextRun &next, const QDateTime &now);
    void showWaiting(const WaitingBackups &waiting);
    /// Leaves out what is said elsewhere, too, for a window that is low.
    void setBrief(bool brief);

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeLayout();
    void drawIcon();
    void showProof(const HealthReport &report, const QDateTime &now);

    Health m_shown = Health::Unknown;
    bool m_isBrief = false;
    bool m_knowsProof = false;
    QLabel *m_icon;
    ElidedLabel *m_title;
    ElidedLabel *m_place;
    QLabel *m_health;
    QLabel *m_next;
    QLabel *m_proven;
    QLabel *m_waiting;
};

} // namespace lifeboat
