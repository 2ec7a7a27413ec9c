// SPDX-License-Identifier: GPL-3.0-or-later
// Envelope version 1, the form RustResort writes: 12-byte nonce, AES-256-GCM ciphertext, 16-byte tag
// (NIST SP 800-38D; FORMAT.md, section "Envelope 1"). No header of its own: version 1 is what a backup
// is when it does not begin with SQLite's magic.
#pragma once

#include "crypto/envelope.h"

namespace lifeboat::envelopev1 {

inline constexpr qint64 nonceSize = 12;
inline constexpr qint64 tagSize = 16;
inline constexpr qint64 overhead = nonceSize + tagSize;
/// GCM encrypts at most 2^39 - 256 bits under one nonce (SP 800-38D, 5.2.1.1): 64 GiB - 32 bytes.
inline constexpr qint64 maxPlainSize = (qint64(1) << 36) - 32;

/// Value of the `encryption` object metadata.
inline constexpr char metadataValue[] = "aes-256-gcm-v1";

[[nodiscard]] constexpr qint64 sealedSize(qint64 plainSize)
{
    return plainSize + overhead;
}

/// 12 fresh random bytes from OpenSSL's CSPRNG. Never use one twice with the same key.
[[nodiscard]] Result<QByteArray> randomNonce();

/// A writer for a plain text of exactly `plainSize` bytes. `nonce` is 12 bytes; sealing the same plain
/// text again with the same key and nonce gives the same bytes, which is how an upload learns its own
/// SHA-256 before it starts. ErrorCode::TooLarge over maxPlainSize.
[[nodiscard]] Result<std::unique_ptr<EnvelopeWriter>> createWriter(const SecretBytes &key,
                                                                   const QByteArray &nonce, qint64 plainSize);

[[nodiscard]] Result<std::unique_ptr<EnvelopeReader>> createReader(const SecretBytes &key);

} // namespace lifeboat::envelopev1
