// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/storecontract.h"

#include <atomic>
#include <thread>

namespace lifeboat {

using namespace Qt::StringLiterals;

PutRequest StoreContract::putRequest(const QString &key)
{
    PutRequest request;
    request.key = key;
    request.contentType = u"application/octet-stream"_s;
    return request;
}

Result<void> StoreContract::putPattern(const QString &key, qint64 size, int seed, bool createOnly) const
{
    PutRequest request = putRequest(key);
    request.createOnly = createOnly;
    PatternSource body(size, seed);
    return store().put(request, body);
}

bool StoreContract::holds(const QString &key, qint64 size, int seed) const
{
    GetRequest request;
    request.key = key;
    PatternSink sink(seed);
    const auto got = store().get(request, sink);
    if (!got)
        qWarning("%s", errorText(got).constData());
    return got && got->size == size && sink.received() == size && sink.matches();
}

Result<QStringList> StoreContract::keysBelow(const QString &prefix) const
{
    const auto all = listAll(store(), prefix, {});
    if (!all)
        return fail(all.error());
    QStringList keys;
    for (const ObjectInfo &object : *all)
        keys += object.key;
    return keys;
}

bool StoreContract::nothingIsLeft() const
{
    const auto keys = keysBelow(prefix());
    const auto unfinished =
        store().removeUnfinished(prefix(), QDateTime::currentDateTimeUtc().addDays(1), CancelToken());
    if (!keys || !unfinished) {
        qWarning("%s%s", errorText(keys).constData(), errorText(unfinished).constData());
        return false;
    }
    if (!keys->isEmpty() || *unfinished != 0)
        qWarning() << "left:" << *keys << "and" << *unfinished << "unfinished";
    return keys->isEmpty() && *unfinished == 0;
}

void StoreContract::init()
{
    static std::atomic<int> tests = 0;
    m_prefix = u"contract/%1-%2/"_s.arg(QString::fromUtf8(QTest::currentTestFunction())).arg(++tests);
    auto opened = openStore();
    LIFEBOAT_OK(opened);
    m_store = std::move(*opened);
}

void StoreContract::givesBackWhatWasPut_data()
{
    QTest::addColumn<qint64>("size");
    QTest::newRow("nothing") << qint64(0);
    QTest::newRow("1 byte") << qint64(1);
    QTest::newRow("64 KiB") << 64 * qint64(1024);
    for (const qint64 whole : {5, 8}) {
        QTest::addRow("%lld MiB - 1", static_cast<long long>(whole)) << whole * mebibyte - 1;
        QTest::addRow("%lld MiB", static_cast<long long>(whole)) << whole * mebibyte;
        QTest::addRow("%lld MiB + 1", static_cast<long long>(whole)) << whole * mebibyte + 1;
    }
    QTest::newRow("20 MiB + 3") << manyParts;
}

void StoreContract::givesBackWhatWasPut()
{
    QFETCH(qint64, size);
    LIFEBOAT_OK(putPattern(key(u"object"_s), size));
    const auto head = store().head(key(u"object"_s), {});
    LIFEBOAT_OK(head);
    QCOMPARE(head->size, size);
    QCOMPARE(head->key, key(u"object"_s));
    QVERIFY(holds(key(u"object"_s), size));
}

void StoreContract::keepsTypeAndMetadata()
{
    PutRequest request = putRequest(key(u"object"_s));
    request.contentType = u"application/x-sqlite3"_s;
    request.metadata = {{u"sha256"_s, QString(64, u'a')},
                        {u"page-count"_s, u"12345"_s},
                        {u"host"_s, u"a=b; \"c\", d%20+~ (e) <f>&'g'/:@"_s}};
    for (const qint64 size : {qint64(100), manyParts}) {
        request.createOnly = false;
        PatternSource body(size);
        LIFEBOAT_OK(store().put(request, body));
        const auto head = store().head(request.key, {});
        LIFEBOAT_OK(head);
        QCOMPARE(head->metadata, request.metadata);
        QCOMPARE(head->contentType, request.contentType);
        GetRequest get;
        get.key = request.key;
        PatternSink sink;
        const auto got = store().get(get, sink);
        LIFEBOAT_OK(got);
        QCOMPARE(got->metadata, request.metadata);
        QCOMPARE(got->contentType, request.contentType);
        QCOMPARE(got->etag, head->etag);
        QVERIFY(!got->etag.contains(u'"'));
    }
}

void StoreContract::refusesMetadataThatCannotBeKept_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::newRow("line break") << u"a"_s << u"b\r\nx-amz-acl: public-read"_s;
    QTest::newRow("beyond ASCII") << u"a"_s << u"höhö"_s;
    QTest::newRow("upper case") << u"Name"_s << u"b"_s;
    QTest::newRow("no name") << QString() << u"b"_s;
    QTest::newRow("too much") << u"a"_s << QString(8192, u'x');
}

