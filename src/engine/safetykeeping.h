// SPDX-License-Identifier: GPL-3.0-or-later
// How long what a restore replaced is kept, and looking after it: checked once, noted, and removed when its
// time is over. The rule is a pure function; the rest is synchronous, on any thread.
#pragma once

#include "base/canceltoken.h"
#include "base/clock.h"
#include "engine/profile.h"
#include "sqlite/safetycopies.h"

namespace lifeboat {

/// The folders of those whose time is over, oldest first: older than the rule's days, or beyond its room,
/// which the newest and what is older than it share. Never one dated in the future, one with an obstacle, or
/// the newest, unless its days are over and the database that replaced it was checked.
[[nodiscard]] QStringList expiredSafetyCopies(const QList<SafetyCopyInfo> &copies,
                                              const RestoreSettings &rule, const QDateTime &now);

/// Until when the rule's days keep it; nothing when they never end.
[[nodiscard]] std::optional<QDateTime> keptUntil(const SafetyCopyInfo &copy, const RestoreSettings &rule);

/// "checked", "damaged when it was replaced", "not checked", "left alone".
[[nodiscard]] QString stateWords(const SafetyCopyInfo &copy);

struct SafetyCareRequest
{
    QString target; ///< the database, links followed
    RestoreSettings rule;
    QString temporaryFolder;
    bool targetIsSound = false; ///< what lies there now was checked a moment ago
};

struct SafetyCare
{
    std::optional<SafetyCopyInfo> newest; ///< as it is known now
    QStringList removed;                  ///< folders
    QList<Error> problems;                ///< what could not be looked at or removed, or is left alone
};

/// Checks those that were not checked yet, and the database that took the newest one's place, notes what is
/// found, then removes the expired ones. Nothing while a restore of the database is unfinished.
[[nodiscard]] SafetyCare careForSafetyCopies(const SafetyCareRequest &request, Clock &clock,
                                             const CancelToken &cancel);

/// Removes what a person names: full paths, names of folders, or the time in them. ErrorCode::NotFound for
/// what is not there, Refused for what is no safety copy of `target`, and for the newest while the database
/// that replaced it is damaged; Busy while a restore is unfinished. What was removed.
[[nodiscard]] Result<QStringList> removeSafetyCopies(const QString &target, const QStringList &names,
                                                     const CancelToken &cancel);

/// The one a person means likewise; empty: the newest that can be put back.
[[nodiscard]] Result<SafetyCopyInfo> findSafetyCopy(const QString &target, const QString &wanted);

} // namespace lifeboat
