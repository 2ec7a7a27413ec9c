// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secretbytes.h"

#include <cstring>
#include <utility>

namespace lifeboat {

void wipe(void *data, std::size_t size)
{
    if (size > 0)
        explicit_bzero(data, size);
}

SecretBytes::SecretBytes(QByteArrayView bytes) : SecretBytes(bytes.size())
{
    if (m_size > 0)
        std::memcpy(m_data.get(), bytes.data(), static_cast<std::size_t>(m_size));
}

SecretBytes::SecretBytes(qsizetype size)
    : m_data(size > 0 ? std::make_unique<char[]>(static_cast<std::size_t>(size)) : nullptr), m_size(size)
{
}

SecretBytes::~SecretBytes()
{
    clear();
}

SecretBytes::SecretBytes(SecretBytes &&other) noexcept
    : m_data(std::move(other.m_data)), m_size(std::exchange(other.m_size, 0))
{
}

SecretBytes &SecretBytes::operator=(SecretBytes &&other) noexcept
{
    if (this != &other) {
        clear();
        m_data = std::move(other.m_data);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

bool SecretBytes::equals(const SecretBytes &other) const
{
    if (m_size != other.m_size)
        return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(m_size); ++i)
        difference |= static_cast<unsigned char>(m_data[i] ^ other.m_data[i]);
    return difference == 0;
}

void SecretBytes::clear()
{
    wipe(m_data.get(), static_cast<std::size_t>(m_size));
    m_data.reset();
    m_size = 0;
}

} // namespace lifeboat
