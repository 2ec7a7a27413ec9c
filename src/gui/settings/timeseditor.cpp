// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/timeseditor.h"

#include "gui/common/icons.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTimeEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

TimesEditor::TimesEditor(const QList<QTime> &times, QWidget *parent)
    : QWidget(parent), m_lines(new QVBoxLayout), m_add(new QPushButton(tr("Add a t&ime"), this))
{
    m_add->setObjectName(u"addTime"_s);
    m_add->setAutoDefault(false);
    m_add->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(m_lines);
    column->addWidget(m_add);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_add, &QPushButton::clicked, this, &TimesEditor::addAnother);
    for (const QTime &time : times)
        addRow(time);
    arrange();
}

QList<QTime> TimesEditor::times() const
{
    QList<QTime> times;
    for (const Row &row : m_rows)
        times.append(row.time->time());
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

void TimesEditor::addRow(QTime time)
{
    auto *line = new QWidget(this);
    auto *edit = new QTimeEdit(time, line);
    edit->setLayoutDirection(Qt::LeftToRight); // or the minutes would come first
    edit->setDisplayFormat(u"HH:mm"_s);        // as schedules are spoken of everywhere
    auto *remove = new QToolButton(line);
    remove->setIcon(themedIcon(u"delete"_s));
    remove->setAutoRaise(true);
    remove->setFocusPolicy(Qt::TabFocus);
    remove->setToolTip(tr("Remove this time"));
    auto *cells = new QHBoxLayout(line);
    cells->setContentsMargins({});
    cells->addWidget(edit);
    cells->addWidget(remove);
    cells->addStretch();
    m_lines->addWidget(line);
    m_rows.append({line, edit, remove});
    connect(edit, &QTimeEdit::timeChanged, this, &TimesEditor::edited);
    connect(remove, &QToolButton::clicked, this, [this, line] { removeRow(line); });
}

void TimesEditor::addAnother()
{
    constexpr int hour = 3600; // s
    const QList<QTime> taken = times();
    QTime time = m_rows.constLast().time->time().addSecs(12 * hour);
    for (int tries = 0; tries < 24 && taken.contains(time); ++tries)
        time = time.addSecs(hour);
    addRow(time);
    arrange();
    m_rows.constLast().time->setFocus();
    Q_EMIT edited();
}

void TimesEditor::removeRow(const QWidget *line)
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [line](const Row &row) { return row.line == line; });
    const qsizetype index = found - m_rows.begin();
    found->line->hide();
    found->line->deleteLater(); // its button is still being clicked
    m_rows.erase(found);
    arrange();
    m_rows.at(std::min(index, m_rows.size() - 1)).time->setFocus();
    Q_EMIT edited();
}

void TimesEditor::arrange()
{
    QWidget *before = nullptr;
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows.at(i);
        const QString number = QString::number(i + 1);
        row.time->setObjectName(u"time%1"_s.arg(number));
        row.time->setToolTip(tr("By this computer's clock"));
        row.time->setAccessibleName(tr("Time %1", "one of several times of day").arg(number));
        row.remove->setObjectName(u"removeTime%1"_s.arg(number));
        row.remove->setAccessibleName(tr("Remove time %1").arg(number));
        row.remove->setEnabled(m_rows.size() > 1);
        if (before)
            setTabOrder(before, row.time);
        setTabOrder(row.time, row.remove);
        before = row.remove;
    }
    setTabOrder(before, m_add);
    setFocusProxy(m_rows.constFirst().time);
}

} // namespace lifeboat
