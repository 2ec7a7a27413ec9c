// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads what earlier runs kept on this machine, each under the key it was to have. Synchronous.
#pragma once

#include "engine/progress.h"
#include "engine/sideobjects.h"
#include "engine/unsent.h"

#include <optional>

namespace lifeboat {

struct LateUploadContext
{
    const UnsentBackups &unsent;
    ObjectStore &store;
    const Profile &profile;
    const SideObjects &side;
    QDateTime now; ///< UTC
    /// Told every key before something is written under it.
    std::function<void(const QString &key)> announce;
};

struct LateUploads
{
    QStringList sent;             ///< keys, oldest first; those that were in the store already included
    QList<Error> warnings;        ///< of single ones: dropped because they are damaged, or stood in the way
    std::optional<Error> stopped; ///< why the rest waits on: the store does not take them
};

/// Oldest first. What lands, or is found to have landed, leaves this machine; so do damaged ones, those of
/// another name or prefix than the profile's, and those that its retention would remove at once. The others
/// stay.
[[nodiscard]] LateUploads sendUnsent(const LateUploadContext &context, const JobControl &control);

/// HEAD must show this size and checksum. ErrorCode::Corrupt when the store holds something else, NotFound
/// when it holds nothing.
[[nodiscard]] Result<void> proveStored(ObjectStore &store, const QString &key, qint64 size,
                                       const QString &objectSha256, const CancelToken &cancel);

} // namespace lifeboat