void StoreContract::refusesMetadataThatCannotBeKept()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    PutRequest request = putRequest(key(u"object"_s));
    request.metadata.insert(name, value);
    PatternSource body(10);
    const auto put = store().put(request, body);
    QVERIFY(!put);
    QVERIFY2(put.error().code == ErrorCode::Usage || put.error().code == ErrorCode::TooLarge,
             errorText(put).constData());
    QVERIFY(nothingIsLeft());
}

void StoreContract::createOnlyKeepsTheFirst_data()
{
    QTest::addColumn<qint64>("size");
    QTest::newRow("small") << qint64(1000);
    QTest::newRow("many parts") << manyParts;
}

void StoreContract::createOnlyKeepsTheFirst()
{
    QFETCH(qint64, size);
    LIFEBOAT_OK(putPattern(key(u"object"_s), size, 1));
    LIFEBOAT_FAILS(putPattern(key(u"object"_s), size, 2), ErrorCode::AlreadyExists);
    QVERIFY(holds(key(u"object"_s), size, 1));
    LIFEBOAT_OK(store().remove(key(u"object"_s), {}));
    QVERIFY(nothingIsLeft());
    LIFEBOAT_OK(putPattern(key(u"object"_s), size, 3));
    QVERIFY(holds(key(u"object"_s), size, 3));
}

void StoreContract::replacesWhenAsked()
{
    LIFEBOAT_OK(putPattern(key(u"object"_s), 1000, 1, false));
    LIFEBOAT_OK(putPattern(key(u"object"_s), manyParts, 2, false));
    QVERIFY(holds(key(u"object"_s), manyParts, 2));
    LIFEBOAT_OK(putPattern(key(u"object"_s), 10, 3, false));
    QVERIFY(holds(key(u"object"_s), 10, 3));
}

void StoreContract::deliversRangesExactly_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<qint64>("length");
    QTest::newRow("first byte") << qint64(0) << qint64(1);
    QTest::newRow("last byte") << manyParts - 1 << qint64(1);
    QTest::newRow("whole") << qint64(0) << manyParts;
    QTest::newRow("across a block") << mebibyte - 7 << qint64(15);
    QTest::newRow("some megabytes") << 3 * mebibyte + 11 << 9 * mebibyte;
    QTest::newRow("the rest") << 19 * mebibyte << mebibyte + 3;
}

void StoreContract::deliversRangesExactly()
{
    QFETCH(qint64, offset);
    QFETCH(qint64, length);
    GetRequest request;
    request.key = u"contract/ranges/object"_s; // one for all rows
    if (!store().head(request.key, {}))
        LIFEBOAT_OK(putPattern(request.key, manyParts));
    request.range = ByteRange{offset, length};
    PatternSink sink(1, offset);
    const auto got = store().get(request, sink);
    LIFEBOAT_OK(got);
    QCOMPARE(sink.received(), length);
    QVERIFY(sink.matches());
    QCOMPARE(got->size, manyParts); // of the object, not of the range
}

void StoreContract::refusesRangesBeyondTheEnd_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<qint64>("length");
    QTest::newRow("past the end") << qint64(100) << qint64(1);
    QTest::newRow("over the end") << qint64(90) << qint64(11);
    QTest::newRow("far away") << (qint64(1) << 40) << qint64(1);
    QTest::newRow("nothing") << qint64(0) << qint64(0);
    QTest::newRow("negative") << qint64(-1) << qint64(2);
}

void StoreContract::refusesRangesBeyondTheEnd()
{
    QFETCH(qint64, offset);
    QFETCH(qint64, length);
    LIFEBOAT_OK(putPattern(key(u"object"_s), 100));
    GetRequest request;
    request.key = key(u"object"_s);
    request.range = ByteRange{offset, length};
    PatternSink sink(1, offset);
    const auto got = store().get(request, sink);
    QVERIFY(!got);
    QVERIFY2(got.error().code != ErrorCode::Internal && !got.error().message.isEmpty(),
             errorText(got).constData());
}

