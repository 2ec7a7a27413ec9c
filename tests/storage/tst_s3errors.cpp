// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3errors.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestS3Errors final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusalsAreUnderstood_data();
    void refusalsAreUnderstood();
    void hintNamesWhatToChange_data();
    void hintNamesWhatToChange();
    void everyProblemHasWords();
    void whatAStoreRepeatsIsRedacted();
};

void TestS3Errors::refusalsAreUnderstood_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("message");
    QTest::addColumn<ErrorCode>("expected");
    QTest::addColumn<bool>("retryable");

    const auto row = [](const char *name, int status, const QString &code, const QString &message,
                        ErrorCode expected, bool retryable = false) {
        QTest::newRow(name) << status << code << message << expected << retryable;
    };
    row("unknown key", 403, u"InvalidAccessKeyId"_s, {}, ErrorCode::AuthFailed);
    row("R2 unknown key", 401, u"Unauthorized"_s, {}, ErrorCode::AuthFailed);
    row("401 without words", 401, {}, {}, ErrorCode::AuthFailed);
    row("wrong secret", 403, u"SignatureDoesNotMatch"_s, {}, ErrorCode::AuthFailed);
    row("expired token", 400, u"ExpiredToken"_s, {}, ErrorCode::AuthFailed);
    row("denied", 403, u"AccessDenied"_s, {}, ErrorCode::Forbidden);
    row("403 without words", 403, {}, {}, ErrorCode::Forbidden);
    row("skew", 403, u"RequestTimeTooSkewed"_s, {}, ErrorCode::ClockSkew);
    row("no bucket", 404, u"NoSuchBucket"_s, {}, ErrorCode::BucketMissing);
    row("no key", 404, u"NoSuchKey"_s, {}, ErrorCode::NotFound);
    row("404 without words", 404, {}, {}, ErrorCode::NotFound);
    row("no upload", 404, u"NoSuchUpload"_s, {}, ErrorCode::NotFound);
    row("exists", 412, u"PreconditionFailed"_s, {}, ErrorCode::AlreadyExists);
    row("concurrent create", 409, u"ConditionalRequestConflict"_s, {}, ErrorCode::AlreadyExists);
    row("R2 bucket lock by number", 403, u"AccessDenied"_s, u"The object is locked (10069)"_s,
        ErrorCode::KeptByLock);
    row("R2 bucket lock by code", 403, u"ObjectLockedByBucketPolicy"_s, {}, ErrorCode::KeptByLock);
    row("AWS object lock", 403, u"AccessDenied"_s,
        u"Access Denied because object protected by object lock."_s, ErrorCode::KeptByLock);
    row("too many", 429, {}, {}, ErrorCode::RateLimited, true);
    row("slow down", 503, u"SlowDown"_s, {}, ErrorCode::RateLimited, true);
    row("internal error", 500, u"InternalError"_s, {}, ErrorCode::ServerFailure, true);
    row("bad gateway, a web page", 502, {}, {}, ErrorCode::ServerFailure, true);
    row("unavailable", 503, {}, {}, ErrorCode::ServerFailure, true);
    row("gateway time-out", 504, {}, {}, ErrorCode::ServerFailure, true);
    row("request time-out", 408, {}, {}, ErrorCode::ServerFailure, true);
    row("S3's time-out in a 400", 400, u"RequestTimeout"_s, {}, ErrorCode::ServerFailure, true);
    row("a feature the store lacks", 501, u"NotImplemented"_s, {}, ErrorCode::Protocol);
    row("redirect", 301, u"PermanentRedirect"_s, {}, ErrorCode::Configuration);
    row("temporary redirect", 307, {}, {}, ErrorCode::Configuration);
    row("region", 400, u"AuthorizationHeaderMalformed"_s, {}, ErrorCode::Configuration);
    row("too large", 400, u"EntityTooLarge"_s, {}, ErrorCode::TooLarge);
    row("quota", 403, u"QuotaExceeded"_s, {}, ErrorCode::NoSpace);
    row("storage full", 507, {}, {}, ErrorCode::NoSpace);
    row("body damaged", 400, u"BadDigest"_s, {}, ErrorCode::Corrupt);
    row("hash differs", 400, u"XAmzContentSHA256Mismatch"_s, {}, ErrorCode::Corrupt);
    row("beyond the end", 416, {}, {}, ErrorCode::Usage);
    row("odd 4xx", 418, {}, {}, ErrorCode::Protocol);
    row("odd 5xx", 599, {}, {}, ErrorCode::ServerFailure);
    row("lock words need a 403", 404, u"NoSuchKey"_s, u"object lock"_s, ErrorCode::NotFound);
}

