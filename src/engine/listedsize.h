// SPDX-License-Identifier: GPL-3.0-or-later
// Holds what a store sends against the size with which it listed it. One thread.
#pragma once

#include "base/blockstream.h"
#include "engine/listing.h"

namespace lifeboat {

/// Passes blocks on to another sink, but no more than were listed: room was made for that much, and what is
/// longer is something else. The sink and the entry outlive it.
class ListedSizeSink final : public BlockSink
{
public:
    ListedSizeSink(BlockSink &sink, const BackupEntry &entry) : m_sink(sink), m_entry(entry) {}

    /// ErrorCode::Corrupt once it is too much.
    [[nodiscard]] Result<void> write(QByteArrayView block) override;
    /// ErrorCode::Corrupt unless all of it arrived.
    [[nodiscard]] Result<void> finish() const;

private:
    BlockSink &m_sink;
    const BackupEntry &m_entry;
    qint64 m_size = 0;
};

} // namespace lifeboat
