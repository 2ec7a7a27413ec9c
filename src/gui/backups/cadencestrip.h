// SPDX-License-Identifier: GPL-3.0-or-later
// Under the list: how the sizes went, and a calendar in which a missed run is a gap. Window's thread.
#pragma once

#include "engine/listing.h"
#include "engine/profile.h"

#include <QWidget>

class QLabel;

namespace lifeboat {

class CalendarRow;
class SizeChart;

class CadenceStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit CadenceStrip(QWidget *parent = nullptr);

    /// Whoever has no room for it hides it: a window must not be high for its sake.
    [[nodiscard]] QSize minimumSizeHint() const override { return {QWidget::minimumSizeHint().width(), 0}; }
    void showBackups(const Profile &profile, const QList<BackupEntry> &newestFirst, const QDateTime &now);

private:
    SizeChart *m_sizes;
    CalendarRow *m_calendar;
    QLabel *m_summary;
};

} // namespace lifeboat
