// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/restoreprogress.h"

#include "gui/common/progresswords.h"
#include "gui/restore/stagelist.h"

#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int barSteps = 1000;

/// Steady: where nobody knows the share, the stage in the list above says enough.
void showShare(QProgressBar &bar, const std::optional<double> &share)
{
    bar.setVisible(share.has_value());
    bar.setValue(static_cast<int>(share.value_or(0) * barSteps));
}

} // namespace

RestoreProgress::RestoreProgress(QWidget *parent)
    : QWidget(parent), m_stages(new StageList(this)), m_bar(new QProgressBar(this)), m_words(new QLabel(this))
{
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setAccessibleDescription(tr("Of the stage that is running"));
    m_bar->setTextVisible(false);
    m_bar->setMaximum(barSteps);
    QSizePolicy place = m_bar->sizePolicy(); // kept, or what is below it would go up and down
    place.setRetainSizeWhenHidden(true);
    m_bar->setSizePolicy(place);
    m_words->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stages);
    column->addSpacing(fontMetrics().height());
    column->addWidget(m_bar);
    column->addWidget(m_words);
    column->addStretch();
}

void RestoreProgress::begin(Work work, bool sealed, bool stops, bool starts)
{
    m_rows.clear();
    if (work == Work::Undo) {
        m_rows += {Stage::Snapshot, tr("Copy what was kept")};
    } else {
        m_rows += {Stage::Download, tr("Download")};
        // One stream: what arrives is opened at once.
        m_rows += {Stage::Download, tr("Decrypt"), sealed};
        m_rows += {Stage::Check, tr("Check")};
    }
    if (work != Work::Browse) {
        m_rows += {Stage::Stop, tr("Stop the program"), stops};
        m_rows += {Stage::Swap, tr("Swap")};
        m_rows += {Stage::Start, tr("Start the program"), starts};
        m_rows += {Stage::Tend, tr("Check what was there before")};
    }
    QStringList titles;
    for (const Row &row : std::as_const(m_rows))
        titles += row.title;
    m_stages->setStages(titles);
    for (int row = 0; row < m_rows.size(); ++row) {
        if (!m_rows.at(row).needed)
            m_stages->setState(row, StageList::State::Skipped);
    }
    m_pace = Pace();
    m_clock.start();
    m_reached = -1;
    m_pastCancelling = false;
    showShare(*m_bar, std::nullopt);
    m_words->clear();
}

void RestoreProgress::showProgress(const JobProgress &progress)
{
    m_pace.note(progress, std::chrono::milliseconds(m_clock.elapsed()));
    const auto share = progress.done > 0 ? m_pace.share() : std::nullopt;
    showShare(*m_bar, share);
    m_words->setText(paceWords(m_pace).join(u" · "_s));

    m_pastCancelling = progress.failed || progress.stage >= Stage::Swap;
    for (int row = 0; row < m_rows.size(); ++row) {
        if (!m_rows.at(row).needed)
            continue;
        if (m_rows.at(row).stage == progress.stage) {
            m_stages->setState(row, StageList::State::Running, bytesWords(progress));
            m_reached = std::max(m_reached, row);
        } else if (progress.failed && m_rows.at(row).stage == m_rows.at(std::max(0, m_reached)).stage) {
            m_stages->setState(row, StageList::State::Failed);
        } else if (!progress.failed && m_rows.at(row).stage < progress.stage) {
            m_stages->setState(row, StageList::State::Done);
        }
    }
}

} // namespace lifeboat
