// SPDX-License-Identifier: GPL-3.0-or-later
// How many backups of the selected profile wait on this machine to be uploaded. Looks after every backup and
// whenever another profile is selected. Window's thread; the disk is read in a job.
#pragma once

#include "gui/common/consolecontext.h"
#include "service/waitingbackups.h"

#include <QObject>

namespace lifeboat {

class SelectedProfile;

class WaitingFeed final : public QObject
{
    Q_OBJECT
public:
    WaitingFeed(ConsoleContext console, const SelectedProfile &selected, QObject *parent);

Q_SIGNALS:
    void found(const lifeboat::WaitingBackups &waiting);

private:
    void look();

    ConsoleContext m_console;
    const SelectedProfile &m_selected;
};

} // namespace lifeboat
