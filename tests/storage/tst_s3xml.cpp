// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3xml.h"

#include "storage/s3/xmltree.h"

#include <QTest>
#include <QTimeZone>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QByteArray listing(const QByteArray &inside)
{
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>)"
           + inside + "</ListBucketResult>";
}

QByteArray object(const QByteArray &key, const QByteArray &size = "1",
                  const QByteArray &date = "2026-01-31T09:05:00.123Z")
{
    return "<Contents><Key>" + key + "</Key><Size>" + size + "</Size><LastModified>" + date
           + "</LastModified><ETag>&quot;abc&quot;</ETag></Contents>";
}

} // namespace

class TestS3Xml final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listingIsRead();
    void keysAreDecodedOnlyWhenEncoded_data();
    void keysAreDecodedOnlyWhenEncoded();
    void keysComeInByteOrder();
    void listingThatMakesNoSenseIsRefused_data();
    void listingThatMakesNoSenseIsRefused();
    void everyCutOfAListingIsRefused();
    void deepNestingIsRefused();
    void errorBodyIsReadOrEmpty_data();
    void errorBodyIsReadOrEmpty();
    void completeMayFailInsideTwoHundred();
    void completeDocumentKeepsEtags();
    void uploadsAreRead();
    void uploadIdIsRequired();
    void etagLosesItsQuotes_data();
    void etagLosesItsQuotes();
};

void TestS3Xml::listingIsRead()
{
    const auto page = parseListing(listing("<IsTruncated>true</IsTruncated><NextContinuationToken>t+/=</"
                                           "NextContinuationToken>"
                                           + object("a/x", "42") + object("a/y", "0")),
                                   u"a/"_s);
    QVERIFY2(page, qUtf8Printable(page ? QString() : page.error().message));
    QCOMPARE(page->objects.size(), 2);
    QCOMPARE(page->objects[0].key, u"a/x"_s);
    QCOMPARE(page->objects[0].size, 42);
    QCOMPARE(page->objects[0].etag, u"abc"_s);
    QCOMPARE(page->objects[0].lastModified, QDateTime({2026, 1, 31}, {9, 5, 0, 123}, QTimeZone::utc()));
    QCOMPARE(page->next, u"t+/="_s);
}

void TestS3Xml::keysAreDecodedOnlyWhenEncoded_data()
{
    QTest::addColumn<QByteArray>("encodingType");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("expected");
    const QByteArray url("<EncodingType>url</EncodingType>");
    QTest::newRow("percent") << url << QByteArray("a%2Fb%25") << u"a/b%"_s;
    QTest::newRow("plus is a space") << url << QByteArray("a+b%2Bc") << u"a b+c"_s;
    QTest::newRow("utf-8") << url << QByteArray("%E6%97%A5") << u"日"_s;
    QTest::newRow("not encoded") << QByteArray() << QByteArray("a+b%2Bc") << u"a+b%2Bc"_s;
}

void TestS3Xml::keysAreDecodedOnlyWhenEncoded()
{
    QFETCH(QByteArray, encodingType);
    QFETCH(QByteArray, key);
    const auto page = parseListing(listing(encodingType + object(key)), {});
    QVERIFY(page);
    QTEST(page->objects.value(0).key, "expected");
}

void TestS3Xml::keysComeInByteOrder()
{
    // U+FF5E sorts before U+10000 in UTF-8 and after it in UTF-16.
    const QByteArray low = u"\uFF5E"_s.toUtf8();
    const QByteArray high = QString::fromUcs4(U"\U00010000", 1).toUtf8();
    const auto page = parseListing(listing(object(high) + object(low)), {});
    QVERIFY(page);
    QCOMPARE(page->objects[0].key.toUtf8(), low);
    QCOMPARE(page->objects[1].key.toUtf8(), high);
}

void TestS3Xml::listingThatMakesNoSenseIsRefused_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a web page") << QByteArray("<html><body>Sign in</body></html>");
    QTest::newRow("JSON") << QByteArray("{\"objects\":[]}");
    QTest::newRow("truncated without a token") << listing("<IsTruncated>true</IsTruncated>" + object("a"));
    QTest::newRow("size is not a number") << listing(object("a", "many"));
    QTest::newRow("size is negative") << listing(object("a", "-1"));
    QTest::newRow("size is missing") << listing("<Contents><Key>a</Key></Contents>");
    QTest::newRow("size overflows") << listing(object("a", "9223372036854775808"));
    QTest::newRow("date is not one") << listing(object("a", "1", "yesterday"));
    QTest::newRow("no key") << listing(object(""));
    QTest::newRow("a key that was not asked for") << listing(object("other"));
    QTest::newRow("a key twice") << listing(object("a") + object("a"));
    QTest::newRow("document type") << QByteArray("<!DOCTYPE x [<!ENTITY e \"boom\">]>")
                                          + listing(object("a&e;")).mid(38);
    QTest::newRow("unknown entity") << listing(object("a&e;"));
    QTest::newRow("two documents") << listing({}) + "<x/>";
}

