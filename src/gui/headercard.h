// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the window: which database, how its backups are doing, when the next one is due, and when one
// was last proven restorable.
#pragma once

#include "engine/schedule.h"
#include "gui/common/consolecontext.h"
#include "service/healthmonitor.h"

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

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();
    void showProof(const HealthReport &report, const QDateTime &now);

    Health m_shown = Health::Unknown;
    QLabel *m_icon;
    QLabel *m_title;
    ElidedLabel *m_place;
    QLabel *m_health;
    QLabel *m_next;
    QLabel *m_proven;
};

} // namespace lifeboat
