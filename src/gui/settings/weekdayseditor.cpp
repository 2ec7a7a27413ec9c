// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/weekdayseditor.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLocale>

namespace lifeboat {

using namespace Qt::StringLiterals;

WeekdaysEditor::WeekdaysEditor(const QList<Qt::DayOfWeek> &days, QWidget *parent) : QWidget(parent)
{
    const QLocale locale;
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    for (int day = Qt::Monday; day <= Qt::Sunday; ++day) {
        auto *box = new QCheckBox(locale.dayName(day, QLocale::ShortFormat), this);
        box->setObjectName(u"day%1"_s.arg(day));
        box->setAccessibleName(locale.dayName(day, QLocale::LongFormat));
        box->setChecked(days.contains(static_cast<Qt::DayOfWeek>(day)));
        connect(box, &QCheckBox::toggled, this, &WeekdaysEditor::edited);
        m_boxes.append(box);
    }
    QCheckBox *before = nullptr;
    for (int i = 0; i < 7; ++i) {
        QCheckBox *box = m_boxes.at((locale.firstDayOfWeek() - 1 + i) % 7);
        row->addWidget(box);
        if (before)
            setTabOrder(before, box);
        else
            setFocusProxy(box);
        before = box;
    }
}

QList<Qt::DayOfWeek> WeekdaysEditor::days() const
{
    QList<Qt::DayOfWeek> days;
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes.at(i)->isChecked())
            days.append(static_cast<Qt::DayOfWeek>(i + 1));
    }
    return days;
}

} // namespace lifeboat
