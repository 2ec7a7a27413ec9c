// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/libraryversions.h"

#include "crypto/libraryversion.h"
#include "sqlite/libraryversion.h"
#include "storage/http/libraryversion.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

QStringList libraryVersions()
{
    return {u"Qt "_s + QString::fromLatin1(qVersion()), u"SQLite "_s + sqliteVersion(),
            u"OpenSSL "_s + openSslVersion(), u"libcurl "_s + curlVersion()};
}

} // namespace lifeboat
