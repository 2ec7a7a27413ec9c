// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/profile.h"

namespace lifeboat {

QString Profile::keyPrefix() const
{
    const auto *s3 = std::get_if<S3Destination>(&destination);
    return s3 ? s3->keyPrefix : QString();
}

} // namespace lifeboat
