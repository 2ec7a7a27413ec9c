// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/progresswords.h"

#include "base/format.h"

#include <QCoreApplication>

namespace lifeboat {

namespace {

struct ProgressWords
{
    Q_DECLARE_TR_FUNCTIONS(ProgressWords)
};

} // namespace

QString bytesWords(const JobProgress &progress)
{
    if (progress.total <= 0 || progress.done <= 0 || progress.stage == Stage::Prune)
        return {};
    return ProgressWords::tr("%1 of %2", "bytes done, bytes in all")
        .arg(formatBytes(progress.done), formatBytes(progress.total));
}

QStringList paceWords(const Pace &pace)
{
    QStringList words;
    if (const auto rate = pace.bytesPerSecond())
        words += formatRate(*rate);
    if (const auto left = pace.left())
        words += ProgressWords::tr("%1 left").arg(formatDuration(*left));
    return words;
}

} // namespace lifeboat
