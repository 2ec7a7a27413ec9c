// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/requestledger.h"
#include "support/fakeclock.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

S3Destination destinationAt(const QString &endpoint)
{
    S3Destination destination;
    destination.options.endpoint = QUrl(endpoint);
    return destination;
}

} // namespace

class RequestLedgerTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void addsUpAndRemembers();
    void keepsAccountsApart();
    void beginsEachMonthAnew();
    void forgetsMonthsBeyondAYear();
    void isForItsOwnerOnly();
    void losesNothingBetweenThreads();
    void losesNothingBetweenProcesses();
    void setsADamagedFileAside();
    void keepsForLaterWhatItCannotWrite();
    void entersWhatAStoreCounted();
    void knowsWhatIsBilledTogether_data();
    void knowsWhatIsBilledTogether();

private:
    [[nodiscard]] QString file() const { return m_folder->filePath(u"state/requests.json"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeClock m_clock{QDateTime({2026, 11, 30}, {23, 59, 0}, QTimeZone::utc())};
};

void RequestLedgerTest::addsUpAndRemembers()
{
    {
        RequestLedger ledger(file());
        QVERIFY(ledger.add(u"acme"_s, {3, 10}, m_clock.utcNow()));
        QVERIFY(ledger.add(u"acme"_s, {2, 0}, m_clock.utcNow()));
    }
    QCOMPARE(RequestLedger(file()).countOf(u"acme"_s, m_clock.utcNow()), RequestCount({5, 10}));
}

void RequestLedgerTest::keepsAccountsApart()
{
    RequestLedger ledger(file());
    QVERIFY(ledger.add(u"acme"_s, {1, 2}, m_clock.utcNow()));
    QVERIFY(ledger.add(u"other"_s, {30, 40}, m_clock.utcNow()));
    QCOMPARE(ledger.countOf(u"acme"_s, m_clock.utcNow()), RequestCount({1, 2}));
    QCOMPARE(ledger.countOf(u"nobody"_s, m_clock.utcNow()), RequestCount());
}

void RequestLedgerTest::beginsEachMonthAnew()
{
    RequestLedger ledger(file());
    const QDateTime november = m_clock.utcNow();
    QVERIFY(ledger.add(u"acme"_s, {1, 2}, november));
    m_clock.advance(2min);
    QCOMPARE(ledger.countOf(u"acme"_s, m_clock.utcNow()), RequestCount());
    QVERIFY(ledger.add(u"acme"_s, {7, 0}, m_clock.utcNow()));
    QCOMPARE(ledger.countOf(u"acme"_s, m_clock.utcNow()), RequestCount({7, 0}));
    QCOMPARE(ledger.countOf(u"acme"_s, november), RequestCount({1, 2}));
}

void RequestLedgerTest::forgetsMonthsBeyondAYear()
{
    RequestLedger ledger(file());
    const QDateTime first = m_clock.utcNow();
    for (int month = 0; month <= RequestLedger::monthsKept; ++month)
        QVERIFY(ledger.add(u"acme"_s, {1, 1}, first.addMonths(month)));
    QCOMPARE(ledger.countOf(u"acme"_s, first), RequestCount());
    QCOMPARE(ledger.countOf(u"acme"_s, first.addMonths(1)), RequestCount({1, 1}));
}

void RequestLedgerTest::isForItsOwnerOnly()
{
    QVERIFY(RequestLedger(file()).add(u"acme"_s, {1, 1}, m_clock.utcNow()));
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(file()) & others, QFile::Permissions());
    QCOMPARE(QFile::permissions(m_folder->filePath(u"state"_s)) & others, QFile::Permissions());
}

void RequestLedgerTest::losesNothingBetweenThreads()
{
    RequestLedger ledger(file());
    const QDateTime now = m_clock.utcNow();
    const auto addMany = [&] {
        for (int i = 0; i < 50; ++i)
            (void)ledger.add(u"acme"_s, {1, 2}, now);
    };
    std::thread one(addMany);
    std::thread other(addMany);
    one.join();
    other.join();
    QCOMPARE(ledger.countOf(u"acme"_s, now), RequestCount({100, 200}));
}

