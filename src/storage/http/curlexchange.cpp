// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/curlexchange.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/http/curlerror.h"

#include <cstring>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 keptBodyLimit = 16 * 1024 * 1024;
constexpr int pollMs = 25; ///< a CancelToken can only be looked at
constexpr int pacedMs = 5; ///< how often an upload that was held back is offered more

template<typename T> T infoOf(CURL *handle, CURLINFO info)
{
    T value = {};
    curl_easy_getinfo(handle, info, &value);
    return value;
}

/// Among those that the multi handle drives, as long as it lives.
class Driven final
{
public:
    Driven(CURLM *multi, CURL *handle)
        : m_multi(multi), m_handle(handle), m_added(curl_multi_add_handle(multi, handle))
    {
    }
    ~Driven() { curl_multi_remove_handle(m_multi, m_handle); }
    Q_DISABLE_COPY_MOVE(Driven)
    [[nodiscard]] CURLMcode added() const { return m_added; }

private:
    CURLM *m_multi;
    CURL *m_handle;
    CURLMcode m_added;
};

CURLcode outcomeOf(CURLM *multi)
{
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(multi, &left);
    return message ? message->data.result : CURLE_GOT_NOTHING;
}

} // namespace

CurlExchange::CurlExchange(CURL *handle, const HttpRequest &request, const HttpExchange &exchange,
                           QByteArray &block, bool viaProxy)
    : m_handle(handle), m_request(request), m_exchange(exchange), m_block(block), m_viaProxy(viaProxy)
{
}

void CurlExchange::connectTo(CurlOptions &options)
{
    options.set(CURLOPT_ERRORBUFFER, &m_errorText[0]);
    options.set(CURLOPT_READFUNCTION, &onRead);
    options.set(CURLOPT_READDATA, this);
    options.set(CURLOPT_SEEKFUNCTION, &onSeek);
    options.set(CURLOPT_SEEKDATA, this);
    options.set(CURLOPT_HEADERFUNCTION, &onHeader);
    options.set(CURLOPT_HEADERDATA, this);
    options.set(CURLOPT_WRITEFUNCTION, &onWrite);
    options.set(CURLOPT_WRITEDATA, this);
    options.set(CURLOPT_PREREQFUNCTION, &onRequest);
    options.set(CURLOPT_PREREQDATA, this);
}

Result<HttpResponse> CurlExchange::run(CURLM *multi)
{
    const Driven driven(multi, m_handle);
    if (driven.added() != CURLM_OK)
        return fail(curlUnusable(curl_multi_strerror(driven.added())));
    const Result<CURLcode> code = drive(multi);
    if (!code)
        return fail(code.error());
    // Also of an answer that was cut: a download goes on after what its sink has.
    if (const auto passed = passOn(); !passed)
        return fail(passed.error());
    if (*code != CURLE_OK)
        return fail(errorOf(*code));
    if (m_viaProxy && m_response.status == proxyAuthenticationRequired)
        return fail(proxyAuthenticationError(m_request.url));
    return std::move(m_response);
}

Result<CURLcode> CurlExchange::drive(CURLM *multi)
{
    m_idle.start();
    for (;;) {
        int running = 0;
        const CURLMcode performed = curl_multi_perform(multi, &running);
        if (performed != CURLM_OK)
            return fail(curlUnusable(curl_multi_strerror(performed)));
        if (m_error)
            return fail(*m_error);
        if (running == 0)
            return outcomeOf(multi);
        if (const auto go = m_exchange.cancel.check(u"http.send"_s); !go)
            return fail(go.error());
        noteMovement();
        if (m_idle.hasExpired(m_request.idleTimeout.count()))
            return fail(idleTimeout(m_request.url, m_request.idleTimeout));
        int ready = 0;
        curl_multi_poll(multi, nullptr, 0, m_heldBack ? pacedMs : pollMs, &ready);
        // A sink gets large blocks from a quick line, and from a slow one what there is.
        if (ready == 0 && !noted(passOn()))
            return fail(*m_error);
        if (std::exchange(m_heldBack, false))
            curl_easy_pause(m_handle, CURLPAUSE_CONT);
    }
}

/// libcurl asks for more of the body only when its own buffer is empty, which on a slow line takes long.
void CurlExchange::noteMovement()
{
    const auto sent = infoOf<curl_off_t>(m_handle, CURLINFO_SIZE_UPLOAD_T);
    if (std::exchange(m_sent, sent) != sent)
        m_idle.restart();
}

std::size_t CurlExchange::giveBody(char *buffer, qint64 room)
{
    const qint64 wanted = std::min<qint64>(room, m_request.body.size() - m_handedOut);
    if (wanted <= 0)
        return 0;
    const qint64 count = m_exchange.allowance ? std::min(m_exchange.allowance(wanted), wanted) : wanted;
    m_idle.restart(); // also when the allowance held bytes back: that wait is ours, not the store's
    m_heldBack = count <= 0;
    if (m_heldBack)
        return CURL_READFUNC_PAUSE;
    std::memcpy(buffer, m_request.body.constData() + m_handedOut, static_cast<std::size_t>(count));
    m_handedOut += count;
    if (m_exchange.sent)
        m_exchange.sent(m_handedOut, m_request.body.size());
    return static_cast<std::size_t>(count);
}

