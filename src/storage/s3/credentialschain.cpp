// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/credentials.h"

#include "base/text.h"

#include <mutex>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Long enough for a retried request that was signed just before.
constexpr std::chrono::milliseconds renewBeforeExpiry = 5min;
/// After a renewal that failed while the old credentials were still good.
constexpr std::chrono::milliseconds pauseAfterFailure = 30s;

class CredentialsChain final : public CredentialsProvider
{
public:
    CredentialsChain(std::vector<std::shared_ptr<CredentialsProvider>> links, std::shared_ptr<Clock> clock)
        : m_links(std::move(links)), m_clock(std::move(clock))
    {
    }

    Result<std::optional<Credentials>> fetch(const CancelToken &cancel) override
    {
        // Held while a link is asked: the other upload threads wait for one answer instead of asking too.
        const std::lock_guard guard(m_mutex);
        if (m_kept && !isRenewalDue())
            return m_kept->clone();
        auto fresh = askLinks(cancel);
        if (fresh) {
            m_kept = std::move(*fresh);
        } else if (!m_kept || m_kept->expiresAt <= m_clock->utcNow()) {
            return fail(fresh.error());
        }
        // Also after a success, for a service that hands out credentials which are about to expire.
        m_nextRenewal = m_clock->monotonic() + pauseAfterFailure;
        return m_kept->clone();
    }

    QString place() const override
    {
        QStringList places;
        for (const auto &link : m_links) {
            if (const QString place = link->place(); !place.isEmpty())
                places += place;
        }
        return places.join(u", ");
    }

private:
    bool isRenewalDue() const
    {
        if (!m_kept->expiresAt.isValid())
            return false;
        const QDateTime now = m_clock->utcNow();
        if (now >= m_kept->expiresAt)
            return true;
        return now.addMSecs(renewBeforeExpiry.count()) >= m_kept->expiresAt
               && m_clock->monotonic() >= m_nextRenewal;
    }

    Result<Credentials> askLinks(const CancelToken &cancel) const
    {
        for (const auto &link : m_links) {
            auto answer = link->fetch(cancel);
            if (!answer)
                return fail(answer.error());
            if (*answer)
                return std::move(**answer);
        }
        return fail(ErrorCode::AuthFailed, u"credentials.chain"_s,
                    Text::tr("No access key was found. Looked in: %1.").arg(place()),
                    Text::tr("Give the access key in one of these places; the configuration file comes "
                             "first."));
    }

    const std::vector<std::shared_ptr<CredentialsProvider>> m_links;
    const std::shared_ptr<Clock> m_clock;
    std::mutex m_mutex; ///< guards everything below
    std::optional<Credentials> m_kept;
    std::chrono::milliseconds m_nextRenewal{0};
};

} // namespace

std::shared_ptr<CredentialsProvider> credentialsChain(std::vector<std::shared_ptr<CredentialsProvider>> links,
                                                      std::shared_ptr<Clock> clock)
{
    return std::make_shared<CredentialsChain>(std::move(links), std::move(clock));
}

} // namespace lifeboat
