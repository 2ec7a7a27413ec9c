// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultproxy.h"

#include <thread>

namespace lifeboat {

namespace {

bool isMeant(const FaultMatch &match, const HttpMessage &request)
{
    return (match.method.isEmpty() || match.method == request.method())
           && (match.targetPart.isEmpty() || request.target().contains(match.targetPart));
}

} // namespace

Fault Fault::slowResponse(int pieces, std::chrono::milliseconds pause)
{
    Fault fault(Kind::SlowResponse, pieces);
    fault.m_pause = pause;
    return fault;
}

Fault Fault::answer(HttpMessage response)
{
    Fault fault(Kind::Answer, 0);
    fault.m_response = std::move(response);
    return fault;
}

Fault Fault::alter(std::function<void(HttpMessage &)> change)
{
    Fault fault(Kind::Alter, 0);
    fault.m_change = std::move(change);
    return fault;
}

FaultProxy::FaultProxy(const QUrl &server)
    : m_upstream(server), m_server([this](Connection &client) { serve(client); })
{
}

QUrl FaultProxy::url() const
{
    QUrl url = m_upstream;
    url.setPort(m_server.port());
    return url;
}

void FaultProxy::add(const FaultMatch &match, const Fault &fault)
{
    const std::lock_guard lock(m_mutex);
    m_rules.append({match, fault});
}

void FaultProxy::clear()
{
    const std::lock_guard lock(m_mutex);
    m_rules.clear();
    m_seen.clear();
    m_hits = 0;
}

int FaultProxy::count(QByteArrayView method, QByteArrayView targetPart) const
{
    const std::lock_guard lock(m_mutex);
    const FaultMatch match{method.toByteArray(), targetPart.toByteArray()};
    return static_cast<int>(std::count_if(
        m_seen.cbegin(), m_seen.cend(), [&](const HttpMessage &request) { return isMeant(match, request); }));
}

int FaultProxy::hits() const
{
    const std::lock_guard lock(m_mutex);
    return m_hits;
}

Fault FaultProxy::faultFor(const HttpMessage &request)
{
    const std::lock_guard lock(m_mutex);
    m_seen.append(request);
    for (Rule &rule : m_rules) {
        if (!isMeant(rule.match, request) || rule.match.times == 0)
            continue;
        if (rule.match.skip > 0) {
            --rule.match.skip;
            continue;
        }
        if (rule.match.times != always)
            --rule.match.times;
        ++m_hits;
        return rule.fault;
    }
    return {};
}

void FaultProxy::serve(Connection &client)
{
    while (auto request = readHead(client)) {
        const Fault fault = faultFor(*request);
        if (!receive(client, *request, fault))
            return;
        std::optional<HttpMessage> response = fault.m_response;
        if (fault.m_kind != Fault::Kind::Answer)
            response = forward(*request);
        if (response && request->method() == "HEAD")
            response->body.clear();
        if (!response || !deliver(client, std::move(*response), fault))
            return;
    }
}

bool FaultProxy::receive(Connection &client, HttpMessage &request, const Fault &fault) const
{
    const qint64 length = request.header("Content-Length").toLongLong();
    if (fault.m_kind == Fault::Kind::ResetRequest || fault.m_kind == Fault::Kind::StallRequest) {
        (void)client.read(std::min(length, fault.m_bytes));
        if (fault.m_kind == Fault::Kind::ResetRequest)
            client.reset();
        else
            client.waitForPeerToClose();
        return false;
    }
    request.body = client.read(length);
    return request.body.size() == length;
}

std::optional<HttpMessage> FaultProxy::forward(const HttpMessage &request) const
{
    const auto server = Connection::to(static_cast<quint16>(m_upstream.port()));
    if (!server || !server->write(request.bytes()))
        return std::nullopt;
    return readResponse(*server, request.method());
}

bool FaultProxy::deliver(Connection &client, HttpMessage response, const Fault &fault) const
{
    using Kind = Fault::Kind;
    if (fault.m_kind == Kind::Alter)
        fault.m_change(response);
    if (fault.m_kind == Kind::LoseReply) {
        client.reset();
        return false;
    }
    const bool cuts = fault.m_kind == Kind::ResetResponse || fault.m_kind == Kind::TruncateResponse
                      || fault.m_kind == Kind::StallResponse;
    if (cuts) {
        client.write(response.head() + response.body.left(fault.m_bytes));
        if (fault.m_kind == Kind::ResetResponse)
            client.reset();
        else if (fault.m_kind == Kind::StallResponse)
            client.waitForPeerToClose();
        return false;
    }
    if (fault.m_kind != Kind::SlowResponse)
        return client.write(response.bytes());
    const qsizetype piece = std::max<qsizetype>(1, response.body.size() / std::max<qint64>(1, fault.m_bytes));
    bool going = client.write(response.head());
    for (qsizetype at = 0; going && at < response.body.size(); at += piece) {
        std::this_thread::sleep_for(fault.m_pause); // the fault itself, not a wait for something
        going = client.write(response.body.mid(at, piece));
    }
    return going;
}

} // namespace lifeboat
