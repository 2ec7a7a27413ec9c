// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelopev1.h"

#include "base/format.h"
#include "base/text.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace lifeboat::envelopev1 {

using namespace Qt::StringLiterals;

namespace {

/// EVP counts in int. A multiple of the cipher's block, so that no call but the last leaves a part of one.
constexpr qint64 maxEvpCall = qint64(1) << 30;

struct FreeCipher
{
    // Also overwrites the key schedule.
    void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char *bytes(const char *data)
{
    return reinterpret_cast<const unsigned char *>(data);
}

unsigned char *bytes(char *data)
{
    return reinterpret_cast<unsigned char *>(data);
}

tl::unexpected<Error> cipherFailure(const QString &operation)
{
    return fail(
        ErrorCode::Internal, operation, Text::tr("The AES-256-GCM implementation failed."),
        Text::tr("Check that the installed OpenSSL offers AES-256-GCM (openssl list -cipher-algorithms)."));
}

tl::unexpected<Error> misused(const QString &operation)
{
    return fail(ErrorCode::Internal, operation,
                Text::tr("An envelope was used after its end, or with a negative size."));
}

tl::unexpected<Error> overLimit(const QString &operation)
{
    return fail(
        ErrorCode::TooLarge, operation,
        Text::tr("AES-256-GCM seals at most %1 in one envelope, and this is more.")
            .arg(formatBytes(maxPlainSize)),
        Text::tr("Make the database smaller, or back it up without encryption to a store you trust."));
}

Result<void> checkKey(const SecretBytes &key, const QString &operation)
{
    if (key.size() == encryptionKeySize)
        return {};
    return fail(ErrorCode::WrongKey, operation,
                Text::tr("The encryption key is %1 bytes long; it must be %2.")
                    .arg(key.size())
                    .arg(encryptionKeySize));
}

class Writer final : public EnvelopeWriter
{
public:
    Writer(CipherContext cipher, const QByteArray &nonce, qint64 plainSize)
        : m_cipher(std::move(cipher)), m_nonce(nonce), m_plainSize(plainSize)
    {
    }

    [[nodiscard]] QByteArray header() const override { return m_nonce; }

    [[nodiscard]] Result<void> update(const char *plain, qint64 size, char *sealed) override
    {
        if (m_finished || size < 0)
            return misused(u"envelope.seal"_s);
        if (size > maxPlainSize - m_done)
            return overLimit(u"envelope.seal"_s);
        // Refused here rather than at finish(), so that no byte beyond the announced ones is ever sealed.
        if (size > m_plainSize - m_done)
            return notAsAnnounced(m_done + size);
        m_done += size;
        while (size > 0) {
            const int count = static_cast<int>(std::min(size, maxEvpCall));
            int written = 0;
            if (EVP_EncryptUpdate(m_cipher.get(), bytes(sealed), &written, bytes(plain), count) != 1
                || written != count) {
                m_finished = true;
                return cipherFailure(u"envelope.seal"_s);
            }
            plain += count;
            sealed += count;
            size -= count;
        }
        return {};
    }

    [[nodiscard]] Result<QByteArray> finish() override
    {
        if (m_finished)
            return misused(u"envelope.seal"_s);
        m_finished = true;
        if (m_done != m_plainSize)
            return notAsAnnounced(m_done);
        QByteArray tag(tagSize, Qt::Uninitialized);
        int written = 0; // GCM is a stream cipher: nothing is left to be written
        if (EVP_EncryptFinal_ex(m_cipher.get(), bytes(tag.data()), &written) != 1
            || EVP_CIPHER_CTX_ctrl(m_cipher.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tagSize),
                                   tag.data())
                   != 1) {
            return cipherFailure(u"envelope.seal"_s);
        }
        return tag;
    }

private:
    [[nodiscard]] tl::unexpected<Error> notAsAnnounced(qint64 arrived) const
    {
        return fail(
            ErrorCode::Io, u"envelope.seal"_s,
            Text::tr("%1 bytes were to be sealed, but %2 arrived: the snapshot changed while it was read.")
                .arg(m_plainSize)
                .arg(arrived),
            Text::tr("Back up again, and see that nothing else writes to the temporary folder."));
    }

    CipherContext m_cipher;
    QByteArray m_nonce;
    qint64 m_plainSize;
    qint64 m_done = 0;
    bool m_finished = false;
};

class Reader final : public EnvelopeReader
{
public:
    explicit Reader(CipherContext cipher) : m_cipher(std::move(cipher)) {}

    [[nodiscard]] Result<void> update(QByteArrayView sealed, QByteArray &unverified) override
    {
        unverified.resize(0); // unlike clear(), keeps the memory for the next block
        if (m_finished)
            return misused(u"envelope.open"_s);
        if (m_nonceHave < nonceSize) {
            sealed = takeNonce(sealed);
            if (m_nonceHave < nonceSize)
                return {};
            if (EVP_DecryptInit_ex(m_cipher.get(), nullptr, nullptr, nullptr, bytes(m_nonce.data())) != 1)
                return giveUp();
        }
        // The last 16 bytes may be the tag, so that many are always held back until more have come.
        const qint64 count = m_heldCount + sealed.size() - tagSize;
        if (count <= 0) {
            hold(sealed);
            return {};
        }
        if (count > maxPlainSize - m_done) {
            m_finished = true;
            return overLimit(u"envelope.open"_s);
        }
        unverified.resize(count);
        const qint64 fromHeld = std::min(count, m_heldCount);
        if (!decrypt(m_held.data(), fromHeld, unverified.data())
            || !decrypt(sealed.data(), count - fromHeld, unverified.data() + fromHeld)) {
            unverified.resize(0);
            return giveUp();
        }
        m_done += count;
        dropHeld(fromHeld);
        hold(sealed.sliced(count - fromHeld));
        return {};
    }

