// SPDX-License-Identifier: GPL-3.0-or-later
// A profile's file as text and on the disk. Blocks for the disk; several threads may write different files.
#pragma once

#include "engine/profile.h"

#include <QByteArray>

namespace lifeboat {

/// The TOML that reads back as `rules`, with `comment` above it. Secrets are no part of it; what is as by
/// default is left out, except the rules people look for.
[[nodiscard]] QByteArray profileText(const Profile &rules, const QString &comment);

/// Writes a new file, or one of ours anew: mode 0600, all or nothing.
[[nodiscard]] Result<void> writePrivateFile(const QString &path, const QByteArray &content);

/// The folder, made with mode 0700 when it is not there.
[[nodiscard]] Result<void> makePrivateFolder(const QString &path);

/// Puts `content` into the existing file `path`, keeping its mode, owner and group. All or nothing where we
/// may write beside it; else in place.
[[nodiscard]] Result<void> replaceContent(const QString &path, const QByteArray &content);

} // namespace lifeboat
