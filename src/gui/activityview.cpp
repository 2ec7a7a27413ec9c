// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activityview.h"

#include "gui/common/errornotice.h"

#include <QHeaderView>

namespace lifeboat {

QString failureHeading(const Activity &activity)
{
    return ActivityView::tr("%1 failed: %2", "what was done, which database")
        .arg(jobTitle(activity.kind), activity.profile);
}

ActivityView::ActivityView(QWidget *parent) : QTableView(parent), m_activity(new ActivityModel(this))
{
    setModel(m_activity);
    setAccessibleName(tr("Activity"));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    verticalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(ActivityModel::Result, QHeaderView::Stretch);
    connect(this, &QTableView::activated, this, &ActivityView::openProblem);
}

void ActivityView::openProblem(const QModelIndex &index)
{
    const Activity &activity = m_activity->at(index.row());
    if (activity.problem)
        openErrorDialog(this, failureHeading(activity), *activity.problem);
}

} // namespace lifeboat
