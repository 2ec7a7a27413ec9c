// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/sigv4.h"

#include "base/sha256.h"

#include <QMap>

#include <algorithm>
#include <cstring>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QByteArray stamp(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s).toLatin1();
}

QByteArray scopeText(const SigningScope &scope)
{
    return stamp(scope.time).left(8) + '/' + scope.region + '/' + scope.service + "/aws4_request";
}

SecretBytes signingKey(QByteArrayView secretAccessKey, const SigningScope &scope)
{
    constexpr QByteArrayView prefix("AWS4");
    SecretBytes start(prefix.size() + secretAccessKey.size());
    std::memcpy(start.data(), prefix.data(), static_cast<std::size_t>(prefix.size()));
    std::copy(secretAccessKey.begin(), secretAccessKey.end(), start.data() + prefix.size());
    SecretBytes key = hmacSha256(start.view(), stamp(scope.time).left(8));
    for (const QByteArray &step : {scope.region, scope.service, QByteArray("aws4_request")})
        key = hmacSha256(key.view(), step);
    return key;
}

/// Lower-case names in order; values of one name joined in the order given, inner spaces collapsed.
QMap<QByteArray, QByteArray> canonicalHeaders(const HttpHeaders &headers)
{
    QMap<QByteArray, QByteArray> out;
    for (const auto &[name, value] : headers) {
        const QByteArray key = name.toLower();
        out[key] = out.contains(key) ? out[key] + ',' + value.simplified() : value.simplified();
    }
    return out;
}

QByteArray signedHeaders(const HttpHeaders &headers)
{
    return canonicalHeaders(headers).keys().join(';');
}

} // namespace

QByteArray uriEncode(QByteArrayView bytes, bool keepSlash)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    QByteArray out;
    out.reserve(bytes.size() + bytes.size() / 2);
    for (const char c : bytes) {
        const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                                || c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved || (keepSlash && c == '/')) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

QByteArray canonicalQuery(const QueryPairs &query)
{
    QueryPairs encoded;
    for (const auto &[name, value] : query)
        encoded.append({uriEncode(name, false), uriEncode(value, false)});
    std::sort(encoded.begin(), encoded.end());
    QByteArrayList parts;
    for (const auto &[name, value] : std::as_const(encoded))
        parts += name + '=' + value;
    return parts.join('&');
}

QByteArray canonicalRequest(const RequestToSign &request)
{
    const auto headers = canonicalHeaders(request.headers);
    QByteArray lines;
    for (auto it = headers.cbegin(); it != headers.cend(); ++it)
        lines += it.key() + ':' + it.value() + '\n';
    return request.method + '\n' + request.encodedPath + '\n' + canonicalQuery(request.query) + '\n' + lines
           + '\n' + signedHeaders(request.headers) + '\n' + request.payloadHash;
}

QByteArray stringToSign(const QByteArray &canonical, const SigningScope &scope)
{
    return "AWS4-HMAC-SHA256\n" + stamp(scope.time) + '\n' + scopeText(scope) + '\n'
           + Sha256::hexOf(canonical);
}

HttpHeaders signatureHeaders(const RequestToSign &request, const SigningKey &key, const SigningScope &scope)
{
    HttpHeaders added{{"x-amz-date", stamp(scope.time)}};
    if (!key.sessionToken.isEmpty())
        added.emplaceBack("x-amz-security-token", key.sessionToken.toByteArray());
    RequestToSign whole = request;
    whole.headers += added;
    const QByteArray text = stringToSign(canonicalRequest(whole), scope);
    const SecretBytes signature = hmacSha256(signingKey(key.secretAccessKey, scope).view(), text);
    added.append({"Authorization", "AWS4-HMAC-SHA256 Credential=" + key.accessKeyId + '/' + scopeText(scope)
                                       + ", SignedHeaders=" + signedHeaders(whole.headers)
                                       + ", Signature=" + signature.view().toByteArray().toHex()});
    return added;
}

} // namespace lifeboat
