// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cronrule.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class CronRuleTest final : public QObject
{
    Q_OBJECT

private slots:
    void times_data();
    void times();
    void days_data();
    void days();
    void refuses_data();
    void refuses();
    void keepsItsText();
    void isNoTimeBetweenMinutes();
};

void CronRuleTest::times_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QStringList>("first"); // of the day
    const auto row = [](const char *name, const QString &rule, const QStringList &first) {
        QTest::newRow(name) << rule << first;
    };
    row("a time", u"30 3 * * *"_s, {u"03:30"_s});
    row("every minute", u"* * * * *"_s, {u"00:00"_s, u"00:01"_s, u"00:02"_s});
    row("steps", u"*/25 * * * *"_s, {u"00:00"_s, u"00:25"_s, u"00:50"_s, u"01:00"_s});
    row("steps in a range", u"10-50/20 23 * * *"_s, {u"23:10"_s, u"23:30"_s, u"23:50"_s});
    row("a list", u"0 3,15,9 * * *"_s, {u"03:00"_s, u"09:00"_s, u"15:00"_s});
    row("ranges in a list", u"0 1-2,22-23 * * *"_s, {u"01:00"_s, u"02:00"_s, u"22:00"_s, u"23:00"_s});
    row("a step longer than the range", u"5-6/30 0 * * *"_s, {u"00:05"_s});
    row("the last minute", u"59 23 * * *"_s, {u"23:59"_s});
    row("spaces", u"  0\t3  * * *  "_s, {u"03:00"_s});
    row("@hourly", u"@hourly"_s, {u"00:00"_s, u"01:00"_s, u"02:00"_s});
    row("@daily", u"@Daily"_s, {u"00:00"_s});
}

void CronRuleTest::times()
{
    QFETCH(QString, rule);
    QFETCH(QStringList, first);
    const auto cron = CronRule::parse(rule);
    QVERIFY2(cron, qPrintable(cron ? QString() : describe(cron.error())));
    QTime from(0, 0);
    for (const QString &expected : first) {
        QCOMPARE(cron->firstTime(from).toString(u"HH:mm"_s), expected);
        from = cron->firstTime(from).addSecs(60);
    }
    const bool mayBeMore = rule.startsWith(u'*') || rule.startsWith(u"@h");
    QVERIFY(mayBeMore || from == QTime(0, 0) || !cron->firstTime(from).isValid());
}

void CronRuleTest::days_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("expected"); // of January 2027, which begins on a Friday
    const auto row = [](const char *name, const QString &rule, const QString &expected) {
        QTest::newRow(name) << rule << expected;
    };
    row("every day", u"0 0 * 1 *"_s, u"###############################"_s);
    row("another month", u"0 0 * 2-12 *"_s, u"-------------------------------"_s);
    row("months by name", u"0 0 * DEC,jan *"_s, u"###############################"_s);
    row("days of the month", u"0 0 1,15-17,31 * *"_s, u"#-------------###-------------#"_s);
    row("every tenth day", u"0 0 */10 * *"_s, u"#---------#---------#---------#"_s);
    row("weekdays", u"0 0 * * 1-5"_s, u"#--#####--#####--#####--#####--"_s);
    row("weekdays by name", u"0 0 * * Mon-Fri"_s, u"#--#####--#####--#####--#####--"_s);
    row("Sunday is 0", u"0 0 * * 0"_s, u"--#------#------#------#------#"_s);
    row("Sunday is 7", u"0 0 * * 7"_s, u"--#------#------#------#------#"_s);
    row("Saturday to Sunday", u"0 0 * * sat-sun"_s, u"-##-----##-----##-----##-----##"_s);
    row("Friday to 7", u"0 0 * * 5-7"_s, u"###----###----###----###----###"_s);
    row("either day", u"0 0 13 * mon"_s, u"---#------#-#----#------#------"_s);
    row("both days, one with a star", u"0 0 */2 * mon"_s, u"----------#-------------#------"_s);
    row("@weekly", u"@weekly"_s, u"--#------#------#------#------#"_s);
    row("@monthly", u"@monthly"_s, u"#------------------------------"_s);
}

