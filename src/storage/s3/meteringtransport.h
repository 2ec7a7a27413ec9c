// SPDX-License-Identifier: GPL-3.0-or-later
// A transport that counts what goes through it, by what it costs at R2. Belongs to the thread that made it;
// the meter is shared.
// Source: https://developers.cloudflare.com/r2/pricing/
#pragma once

#include "storage/http/transport.h"
#include "storage/s3/s3store.h"

namespace lifeboat {

[[nodiscard]] std::unique_ptr<HttpTransport> meteringTransport(std::unique_ptr<HttpTransport> inner,
                                                               std::shared_ptr<RequestMeter> meter);

} // namespace lifeboat
