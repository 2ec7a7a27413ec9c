// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/schedulegroup.h"

#include "engine/config/scheduletable.h"
#include "engine/config/tomledit.h"
#include "gui/common/timewords.h"
#include "gui/settings/schedulepreview.h"
#include "gui/settings/timeseditor.h"
#include "gui/settings/weekdayseditor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>
#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<int, 3> unitSeconds{60, 3600, 86'400};
constexpr int tenYears = 315'360'000; // s
constexpr int aMinute = 60;           // s
constexpr int aDay = 24 * 60;         // min

QString table()
{
    return u"lifeboat.schedule"_s;
}

QList<Qt::DayOfWeek> everyDay()
{
    return {Qt::Monday, Qt::Tuesday, Qt::Wednesday, Qt::Thursday, Qt::Friday, Qt::Saturday, Qt::Sunday};
}

QString cronProblem(const QString &typed)
{
    if (typed.trimmed().isEmpty())
        return ScheduleGroup::tr("This is needed.");
    const auto rule = CronRule::parse(typed.trimmed());
    if (rule)
        return {};
    const Error &error = rule.error();
    return error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint;
}

} // namespace

ScheduleGroup::ScheduleGroup(const Schedule &schedule, const Clock &clock, QWidget *parent)
    : SettingsGroup(tr("Schedule"), parent), m_clock(clock)
{
    beginBox(tr("Schedule"));
    addKind(schedule);
    addInterval(schedule);
    addTimes(schedule);
    addCron(schedule);
    addPreview();
    addRules(schedule);
    connect(this, &SettingsGroup::edited, this, [this] {
        showKind();
        showPreview();
    });
    begin();
    showKind();
    showPreview();
}

void ScheduleGroup::addKind(const Schedule &schedule)
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"scheduleKind"_s);
    m_kind->setToolTip(tr("When backups are made by themselves"));
    m_kind->addItems(
        {tr("Only when I ask for it"), tr("At intervals"), tr("At times of day"), tr("By a rule of cron")});
    m_kind->setCurrentIndex(!schedule.enabled           ? ByHand
                            : schedule.cron             ? ByCron
                            : !schedule.times.isEmpty() ? AtTimes
                                                        : AtIntervals);
    add(tr("Back &up:"), m_kind)->bind(u"storage.backup"_s, u"enabled"_s, [this] {
        return kind() == ByHand ? u"false"_s : u"true"_s;
    });
}

void ScheduleGroup::addInterval(const Schedule &schedule)
{
    m_rows.insert(AtIntervals, beginRows());
    const auto interval = static_cast<int>(schedule.interval.count());
    m_unit = new QComboBox(this);
    m_unit->setObjectName(u"intervalUnit"_s);
    m_unit->setToolTip(tr("Of the number beside it"));
    m_unit->addItems(unitWords(0));
    m_unit->setAccessibleName(tr("Unit"));
    const auto fits = std::find_if(unitSeconds.rbegin(), unitSeconds.rend(),
                                   [interval](int each) { return interval % each == 0; });
    const bool whole = fits != unitSeconds.rend();
    m_unit->setCurrentIndex(whole ? static_cast<int>(unitSeconds.rend() - fits) - 1 : 0);
    m_count = new QSpinBox(this);
    m_count->setObjectName(u"interval"_s);
    m_count->setToolTip(tr("The time from one backup to the next"));
    m_count->setRange(1, tenYears / aMinute);
    m_count->setValue(
        std::max(1, interval / unitSeconds.at(static_cast<std::size_t>(m_unit->currentIndex()))));
    SettingField *field = add(tr("&Every:"), m_count, {m_unit});
    field->bind(u"storage.backup"_s, u"interval_seconds"_s, [this] { return QString::number(seconds()); });
    field->setCheck([this] {
        return kind() == AtIntervals && seconds() > tenYears ? tr("Ten years at most.") : QString();
    });
    const auto showUnits = [this] {
        const QStringList words = unitWords(m_count->value());
        for (int i = 0; i < m_unit->count(); ++i)
            m_unit->setItemText(i, words.at(i));
    };
    connect(m_count, &QSpinBox::valueChanged, m_unit, showUnits);
    showUnits();
    if (!whole)
        field->setNote(tr("The file says %n second(s).", nullptr, interval));
}

void ScheduleGroup::addTimes(const Schedule &schedule)
{
    m_rows.insert(AtTimes, beginRows());
    const QList<QTime> asleep{QTime(3, 0)};
    m_times = new TimesEditor(schedule.times.isEmpty() ? asleep : schedule.times, this);
    SettingField *field = add(tr("Tim&es:"), m_times);
    connect(m_times, &TimesEditor::edited, field, &SettingField::edited);
    field->bind(table(), u"at"_s, [this] {
        QStringList times;
        for (const QTime &time : m_times->times())
            times.append(timeText(time));
        return unlessByHand(kind() == AtTimes, tomlArray(times));
    });

    m_days = new WeekdaysEditor(schedule.days.isEmpty() ? everyDay() : schedule.days, this);
    field = add(tr("&On:"), m_days);
    connect(m_days, &WeekdaysEditor::edited, field, &SettingField::edited);
    field->bind(table(), u"days"_s, [this] {
        QStringList days;
        for (const Qt::DayOfWeek day : m_days->days())
            days.append(dayText(day));
        return unlessByHand(kind() == AtTimes && !isEveryDay(), tomlArray(days));
    });
    field->setCheck([this] {
        return kind() == AtTimes && m_days->days().isEmpty() ? tr("Choose a day at least.") : QString();
    });
}

