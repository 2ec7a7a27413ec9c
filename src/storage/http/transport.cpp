// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/transport.h"

namespace lifeboat {

QByteArray HttpResponse::header(QByteArrayView lowerCaseName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

} // namespace lifeboat