    [[nodiscard]] Result<void> finish() override
    {
        if (m_finished)
            return misused(u"envelope.open"_s);
        m_finished = true;
        if (m_heldCount < tagSize) { // the nonce comes first, so this covers a cut nonce too
            return fail(
                ErrorCode::Corrupt, u"envelope.open"_s,
                Text::tr("The sealed backup is cut short: it has %1 bytes, and even an empty one has %2.")
                    .arg(m_nonceHave + m_heldCount)
                    .arg(overhead),
                Text::tr("Download it again, or use another backup."));
        }
        if (EVP_CIPHER_CTX_ctrl(m_cipher.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tagSize),
                                m_held.data())
            != 1) {
            return giveUp();
        }
        unsigned char nothing[EVP_MAX_BLOCK_LENGTH];
        int written = 0;
        if (EVP_DecryptFinal_ex(m_cipher.get(), nothing, &written) != 1) {
            return fail(
                ErrorCode::WrongKey, u"envelope.open"_s,
                Text::tr("The sealed backup does not open: this is the wrong key, or its bytes are "
                         "damaged. The two cannot be told apart."),
                Text::tr("Compare the key's fingerprint with the one the backup was made with; if it is "
                         "the right key, download the backup again or use another one."));
        }
        return {};
    }

private:
    QByteArrayView takeNonce(QByteArrayView sealed)
    {
        const qint64 count = std::min<qint64>(nonceSize - m_nonceHave, sealed.size());
        std::copy_n(sealed.data(), count, m_nonce.begin() + m_nonceHave);
        m_nonceHave += count;
        return sealed.sliced(count);
    }

    void hold(QByteArrayView sealed)
    {
        std::copy(sealed.begin(), sealed.end(), m_held.begin() + m_heldCount);
        m_heldCount += sealed.size();
    }

    void dropHeld(qint64 count)
    {
        std::copy(m_held.begin() + count, m_held.begin() + m_heldCount, m_held.begin());
        m_heldCount -= count;
    }

    bool decrypt(const char *sealed, qint64 size, char *plain)
    {
        while (size > 0) {
            const int count = static_cast<int>(std::min(size, maxEvpCall));
            int written = 0;
            if (EVP_DecryptUpdate(m_cipher.get(), bytes(plain), &written, bytes(sealed), count) != 1
                || written != count) {
                return false;
            }
            sealed += count;
            plain += count;
            size -= count;
        }
        return true;
    }

    [[nodiscard]] tl::unexpected<Error> giveUp()
    {
        m_finished = true;
        return cipherFailure(u"envelope.open"_s);
    }

    CipherContext m_cipher;
    std::array<char, nonceSize> m_nonce{};
    qint64 m_nonceHave = 0;
    std::array<char, tagSize> m_held{};
    qint64 m_heldCount = 0;
    qint64 m_done = 0; ///< plain bytes released
    bool m_finished = false;
};

} // namespace

Result<QByteArray> randomNonce()
{
    QByteArray nonce(nonceSize, Qt::Uninitialized);
    if (RAND_bytes(bytes(nonce.data()), static_cast<int>(nonceSize)) != 1) {
        return fail(ErrorCode::Internal, u"envelope.nonce"_s,
                    Text::tr("The system gave no random bytes, and nothing is sealed without them."));
    }
    return nonce;
}

Result<std::unique_ptr<EnvelopeWriter>> createWriter(const SecretBytes &key, const QByteArray &nonce,
                                                     qint64 plainSize)
{
    if (auto ok = checkKey(key, u"envelope.seal"_s); !ok)
        return fail(std::move(ok.error()));
    if (plainSize > maxPlainSize)
        return overLimit(u"envelope.seal"_s);
    if (nonce.size() != nonceSize || plainSize < 0) {
        return fail(ErrorCode::Internal, u"envelope.seal"_s,
                    Text::tr("An envelope was begun with a nonce of %1 bytes for %2 bytes of content.")
                        .arg(nonce.size())
                        .arg(plainSize));
    }
    CipherContext cipher(EVP_CIPHER_CTX_new());
    if (!cipher
        || EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key.view().data()),
                              bytes(nonce.constData()))
               != 1) {
        return cipherFailure(u"envelope.seal"_s);
    }
    return std::make_unique<Writer>(std::move(cipher), nonce, plainSize);
}

Result<std::unique_ptr<EnvelopeReader>> createReader(const SecretBytes &key)
{
    if (auto ok = checkKey(key, u"envelope.open"_s); !ok)
        return fail(std::move(ok.error()));
    // The nonce is set when it has arrived; the key schedule in the context is the only copy kept.
    CipherContext cipher(EVP_CIPHER_CTX_new());
    if (!cipher
        || EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key.view().data()), nullptr)
               != 1) {
        return cipherFailure(u"envelope.open"_s);
    }
    return std::make_unique<Reader>(std::move(cipher));
}

} // namespace lifeboat::envelopev1
