// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that must not be printed, copied by accident or left behind in memory.
// Move-only, zeroed on destruction; no stream operator and no conversion to a Qt string exist.
#pragma once

#include <QByteArrayView>

#include <cstddef>
#include <memory>

namespace lifeboat {

class SecretBytes final
{
public:
    SecretBytes() = default;
    explicit SecretBytes(QByteArrayView bytes);
    explicit SecretBytes(qsizetype size); ///< `size` zero bytes, to be filled through data()
    ~SecretBytes();
    SecretBytes(SecretBytes &&other) noexcept;
    SecretBytes &operator=(SecretBytes &&other) noexcept;
    SecretBytes(const SecretBytes &) = delete;
    SecretBytes &operator=(const SecretBytes &) = delete;

    [[nodiscard]] SecretBytes clone() const { return SecretBytes(view()); }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] char *data() { return m_data.get(); }
    /// Valid as long as this object lives. Whoever copies it owns a secret.
    [[nodiscard]] QByteArrayView view() const { return {m_data.get(), m_size}; }
    /// Constant-time comparison of equally long secrets.
    [[nodiscard]] bool equals(const SecretBytes &other) const;
    void clear();

private:
    std::unique_ptr<char[]> m_data;
    qsizetype m_size = 0;
};

/// Overwrites `size` bytes at `data` in a way the compiler may not remove.
void wipe(void *data, std::size_t size);

} // namespace lifeboat
