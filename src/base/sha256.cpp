// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>

namespace lifeboat {

struct Sha256::Context
{
    EVP_MD_CTX *evp = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(evp); }
};

Sha256::Sha256() : m_context(std::make_unique<Context>())
{
    // These calls fail only when memory is exhausted or OpenSSL is broken; there is no digest to go on with.
    if (!m_context->evp || EVP_DigestInit_ex(m_context->evp, EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
}

Sha256::~Sha256() = default;

void Sha256::add(QByteArrayView data)
{
    EVP_DigestUpdate(m_context->evp, data.data(), static_cast<std::size_t>(data.size()));
}

QByteArray Sha256::finish()
{
    QByteArray digest(32, Qt::Uninitialized);
    EVP_DigestFinal_ex(m_context->evp, reinterpret_cast<unsigned char *>(digest.data()), nullptr);
    EVP_DigestInit_ex(m_context->evp, EVP_sha256(), nullptr);
    return digest;
}

QByteArray Sha256::of(QByteArrayView data)
{
    Sha256 hash;
    hash.add(data);
    return hash.finish();
}

QByteArray Sha256::hexOf(QByteArrayView data)
{
    return of(data).toHex();
}

SecretBytes hmacSha256(QByteArrayView key, QByteArrayView text)
{
    SecretBytes digest(qsizetype{32});
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char *>(text.data()), static_cast<std::size_t>(text.size()),
         reinterpret_cast<unsigned char *>(digest.data()), nullptr);
    return digest;
}

} // namespace lifeboat
