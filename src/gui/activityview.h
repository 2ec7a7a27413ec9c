// SPDX-License-Identifier: GPL-3.0-or-later
// The Activity tab: what was done since the program started; an error opens with all that is known of it.
#pragma once

#include "gui/activitymodel.h"

#include <QTableView>

namespace lifeboat {

/// "Backing up failed: blog", as a heading.
[[nodiscard]] QString failureHeading(const Activity &activity);

class ActivityView final : public QTableView
{
    Q_OBJECT
public:
    explicit ActivityView(QWidget *parent);
    void add(const Activity &activity) { m_activity->add(activity); }
    [[nodiscard]] const ActivityModel &activity() const { return *m_activity; }

private:
    void openProblem(const QModelIndex &index);

    ActivityModel *m_activity;
};

} // namespace lifeboat