void TestS3Xml::listingThatMakesNoSenseIsRefused()
{
    QFETCH(QByteArray, document);
    const auto page = parseListing(document, u"a"_s);
    QVERIFY(!page);
    QCOMPARE(page.error().code, ErrorCode::Protocol);
}

void TestS3Xml::everyCutOfAListingIsRefused()
{
    const QByteArray whole = listing(object("a") + object("b"));
    QVERIFY(parseListing(whole, {}));
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY2(!parseListing(whole.left(size), {}), qPrintable(QString::number(size)));
}

void TestS3Xml::deepNestingIsRefused()
{
    QVERIFY(parseXml(QByteArray("<a>").repeated(16) + QByteArray("</a>").repeated(16)));
    QVERIFY(!parseXml(QByteArray("<a>").repeated(17) + QByteArray("</a>").repeated(17)));
}

void TestS3Xml::errorBodyIsReadOrEmpty_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("region");
    QTest::newRow("AWS") << QByteArray("<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>"
                                       "<Region>eu-west-1</Region></Error>")
                         << u"AuthorizationHeaderMalformed"_s << u"eu-west-1"_s;
    QTest::newRow("with declaration")
        << QByteArray("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>") << u"NoSuchKey"_s
        << QString();
    QTest::newRow("a web page") << QByteArray("<html><p>oops</html>") << QString() << QString();
    QTest::newRow("nothing") << QByteArray() << QString() << QString();
}

void TestS3Xml::errorBodyIsReadOrEmpty()
{
    QFETCH(QByteArray, document);
    const S3ErrorBody body = parseErrorBody(document);
    QTEST(body.code, "code");
    QTEST(body.region, "region");
}

void TestS3Xml::completeMayFailInsideTwoHundred()
{
    const auto good =
        parseCompleted("<CompleteMultipartUploadResult><ETag></ETag></CompleteMultipartUploadResult>");
    QVERIFY(good);
    QVERIFY(good->code.isEmpty());
    const auto bad = parseCompleted("<Error><Code>InternalError</Code></Error>");
    QVERIFY(bad);
    QCOMPARE(bad->code, u"InternalError"_s);
    const auto silent = parseCompleted("<Error/>");
    QVERIFY(silent);
    QVERIFY(!silent->code.isEmpty());
    QVERIFY(!parseCompleted("<Whatever/>"));
    QVERIFY(!parseCompleted(""));
}

void TestS3Xml::completeDocumentKeepsEtags()
{
    QCOMPARE(
        completeDocument({"\"aa\"", "bb"}),
        QByteArray("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;aa&quot;</ETag></"
                   "Part><Part><PartNumber>2</PartNumber><ETag>bb</ETag></Part></CompleteMultipartUpload>"));
}

void TestS3Xml::uploadsAreRead()
{
    const QByteArray upload("<Upload><Key>a+b</Key><UploadId>u1</UploadId><Initiated>2026-01-01T00:00:00Z</"
                            "Initiated></Upload>");
    const auto page =
        parseUploads("<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>true</"
                     "IsTruncated><NextKeyMarker>a+b</NextKeyMarker><NextUploadIdMarker>u1</"
                     "NextUploadIdMarker>"
                     + upload + "</ListMultipartUploadsResult>");
    QVERIFY(page);
    QCOMPARE(page->uploads.size(), 1);
    QCOMPARE(page->uploads[0].key, u"a b"_s);
    QCOMPARE(page->uploads[0].uploadId, u"u1"_s);
    QVERIFY(page->truncated);
    QCOMPARE(page->nextKey, u"a b"_s);
    QVERIFY(!parseUploads(
        "<ListMultipartUploadsResult><Upload><Key>a</Key></Upload></ListMultipartUploadsResult>"));
    QVERIFY(!parseUploads(
        "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>"));
}

void TestS3Xml::uploadIdIsRequired()
{
    const auto id = parseUploadId(
        "<InitiateMultipartUploadResult><UploadId> 2~x </UploadId></InitiateMultipartUploadResult>");
    QVERIFY(id);
    QCOMPARE(*id, u"2~x"_s);
    QVERIFY(!parseUploadId("<InitiateMultipartUploadResult/>"));
}

void TestS3Xml::etagLosesItsQuotes_data()
{
    QTest::addColumn<QString>("bare");
    QTest::newRow("\"abc-2\"") << u"abc-2"_s;
    QTest::newRow("abc") << u"abc"_s;
    QTest::newRow("W/\"abc\"") << u"abc"_s;
    QTest::newRow("\"") << u"\""_s;
}

void TestS3Xml::etagLosesItsQuotes()
{
    QTEST(bareEtag(QString::fromLatin1(QTest::currentDataTag())), "bare");
}

QTEST_GUILESS_MAIN(TestS3Xml)
#include "tst_s3xml.moc"
