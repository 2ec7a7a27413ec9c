// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobbar.h"

#include "gui/common/icons.h"
#include "gui/common/progresswords.h"
#include "gui/common/steadylabel.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int barSteps = 1000;
constexpr auto patience = 200ms;
constexpr auto rest = 250ms; ///< nobody reads faster

constexpr int nameInCharacters = 24;

/// A change is worth more attention than a look.
bool isLook(const Job &job)
{
    return job.kind() == JobKind::List || job.kind() == JobKind::Check || job.kind() == JobKind::History;
}

/// A share that nobody knows is no bar: one that runs to and fro says nothing, and moves.
void showShare(QProgressBar &bar, const std::optional<double> &share)
{
    // QProgressBar draws a new value at once, and with it all that waits in the window to be drawn. This way
    // it waits, too.
    bar.setUpdatesEnabled(false);
    if (share)
        bar.setValue(static_cast<int>(*share * barSteps));
    bar.setUpdatesEnabled(true);
    bar.setVisible(share.has_value());
}

} // namespace

QString progressWords(const JobProgress &progress, const Pace &pace)
{
    QStringList words{stageTitle(progress.stage)};
    if (const QString bytes = bytesWords(progress); !bytes.isEmpty())
        words += bytes;
    words += paceWords(pace);
    return words.join(u" · "_s);
}

JobBar::JobBar(Jobs &jobs, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_text(new SteadyLabel(this)), m_bar(new QProgressBar(this)),
      m_cancel(new QToolButton(this))
{
    m_clock.start();
    m_bar->setMaximum(barSteps);
    m_bar->setMaximumWidth(fontMetrics().averageCharWidth() * 28);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setIcon(themedIcon(u"stop"_s));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_cancel->setAutoRaise(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_bar);
    row->addWidget(m_text);
    row->addWidget(m_cancel);
    row->addStretch();
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (!m_job)
            return;
        m_job->cancel();
        m_cancel->setEnabled(false);
        m_words = tr("Cancelling…");
        showWords();
    });
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &QWidget::show);
    m_rest.setSingleShot(true);
    m_rest.setInterval(rest);
    connect(&m_rest, &QTimer::timeout, this, &JobBar::showProgress);
    connect(&jobs, &Jobs::started, this, &JobBar::heed);
    connect(&jobs, &Jobs::finished, this, [this](Job *job) {
        if (job == m_job)
            showNext();
        else
            showWords(); // one less
    });
    showNext();
}

/// What is shown stays until it is over: Cancel is for that one, whatever else begins.
void JobBar::heed(Job *job)
{
    if (!m_job || (isLook(*m_job) && !isLook(*job)))
        follow(job);
    else
        showWords(); // one more
}

void JobBar::follow(Job *job)
{
    if (m_job)
        disconnect(m_job, nullptr, this, nullptr);
    m_job = job;
    m_pace = Pace();
    m_news.reset();
    connect(job, &Job::progressed, this, &JobBar::noteProgress);
    showShare(*m_bar, std::nullopt);
    m_words = jobTitle(job->kind()) + u"…"_s;
    showWords();
    m_cancel->setEnabled(!job->isCancelled());
    m_cancel->setToolTip(
        job->profile().isEmpty()
            ? jobTitle(job->kind())
            : tr("%1: %2", "profile, what is done for it").arg(job->profile(), jobTitle(job->kind())));
    if (!isVisible() && !m_patience.isActive())
        m_patience.start();
}

void JobBar::noteProgress(const JobProgress &progress)
{
    m_pace.note(progress, std::chrono::milliseconds(m_clock.elapsed()));
    m_news = progress;
    if (!m_rest.isActive())
        showProgress();
}

void JobBar::showProgress()
{
    const auto news = std::exchange(m_news, {});
    if (!news || !m_job)
        return;
    showShare(*m_bar, m_pace.share());
    if (!m_job->isCancelled()) {
        m_words = progressWords(*news, m_pace);
        showWords();
    }
    m_rest.start();
}

/// For which profile, what, and how many others change something meanwhile.
void JobBar::showWords()
{
    if (!m_job)
        return;
    QStringList words{m_words};
    if (!m_job->profile().isEmpty())
        words.prepend(fontMetrics().elidedText(m_job->profile(), Qt::ElideMiddle,
                                               fontMetrics().averageCharWidth() * nameInCharacters));
    const auto running = m_jobs.running();
    const auto others =
        std::ranges::count_if(running, [this](const Job *job) { return job != m_job && !isLook(*job); });
    if (others > 0)
        words += tr("%n more under way", nullptr, static_cast<int>(others));
    m_text->setText(words.join(u" · "_s));
}

void JobBar::showNext()
{
    m_job = nullptr;
    const auto running = m_jobs.running();
    if (!running.isEmpty()) {
        const auto change = std::ranges::find_if_not(running, isLook, [](Job *job) -> Job & { return *job; });
        follow(change == running.cend() ? running.constFirst() : *change);
        return;
    }
    m_patience.stop();
    hide();
}

} // namespace lifeboat