void ScheduleGroup::addCron(const Schedule &schedule)
{
    m_rows.insert(ByCron, beginRows());
    m_cron = new QLineEdit(schedule.cron ? schedule.cron->text() : QString(), this);
    m_cron->setObjectName(u"cron"_s);
    m_cron->setPlaceholderText(u"0 3 * * 1-5"_s);
    SettingField *field = add(tr("&Rule:"), m_cron);
    field->bind(table(), u"cron"_s,
                [this] { return unlessByHand(kind() == ByCron, tomlOrNothing(m_cron->text())); });
    field->setCheck([this] { return kind() == ByCron ? cronProblem(m_cron->text()) : QString(); });
    field->setNote(tr("Minute, hour, day of month, month and day of week, as in crontab; or @hourly, @daily, "
                      "@weekly, @monthly."));
}

void ScheduleGroup::addPreview()
{
    m_preview = new QLabel(this);
    m_preview->setObjectName(u"schedulePreview"_s);
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    m_preview->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    beginRows()->addRow(m_preview);
}

void ScheduleGroup::addRules(const Schedule &schedule)
{
    const Schedule usual;
    beginBox(tr("Around the schedule"));
    const auto jitter = static_cast<int>(schedule.jitter.count());
    m_jitter = new QSpinBox(this);
    m_jitter->setObjectName(u"jitter"_s);
    m_jitter->setRange(0, aDay);
    m_jitter->setSuffix(tr(" min", "minutes"));
    m_jitter->setSpecialValueText(tr("Not at all"));
    m_jitter->setValue(jitter / aMinute);
    add(tr("&Put off by up to:"), m_jitter)->bind(table(), u"jitter_seconds"_s, [this] {
        return m_jitter->value() == 0 ? QString() : QString::number(m_jitter->value() * aMinute);
    });
    QString note = tr("A different part of it each time, so that many machines do not come at once.");
    if (jitter % aMinute != 0)
        note += u' ' + tr("The file says %n second(s).", nullptr, jitter);
    setNote(note);
    flag(tr("Make up for backups that &were missed"), schedule.catchUp, usual.catchUp, table(),
         u"catch_up"_s);
    setNote(tr("While the machine slept or was off. Without, they are left out."));
    flag(tr("Skip databases that did not chan&ge"), schedule.skipUnchanged, usual.skipUnchanged, table(),
         u"skip_unchanged"_s);
    setNote(tr("They leave a small mark in the store that tells they were looked at."));
    addHold(tr("While the &network is metered:"), schedule.holdOnMetered, u"hold_on_metered"_s);
    addHold(tr("While running on batter&y:"), schedule.holdOnBattery, u"hold_on_battery"_s);
}

void ScheduleGroup::addHold(const QString &label, std::optional<bool> holds, const QString &key)
{
    auto *choice = new QComboBox(this);
    choice->setObjectName(key);
    choice->setToolTip(tr("Whether scheduled backups wait until it is over"));
    choice->addItem(tr("As the preferences say"), QString());
    choice->addItem(tr("Wait"), u"true"_s);
    choice->addItem(tr("Back up all the same"), u"false"_s);
    choice->setCurrentIndex(!holds ? 0 : *holds ? 1 : 2);
    add(label, choice)->bind(table(), key, [choice] { return choice->currentData().toString(); });
}

ScheduleGroup::Kind ScheduleGroup::kind() const
{
    return static_cast<Kind>(m_kind->currentIndex());
}

qint64 ScheduleGroup::seconds() const
{
    return qint64(m_count->value()) * unitSeconds.at(static_cast<std::size_t>(m_unit->currentIndex()));
}

bool ScheduleGroup::isEveryDay() const
{
    return m_days->days() == everyDay();
}

std::optional<QString> ScheduleGroup::unlessByHand(bool needed, const QString &toml) const
{
    if (kind() == ByHand)
        return {};
    return needed ? toml : QString();
}

Schedule ScheduleGroup::typed() const
{
    Schedule schedule;
    schedule.enabled = kind() != ByHand;
    schedule.interval = std::chrono::seconds(seconds());
    schedule.jitter = std::chrono::seconds(m_jitter->value() * aMinute);
    if (kind() == AtTimes) {
        schedule.times = m_times->times();
        if (!isEveryDay())
            schedule.days = m_days->days();
    } else if (kind() == ByCron) {
        if (const auto rule = CronRule::parse(m_cron->text().trimmed()))
            schedule.cron = *rule;
    }
    return schedule;
}

void ScheduleGroup::showKind()
{
    for (auto rows = m_rows.cbegin(); rows != m_rows.cend(); ++rows) {
        for (int row = 0; row < (*rows)->rowCount(); ++row)
            (*rows)->setRowVisible(row, rows.key() == kind());
    }
}

void ScheduleGroup::showPreview()
{
    const Schedule schedule = typed();
    const bool wrong =
        (kind() == ByCron && !schedule.cron) || (kind() == AtTimes && m_days->days().isEmpty());
    m_preview->setVisible(!wrong);
    if (!wrong)
        m_preview->setText(schedulePreview(schedule, m_clock.utcNow(), QTimeZone::systemTimeZone()));
}

} // namespace lifeboat
