// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/blockstream.h"

#include "base/format.h"
#include "base/text.h"

#include <algorithm>
#include <cstring>

namespace lifeboat {

using namespace Qt::StringLiterals;

Result<qint64> BytesSource::read(char *buffer, qint64 capacity)
{
    const qint64 count = std::min<qint64>(capacity, m_bytes.size() - m_position);
    std::memcpy(buffer, m_bytes.constData() + m_position, static_cast<std::size_t>(count));
    m_position += count;
    return count;
}

Result<void> BytesSink::write(QByteArrayView block)
{
    if (m_bytes.size() + block.size() > m_limit) {
        return fail(ErrorCode::TooLarge, u"sink.write"_s,
                    Text::tr("More than %1 arrived where less was expected.").arg(formatBytes(m_limit)));
    }
    m_bytes.append(block);
    return {};
}

} // namespace lifeboat
