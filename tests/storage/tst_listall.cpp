// SPDX-License-Identifier: GPL-3.0-or-later
// Listings that do not come to an end.
#include "storage/objectstore.h"

#include <QTest>

#include <functional>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Answers list() only.
class ListingStore final : public ObjectStore
{
public:
    std::function<ListPage(int number)> page;
    int pages = 0;

    [[nodiscard]] QString displayName() const override { return u"test"_s; }
    [[nodiscard]] Result<ListPage> list(const QString &, const QString &, const CancelToken &) override
    {
        return page(pages++);
    }

    [[nodiscard]] Result<void> put(const PutRequest &, BlockSource &) override { return nothing(); }
    [[nodiscard]] Result<ObjectInfo> get(const GetRequest &, BlockSink &) override { return nothing(); }
    [[nodiscard]] Result<ObjectInfo> head(const QString &, const CancelToken &) override { return nothing(); }
    [[nodiscard]] Result<void> remove(const QString &, const CancelToken &) override { return nothing(); }
    [[nodiscard]] Result<int> removeUnfinished(const QString &, const QDateTime &,
                                               const CancelToken &) override
    {
        return nothing();
    }

private:
    static tl::unexpected<Error> nothing() { return fail(ErrorCode::NotFound, u"test"_s, u"no"_s); }
};

/// `count` objects that follow those of the pages before.
ListPage full(int number, int count, bool goesOn)
{
    ListPage page;
    for (int i = 0; i < count; ++i) {
        ObjectInfo object;
        object.key = u"%1"_s.arg(qint64(number) * count + i, 12, 10, QChar(u'0'));
        page.objects.append(object);
    }
    page.next = goesOn ? QString::number(number + 1) : QString();
    return page;
}

ListPage empty(int number)
{
    return {{}, QString::number(number + 1)};
}

} // namespace

class ListAllTest final : public QObject
{
    Q_OBJECT

private slots:
    void givesUpOnEmptyPages()
    {
        ListingStore store;
        store.page = empty;
        const auto listed = listAll(store, {}, {});
        QVERIFY(!listed);
        QCOMPARE(listed.error().code, ErrorCode::Protocol);
        QVERIFY(store.pages < 1000);
    }

    void emptyPagesBetweenOthersAreFine()
    {
        ListingStore store;
        store.page = [](int number) {
            return number % 50 == 0 ? full(number, 1, number < 500) : empty(number);
        };
        const auto listed = listAll(store, {}, {});
        QVERIFY(listed);
        QCOMPARE(listed->size(), 11);
    }

    void takesAsManyAsFit()
    {
        ListingStore store;
        store.page = [](int number) { return full(number, 1000, number < mostListed / 1000 - 1); };
        const auto listed = listAll(store, {}, {});
        QVERIFY(listed);
        QCOMPARE(listed->size(), mostListed);
    }

    void refusesMore()
    {
        ListingStore store;
        store.page = [](int number) { return full(number, 1000, true); };
        qsizetype told = 0;
        const auto listed = listAll(store, u"backups/"_s, {},
                                    [&told](const QList<ObjectInfo> &page) { told += page.size(); });
        QVERIFY(!listed);
        QCOMPARE(listed.error().code, ErrorCode::Protocol);
        QVERIFY(listed.error().message.contains(u"backups/"));
        QCOMPARE(told, mostListed);
        QCOMPARE(store.pages, mostListed / 1000 + 1);
    }
};

QTEST_GUILESS_MAIN(ListAllTest)
#include "tst_listall.moc"