void CronRuleTest::days()
{
    QFETCH(QString, rule);
    const auto cron = CronRule::parse(rule);
    QVERIFY2(cron, qPrintable(cron ? QString() : describe(cron.error())));
    QString found;
    for (int day = 1; day <= 31; ++day)
        found += cron->matchesDay(QDate(2027, 1, day)) ? u'#' : u'-';
    QTEST(found, "expected");
}

void CronRuleTest::refuses_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("word");
    const auto row = [](const QString &rule, const QString &word) {
        QTest::newRow(qPrintable(rule)) << rule << word;
    };
    row(u""_s, u"five fields"_s);
    row(u"* * * *"_s, u"five fields"_s);
    row(u"* * * * * *"_s, u"five fields"_s);
    row(u"@reboot"_s, u"five fields"_s);
    row(u"60 * * * *"_s, u"minute is \"60\""_s);
    row(u"-1 * * * *"_s, u"minute is \"-1\""_s);
    row(u"* 24 * * *"_s, u"hour is \"24\""_s);
    row(u"* * 0 * *"_s, u"day of month is \"0\""_s);
    row(u"* * 32 * *"_s, u"day of month is \"32\""_s);
    row(u"* * * 13 *"_s, u"month is \"13\""_s);
    row(u"* * * mai *"_s, u"month is \"mai\""_s);
    row(u"* * * * 8"_s, u"day of week is \"8\""_s);
    row(u"mon * * * *"_s, u"minute is \"mon\""_s);
    row(u"5-1 * * * *"_s, u"minute is \"5-1\""_s);
    row(u"*/0 * * * *"_s, u"minute is \"*/0\""_s);
    row(u"*/x * * * *"_s, u"minute is \"*/x\""_s);
    row(u"5/15 * * * *"_s, u"minute is \"5/15\""_s);
    row(u"1,,2 * * * *"_s, u"minute is \"1,,2\""_s);
    row(u"1- * * * *"_s, u"minute is \"1-\""_s);
    row(u"1-2-3 * * * *"_s, u"minute is \"1-2-3\""_s);
    row(u"1-5/2/2 * * * *"_s, u"minute is"_s);
    row(u"0 0 31 2 *"_s, u"never comes due"_s);
    row(u"0 0 30 feb *"_s, u"never comes due"_s);
    row(u"0 0 31 4,6,9,11 *"_s, u"never comes due"_s);
}

void CronRuleTest::refuses()
{
    QFETCH(QString, rule);
    QFETCH(QString, word);
    const auto cron = CronRule::parse(rule);
    QVERIFY(!cron);
    QCOMPARE(cron.error().code, ErrorCode::Configuration);
    QVERIFY2(cron.error().message.contains(word), qPrintable(cron.error().message));
    QVERIFY(cron.error().hint.contains(u"0 3 * * 1-5"));
}

void CronRuleTest::keepsItsText()
{
    const auto leapDay = CronRule::parse(u"0 0 29 2 *"_s);
    QVERIFY(leapDay);
    QCOMPARE(leapDay->text(), u"0 0 29 2 *"_s);
    QVERIFY(leapDay->matchesDay(QDate(2028, 2, 29)));
    QVERIFY(!leapDay->matchesDay(QDate(2027, 3, 1)));
}

void CronRuleTest::isNoTimeBetweenMinutes()
{
    const auto cron = CronRule::parse(u"30 3 * * *"_s);
    QVERIFY(cron);
    QCOMPARE(cron->firstTime(QTime(3, 30)), QTime(3, 30));
    QVERIFY(!cron->firstTime(QTime(3, 30, 0, 1)).isValid());
    QVERIFY(!cron->firstTime(QTime(23, 59, 59)).isValid());
}

QTEST_GUILESS_MAIN(CronRuleTest)
#include "tst_cronrule.moc"
