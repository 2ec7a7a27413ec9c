// SPDX-License-Identifier: GPL-3.0-or-later
// Encryption keys as people hold them: 32 bytes in Base64 (RFC 4648), in a file, a variable, a config.
// Pure functions apart from the two that touch a file.
#pragma once

#include "base/result.h"
#include "base/secretbytes.h"

#include <QByteArrayView>
#include <QString>

namespace lifeboat {

/// 32 random bytes.
[[nodiscard]] Result<SecretBytes> generateKey();

/// Standard Base64 with padding and a newline-free end: 44 characters.
[[nodiscard]] SecretBytes encodeKey(const SecretBytes &key);

/// Accepts standard and URL-safe Base64, with or without padding, surrounded by white space.
/// ErrorCode::WrongKey says what is wrong (length, alphabet) without quoting the key. `where` names
/// the origin for the message, e.g. "BACKUP_ENCRYPTION_KEY".
[[nodiscard]] Result<SecretBytes> decodeKey(QByteArrayView text, const QString &where);

/// Reads a key file. Refused (ErrorCode::Refused) unless it is a regular file that only its owner can
/// read (no group or other bits), with the chmod that mends it as the hint.
[[nodiscard]] Result<SecretBytes> readKeyFile(const QString &path);

/// Creates `path` with mode 0600 and the encoded key in it; never overwrites (ErrorCode::AlreadyExists).
[[nodiscard]] Result<void> writeKeyFile(const QString &path, const SecretBytes &key);

/// First 8 bytes of SHA-256 of the key as "a1b2-c3d4-e5f6-0718": names a key without revealing it.
[[nodiscard]] QString keyFingerprint(const SecretBytes &key);

} // namespace lifeboat
