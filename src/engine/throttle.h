// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a stream of bytes from going faster than it may.
#pragma once

#include "base/blockstream.h"
#include "base/clock.h"

namespace lifeboat {

/// How fast a download may go.
struct SpeedLimit
{
    qint64 bytesPerSecond = 0; ///< 0: as fast as it can
    Clock *clock = nullptr;    ///< to wait with; needed for a limit
};

/// Passes blocks on to another sink, each once the time has come for it. Waits on the caller's thread.
class ThrottledSink final : public BlockSink
{
public:
    ThrottledSink(BlockSink &sink, const SpeedLimit &limit, const CancelToken &cancel);
    [[nodiscard]] Result<void> write(QByteArrayView block) override;

private:
    BlockSink &m_sink;
    SpeedLimit m_limit;
    CancelToken m_cancel;
    std::chrono::milliseconds m_start{0};
    qint64 m_passed = 0; ///< bytes since m_start
};

} // namespace lifeboat
