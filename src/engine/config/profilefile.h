// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a profile from TOML in the shape the RustResort backup design defines; a RustResort server's own
// file works as it is. Table and key reference: docs/configuration.md.
#pragma once

#include "engine/profile.h"

#include <QProcessEnvironment>

namespace lifeboat {

/// What a key file that cannot be read is while encryption is on.
enum class UnreadKey {
    IsAnError,
    IsMissing, ///< a warning, and LoadedProfile::missingSecret: the rest of the profile is of use without
};

/// Reads and checks `path`. Every error is ErrorCode::Configuration (NotFound and PermissionDenied for the
/// file itself) and its message names file, line, key, what was found and what was expected. `${VAR}` is
/// replaced from `environment` in string values of our tables; an unset variable is an error naming key and
/// variable, except in a table that is switched off (`[storage.backup.encryption] enabled = false`).
[[nodiscard]] Result<LoadedProfile> loadProfile(const QString &path, const QProcessEnvironment &environment,
                                                UnreadKey unread = UnreadKey::IsAnError);

/// The same for `content`, which is meant to be written to `path`.
[[nodiscard]] Result<LoadedProfile> parseProfile(QByteArrayView content, const QString &path,
                                                 const QProcessEnvironment &environment,
                                                 UnreadKey unread = UnreadKey::IsAnError);

/// Folder with one profile per *.toml: $XDG_CONFIG_HOME/lifeboat/profiles, by default
/// ~/.config/lifeboat/profiles.
[[nodiscard]] QString profileFolder(const QProcessEnvironment &environment);

/// The file meant by --profile NAME. ErrorCode::NotFound lists the profiles there are and the nearest name.
[[nodiscard]] Result<QString> findProfile(const QString &name, const QProcessEnvironment &environment);

/// Without --config and --profile: the only profile there is. ErrorCode::Configuration says what to do when
/// there are none or several.
[[nodiscard]] Result<QString> defaultProfile(const QProcessEnvironment &environment);

/// Names of all profiles, sorted.
[[nodiscard]] QStringList profileNames(const QProcessEnvironment &environment);

} // namespace lifeboat
