// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP proxy between client and server that misbehaves on demand: what the real servers never do, or not
// when a test needs it. Passes everything through by default. Serves on threads of its own; every member may
// be called from any thread.
#pragma once

#include "support/httpmessage.h"

#include <QUrl>

namespace lifeboat {

/// What happens to one request. Byte counts are of the body.
class Fault final
{
public:
    Fault() = default; ///< nothing happens

    /// The request is read so far and never reaches the server; then "connection reset", or silence.
    [[nodiscard]] static Fault resetRequestAfter(qint64 bytes) { return {Kind::ResetRequest, bytes}; }
    [[nodiscard]] static Fault stallRequestAfter(qint64 bytes) { return {Kind::StallRequest, bytes}; }
    /// The server does the work; the client gets so much of the answer, then a reset, an end, or silence.
    [[nodiscard]] static Fault resetResponseAfter(qint64 bytes) { return {Kind::ResetResponse, bytes}; }
    [[nodiscard]] static Fault truncateResponseAfter(qint64 bytes) { return {Kind::TruncateResponse, bytes}; }
    [[nodiscard]] static Fault stallResponseAfter(qint64 bytes) { return {Kind::StallResponse, bytes}; }
    /// The answer dribbles in `pieces` of equal size, `pause` apart.
    [[nodiscard]] static Fault slowResponse(int pieces, std::chrono::milliseconds pause);
    /// The server does the work; the client never learns of it.
    [[nodiscard]] static Fault loseReply() { return {Kind::LoseReply, 0}; }
    /// Answered by the proxy; the server hears nothing.
    [[nodiscard]] static Fault answer(HttpMessage response);
    /// The server's answer, changed: another Date, a listing without its token.
    [[nodiscard]] static Fault alter(std::function<void(HttpMessage &)> change);

    /// Ends only by a time-out of the client.
    [[nodiscard]] bool stalls() const
    {
        return m_kind == Kind::StallRequest || m_kind == Kind::StallResponse;
    }

private:
    friend class FaultProxy;
    enum class Kind {
        None,
        ResetRequest,
        StallRequest,
        ResetResponse,
        TruncateResponse,
        StallResponse,
        SlowResponse,
        LoseReply,
        Answer,
        Alter,
    };
    Fault(Kind kind, qint64 bytes) : m_kind(kind), m_bytes(bytes) {}

    Kind m_kind = Kind::None;
    qint64 m_bytes = 0; ///< pieces for SlowResponse
    std::chrono::milliseconds m_pause{0};
    HttpMessage m_response;
    std::function<void(HttpMessage &)> m_change;
};

/// Which requests a fault is for, of those that arrive after it was added.
struct FaultMatch
{
    QByteArray method = {};     ///< empty: any
    QByteArray targetPart = {}; ///< contained in path and query; empty: any
    int skip = 0;               ///< so many matching requests pass first
    int times = 1;              ///< then so many are hit
};

class FaultProxy final
{
public:
    static constexpr int always = std::numeric_limits<int>::max();

    explicit FaultProxy(const QUrl &server);
    Q_DISABLE_COPY_MOVE(FaultProxy)

    /// The server's address with the proxy's port.
    [[nodiscard]] QUrl url() const;

    void add(const FaultMatch &match, const Fault &fault);
    /// Forgets faults and counts.
    void clear();
    /// Requests begun so far.
    [[nodiscard]] int count(QByteArrayView method, QByteArrayView targetPart = {}) const;
    /// How many requests a fault has hit.
    [[nodiscard]] int hits() const;

private:
    struct Rule
    {
        FaultMatch match;
        Fault fault;
    };

    void serve(Connection &client);
    [[nodiscard]] Fault faultFor(const HttpMessage &request);
    /// False: this connection is over.
    [[nodiscard]] bool receive(Connection &client, HttpMessage &request, const Fault &fault) const;
    [[nodiscard]] bool deliver(Connection &client, HttpMessage response, const Fault &fault) const;
    [[nodiscard]] std::optional<HttpMessage> forward(const HttpMessage &request) const;

    const QUrl m_upstream;
    mutable std::mutex m_mutex; ///< guards the three below
    QList<Rule> m_rules;
    QList<HttpMessage> m_seen; ///< without bodies
    int m_hits = 0;
    SocketServer m_server; // last: its threads end before what they use
};

} // namespace lifeboat
