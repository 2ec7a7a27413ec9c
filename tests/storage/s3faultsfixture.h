// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of network faults share: a real server, the misbehaving proxy before it, and two stores on
// the same bucket, one through the proxy and one that sees what really happened.
#pragma once

#include "storage/s3fixture.h"

#include <thread>

namespace lifeboat {

/// The real time, but waits between attempts are only written down.
class ImpatientClock final : public Clock
{
public:
    std::function<void()> onSleep = [] {}; ///< set before use

    [[nodiscard]] QDateTime utcNow() const override { return m_clock.utcNow(); }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_clock.monotonic(); }
    bool sleep(std::chrono::milliseconds duration, const CancelToken &cancel) override
    {
        const std::lock_guard lock(m_mutex);
        m_longest = std::max(m_longest, duration);
        onSleep();
        return !cancel.isRequested();
    }
    [[nodiscard]] std::chrono::milliseconds longestSleep() const
    {
        const std::lock_guard lock(m_mutex);
        return m_longest;
    }

private:
    SystemClock m_clock;
    mutable std::mutex m_mutex;
    std::chrono::milliseconds m_longest{0};
};

inline HttpMessage xmlError(int status, const QByteArray &code,
                            const QList<QPair<QByteArray, QByteArray>> &headers = {})
{
    return httpResponse(status,
                        "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>",
                        QList<QPair<QByteArray, QByteArray>>{{"Content-Type", "application/xml"}} + headers);
}

inline void replaceBody(HttpMessage &message, const QByteArray &body)
{
    message.body = body;
    message.setHeader("Content-Length", QByteArray::number(body.size()));
}

class S3FaultsFixture : public QObject
{
    Q_OBJECT

protected:
    static constexpr qint64 mebibyte = 1024 * 1024;
    static constexpr qint64 manyParts = 20 * mebibyte + 3;
    static constexpr int attempts = 4;
    const QString m_key = QStringLiteral("faults/object");

    TestServer m_server;
    std::optional<S3Endpoint> m_endpoint;
    std::unique_ptr<FaultProxy> m_proxy;
    std::shared_ptr<ImpatientClock> m_clock;
    std::unique_ptr<ObjectStore> m_store;  ///< through the proxy
    std::unique_ptr<ObjectStore> m_direct; ///< to see what really happened

    /// Short only where silence is the fault: a busy machine is silent for a while, too.
    S3Setup setup(std::chrono::milliseconds idleTimeout = std::chrono::seconds(20)) const
    {
        S3Setup through(*m_endpoint);
        through.options.endpoint = m_proxy->url();
        through.options.idleTimeout = idleTimeout;
        through.options.maxAttempts = attempts;
        through.clock = m_clock;
        return through;
    }

    void addFault(const FaultMatch &match, const Fault &fault)
    {
        if (fault.stalls())
            m_store = std::move(*setup(std::chrono::seconds(1)).open());
        m_proxy->add(match, fault);
    }

    Result<void> put(qint64 size, int seed = 1, bool createOnly = true) const
    {
        PutRequest request;
        request.key = m_key;
        request.createOnly = createOnly;
        PatternSource body(size, seed);
        return m_store->put(request, body);
    }

    bool isStored(qint64 size, int seed = 1) const
    {
        GetRequest request;
        request.key = m_key;
        PatternSink sink(seed);
        const auto got = m_direct->get(request, sink);
        return got && sink.received() == size && sink.matches();
    }

    bool nothingIsLeft() const
    {
        const auto keys = listAll(*m_direct, QStringLiteral("faults/"), {});
        const auto unfinished = m_direct->removeUnfinished(QStringLiteral("faults/"),
                                                           QDateTime::currentDateTimeUtc().addDays(1), {});
        return keys && keys->isEmpty() && unfinished && *unfinished == 0;
    }

    /// Requests cancellation as soon as a fault has hit, from another thread.
    template<typename Call> auto cancelWhenHit(const CancelToken &cancel, Call call)
    {
        std::thread canceller([&] {
            SystemClock clock;
            while (m_proxy->hits() == 0)
                clock.sleep(std::chrono::milliseconds(2), {});
            cancel.request();
        });
        auto result = call();
        canceller.join();
        return result;
    }

private slots:
    void initTestCase() { LIFEBOAT_START_SERVER(m_endpoint, m_server, TestServer::Kind::Ceph); }

    void init()
    {
        m_proxy = std::make_unique<FaultProxy>(m_endpoint->url);
        m_clock = std::make_shared<ImpatientClock>();
        auto through = setup().open();
        auto direct = S3Setup(*m_endpoint).open();
        LIFEBOAT_OK(through);
        LIFEBOAT_OK(direct);
        m_store = std::move(*through);
        m_direct = std::move(*direct);
        LIFEBOAT_OK(m_direct->remove(m_key, {}));
        // A begin whose reply was lost leaves an upload that nobody knows the name of.
        LIFEBOAT_OK(m_direct->removeUnfinished(QStringLiteral("faults/"),
                                               QDateTime::currentDateTimeUtc().addDays(1), {}));
    }
};

} // namespace lifeboat

Q_DECLARE_METATYPE(lifeboat::Fault)
