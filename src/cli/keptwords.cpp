// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/keptwords.h"

#include "base/format.h"
#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

QString keptWords(const RestoreOutcome &outcome, const RestoreSettings &rule)
{
    if (outcome.safetyCopy.isEmpty())
        return {};
    QStringList lines{Text::tr("What was there before is kept in %1.").arg(outcome.safetyCopy)};
    const auto &newest = outcome.care.newest;
    if (newest && newest->folder == outcome.safetyCopy) {
        if (newest->findings.verdict == SafetyFindings::Verdict::Damaged)
            lines += Text::tr("It was damaged already: %1").arg(newest->findings.problem);
        if (const auto until = keptUntil(*newest, rule))
            lines += Text::tr("\"lifeboat-cli undo\" puts it back, until %1.").arg(formatUtc(*until));
    }
    for (const QString &folder : outcome.care.removed)
        lines += Text::tr("Removed what an earlier restore had replaced: %1.").arg(folder);
    return lines.join(u'\n');
}

} // namespace lifeboat
