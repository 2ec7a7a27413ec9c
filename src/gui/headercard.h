// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the window: which database, how its backups are doing, and when the next one is due.
#pragma once

#include "engine/health.h"
#include "gui/common/consolecontext.h"

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
    void showHealth(const HealthReport &report, const QDateTime &now);

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    Health m_shown = Health::Unknown;
    QLabel *m_icon;
    QLabel *m_title;
    ElidedLabel *m_place;
    QLabel *m_health;
    QLabel *m_next;
};

} // namespace lifeboat
