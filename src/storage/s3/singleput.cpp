// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/singleput.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/s3/objectcalls.h"

#include <QCryptographicHash>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QByteArray md5Of(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Md5);
}

} // namespace

Result<void> readWhole(BlockSource &body, QByteArray &buffer, const CancelToken &cancel)
{
    constexpr qint64 slice = 1024 * 1024; // a slow source is left within a slice of a cancellation
    qint64 filled = 0;
    while (filled < buffer.size()) {
        if (auto go = cancel.check(u"s3.put"_s); !go)
            return go;
        const auto count = body.read(buffer.data() + filled, std::min(slice, buffer.size() - filled));
        if (!count)
            return fail(count.error());
        if (*count <= 0) {
            return fail(
                ErrorCode::Io, u"s3.put"_s,
                Text::tr("The data to store ended before the announced %1.").arg(formatBytes(body.size())));
        }
        filled += *count;
    }
    return {};
}

Result<void> putSingle(S3Client &client, const PutRequest &request, BlockSource &body)
{
    QByteArray bytes(body.size(), Qt::Uninitialized);
    if (auto read = readWhole(body, bytes, request.cancel); !read)
        return read;
    S3Call call{u"s3.put"_s, "PUT", request.key, {}, objectHeaders(request), bytes, {}};
    if (request.createOnly)
        call.headers.emplaceBack("If-None-Match", "*");
    if (client.context().options.contentMd5)
        call.headers.emplaceBack("Content-MD5", md5Of(bytes).toBase64());
    HttpExchange exchange;
    exchange.cancel = request.cancel;
    exchange.sent = request.progress;
    Attempts attempts;
    const auto response = client.send(std::move(call), exchange, &attempts);
    if (response)
        return {};
    const S3Failure &failure = response.error();
    // An attempt whose answer was lost may have stored the object; the next one then finds it "existing".
    const bool maybeOurs = failure.problem == S3Problem::PreconditionFailed && attempts.made > 1;
    const bool maybeStored = outcomeIsOpen(failure.error) && (attempts.bodyLeft || bytes.isEmpty());
    if (!maybeOurs && !maybeStored)
        return fail(failure.error);
    const ExpectedObject expected{bytes.size(), request.metadata.value(objectSha256Name.toString()),
                                  QString::fromLatin1(md5Of(bytes).toHex())};
    return settleWrite(client, request.key, expected, failure.error, request.cancel);
}

} // namespace lifeboat
