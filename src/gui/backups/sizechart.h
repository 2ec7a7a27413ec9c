// SPDX-License-Identifier: GPL-3.0-or-later
// The sizes of backups over time, in the colours and the font of the window. Window's thread.
#pragma once

#include "engine/listing.h"

#include <QtCharts/QChartView>

class QCategoryAxis;
class QDateTimeAxis;
class QLineSeries;

namespace lifeboat {

/// At most this many of them, oldest first, spread evenly over the time they span; the newest is among them.
[[nodiscard]] QList<BackupEntry> thinnedOut(const QList<BackupEntry> &newestFirst, qsizetype most);
/// The smallest round number of bytes, KiB, MiB… that is at least `bytes`; its half is round, too.
[[nodiscard]] qint64 roundSizeAbove(qint64 bytes);

class SizeChart final : public QChartView
{
    Q_OBJECT
public:
    explicit SizeChart(QWidget *parent = nullptr);

    void showSizes(const QList<BackupEntry> &newestFirst);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void takeOverLook();
    void showScale(qint64 mostBytes);

    QLineSeries *m_sizes;
    QDateTimeAxis *m_times;
    QCategoryAxis *m_scale;
};

} // namespace lifeboat
