// SPDX-License-Identifier: GPL-3.0-or-later
// The token that a client of the admin API proves itself with: from LIFEBOAT_API_TOKEN, or from a file that
// only its owner can read. Blocks for the disk, shortly.
#pragma once

#include "base/secretbytes.h"
#include "engine/config/globalsettings.h"

namespace lifeboat {

/// The file that `api` names, else api-token beside `settingsFile`.
[[nodiscard]] QString apiTokenFile(const ApiSettings &api, const QString &settingsFile,
                                   const QProcessEnvironment &environment);

/// The variable before the file. ErrorCode::NotFound when neither is there, saying how to make one;
/// ErrorCode::Refused for a file that others can read and for a variable that is easily guessed.
[[nodiscard]] Result<SecretBytes> readApiToken(const QString &file, const QProcessEnvironment &environment);

/// Writes a new one, 32 random bytes in Base64, to `file` (0600). ErrorCode::AlreadyExists when that is
/// there: it may be in use, or be something else altogether.
[[nodiscard]] Result<void> makeApiToken(const QString &file);

} // namespace lifeboat