void StoreContract::takesOddKeys_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("space") << u"a b  c"_s;
    QTest::newRow("leading and trailing space") << u" a "_s;
    QTest::newRow("plus") << u"a+b"_s;
    QTest::newRow("percent") << u"100%"_s;
    QTest::newRow("percent that looks encoded") << u"a%2Fb%41%7E"_s;
    QTest::newRow("unicode") << u"søren-日本語-🛟"_s;
    QTest::newRow("combining accent") << u"e\u0301"_s;
    QTest::newRow("quotes") << u"'single' \"double\" `back`"_s;
    QTest::newRow("tilde and friends") << u"~a-b_c.d"_s;
    QTest::newRow("query") << u"a?b=c&d=e"_s;
    QTest::newRow("equals and ampersand") << u"k=v&w"_s;
    QTest::newRow("hash") << u"a#b"_s;
    QTest::newRow("brackets") << u"[a]{b}(c)<d>"_s;
    QTest::newRow("rest of ASCII") << u"!$*,:;@\\^|"_s;
    QTest::newRow("dots in names") << u"..a/b../...c"_s;
    QTest::newRow("deep") << u"a/b/c/d/e/f/g"_s;
    QTest::newRow("long") << QString(200, u'n');
}

void StoreContract::takesOddKeys()
{
    QFETCH(QString, name);
    LIFEBOAT_OK(putPattern(key(name), 100));
    QVERIFY(holds(key(name), 100));
    const auto head = store().head(key(name), {});
    LIFEBOAT_OK(head);
    QCOMPARE(head->key, key(name));
    const auto keys = keysBelow(prefix());
    LIFEBOAT_OK(keys);
    QCOMPARE(*keys, QStringList{key(name)});
    const auto exact = keysBelow(key(name));
    LIFEBOAT_OK(exact);
    QCOMPARE(*exact, QStringList{key(name)});
    LIFEBOAT_OK(store().remove(key(name), {}));
    LIFEBOAT_FAILS(store().head(key(name), {}), ErrorCode::NotFound);
}

void StoreContract::refusesUnsafeKeys_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("parent") << u"../x"_s;
    QTest::newRow("parent inside") << u"a/../../x"_s;
    QTest::newRow("parent at the end") << u"a/.."_s;
    QTest::newRow("dot") << u"./x"_s;
    QTest::newRow("absolute") << u"/etc/passwd"_s;
    QTest::newRow("trailing slash") << u"a/"_s;
    QTest::newRow("empty segment") << u"a//b"_s;
    QTest::newRow("line break") << u"a\nb"_s;
    QTest::newRow("zero") << u"a"_s + QChar(0) + u"b"_s;
    QTest::newRow("too long") << QString(1025, u'x');
}

void StoreContract::refusesUnsafeKeys()
{
    QFETCH(QString, name);
    LIFEBOAT_FAILS(putPattern(name, 10), ErrorCode::Usage);
    LIFEBOAT_FAILS(store().head(name, {}), ErrorCode::Usage);
    LIFEBOAT_FAILS(store().remove(name, {}), ErrorCode::Usage);
    GetRequest request;
    request.key = name;
    PatternSink sink;
    LIFEBOAT_FAILS(store().get(request, sink), ErrorCode::Usage);
}

void StoreContract::saysNotFound()
{
    GetRequest request;
    request.key = key(u"absent"_s);
    PatternSink sink;
    LIFEBOAT_FAILS(store().get(request, sink), ErrorCode::NotFound);
    QCOMPARE(sink.received(), qint64(0));
    LIFEBOAT_FAILS(store().head(request.key, {}), ErrorCode::NotFound);
    LIFEBOAT_OK(putPattern(key(u"folder/object"_s), 1));
    LIFEBOAT_FAILS(store().head(key(u"folder"_s), {}), ErrorCode::NotFound);
    LIFEBOAT_FAILS(store().head(key(u"folder/obj"_s), {}), ErrorCode::NotFound);
}

