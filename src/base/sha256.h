// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4) on OpenSSL: Qt's own implementation is several times slower, and three
// crafts (sealing, storing, inspecting) need the same digest without knowing each other.
// One object per stream, used from one thread at a time.
#pragma once

#include "base/secretbytes.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace lifeboat {

class Sha256 final
{
public:
    Sha256();
    ~Sha256();
    Q_DISABLE_COPY_MOVE(Sha256)

    void add(QByteArrayView data);
    /// The 32-byte digest; the object then starts again from nothing.
    [[nodiscard]] QByteArray finish();
    [[nodiscard]] static QByteArray of(QByteArrayView data);    ///< 32 bytes
    [[nodiscard]] static QByteArray hexOf(QByteArrayView data); ///< 64 lower-case hex digits

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

/// HMAC-SHA-256 (RFC 2104), 32 bytes; secret, because signing derives keys with it.
[[nodiscard]] SecretBytes hmacSha256(QByteArrayView key, QByteArrayView text);

} // namespace lifeboat
