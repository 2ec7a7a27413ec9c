// SPDX-License-Identifier: GPL-3.0-or-later
// The store contract's harder half: bodies that fail, cancellation, progress, two writers at once.
#include "support/storecontract.h"

#include <array>
#include <atomic>
#include <mutex>
#include <thread>

namespace lifeboat {

using namespace Qt::StringLiterals;

void StoreContract::leavesNothingOfAShortBody_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("delivered");
    QTest::newRow("nothing came") << qint64(10) << qint64(0);
    QTest::newRow("one byte short") << qint64(1000) << qint64(999);
    QTest::newRow("parts, none came") << manyParts << qint64(0);
    QTest::newRow("parts, one byte short") << manyParts << manyParts - 1;
    QTest::newRow("parts, cut in the middle") << manyParts << 9 * mebibyte;
}

void StoreContract::leavesNothingOfAShortBody()
{
    QFETCH(qint64, size);
    QFETCH(qint64, delivered);
    PatternSource body(size);
    body.endAfter(delivered);
    QVERIFY(!store().put(putRequest(key(u"object"_s)), body));
    LIFEBOAT_FAILS(store().head(key(u"object"_s), {}), ErrorCode::NotFound);
    QVERIFY(nothingIsLeft());
}

void StoreContract::leavesNothingOfAFailingBody_data()
{
    leavesNothingWhenCancelled_data();
}

void StoreContract::leavesNothingOfAFailingBody()
{
    QFETCH(qint64, size);
    QFETCH(qint64, offset);
    PatternSource body(size);
    body.setBeforeRead([offset](qint64 at) -> Result<void> {
        if (at < offset)
            return {};
        return fail(ErrorCode::Busy, u"test.read"_s, u"the source failed"_s);
    });
    LIFEBOAT_FAILS(store().put(putRequest(key(u"object"_s)), body), ErrorCode::Busy);
    LIFEBOAT_FAILS(store().head(key(u"object"_s), {}), ErrorCode::NotFound);
    QVERIFY(nothingIsLeft());
}

void StoreContract::leavesNothingWhenCancelled_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("offset");
    QTest::newRow("small") << qint64(1000) << qint64(0);
    QTest::newRow("parts, at once") << manyParts << qint64(0);
    QTest::newRow("parts, in the middle") << manyParts << 9 * mebibyte;
}

void StoreContract::leavesNothingWhenCancelled()
{
    QFETCH(qint64, size);
    QFETCH(qint64, offset);
    PutRequest request = putRequest(key(u"object"_s));
    PatternSource body(size);
    body.setBeforeRead([&](qint64 at) -> Result<void> {
        if (at >= offset)
            request.cancel.request();
        return {};
    });
    LIFEBOAT_FAILS(store().put(request, body), ErrorCode::Cancelled);
    LIFEBOAT_FAILS(store().head(request.key, {}), ErrorCode::NotFound);
    QVERIFY(nothingIsLeft());
}

void StoreContract::doesNotBeginWhenCancelled()
{
    LIFEBOAT_OK(putPattern(key(u"there"_s), 10));
    CancelToken cancelled;
    cancelled.request();
    PutRequest put = putRequest(key(u"object"_s));
    put.cancel = cancelled;
    PatternSource body(10);
    LIFEBOAT_FAILS(store().put(put, body), ErrorCode::Cancelled);
    GetRequest get;
    get.key = key(u"there"_s);
    get.cancel = cancelled;
    PatternSink sink;
    LIFEBOAT_FAILS(store().get(get, sink), ErrorCode::Cancelled);
    LIFEBOAT_FAILS(store().head(get.key, cancelled), ErrorCode::Cancelled);
    LIFEBOAT_FAILS(store().remove(get.key, cancelled), ErrorCode::Cancelled);
    QVERIFY(holds(get.key, 10));
}

