// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/waitingfeed.h"

#include "gui/selectedprofile.h"

namespace lifeboat {

WaitingFeed::WaitingFeed(ConsoleContext console, const SelectedProfile &selected, QObject *parent)
    : QObject(parent), m_console(console), m_selected(selected)
{
    connect(&selected, &SelectedProfile::changed, this, &WaitingFeed::look);
    connect(&console.jobs, &Jobs::finished, this, [this](const Job *job) {
        if (job->kind() == JobKind::Backup && job->profile() == m_selected.name())
            look();
    });
}

void WaitingFeed::look()
{
    const ProfilePointer profile = m_selected.profile();
    if (!profile) {
        Q_EMIT found({});
        return;
    }
    // Nobody waits for it: a job that cannot be started is one that ends with the window.
    (void)m_console.jobs.start<WaitingBackups>(
        JobKind::List, {},
        [profile](const JobControl &) -> Result<WaitingBackups> { return waitingBackups(profile->profile); },
        this,
        [this, name = m_selected.name()](const Result<WaitingBackups> &waiting) {
            if (waiting && name == m_selected.name())
                Q_EMIT found(*waiting);
        });
}

} // namespace lifeboat
