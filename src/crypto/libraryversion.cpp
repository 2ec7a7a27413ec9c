// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/libraryversion.h"

#include <openssl/crypto.h>

namespace lifeboat {

QString openSslVersion()
{
    return QString::fromLatin1(OpenSSL_version(OPENSSL_VERSION_STRING));
}

} // namespace lifeboat