/// libcurl repeats a request whose connection, kept from an earlier one, went away without an answer. It may
/// do so with what changes nothing and with a body that has not begun to go; anything else may have landed,
/// and nobody above would know that it was sent twice.
bool CurlExchange::mayBegin()
{
    m_idle.restart(); // connected
    const bool harmless = m_request.method == "GET" || m_request.method == "HEAD";
    const bool held = !m_request.body.isEmpty() && m_handedOut == 0;
    return !std::exchange(m_begun, true) || harmless || held;
}

Result<void> CurlExchange::takeHeader(QByteArrayView line)
{
    m_idle.restart();
    line = line.trimmed();
    if (m_headersComplete) // a trailer
        return {};
    if (line.startsWith("HTTP/")) { // again after 100 Continue
        m_response.headers.clear();
        m_response.status = static_cast<int>(infoOf<long>(m_handle, CURLINFO_RESPONSE_CODE));
        return {};
    }
    if (!line.isEmpty()) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0) {
            m_response.headers.append({line.first(colon).trimmed().toByteArray().toLower(),
                                       line.sliced(colon + 1).trimmed().toByteArray()});
        }
        return {};
    }
    m_headersComplete = m_response.status >= 200;
    return isSuccess() && m_exchange.onHeaders ? m_exchange.onHeaders(m_response) : Result<void>();
}

Result<void> CurlExchange::takeBody(QByteArrayView bytes)
{
    m_idle.restart();
    m_received += bytes.size();
    if (isSuccess() && m_exchange.sink)
        return gather(bytes);
    if (m_response.body.size() + bytes.size() > keptBodyLimit) {
        return fail(ErrorCode::TooLarge, u"http.send"_s,
                    Text::tr("%1 answered with more than %2 where a short text was expected.")
                        .arg(m_request.url.host(), formatBytes(keptBodyLimit)));
    }
    m_response.body.append(bytes);
    return {};
}

/// libcurl brings 16 KiB at a time, and every call of a sink may wake a thread.
Result<void> CurlExchange::gather(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype count = std::min(bytes.size(), m_block.size() - m_gathered);
        std::memcpy(m_block.data() + m_gathered, bytes.data(), static_cast<std::size_t>(count));
        m_gathered += count;
        bytes = bytes.sliced(count);
        if (m_gathered < m_block.size())
            continue;
        if (auto passed = passOn(); !passed)
            return passed;
    }
    return {};
}

Result<void> CurlExchange::passOn()
{
    const qsizetype count = std::exchange(m_gathered, 0);
    if (count == 0)
        return {};
    auto taken = m_exchange.sink->write(QByteArrayView(m_block.constData(), count));
    m_idle.restart(); // after the sink, whose time is not the store's
    return taken ? m_exchange.cancel.check(u"http.send"_s) : taken;
}

bool CurlExchange::noted(const Result<void> &outcome)
{
    if (!outcome && !m_error)
        m_error = outcome.error();
    return outcome.has_value();
}

Error CurlExchange::errorOf(CURLcode code) const
{
    const QByteArray announced = m_response.header("content-length");
    const bool cut = code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR;
    if (cut && m_headersComplete && !announced.isEmpty())
        return truncatedAnswer(m_request.url, m_received, announced.toLongLong());
    CurlFailure failure;
    failure.code = code;
    failure.text = QString::fromUtf8(m_errorText[0] ? &m_errorText[0] : curl_easy_strerror(code));
    failure.osError = infoOf<long>(m_handle, CURLINFO_OS_ERRNO);
    failure.verifyResult = infoOf<long>(m_handle, CURLINFO_SSL_VERIFYRESULT);
    failure.connectStatus = infoOf<long>(m_handle, CURLINFO_HTTP_CONNECTCODE);
    failure.viaProxy = m_viaProxy;
    failure.proxyError = static_cast<CURLproxycode>(infoOf<long>(m_handle, CURLINFO_PROXY_ERROR));
    return curlError(failure, m_request.url);
}

std::size_t CurlExchange::onRead(char *buffer, std::size_t size, std::size_t count, void *self) noexcept
{
    return static_cast<CurlExchange *>(self)->giveBody(buffer, static_cast<qint64>(size * count));
}

int CurlExchange::onSeek(void *self, curl_off_t offset, int origin) noexcept
{
    const bool atStart = offset == 0 && origin == SEEK_SET;
    const bool untouched = static_cast<CurlExchange *>(self)->m_handedOut == 0;
    return atStart && untouched ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

std::size_t CurlExchange::onHeader(char *line, std::size_t size, std::size_t count, void *self) noexcept
{
    auto *exchange = static_cast<CurlExchange *>(self);
    const QByteArrayView view(line, static_cast<qsizetype>(size * count));
    return exchange->noted(exchange->takeHeader(view)) ? size * count : CURL_WRITEFUNC_ERROR;
}

std::size_t CurlExchange::onWrite(char *bytes, std::size_t size, std::size_t count, void *self) noexcept
{
    auto *exchange = static_cast<CurlExchange *>(self);
    const QByteArrayView view(bytes, static_cast<qsizetype>(size * count));
    return exchange->noted(exchange->takeBody(view)) ? size * count : CURL_WRITEFUNC_ERROR;
}

int CurlExchange::onRequest(void *self, char *, char *, int, int) noexcept
{
    return static_cast<CurlExchange *>(self)->mayBegin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

} // namespace lifeboat