void RequestLedgerTest::losesNothingBetweenProcesses()
{
    constexpr int times = 20;
    const QDateTime now = m_clock.utcNow();
    const auto addMany = [&] {
        RequestLedger ledger(file());
        bool all = true;
        for (int i = 0; i < times; ++i)
            all = ledger.add(u"acme"_s, {1, 0}, now).has_value();
        return all; // what could not be added before went with the last
    };
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0)
        ::_exit(addMany() ? 0 : 1);
    const bool added = addMany();
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(added);
    QCOMPARE(status, 0);
    QCOMPARE(RequestLedger(file()).countOf(u"acme"_s, now), RequestCount({2 * times, 0}));
}

void RequestLedgerTest::setsADamagedFileAside()
{
    RequestLedger ledger(file());
    QVERIFY(ledger.add(u"acme"_s, {5, 5}, m_clock.utcNow()));
    QFile damaged(file());
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{\"2026-11\": {");
    damaged.close();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"damaged"_s));
    QVERIFY(ledger.add(u"acme"_s, {1, 0}, m_clock.utcNow()));
    QCOMPARE(ledger.countOf(u"acme"_s, m_clock.utcNow()), RequestCount({1, 0}));
    QVERIFY(QFile::exists(file() + u".damaged"_s));
}

void RequestLedgerTest::keepsForLaterWhatItCannotWrite()
{
    QFile obstacle(m_folder->filePath(u"state"_s)); // where the folder should be
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    RequestLedger ledger(file());
    QVERIFY(!ledger.add(u"acme"_s, {1, 2}, m_clock.utcNow()));
    QVERIFY(obstacle.remove());
    QVERIFY(ledger.add(u"acme"_s, {1, 0}, m_clock.utcNow()));
    QCOMPARE(ledger.countOf(u"acme"_s, m_clock.utcNow()), RequestCount({2, 2}));
}

void RequestLedgerTest::entersWhatAStoreCounted()
{
    const auto ledger = std::make_shared<RequestLedger>(file());
    const auto clock = std::make_shared<FakeClock>();
    const auto total = std::make_shared<RequestMeter>();
    for (int store = 0; store < 2; ++store) {
        const auto meter = ledgerMeter(ledger, u"acme"_s, clock, total);
        meter->classA += 3;
        meter->classB += 1;
        meter->free += 9;
    }
    QCOMPARE(ledger->countOf(u"acme"_s, clock->utcNow()), RequestCount({6, 2}));
    QCOMPARE(total->classA.load(), 6);
    QCOMPARE(total->free.load(), 18);
}

void RequestLedgerTest::knowsWhatIsBilledTogether_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("account");
    QTest::addColumn<bool>("cloudflare");
    QTest::newRow("Cloudflare") << u"https://abc.r2.cloudflarestorage.com"_s
                                << u"abc.r2.cloudflarestorage.com"_s << true;
    QTest::newRow("jurisdiction") << u"https://abc.eu.r2.cloudflarestorage.com"_s
                                  << u"abc.r2.cloudflarestorage.com"_s << true;
    QTest::newRow("other host") << u"https://s3.example.org:9000/path"_s << u"s3.example.org:9000"_s << false;
    QTest::newRow("no secret") << u"https://user:word@s3.example.org"_s << u"s3.example.org"_s << false;
    QTest::newRow("look-alike") << u"https://r2.cloudflarestorage.com.example.org"_s
                                << u"r2.cloudflarestorage.com.example.org"_s << false;
}

void RequestLedgerTest::knowsWhatIsBilledTogether()
{
    QFETCH(QString, endpoint);
    QTEST(billedAccount(destinationAt(endpoint)), "account");
    QTEST(isCloudflare(destinationAt(endpoint)), "cloudflare");
}

QTEST_GUILESS_MAIN(RequestLedgerTest)
#include "tst_requestledger.moc"
