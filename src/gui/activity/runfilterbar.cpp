// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/runfilterbar.h"

#include "gui/activity/runwords.h"
#include "gui/common/foldingrow.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr int longestName = 30; ///< characters of a profile's name before it is shortened

template<typename T> std::optional<T> chosen(const QComboBox &box)
{
    const QVariant value = box.currentData();
    return value.isValid() ? std::optional(static_cast<T>(value.toInt())) : std::nullopt;
}

void layInRow(QWidget *host, const QList<QWidget *> &widgets)
{
    auto *row = new QHBoxLayout(host);
    row->setContentsMargins({});
    for (QWidget *widget : widgets)
        row->addWidget(widget);
}

} // namespace

RunFilterBar::RunFilterBar(QWidget *button, QWidget *parent)
    : QWidget(parent), m_profile(new QComboBox(this)), m_kind(new QComboBox(this)),
      m_outcome(new QComboBox(this)), m_text(new QLineEdit(this))
{
    m_profile->addItem(tr("All databases"));
    m_profile->setAccessibleName(tr("Database"));
    m_profile->setToolTip(tr("Shows only what was done for this database"));
    m_kind->addItem(tr("Everything"));
    m_kind->setAccessibleName(tr("What"));
    m_kind->setToolTip(tr("Shows only runs of this kind"));
    for (const JobKind kind : rememberedJobs())
        m_kind->addItem(runTitle(kind), static_cast<int>(kind));
    m_outcome->addItem(tr("All results"));
    m_outcome->setAccessibleName(tr("Result"));
    m_outcome->setToolTip(tr("Shows only runs that ended so"));
    for (const RunOutcome outcome :
         {RunOutcome::Done, RunOutcome::Incomplete, RunOutcome::Failed, RunOutcome::Cancelled})
        m_outcome->addItem(outcomeTitle(outcome), static_cast<int>(outcome));
    m_text->setPlaceholderText(tr("Search"));
    m_text->setAccessibleName(tr("Search activity"));
    m_text->setClearButtonEnabled(true);

    for (QComboBox *box : {m_profile, m_kind, m_outcome}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(box, &QComboBox::currentIndexChanged, this, &RunFilterBar::changed);
    }
    m_profile->setMaximumWidth(fontMetrics().averageCharWidth() * longestName);
    auto *first = new QWidget(this);
    layInRow(first, {m_profile, m_kind});
    auto *second = new QWidget(this);
    layInRow(second, {m_outcome, m_text, button});
    layInRow(this, {new FoldingRow(first, second, second, this)});
    QWidget *before = m_profile;
    for (QWidget *field : std::initializer_list<QWidget *>{m_kind, m_outcome, m_text, button})
        setTabOrder(std::exchange(before, field), field);
    m_typing.setSingleShot(true);
    m_typing.setInterval(200ms);
    connect(m_text, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, &RunFilterBar::changed);
}

RunFilter RunFilterBar::filter() const
{
    RunFilter filter;
    filter.profile = m_profile->currentData().toString();
    filter.kind = chosen<JobKind>(*m_kind);
    filter.outcome = chosen<RunOutcome>(*m_outcome);
    filter.text = m_text->text().trimmed();
    return filter;
}

void RunFilterBar::setProfiles(const QStringList &names)
{
    const QString selected = m_profile->currentData().toString();
    const QSignalBlocker quiet(m_profile);
    while (m_profile->count() > 1)
        m_profile->removeItem(1);
    for (const QString &name : names) {
        if (!name.isEmpty())
            m_profile->addItem(name, name);
    }
    if (!selected.isEmpty() && m_profile->findData(selected) < 0)
        m_profile->addItem(selected, selected);
    m_profile->setCurrentIndex(selected.isEmpty() ? 0 : m_profile->findData(selected));
}

void RunFilterBar::clear()
{
    {
        const QSignalBlocker profile(m_profile), kind(m_kind), outcome(m_outcome), text(m_text);
        for (QComboBox *box : {m_profile, m_kind, m_outcome})
            box->setCurrentIndex(0);
        m_text->clear();
    }
    m_typing.stop();
    Q_EMIT changed();
}

} // namespace lifeboat
