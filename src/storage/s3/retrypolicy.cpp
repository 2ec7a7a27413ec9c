// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/retrypolicy.h"

#include "base/text.h"
#include "storage/http/httpdate.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

std::chrono::milliseconds RetryPolicy::delay(int attempt) const
{
    const int doublings = std::clamp(attempt - 1, 0, 20);
    const auto ceiling = std::min<std::chrono::milliseconds>(base * (1LL << doublings), cap);
    const double share = jitter ? jitter() : 1.0;
    return std::chrono::milliseconds(static_cast<qint64>(share * static_cast<double>(ceiling.count())));
}

std::optional<std::chrono::milliseconds> parseRetryAfter(QByteArrayView value, const QDateTime &now)
{
    bool isNumber = false;
    const qint64 seconds = value.trimmed().toByteArray().toLongLong(&isNumber);
    if (isNumber)
        return std::chrono::seconds(std::clamp<qint64>(seconds, 0, 24LL * 3600));
    const QDateTime at = parseHttpDate(value);
    if (!at.isValid())
        return std::nullopt;
    return std::chrono::milliseconds(std::max<qint64>(now.msecsTo(at), 0));
}

Result<void> Retrier::pause(const Error &error, std::optional<std::chrono::milliseconds> retryAfter)
{
    if (const auto go = m_cancel.check(error.operation); !go)
        return go;
    ++m_failures;
    const bool askedTooMuch = retryAfter && *retryAfter > m_policy.longestRetryAfter;
    if (!error.retryable || m_failures >= m_policy.maxAttempts || askedTooMuch) {
        Error last = error;
        if (m_failures > 1)
            last.message += u' ' + Text::tr("Tried %1 times.").arg(m_failures);
        return fail(last);
    }
    const auto wait = std::max(m_policy.delay(m_failures), retryAfter.value_or(0ms));
    if (!m_clock.sleep(wait, m_cancel))
        return m_cancel.check(error.operation);
    return {};
}

} // namespace lifeboat
