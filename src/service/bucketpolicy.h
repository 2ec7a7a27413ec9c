// SPDX-License-Identifier: GPL-3.0-or-later
// The least a bucket has to allow. Pure function.
#pragma once

#include "engine/profile.h"

#include <QJsonObject>

namespace lifeboat {

/// An IAM policy for the profile's bucket: listing and multipart bookkeeping on the bucket, reading, writing
/// and deleting objects below the profile's prefix, nothing else. ErrorCode::Usage for a folder destination.
/// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
[[nodiscard]] Result<QJsonObject> leastPrivilegePolicy(const Profile &profile);

} // namespace lifeboat
