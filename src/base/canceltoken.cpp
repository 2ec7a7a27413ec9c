// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/canceltoken.h"

#include "base/text.h"

namespace lifeboat {

Result<void> CancelToken::check(const QString &operation) const
{
    if (isRequested())
        return fail(ErrorCode::Cancelled, operation, Text::tr("Cancelled."));
    return {};
}

} // namespace lifeboat
