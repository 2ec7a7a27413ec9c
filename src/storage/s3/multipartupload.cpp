// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/multipartupload.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"

#include <QCryptographicHash>

namespace lifeboat {

using namespace Qt::StringLiterals;

MultipartUpload::MultipartUpload(std::shared_ptr<S3Context> context, S3Client &client,
                                 const PutRequest &request, BlockSource &body)
    : m_context(std::move(context)), m_client(client), m_request(request), m_body(body)
{
}

Result<void> MultipartUpload::run()
{
    if (auto free = refuseExisting(); !free)
        return free;
    const auto uploadId = begin();
    if (!uploadId)
        return fail(uploadId.error());
    auto done = sendAndComplete(*uploadId);
    if (!done)
        abortUpload(m_client, m_request.key, *uploadId);
    return done;
}

/// CompleteMultipartUpload knows no condition at R2: asking before is what can be done.
Result<void> MultipartUpload::refuseExisting()
{
    if (!m_request.createOnly)
        return {};
    const auto found = headObject(m_client, m_request.key, m_request.cancel);
    if (!found)
        return found.error().code == ErrorCode::NotFound ? Result<void>{} : fail(found.error());
    return fail(errorOf(S3Problem::PreconditionFailed, 0, {}, m_context->place(m_request.key), u"s3.put"_s));
}

Result<QString> MultipartUpload::begin()
{
    HttpExchange exchange;
    exchange.cancel = m_request.cancel;
    const auto response = m_client.send(
        {u"s3.begin"_s, "POST", m_request.key, {{"uploads", ""}}, objectHeaders(m_request), {}, {}},
        exchange);
    if (!response)
        return fail(response.error().error);
    return parseUploadId(response->body);
}

Result<void> MultipartUpload::sendAndComplete(const QString &uploadId)
{
    PartUploader parts(m_context, m_request, uploadId, PartPlan::of(m_body.size()));
    const auto etags = parts.run(m_body);
    if (!etags)
        return fail(etags.error());
    if (auto free = refuseExisting(); !free)
        return free;
    return complete(uploadId, *etags);
}

Result<void> MultipartUpload::complete(const QString &uploadId, const QList<QByteArray> &etags)
{
    const QByteArray document = completeDocument(etags);
    Retrier retrier(m_context->retry, *m_context->clock, m_request.cancel);
    for (;;) {
        const auto done = completeOnce(uploadId, document);
        if (done)
            return done;
        // Unknown upload: an earlier Complete of ours may have landed without our hearing of it.
        if (outcomeIsOpen(done.error()) || done.error().code == ErrorCode::NotFound) {
            if (settleWrite(m_client, m_request.key, expectedObject(etags), done.error(), m_request.cancel))
                return {};
        }
        if (const auto again = retrier.pause(done.error()); !again)
            return again;
    }
}

Result<void> MultipartUpload::completeOnce(const QString &uploadId, const QByteArray &document)
{
    HttpExchange exchange;
    exchange.cancel = m_request.cancel;
    const S3Call call{u"s3.complete"_s,
                      "POST",
                      m_request.key,
                      {{"uploadId", uploadId.toUtf8()}},
                      {{"Content-Type", "application/xml"}},
                      document,
                      {}};
    const auto response = m_client.attempt(call, exchange);
    if (!response)
        return fail(response.error().error);
    const auto body = parseCompleted(response->body);
    if (!body)
        return fail(body.error());
    if (body->code.isEmpty())
        return {};
    // The status was sent before the outcome was known; 500 is what an unknown code then means.
    return fail(errorOf(problemOf(500, *body), 200, *body, m_context->place(m_request.key), call.operation));
}

/// The ETag of a multipart object is the MD5 of its parts' MD5s, "-" and their number, at stores whose part
/// ETags are MD5s.
ExpectedObject MultipartUpload::expectedObject(const QList<QByteArray> &etags) const
{
    ExpectedObject expected{m_body.size(), m_request.metadata.value(objectSha256Name.toString()), {}};
    QCryptographicHash hash(QCryptographicHash::Md5);
    for (const QByteArray &etag : etags) {
        const QByteArray digest = QByteArray::fromHex(bareEtag(QString::fromLatin1(etag)).toLatin1());
        if (digest.size() != 16)
            return expected;
        hash.addData(digest);
    }
    expected.etag = QString::fromLatin1(hash.result().toHex()) + u'-' + QString::number(etags.size());
    return expected;
}

void abortUpload(S3Client &client, const QString &key, const QString &uploadId)
{
    const S3Call call{u"s3.abort"_s, "DELETE", key, {{"uploadId", uploadId.toUtf8()}}, {}, {}, {}};
    constexpr int tries = 2; // a user who cancelled waits for this
    for (int i = 0; i < tries; ++i) {
        const auto response = client.attempt(call, {});
        if (response || response.error().problem == S3Problem::NoSuchUpload)
            return;
        qCWarning(logHttp).noquote() << Text::tr("An unfinished upload of %1 may remain: %2")
                                            .arg(quoted(key), response.error().error.message);
    }
}

Result<int> abortOldUploads(S3Client &client, const QString &prefix, const QDateTime &olderThan,
                            const CancelToken &cancel)
{
    HttpExchange exchange;
    exchange.cancel = cancel;
    S3Call call{u"s3.uploads"_s, "GET", {}, {}, {}, {}, {}};
    int aborted = 0;
    UploadsPage page;
    do {
        call.query = {{"uploads", ""}, {"prefix", prefix.toUtf8()}, {"encoding-type", "url"}};
        if (page.truncated) {
            call.query.append({"key-marker", page.nextKey.toUtf8()});
            call.query.append({"upload-id-marker", page.nextUploadId.toUtf8()});
        }
        const auto response = client.send(call, exchange);
        if (!response) {
            const S3Problem problem = response.error().problem;
            // A store without this list cleans up by itself, or not at all; either way there is nothing to
            // do.
            if (problem == S3Problem::NotImplemented || problem == S3Problem::NoSuchObject)
                return aborted;
            return fail(response.error().error);
        }
        auto next = parseUploads(response->body);
        if (!next)
            return fail(next.error());
        for (const UnfinishedUpload &upload : std::as_const(next->uploads)) {
            if (!upload.key.startsWith(prefix) || upload.initiated >= olderThan)
                continue;
            const auto gone = client.send(
                {u"s3.abort"_s, "DELETE", upload.key, {{"uploadId", upload.uploadId.toUtf8()}}, {}, {}, {}},
                exchange);
            if (gone)
                ++aborted;
            else if (gone.error().problem != S3Problem::NoSuchUpload)
                return fail(gone.error().error);
        }
        if (next->truncated && next->nextKey == page.nextKey && next->nextUploadId == page.nextUploadId)
            return aborted; // a store that does not move on
        page = std::move(*next);
    } while (page.truncated);
    return aborted;
}

} // namespace lifeboat
