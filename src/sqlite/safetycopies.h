// SPDX-License-Identifier: GPL-3.0-or-later
// What restores have replaced, as it lies beside the database: each in a folder of its own,
// "<database>.before-restore-YYYYMMDD_HHMMSS". Which there are, what is known of them, and removing one so
// that no part of it is ever taken for a whole one. Nothing here follows a link. Synchronous, any thread.
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace lifeboat {

/// What was found out about a safety copy after its restore; kept in it.
struct SafetyFindings
{
    enum class Verdict {
        Unchecked,
        Sound,
        Damaged ///< it was so when it was replaced
    };
    Verdict verdict = Verdict::Unchecked;
    QString problem; ///< what SQLite says of a damaged one
    /// The database that took its place was checked: from then on this one may expire.
    bool replacedBySound = false;

    bool operator==(const SafetyFindings &) const = default;
};

/// "unchecked", "checked" or "damaged".
[[nodiscard]] QString verdictName(SafetyFindings::Verdict verdict);

struct SafetyCopyInfo
{
    QString folder;       ///< absolute
    QDateTime replacedAt; ///< UTC, by its name
    qint64 size = 0;      ///< bytes of all that is in it
    bool hasDatabase = false;
    /// Why it is left alone: a link, something in it that a restore does not put there, not to be read.
    QString obstacle;
    SafetyFindings findings;
};

/// Those of `database` (links followed) by their names, newest first, whatever is in them.
[[nodiscard]] QList<SafetyCopyInfo> findSafetyCopies(const QString &database);

/// Keeps the findings in the copy, for as long as its database is not written to.
[[nodiscard]] Result<void> keepFindings(const QString &database, const QString &folder,
                                        const SafetyFindings &findings);

/// Removes a safety copy of `database`: under its name it is whole or gone, also after a kill or when the
/// power fails; what is left then is for sweepSafetyCopies(). ErrorCode::Refused when it is not exactly a
/// safety copy of this database, NotFound when it is not there.
[[nodiscard]] Result<void> removeSafetyCopy(const QString &database, const QString &folder);

/// Goes on with removals in `folder`, of any database there, that were cut off.
void sweepSafetyCopies(const QString &folder);

/// A restore of `database` is under way, or was cut off: nothing that it may have made is to be touched.
[[nodiscard]] bool isBeingRestored(const QString &database);

} // namespace lifeboat
