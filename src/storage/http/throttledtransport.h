// SPDX-License-Identifier: GPL-3.0-or-later
// A transport that moves body bytes no faster than its buckets allow. Belongs to the thread that made it;
// the buckets are shared with the transports of other threads.
#pragma once

#include "storage/http/tokenbucket.h"
#include "storage/http/transport.h"

namespace lifeboat {

/// Either bucket may be null: that direction is not limited. Returns `inner` itself when both are.
[[nodiscard]] std::unique_ptr<HttpTransport> throttledTransport(std::unique_ptr<HttpTransport> inner,
                                                                std::shared_ptr<TokenBucket> upload,
                                                                std::shared_ptr<TokenBucket> download);

} // namespace lifeboat
