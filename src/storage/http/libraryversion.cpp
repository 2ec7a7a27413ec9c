// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/libraryversion.h"

#include <curl/curl.h>

namespace lifeboat {

QString curlVersion()
{
    return QString::fromLatin1(curl_version_info(CURLVERSION_NOW)->version);
}

} // namespace lifeboat
