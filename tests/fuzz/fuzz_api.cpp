// SPDX-License-Identifier: GPL-3.0-or-later
// What anybody who reaches the admin API may send it. The first byte says how the rest is cut into pieces,
// and whom the API listens for. Whatever comes, it is an answer of HTTP with JSON in it, the same for every
// cut; who has no token gets nothing and learns nothing; and what is asked for is one of the profiles.
#include "api/adminapi.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace lifeboat;

namespace {

const QByteArray token = "fuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzz";
const QStringList profiles{QStringLiteral("first-profile"), QStringLiteral("second profile/ü")};

void require(bool holds)
{
    if (!holds)
        std::abort();
}

HttpRequestReader read(QByteArrayView bytes, qsizetype piece)
{
    HttpRequestReader reader;
    while (!bytes.isEmpty()) {
        const qsizetype size = std::min(piece, bytes.size());
        std::ignore = reader.feed(bytes.first(size));
        bytes = bytes.sliced(size);
    }
    return reader;
}

void check(const HttpAnswer &answer, bool hasToken)
{
    require(answer.status != HttpStatus::Ok && !reasonPhrase(answer.status).isEmpty());
    const QByteArray bytes = toBytes(answer, QDateTime());
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    const QByteArray body = bytes.sliced(end + 4);
    const QByteArray head = bytes.first(end + 2);
    require(head.startsWith("HTTP/1.1 " + QByteArray::number(static_cast<int>(answer.status)) + ' '));
    require(head.count('\n') == 7 + answer.headers.size() && head.count('\r') == head.count('\n'));
    require(head.contains("\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n"));
    const QJsonDocument document = QJsonDocument::fromJson(body);
    require(document.isObject() && document[QStringLiteral("error")].isString());
    require(!bytes.contains(token) && (hasToken || !bytes.contains("-profile")));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data + 1, static_cast<qsizetype>(size - 1));
    const bool remote = (data[0] & 1) != 0;
    const HttpRequestReader reader = read(bytes, 1 + data[0] / 2);
    const HttpRequestReader whole = read(bytes, std::max<qsizetype>(1, bytes.size()));
    require(reader.state() == whole.state());
    if (reader.state() == HttpRequestReader::State::Reading)
        return 0;
    if (reader.state() == HttpRequestReader::State::Refused) {
        require(reader.answer().status == whole.answer().status);
        check(reader.answer(), false);
        return 0;
    }
    require(reader.request().headers().size() <= HttpRequestReader::mostHeaders);
    require(reader.request().path() == whole.request().path());
    const bool hasToken = bytes.contains(token);
    bool wereAsked = false;
    const auto verdict =
        judge(reader.request(), ApiAccess(SecretBytes(token), {QStringLiteral("api.example")}, remote), [&] {
            wereAsked = true;
            return profiles;
        });
    require(hasToken || !wereAsked);
    if (const auto *refused = std::get_if<ApiRefusal>(&verdict))
        check(refused->answer, hasToken);
    else
        require(hasToken && profiles.contains(std::get<ApiCall>(verdict).profile));
    return 0;
}