void TestS3Errors::refusalsAreUnderstood()
{
    QFETCH(int, status);
    QFETCH(QString, code);
    QFETCH(QString, message);
    const S3ErrorBody body{code, message, {}, {}};
    const S3Place place{u"S3 bucket b"_s, u"example.org"_s, u"b"_s, u"auto"_s, u"k"_s};
    const Error error = errorOf(problemOf(status, body), status, body, place, u"s3.put"_s);
    QTEST(error.code, "expected");
    QTEST(error.retryable, "retryable");
    QCOMPARE(error.operation, u"s3.put"_s);
    QVERIFY2(error.message.contains(u"HTTP %1"_s.arg(status)), qUtf8Printable(error.message));
}

void TestS3Errors::hintNamesWhatToChange_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<S3ErrorBody>("body");
    QTest::addColumn<QString>("expected");
    QTest::newRow("region of a redirect") << 301 << S3ErrorBody{{}, {}, u"eu-west-1"_s, {}} << u"eu-west-1"_s;
    QTest::newRow("endpoint of a redirect")
        << 301 << S3ErrorBody{u"PermanentRedirect"_s, {}, {}, u"eu.example.org"_s} << u"eu.example.org"_s;
    QTest::newRow("jurisdiction") << 404 << S3ErrorBody{u"NoSuchBucket"_s, {}, {}, {}} << u"jurisdiction"_s;
    QTest::newRow("bucket of a token") << 403 << S3ErrorBody{u"AccessDenied"_s, {}, {}, {}} << u"\"b\""_s;
    QTest::newRow("clock") << 403 << S3ErrorBody{u"RequestTimeTooSkewed"_s, {}, {}, {}} << u"clock"_s;
}

void TestS3Errors::hintNamesWhatToChange()
{
    QFETCH(int, status);
    QFETCH(S3ErrorBody, body);
    QFETCH(QString, expected);
    const S3Place place{u"S3 bucket b"_s, u"example.org"_s, u"b"_s, u"auto"_s, u"k"_s};
    const Error error = errorOf(problemOf(status, body), status, body, place, u"s3.get"_s);
    QVERIFY2(error.hint.contains(expected), qUtf8Printable(error.hint));
}

void TestS3Errors::whatAStoreRepeatsIsRedacted()
{
    // The words are cut within the token.
    const QString filling(170, u'.');
    for (const QString &before : {QString(), filling}) {
        const S3ErrorBody body{u"AccessDenied"_s, before + u"x-amz-security-token: pLanted"_s, {}, {}};
        const S3Place place{u"S3 bucket b"_s, u"example.org"_s, u"b"_s, u"auto"_s, u"k"_s};
        const Error error = errorOf(problemOf(403, body), 403, body, place, u"s3.get"_s);
        QVERIFY2(!describe(error).contains(u"pLa"_s), qUtf8Printable(describe(error)));
        QVERIFY(error.message.contains(before.isEmpty() ? u"[redacted]"_s : filling));
    }
}

void TestS3Errors::everyProblemHasWords()
{
    for (int i = 0; i <= static_cast<int>(S3Problem::Other); ++i) {
        const Error error = errorOf(static_cast<S3Problem>(i), 0, {}, {u"S"_s, {}, {}, {}, {}}, u"s3.x"_s);
        QVERIFY2(error.message.size() > 3, qPrintable(QString::number(i)));
        QVERIFY(!error.message.contains(u"HTTP"_s));
    }
}

QTEST_GUILESS_MAIN(TestS3Errors)
#include "tst_s3errors.moc"
