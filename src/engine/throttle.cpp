// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/throttle.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

ThrottledSink::ThrottledSink(BlockSink &sink, const SpeedLimit &limit, const CancelToken &cancel)
    : m_sink(sink), m_limit(limit), m_cancel(cancel)
{
    if (m_limit.bytesPerSecond > 0)
        m_start = m_limit.clock->monotonic();
}

Result<void> ThrottledSink::write(QByteArrayView block)
{
    if (const auto written = m_sink.write(block); !written || m_limit.bytesPerSecond <= 0)
        return written;
    m_passed += block.size();
    const std::chrono::milliseconds due(m_passed * 1000 / m_limit.bytesPerSecond);
    const auto early = due - (m_limit.clock->monotonic() - m_start);
    if (early.count() > 0 && !m_limit.clock->sleep(early, m_cancel))
        return m_cancel.check(u"download"_s);
    return {};
}

} // namespace lifeboat
