// SPDX-License-Identifier: GPL-3.0-or-later
// The days of the week to choose from, in the order of the user's calendar. Window's thread.
#pragma once

#include <QList>
#include <QWidget>

class QCheckBox;

namespace lifeboat {

class WeekdaysEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit WeekdaysEditor(const QList<Qt::DayOfWeek> &days, QWidget *parent = nullptr);

    /// From Monday on.
    [[nodiscard]] QList<Qt::DayOfWeek> days() const;

Q_SIGNALS:
    void edited();

private:
    QList<QCheckBox *> m_boxes; ///< from Monday on
};

} // namespace lifeboat
