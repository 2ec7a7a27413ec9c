// SPDX-License-Identifier: GPL-3.0-or-later
// Cooperative cancellation, passed down by value; every loop and every wait looks at it.
// Thread-safe and async-signal-safe to request: one lock-free flag shared by all copies.
#pragma once

#include "base/result.h"

#include <atomic>
#include <memory>

namespace lifeboat {

class CancelToken final
{
public:
    CancelToken() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}

    void request() const noexcept { m_flag->store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool isRequested() const noexcept { return m_flag->load(std::memory_order_relaxed); }
    /// An error with ErrorCode::Cancelled once a stop was requested.
    [[nodiscard]] Result<void> check(const QString &operation) const;

private:
    static_assert(std::atomic<bool>::is_always_lock_free);
    std::shared_ptr<std::atomic<bool>> m_flag;
};

} // namespace lifeboat
