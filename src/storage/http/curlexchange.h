// SPDX-License-Identifier: GPL-3.0-or-later
// One request on its way through libcurl: from the first look at the connection to the complete answer, or to
// the reason there is none. Lives on the caller's stack for the length of one exchange; libcurl calls back
// only from inside run().
#pragma once

#include "storage/http/curlhandle.h"
#include "storage/http/transport.h"

#include <QElapsedTimer>

#include <optional>

namespace lifeboat {

class CurlExchange final
{
public:
    /// `block` gathers what a sink gets at a time.
    CurlExchange(CURL *handle, const HttpRequest &request, const HttpExchange &exchange, QByteArray &block,
                 bool viaProxy);
    Q_DISABLE_COPY_MOVE(CurlExchange)

    /// Has libcurl ask and tell this exchange.
    void connectTo(CurlOptions &options);
    [[nodiscard]] Result<HttpResponse> run(CURLM *multi);

private:
    // What libcurl calls; each goes straight to the member function below it.
    static std::size_t onRead(char *buffer, std::size_t size, std::size_t count, void *self) noexcept;
    static int onSeek(void *self, curl_off_t offset, int origin) noexcept;
    static std::size_t onHeader(char *line, std::size_t size, std::size_t count, void *self) noexcept;
    static std::size_t onWrite(char *bytes, std::size_t size, std::size_t count, void *self) noexcept;
    static int onRequest(void *self, char *, char *, int, int) noexcept;

    [[nodiscard]] std::size_t giveBody(char *buffer, qint64 room);
    [[nodiscard]] bool mayBegin();
    [[nodiscard]] Result<void> takeHeader(QByteArrayView line);
    [[nodiscard]] Result<void> takeBody(QByteArrayView bytes);
    [[nodiscard]] Result<void> gather(QByteArrayView bytes);
    [[nodiscard]] Result<void> passOn();
    [[nodiscard]] bool noted(const Result<void> &outcome);

    /// Until libcurl is done; an error is our own reason to stop before.
    [[nodiscard]] Result<CURLcode> drive(CURLM *multi);
    void noteMovement();
    [[nodiscard]] Error errorOf(CURLcode code) const;
    [[nodiscard]] bool isSuccess() const { return m_response.status / 100 == 2; }

    CURL *m_handle;
    const HttpRequest &m_request;
    const HttpExchange &m_exchange;
    QByteArray &m_block;
    const bool m_viaProxy;
    qsizetype m_gathered = 0;
    HttpResponse m_response;
    std::optional<Error> m_error; ///< ours, or the sink's; libcurl's own are a CURLcode
    QElapsedTimer m_idle;
    qint64 m_handedOut = 0;
    curl_off_t m_sent = 0;
    qint64 m_received = 0;
    bool m_begun = false;
    bool m_heldBack = false;
    bool m_headersComplete = false;
    char m_errorText[CURL_ERROR_SIZE] = {};
};

} // namespace lifeboat
