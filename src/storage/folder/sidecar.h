// SPDX-License-Identifier: GPL-3.0-or-later
// What a file system cannot keep beside an object: its type and metadata, as a small JSON file (FORMAT.md).
// Pure functions over bytes.
#pragma once

#include "base/result.h"
#include "storage/objectstore.h"

namespace lifeboat {

struct Sidecar
{
    qint64 objectSize = 0; ///< tells a sidecar from that of an interrupted replacement
    QString contentType;
    ObjectMetadata metadata;
};

/// No sidecar of ours is larger: 8,192 bytes of metadata, all escaped, and the names around them.
inline constexpr qint64 maxSidecarBytes = 64 * 1024;

inline constexpr QByteArrayView sidecarSuffix = ".json";
/// Where the sidecar of the object at `path` lies, relative to the root.
[[nodiscard]] QByteArray sidecarPathOf(const QByteArray &path);

[[nodiscard]] QByteArray sidecarBytes(const Sidecar &sidecar);
/// ErrorCode::Corrupt when `bytes` is not a sidecar; `shownPath` is for the message.
[[nodiscard]] Result<Sidecar> parseSidecar(const QByteArray &bytes, const QString &shownPath);

/// ErrorCode::Usage or TooLarge when some other store could not keep this metadata as it is.
[[nodiscard]] Result<void> validateMetadata(const ObjectMetadata &metadata);

} // namespace lifeboat
