// SPDX-License-Identifier: GPL-3.0-or-later
// A small object in one request. Function over a client, in its thread.
#pragma once

#include "storage/objectstore.h"
#include "storage/s3/s3client.h"

namespace lifeboat {

/// Bytes up to which an object goes as one request; more goes in parts.
inline constexpr qint64 singlePutLimit = 8 * 1024 * 1024;

/// Fills `buffer` (its size is what is wanted) from the source. ErrorCode::Io when the source ends before.
[[nodiscard]] Result<void> readWhole(BlockSource &body, QByteArray &buffer, const CancelToken &cancel);

[[nodiscard]] Result<void> putSingle(S3Client &client, const PutRequest &request, BlockSource &body);

} // namespace lifeboat
