// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/uploaddevice.h"

#include <cstring>

namespace lifeboat {

UploadDevice::UploadDevice(const QByteArray &body, Allowance allowance, std::function<void(qint64)> handedOut)
    : m_body(body), m_allowance(std::move(allowance)), m_handedOut(std::move(handedOut))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

void UploadDevice::wakeReader()
{
    if (m_heldBack) {
        m_heldBack = false;
        Q_EMIT readyRead();
    }
}

qint64 UploadDevice::readData(char *data, qint64 maxSize)
{
    const qint64 wanted = std::min<qint64>(maxSize, m_body.size() - m_position);
    if (wanted <= 0)
        return -1;
    const qint64 count = m_allowance ? std::min(m_allowance(wanted), wanted) : wanted;
    m_heldBack = count <= 0;
    if (m_heldBack) {
        m_handedOut(m_position);
        return 0;
    }
    std::memcpy(data, m_body.constData() + m_position, static_cast<std::size_t>(count));
    m_position += count;
    m_handedOut(m_position);
    return count;
}

} // namespace lifeboat
