// SPDX-License-Identifier: GPL-3.0-or-later
// The seam through which time comes in, so that rules and waits can be tested without waiting.
// Implementations are thread-safe.
#pragma once

#include "base/canceltoken.h"

#include <QDateTime>

#include <chrono>

namespace lifeboat {

class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall clock in UTC, millisecond resolution; may jump.
    [[nodiscard]] virtual QDateTime utcNow() const = 0;
    /// Never goes back; for durations and time-outs.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
    /// Blocks this thread for `duration`, or until `cancel` is requested (seen within 50 ms).
    /// Returns false when it was cut short.
    virtual bool sleep(std::chrono::milliseconds duration, const CancelToken &cancel) = 0;

protected:
    Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] QDateTime utcNow() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
    bool sleep(std::chrono::milliseconds duration, const CancelToken &cancel) override;
};

} // namespace lifeboat
