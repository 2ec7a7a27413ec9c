// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/requestledger.h"

#include "base/log.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView cloudflareHosts(".r2.cloudflarestorage.com");

QString monthOf(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM"_s);
}

RequestCount countFrom(const QJsonObject &json)
{
    return {json[u"class_a"].toInteger(), json[u"class_b"].toInteger()};
}

QJsonObject toJson(const RequestCount &count)
{
    return {{u"class_a"_s, count.classA}, {u"class_b"_s, count.classB}};
}

/// Names of months sort as the months do.
void dropOldMonths(QJsonObject &months)
{
    while (months.size() > RequestLedger::monthsKept)
        months.erase(months.begin());
}

class LedgerMeter final : public RequestMeter
{
public:
    LedgerMeter(std::shared_ptr<RequestLedger> ledger, QString account, std::shared_ptr<const Clock> clock,
                std::shared_ptr<RequestMeter> total)
        : m_ledger(std::move(ledger)), m_account(std::move(account)), m_clock(std::move(clock)),
          m_total(std::move(total))
    {
    }
    ~LedgerMeter()
    {
        addRequests(*m_total, *this);
        const RequestCount count{classA, classB};
        if (count == RequestCount())
            return;
        if (const auto added = m_ledger->add(m_account, count, m_clock->utcNow()); !added)
            qCInfo(logEngine).noquote() << describe(added.error()); // on a server nobody reads the counts
    }
    Q_DISABLE_COPY_MOVE(LedgerMeter)

private:
    std::shared_ptr<RequestLedger> m_ledger;
    QString m_account;
    std::shared_ptr<const Clock> m_clock;
    std::shared_ptr<RequestMeter> m_total;
};

} // namespace

void addRequests(RequestMeter &sum, const RequestMeter &part)
{
    sum.classA += part.classA;
    sum.classB += part.classB;
    sum.free += part.free;
    sum.bytesSent += part.bytesSent;
    sum.bytesReceived += part.bytesReceived;
}

RequestCount &RequestCount::operator+=(const RequestCount &other)
{
    classA += other.classA;
    classB += other.classB;
    return *this;
}

bool isCloudflare(const S3Destination &destination)
{
    return destination.options.endpoint.host().endsWith(cloudflareHosts, Qt::CaseInsensitive);
}

QString billedAccount(const S3Destination &destination)
{
    const QUrl &endpoint = destination.options.endpoint;
    if (isCloudflare(destination))
        return endpoint.host().section(u'.', 0, 0) + cloudflareHosts;
    return endpoint.authority(QUrl::FullyEncoded).section(u'@', -1);
}

RequestLedger::RequestLedger(QString file) : m_file(std::move(file)) {}

Result<void> RequestLedger::add(const QString &account, const RequestCount &count, const QDateTime &now)
{
    const std::lock_guard lock(m_mutex);
    m_pending[monthOf(now)][account] += count;
    auto changed = m_file.change([this](QJsonObject &months) {
        for (auto month = m_pending.cbegin(); month != m_pending.cend(); ++month) {
            QJsonObject accounts = months[month.key()].toObject();
            for (auto added = month->cbegin(); added != month->cend(); ++added) {
                RequestCount sum = countFrom(accounts[added.key()].toObject());
                accounts.insert(added.key(), toJson(sum += added.value()));
            }
            months.insert(month.key(), accounts);
        }
        dropOldMonths(months);
    });
    if (changed)
        m_pending.clear();
    return changed;
}

RequestCount RequestLedger::countOf(const QString &account, const QDateTime &now) const
{
    return countFrom(m_file.read()[monthOf(now)].toObject()[account].toObject());
}

std::shared_ptr<RequestMeter> ledgerMeter(std::shared_ptr<RequestLedger> ledger, QString account,
                                          std::shared_ptr<const Clock> clock,
                                          std::shared_ptr<RequestMeter> total)
{
    return std::make_shared<LedgerMeter>(std::move(ledger), std::move(account), std::move(clock),
                                         std::move(total));
}

} // namespace lifeboat
