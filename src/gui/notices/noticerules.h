// SPDX-License-Identifier: GPL-3.0-or-later
// What of a profile's news stands on the desktop: at most one notification each, which a later one replaces
// and good news takes away. Pure functions.
#pragma once

#include "engine/alertrules.h"
#include "engine/config/globalsettings.h"
#include "engine/notification.h"

namespace lifeboat {

/// What one profile's user was told.
struct NoticeState
{
    AlertState alerts;
    std::optional<AlertKind> standing; ///< the trouble that a notification tells of now

    bool operator==(const NoticeState &) const = default;
};

struct NoticeDecision
{
    NoticeState next;
    std::optional<AlertKind> show; ///< in the place of what stands
    bool close = false;            ///< what stands is no longer so, or no longer wanted
};

/// `settings` decide what is shown; what happens is followed all the same, so that switching them on later
/// brings no old news.
[[nodiscard]] NoticeDecision noticeDue(const NoticeState &state, AlertNews news,
                                       const GlobalSettings &settings, const QDateTime &now);
/// When only the settings have changed.
[[nodiscard]] NoticeDecision noticeKept(const NoticeState &state, const GlobalSettings &settings);

/// What a notification has to say besides its kind.
struct NoticeFacts
{
    QString profile;
    std::optional<Error> problem; ///< of the last run
    QDateTime lastBackup;         ///< UTC; invalid: there is none
    /// UTC; valid when the last run backed up nothing, as that backup still is what the database is.
    QDateTime unchangedSince = {};
    bool hasUploaded = false; ///< it has uploaded all the same, what waited on this machine
    bool isFirst = false;     ///< when the trouble began, there was no backup yet
};

inline constexpr QLatin1StringView backUpAnswer("back-up");
inline constexpr QLatin1StringView showAnswer("show");
/// A click on the notification itself.
inline constexpr QLatin1StringView defaultAnswer("default");

/// Its key is the profile.
[[nodiscard]] Notification noticeOf(AlertKind kind, const NoticeFacts &facts, const QDateTime &now);

} // namespace lifeboat
