// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/httprequest.h"

#include "base/secretbytes.h"
#include "base/text.h"

#include <algorithm>

namespace lifeboat {

namespace {

constexpr QByteArrayView lineEnd("\r\n");
constexpr QByteArrayView headEnd("\r\n\r\n");

/// RFC 9110, section 5.6.2.
bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

/// The head is ASCII, and no control character stands in it but those that end its lines, and tabs.
bool isHeadByte(char c)
{
    return (c >= ' ' && c < 0x7f) || c == '\r' || c == '\n' || c == '\t';
}

bool isWhiteSpace(char c)
{
    return c == ' ' || c == '\t';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

QByteArrayView withoutSpaceAround(QByteArrayView text)
{
    while (!text.isEmpty() && isWhiteSpace(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isWhiteSpace(text.back()))
        text.chop(1);
    return text;
}

bool isSameName(QByteArrayView one, QByteArrayView other)
{
    return one.compare(other, Qt::CaseInsensitive) == 0;
}

} // namespace

HttpRequest::~HttpRequest()
{
    if (!m_head.isEmpty())
        wipe(m_head.data(), static_cast<std::size_t>(m_head.size()));
}

std::optional<QByteArrayView> HttpRequest::header(QByteArrayView name) const
{
    const auto found =
        std::ranges::find_if(m_headers, [&](const Header &each) { return isSameName(each.name, name); });
    return found == m_headers.cend() ? std::nullopt : std::optional(found->value);
}

HttpRequestReader::State HttpRequestReader::feed(QByteArrayView bytes)
{
    if (m_state != State::Reading)
        return m_state;
    if (!m_hasHead) {
        if (!takeHead(bytes) || !readHead())
            return m_state;
        m_hasHead = true;
    }
    m_bodyLeft -= std::min<qint64>(m_bodyLeft, bytes.size());
    if (m_bodyLeft == 0)
        m_state = State::Complete;
    return m_state;
}

bool HttpRequestReader::takeHead(QByteArrayView &bytes)
{
    QByteArray &head = m_request.m_head;
    if (head.isEmpty())
        head.reserve(mostHeadBytes); // once: a buffer that grows leaves copies of the token behind
    const qsizetype before = head.size();
    const QByteArrayView taken = bytes.first(std::min(bytes.size(), mostHeadBytes - before));
    head.append(taken);
    const qsizetype end = head.indexOf(headEnd, std::max<qsizetype>(0, before - headEnd.size() + 1));
    if (end >= 0)
        head.truncate(end + headEnd.size());
    // Whoever speaks TLS, or something else altogether, learns at once that this is the wrong door.
    if (!std::all_of(head.cbegin() + std::min(before, head.size()), head.cend(), isHeadByte))
        return refuse(HttpStatus::BadRequest, Text::tr("This is no HTTP request in ASCII."));
    if (end >= 0) {
        bytes = bytes.sliced(head.size() - before);
        return true;
    }
    if (head.size() < mostHeadBytes)
        return false;
    return head.contains(lineEnd)
               ? refuse(HttpStatus::HeaderFieldsTooLarge,
                        Text::tr("The headers are longer than %1 bytes.").arg(mostHeadBytes))
               : refuse(HttpStatus::UriTooLong,
                        Text::tr("The first line is longer than %1 bytes.").arg(mostHeadBytes));
}

bool HttpRequestReader::readHead()
{
    QByteArrayView rest = QByteArrayView(m_request.m_head).chopped(lineEnd.size());
    bool isFirst = true;
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf(lineEnd);
        const QByteArrayView line = rest.first(end);
        rest = rest.sliced(end + lineEnd.size());
        // A lone CR or LF is a line's end to some, and a way to smuggle a header past them.
        if (line.contains('\r') || line.contains('\n'))
            return refuse(HttpStatus::BadRequest, Text::tr("Lines must end with CR LF, and only with both."));
        if (!(isFirst ? readRequestLine(line) : readHeader(line)))
            return false;
        isFirst = false;
    }
    return checkHeaders();
}

bool HttpRequestReader::readRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    const QByteArrayView version = line.sliced(last + 1);
    const bool hasThree = first > 0 && last > first && version.startsWith("HTTP/");
    if (!hasThree || !isToken(line.first(first)) || line.contains('\t'))
        return refuse(HttpStatus::BadRequest, Text::tr("The first line is none of an HTTP request."));
    if (version != QByteArrayView("HTTP/1.1") && version != QByteArrayView("HTTP/1.0"))
        return refuse(HttpStatus::VersionNotSupported, Text::tr("Only HTTP/1.1 is spoken here."));
    m_request.m_method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    if (!target.startsWith('/') || target.contains(' '))
        return refuse(HttpStatus::BadRequest, Text::tr("The request's target must be a path."));
    const qsizetype mark = target.indexOf('?');
    m_request.m_path = mark < 0 ? target : target.first(mark);
    m_request.m_query = mark < 0 ? QByteArrayView() : target.sliced(mark + 1);
    return true;
}

bool HttpRequestReader::readHeader(QByteArrayView line)
{
    if (m_request.m_headers.size() == mostHeaders)
        return refuse(HttpStatus::HeaderFieldsTooLarge,
                      Text::tr("There are more than %1 headers.").arg(mostHeaders));
    const qsizetype colon = line.indexOf(':');
    // A continued line and a space before the colon are read differently by different programs.
    if (colon < 1 || !isToken(line.first(colon)))
        return refuse(HttpStatus::BadRequest, Text::tr("A header has no name, or a wrong one."));
    m_request.m_headers.append({line.first(colon), withoutSpaceAround(line.sliced(colon + 1))});
    return true;
}

bool HttpRequestReader::checkHeaders()
{
    for (const QByteArrayView name :
         {QByteArrayView("Host"), QByteArrayView("Origin"), QByteArrayView("Authorization"),
          QByteArrayView("Content-Length"), QByteArrayView("Transfer-Encoding")}) {
        const auto times = std::ranges::count_if(
            m_request.m_headers, [&](const auto &header) { return isSameName(header.name, name); });
        if (times > 1)
            return refuse(HttpStatus::BadRequest,
                          Text::tr("A header is there twice: %1.").arg(QString::fromLatin1(name)));
    }
    if (m_request.header("Transfer-Encoding"))
        return refuse(HttpStatus::LengthRequired,
                      Text::tr("A body must come with Content-Length, and nothing here needs a body."));
    if (m_request.header("Expect"))
        return refuse(HttpStatus::ExpectationFailed,
                      Text::tr("Nothing here needs a body: leave Expect out."));
    const auto length = m_request.header("Content-Length");
    return !length || readLength(*length);
}

bool HttpRequestReader::readLength(QByteArrayView text)
{
    if (text.isEmpty() || !std::ranges::all_of(text, isDigit))
        return refuse(HttpStatus::BadRequest, Text::tr("Content-Length is no number."));
    while (text.size() > 1 && text.front() == '0')
        text = text.sliced(1);
    constexpr qsizetype mostDigits = 18; // fits in 64 bits
    const qint64 length = text.size() > mostDigits ? mostBodyBytes + 1 : text.toLongLong();
    if (length > mostBodyBytes)
        return refuse(
            HttpStatus::ContentTooLarge,
            Text::tr("The body is longer than %1 bytes, and nothing here needs one.").arg(mostBodyBytes));
    m_bodyLeft = length;
    return true;
}

bool HttpRequestReader::refuse(HttpStatus status, const QString &message)
{
    m_answer = refusal(status, message);
    m_state = State::Refused;
    return false;
}

} // namespace lifeboat