void StoreContract::stopsAGetWhenCancelled()
{
    LIFEBOAT_OK(putPattern(key(u"object"_s), manyParts));
    GetRequest request;
    request.key = key(u"object"_s);
    PatternSink sink;
    sink.setBeforeWrite([&](qint64 received) -> Result<void> {
        if (received >= mebibyte)
            request.cancel.request();
        return {};
    });
    LIFEBOAT_FAILS(store().get(request, sink), ErrorCode::Cancelled);
    QVERIFY(sink.received() < manyParts);
}

void StoreContract::passesOnTheSinksError()
{
    LIFEBOAT_OK(putPattern(key(u"object"_s), manyParts));
    GetRequest request;
    request.key = key(u"object"_s);
    PatternSink sink;
    int failures = 0;
    sink.setBeforeWrite([&](qint64 received) -> Result<void> {
        if (received < mebibyte)
            return {};
        ++failures;
        return fail(ErrorCode::NoSpace, u"test.write"_s, u"the sink is full"_s);
    });
    LIFEBOAT_FAILS(store().get(request, sink), ErrorCode::NoSpace);
    QCOMPARE(failures, 1); // a sink that failed is not tried again
}

void StoreContract::reportsProgressOfPutAndGet_data()
{
    QTest::addColumn<qint64>("size");
    QTest::newRow("small") << qint64(1000);
    QTest::newRow("many parts") << manyParts;
}

void StoreContract::reportsProgressOfPutAndGet()
{
    QFETCH(qint64, size);
    std::mutex mutex;
    QList<qint64> steps;
    bool totalsAgree = true;
    const ByteProgress progress = [&](qint64 done, qint64 total) {
        const std::lock_guard lock(mutex);
        steps.append(done);
        totalsAgree = totalsAgree && total == size;
    };
    const auto isSound = [&] {
        return totalsAgree && !steps.isEmpty() && steps.constLast() == size
               && std::is_sorted(steps.cbegin(), steps.cend());
    };
    PutRequest put = putRequest(key(u"object"_s));
    put.progress = progress;
    PatternSource body(size);
    LIFEBOAT_OK(store().put(put, body));
    QVERIFY2(isSound(), qPrintable(QDebug::toString(steps)));
    steps.clear();
    GetRequest get;
    get.key = put.key;
    get.progress = progress;
    PatternSink sink;
    LIFEBOAT_OK(store().get(get, sink));
    QVERIFY2(isSound(), qPrintable(QDebug::toString(steps)));
    QVERIFY(size < 2 * mebibyte || steps.size() > 2);
}

void StoreContract::letsOneOfTwoCreatorsWin_data()
{
    createOnlyKeepsTheFirst_data();
}

void StoreContract::letsOneOfTwoCreatorsWin()
{
    QFETCH(qint64, size);
    constexpr int rounds = 8;
    for (int round = 0; round < (size < mebibyte ? rounds : 1); ++round) {
        const QString name = key(u"object-%1"_s.arg(round));
        std::array<Result<void>, 2> outcome;
        std::atomic<int> ready = 0;
        const auto create = [&](int writer) {
            auto own = openStore();
            PutRequest request = putRequest(name);
            request.metadata.insert(u"writer"_s, QString::number(writer));
            PatternSource body(size, writer);
            ++ready;
            while (ready < 2)
                std::this_thread::yield();
            outcome[static_cast<std::size_t>(writer)] =
                own ? (*own)->put(request, body) : Result<void>(fail(own.error()));
        };
        std::thread first(create, 0);
        std::thread second(create, 1);
        first.join();
        second.join();
        const int winner = outcome[0] ? 0 : 1;
        LIFEBOAT_OK(outcome[static_cast<std::size_t>(winner)]);
        const auto head = store().head(name, {});
        LIFEBOAT_OK(head);
        if (size <= largestAtomicCreate()) {
            LIFEBOAT_FAILS(outcome[static_cast<std::size_t>(1 - winner)], ErrorCode::AlreadyExists);
            QVERIFY(holds(name, size, winner));
            QCOMPARE(head->metadata.value(u"writer"_s), QString::number(winner));
        } else {
            // Whoever came last, the object is whole and its metadata are its own.
            QVERIFY(holds(name, size, head->metadata.value(u"writer"_s).toInt()));
        }
    }
}

} // namespace lifeboat