void StoreContract::removesTwice()
{
    LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
    LIFEBOAT_OK(putPattern(key(u"other"_s), 10));
    LIFEBOAT_OK(store().remove(key(u"object"_s), {}));
    LIFEBOAT_OK(store().remove(key(u"object"_s), {}));
    LIFEBOAT_OK(store().remove(key(u"never/was"_s), {}));
    LIFEBOAT_FAILS(store().head(key(u"object"_s), {}), ErrorCode::NotFound);
    const auto keys = keysBelow(prefix());
    LIFEBOAT_OK(keys);
    QCOMPARE(*keys, QStringList{key(u"other"_s)});
}

void StoreContract::listsByPrefixInByteOrder()
{
    // '-' (2D) < '.' (2E) < '/' (2F) < '0'; U+FF5E sorts before U+1F6DF in UTF-8 and after it in UTF-16.
    const QStringList names = {u"A"_s,    u"a!"_s, u"a-b"_s, u"a.b"_s, u"a/1"_s, u"a/b-c"_s, u"a/b/c"_s,
                               u"a/b0"_s, u"a0"_s, u"b%"_s,  u"b&"_s,  u"é"_s,   u"～"_s,    u"🛟"_s};
    for (auto it = names.crbegin(); it != names.crend(); ++it)
        LIFEBOAT_OK(putPattern(key(*it), 1));
    const auto below = [&](const QString &part) {
        QStringList expected;
        for (const QString &name : names) {
            if (name.startsWith(part))
                expected += key(name);
        }
        return expected;
    };
    for (const QString &part : {u""_s, u"a"_s, u"a/"_s, u"a/b"_s, u"a/b/"_s, u"a/b/c"_s, u"a/b/cd"_s, u"b"_s,
                                u"b%"_s, u"b&"_s, u"é"_s, u"🛟"_s, u"nothing/"_s, u"a//"_s}) {
        const auto keys = keysBelow(key(part));
        LIFEBOAT_OK(keys);
        QCOMPARE(*keys, below(part));
    }
    const auto up = keysBelow(prefix() + u"../"_s);
    LIFEBOAT_OK(up);
    QCOMPARE(*up, QStringList());
}

void StoreContract::listsWhatHeadTells()
{
    LIFEBOAT_OK(putPattern(key(u"object"_s), 12345));
    const auto page = store().list(prefix(), {}, {});
    const auto head = store().head(key(u"object"_s), {});
    LIFEBOAT_OK(page);
    LIFEBOAT_OK(head);
    QCOMPARE(page->objects.size(), 1);
    QVERIFY(page->next.isEmpty());
    const ObjectInfo &listed = page->objects.constFirst();
    QCOMPARE(listed.key, head->key);
    QCOMPARE(listed.size, qint64(12345));
    QCOMPARE(head->size, listed.size);
    QCOMPARE(listed.etag, head->etag);
    QCOMPARE(listed.lastModified.timeSpec(), Qt::UTC);
    QVERIFY(std::abs(listed.lastModified.secsTo(head->lastModified)) <= 1); // headers have whole seconds
    QVERIFY(std::abs(listed.lastModified.secsTo(QDateTime::currentDateTimeUtc())) < 120);
}

void StoreContract::listsThousandsInPages()
{
    constexpr int count = 1005;
    constexpr int writers = 4;
    std::atomic<int> next = 0;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < writers; ++i) {
        threads.emplace_back([&] {
            auto own = openStore();
            for (int n = next++; n < count; n = next++) {
                BytesSource body("x"_ba);
                const QString name = u"many/%1"_s.arg(n, 5, 10, QChar(u'0'));
                if (!own || !(*own)->put(putRequest(key(name)), body))
                    ++failures;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);

    const auto first = store().list(key(u"many/"_s), {}, {});
    LIFEBOAT_OK(first);
    QCOMPARE(first->objects.size(), 1000);
    QVERIFY(!first->next.isEmpty());
    const auto second = store().list(key(u"many/"_s), first->next, {});
    LIFEBOAT_OK(second);
    QCOMPARE(second->objects.size(), count - 1000);
    QVERIFY(second->next.isEmpty());
    const auto keys = keysBelow(key(u"many/"_s));
    LIFEBOAT_OK(keys);
    for (int n = 0; n < count; ++n)
        QCOMPARE(keys->value(n), key(u"many/%1"_s.arg(n, 5, 10, QChar(u'0'))));
    CancelToken cancelled;
    cancelled.request();
    LIFEBOAT_FAILS(listAll(store(), key(u"many/"_s), cancelled), ErrorCode::Cancelled);
}

} // namespace lifeboat
