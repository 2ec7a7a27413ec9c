// SPDX-License-Identifier: GPL-3.0-or-later
// What every on-disk version of the sealed form looks like to the rest of the program: a writer that
// turns plain blocks into sealed ones and a reader that does the reverse, both in constant memory.
// One object per stream, one thread at a time. A version is a pair of classes (see envelopev1.h).
#pragma once

#include "base/result.h"
#include "base/secretbytes.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace lifeboat {

inline constexpr qsizetype encryptionKeySize = 32; ///< bytes, AES-256

class EnvelopeWriter
{
public:
    virtual ~EnvelopeWriter() = default;
    /// The bytes that stand before the first ciphertext byte. Call once, first.
    [[nodiscard]] virtual QByteArray header() const = 0;
    /// Encrypts `size` bytes at `plain` into `sealed` (same size; the two may be the same address).
    /// ErrorCode::TooLarge past the version's limit.
    [[nodiscard]] virtual Result<void> update(const char *plain, qint64 size, char *sealed) = 0;
    /// The bytes that stand after the last ciphertext byte. Call once, last.
    [[nodiscard]] virtual Result<QByteArray> finish() = 0;

protected:
    EnvelopeWriter() = default;
    Q_DISABLE_COPY_MOVE(EnvelopeWriter)
};

class EnvelopeReader
{
public:
    virtual ~EnvelopeReader() = default;
    /// Takes the next sealed bytes and appends what they open to, in order, to `unverified` (cleared
    /// first). Nothing of it may be shown, used or moved out of its temporary file before finish()
    /// has succeeded.
    [[nodiscard]] virtual Result<void> update(QByteArrayView sealed, QByteArray &unverified) = 0;
    /// Checks the authentication tag. ErrorCode::Corrupt when the envelope is cut short, and
    /// ErrorCode::WrongKey when the tag does not match: a wrong key and damaged bytes cannot be told
    /// apart, and the message says so.
    [[nodiscard]] virtual Result<void> finish() = 0;

protected:
    EnvelopeReader() = default;
    Q_DISABLE_COPY_MOVE(EnvelopeReader)
};

} // namespace lifeboat
