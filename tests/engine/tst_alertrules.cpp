// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alertrules.h"
#include "support/fakeclock.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto failure = AlertNews::RunFailed;
constexpr auto success = AlertNews::RunSucceeded;
constexpr auto fresh = AlertNews::Fresh;
constexpr auto late = AlertNews::Late;
constexpr auto overdue = AlertNews::Overdue;
constexpr auto drillFailure = AlertNews::DrillFailed;
constexpr auto drillSuccess = AlertNews::DrillPassed;

/// What people hear, in one line: "failed - - recovered".
QString heard(const QList<AlertNews> &news, std::chrono::milliseconds interval, FakeClock &clock,
              AlertState &state)
{
    QStringList words;
    for (const AlertNews item : news) {
        const AlertDecision decision = alertDue(state, item, clock.utcNow());
        words.append(decision.tell ? alertKindName(*decision.tell) : u"-"_s);
        state = decision.next;
        clock.advance(interval);
    }
    return words.join(u' ');
}

} // namespace

class AlertRulesTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsChanges_data();
    void tellsChanges();
    void remindsOnceADay();
    void aTimeInTheFutureHoldsNothingBack();
    void theUnknownIsNoNews();
};

void AlertRulesTest::tellsChanges_data()
{
    QTest::addColumn<QList<AlertNews>>("news");
    QTest::addColumn<QString>("told");
    const auto row = [](const char *name, const QList<AlertNews> &news, const QString &told) {
        QTest::newRow(name) << news << told;
    };
    row("all is well", {success, fresh, success}, u"succeeded - succeeded"_s);
    row("one failure", {failure, success, success}, u"failed recovered succeeded"_s);
    row("a series", {failure, failure, failure, success}, u"failed - - recovered"_s);
    row("two series", {failure, success, failure}, u"failed recovered failed"_s);
    row("late, overdue, backed up", {late, late, overdue, overdue, success, fresh},
        u"late - overdue - recovered -"_s);
    row("overdue at once", {overdue, overdue}, u"overdue -"_s);
    row("fresh again by another machine", {late, fresh, fresh}, u"late recovered -"_s);
    row("from overdue to late is no news, back to overdue is", {overdue, late, overdue},
        u"overdue - overdue"_s);
    row("failing and late are two things", {failure, late, failure, overdue, success},
        u"failed late - overdue recovered"_s);
    row("fresh elsewhere, failing here", {failure, fresh, failure}, u"failed - -"_s);
    row("drills", {drillSuccess, drillFailure, drillFailure, drillSuccess, drillSuccess},
        u"- drill-failed - recovered -"_s);
    row("a backup proves no drill", {drillFailure, success, drillFailure}, u"drill-failed succeeded -"_s);
}

void AlertRulesTest::tellsChanges()
{
    QFETCH(QList<AlertNews>, news);
    FakeClock clock;
    AlertState state;
    QTEST(heard(news, 1h, clock, state), "told");
}

void AlertRulesTest::remindsOnceADay()
{
    FakeClock clock;
    AlertState state;
    const auto told = heard(QList<AlertNews>(24 * 10, failure), 1h, clock, state).split(u' ');
    QCOMPARE(told.count(u"failed"_s), 10);
    QCOMPARE(told.indexOf(u"failed"_s, 1), 24);
    QCOMPARE(heard({success, drillFailure, drillFailure, drillFailure}, 24h, clock, state),
             u"recovered drill-failed drill-failed drill-failed"_s);
}

void AlertRulesTest::aTimeInTheFutureHoldsNothingBack()
{
    FakeClock clock;
    AlertState state;
    QCOMPARE(heard({failure}, 0h, clock, state), u"failed"_s);
    clock.setUtcNow(clock.utcNow().addDays(-400));
    QCOMPARE(heard({failure, failure}, 1h, clock, state), u"failed -"_s);
}

void AlertRulesTest::theUnknownIsNoNews()
{
    QVERIFY(!newsOf(Health::Unknown));
    QCOMPARE(newsOf(Health::Critical), AlertNews::Overdue);
}

QTEST_GUILESS_MAIN(AlertRulesTest)
#include "tst_alertrules.moc"
