// SPDX-License-Identifier: GPL-3.0-or-later
// The status bar's left part: what runs, how far, how fast, how long still, and Cancel.
#pragma once

#include "engine/pace.h"
#include "service/jobs.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QProgressBar;
class QToolButton;

namespace lifeboat {

class SteadyLabel;

/// "Uploading · 12.0 MiB of 84.0 MiB · 9.0 MiB/s · 0:08 left", as far as it is known.
[[nodiscard]] QString progressWords(const JobProgress &progress, const Pace &pace);

class JobBar final : public QWidget
{
    Q_OBJECT
public:
    explicit JobBar(Jobs &jobs, QWidget *parent = nullptr);

private:
    void heed(Job *job);
    void follow(Job *job);
    void showWords();
    void noteProgress(const JobProgress &progress);
    void showProgress();
    void showNext();

    Jobs &m_jobs;
    QPointer<Job> m_job; ///< the one shown
    Pace m_pace;
    QString m_words; ///< of the one shown
    QElapsedTimer m_clock;
    QTimer m_patience;                 ///< what is over at once is not worth a flicker
    QTimer m_rest;                     ///< between one look at the progress and the next
    std::optional<JobProgress> m_news; ///< not shown yet
    SteadyLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_cancel;
};

} // namespace lifeboat
