// SPDX-License-Identifier: GPL-3.0-or-later
// Reads one HTTP/1.1 request (RFC 9112) from whoever is at the other end, in bounded memory: strict, so that
// nobody in front of Lifeboat can understand it otherwise. Values; no thread, no ownership.
#pragma once

#include "api/httpanswer.h"

#include <QByteArrayView>

#include <optional>

namespace lifeboat {

/// A request without its body, which the API needs for nothing and does not keep. Views into its own bytes,
/// which are wiped in the end: a token is among them.
class HttpRequest final
{
public:
    struct Header
    {
        QByteArrayView name;
        QByteArrayView value;
    };

    HttpRequest() = default;
    ~HttpRequest();
    HttpRequest(HttpRequest &&) noexcept = default;
    HttpRequest &operator=(HttpRequest &&) noexcept = default;
    Q_DISABLE_COPY(HttpRequest)

    [[nodiscard]] QByteArrayView method() const { return m_method; }
    /// Of the target, as sent: nothing is decoded or resolved. Begins with "/".
    [[nodiscard]] QByteArrayView path() const { return m_path; }
    /// What follows the first "?", as sent.
    [[nodiscard]] QByteArrayView query() const { return m_query; }
    /// Names as sent. Those that matter here occur at most once.
    [[nodiscard]] const QList<Header> &headers() const { return m_headers; }
    /// Without surrounding white space; nothing when there is none. Names know no case.
    [[nodiscard]] std::optional<QByteArrayView> header(QByteArrayView name) const;

private:
    friend class HttpRequestReader;

    QByteArray m_head;
    QByteArrayView m_method;
    QByteArrayView m_path;
    QByteArrayView m_query;
    QList<Header> m_headers;
};

class HttpRequestReader final
{
public:
    static constexpr qsizetype mostHeadBytes = 16 * 1024;
    static constexpr qsizetype mostHeaders = 100;
    static constexpr qint64 mostBodyBytes = 64 * 1024;

    enum class State { Reading, Complete, Refused };

    /// Takes the next bytes, however they are cut; what follows the end of the request is left out.
    State feed(QByteArrayView bytes);
    [[nodiscard]] State state() const { return m_state; }
    /// Once Complete.
    [[nodiscard]] const HttpRequest &request() const { return m_request; }
    /// Once Refused: what to answer. It quotes nothing that was sent.
    [[nodiscard]] const HttpAnswer &answer() const { return m_answer; }
    /// Nothing arrived yet.
    [[nodiscard]] bool isEmpty() const { return m_request.m_head.isEmpty(); }

private:
    /// Takes what belongs to the head and leaves the rest in `bytes`. True: the head is complete.
    bool takeHead(QByteArrayView &bytes);
    bool readHead();
    bool readRequestLine(QByteArrayView line);
    bool readHeader(QByteArrayView line);
    /// Headers that occur twice, or say that the body is not just so many bytes.
    bool checkHeaders();
    bool readLength(QByteArrayView text);
    /// Always false.
    bool refuse(HttpStatus status, const QString &message);

    HttpRequest m_request;
    HttpAnswer m_answer;
    State m_state = State::Reading;
    bool m_hasHead = false;
    qint64 m_bodyLeft = 0;
};

} // namespace lifeboat
