// SPDX-License-Identifier: GPL-3.0-or-later
// When backups are made, and what holds them up. Window's thread.
#pragma once

#include "base/clock.h"
#include "gui/settings/settingsgroup.h"

#include <QHash>

class QComboBox;
class QLabel;

namespace lifeboat {

class TimesEditor;
class WeekdaysEditor;

class ScheduleGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    /// What comes next is counted from the time of `clock`, which outlives this.
    ScheduleGroup(const Schedule &schedule, const Clock &clock, QWidget *parent);

private:
    /// In the order of the box.
    enum Kind { ByHand, AtIntervals, AtTimes, ByCron };

    void addKind(const Schedule &schedule);
    void addInterval(const Schedule &schedule);
    void addTimes(const Schedule &schedule);
    void addCron(const Schedule &schedule);
    void addPreview();
    void addRules(const Schedule &schedule);
    void addHold(const QString &label, std::optional<bool> holds, const QString &key);

    [[nodiscard]] Kind kind() const;
    [[nodiscard]] qint64 seconds() const; ///< the interval
    [[nodiscard]] bool isEveryDay() const;
    /// As it is typed; a rule of cron that is none is left out.
    [[nodiscard]] Schedule typed() const;
    /// Nothing for a key that is of no matter now, and stays as the file has it.
    [[nodiscard]] std::optional<QString> unlessByHand(bool needed, const QString &toml) const;
    void showKind();
    void showPreview();

    const Clock &m_clock;
    QComboBox *m_kind = nullptr;
    QSpinBox *m_count = nullptr;
    QComboBox *m_unit = nullptr;
    TimesEditor *m_times = nullptr;
    WeekdaysEditor *m_days = nullptr;
    QLineEdit *m_cron = nullptr;
    QSpinBox *m_jitter = nullptr;
    QLabel *m_preview = nullptr;
    QHash<Kind, QFormLayout *> m_rows; ///< shown for that kind only
};

} // namespace lifeboat
