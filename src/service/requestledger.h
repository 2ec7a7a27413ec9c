// SPDX-License-Identifier: GPL-3.0-or-later
// How many requests this computer has sent to a store in a month, by what they cost at Cloudflare R2. One
// small file of the state folder, to which every Lifeboat of this user adds. Thread-safe; blocks for the
// disk.
#pragma once

#include "engine/profile.h"
#include "service/statefile.h"

#include <QDateTime>
#include <QHash>

#include <mutex>

namespace lifeboat {

struct RequestCount
{
    qint64 classA = 0;
    qint64 classB = 0;

    RequestCount &operator+=(const RequestCount &other);
    bool operator==(const RequestCount &) const = default;
};

void addRequests(RequestMeter &sum, const RequestMeter &part);

/// What R2 gives away each month to every account.
/// Source: https://developers.cloudflare.com/r2/pricing/
struct FreeTier
{
    static constexpr qint64 bytes = 10'000'000'000;
    static constexpr RequestCount requests{1'000'000, 10'000'000};
};

/// Whether the destination is Cloudflare's own, by its host.
[[nodiscard]] bool isCloudflare(const S3Destination &destination);
/// What is billed together: a Cloudflare account in whichever jurisdiction, elsewhere a host and port.
[[nodiscard]] QString billedAccount(const S3Destination &destination);

class RequestLedger final
{
public:
    static constexpr int monthsKept = 13;

    /// `file` by default requests.json in the state folder.
    explicit RequestLedger(QString file = stateFolder() + QStringLiteral("/requests.json"));
    Q_DISABLE_COPY_MOVE(RequestLedger)

    /// Adds to the month of `now` (UTC, as bills are). When the file cannot be changed, what was to be added
    /// is kept and goes with the next call.
    Result<void> add(const QString &account, const RequestCount &count, const QDateTime &now);
    /// Of the month of `now`, as the file has it.
    [[nodiscard]] RequestCount countOf(const QString &account, const QDateTime &now) const;

private:
    using Counts = QHash<QString, RequestCount>; ///< by account

    StateFile m_file;
    std::mutex m_mutex;
    QHash<QString, Counts> m_pending; ///< by month
};

/// A meter for one store. When the last who counts with it lets go, its sums are added to `ledger` and to
/// `total`.
[[nodiscard]] std::shared_ptr<RequestMeter> ledgerMeter(std::shared_ptr<RequestLedger> ledger,
                                                        QString account, std::shared_ptr<const Clock> clock,
                                                        std::shared_ptr<RequestMeter> total);

} // namespace lifeboat
