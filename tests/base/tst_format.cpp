// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include <QTest>
#include <QTimeZone>

#include <limits>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFormat final : public QObject
{
    Q_OBJECT

private slots:
    void bytesHaveThreeDigits_data();
    void bytesHaveThreeDigits();
    void bytesAsTheReaderWritesNumbers();
    void ratesAreBytesPerSecond_data();
    void ratesAreBytesPerSecond();
    void durationsRoundToSeconds_data();
    void durationsRoundToSeconds();
    void timesAreIsoInUtc_data();
    void timesAreIsoInUtc();
    void quotedTextCannotDeceive_data();
    void quotedTextCannotDeceive();
    void nearestWordIsOfferedOnlyWhenNear_data();
    void nearestWordIsOfferedOnlyWhenNear();
};

void TestFormat::bytesHaveThreeDigits_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 bytes, const char *text) {
        QTest::newRow(text) << bytes << QString::fromLatin1(text);
    };
    row(0, "0 B");
    row(1, "1 B");
    row(999, "999 B");
    row(1023, "1023 B");
    row(1024, "1.00 KiB");
    row(1536, "1.50 KiB");
    row(10'229, "9.99 KiB");
    row(10'240, "10.0 KiB");
    row(102'400, "100 KiB");
    row(1'022'976, "999 KiB");
    row(1'023'999, "0.98 MiB"); // 999.999 KiB would read as four digits
    row(1'048'576, "1.00 MiB");
    row(50'331'648, "48.0 MiB");
    row(1'073'741'824, "1.00 GiB");
    row((qint64(1) << 36) - 32, "64.0 GiB");
    row(std::numeric_limits<qint64>::max(), "8.00 EiB");
    QTest::newRow("negative") << qint64(-5) << u"0 B"_s;
}

void TestFormat::bytesHaveThreeDigits()
{
    QFETCH(qint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(formatBytes(bytes), text);
}

void TestFormat::bytesAsTheReaderWritesNumbers()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const QString german = formatBytes(1536);
    QLocale::setDefault(before);
    QCOMPARE(german, u"1,50 KiB"_s);
}

void TestFormat::ratesAreBytesPerSecond_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("text");
    QTest::newRow("84 MiB/s") << 84.0 * 1024 * 1024 << u"84.0 MiB/s"_s;
    QTest::newRow("12.7 B/s") << 12.7 << u"12 B/s"_s;
    QTest::newRow("nothing measured") << 0.0 << u"–"_s;
    QTest::newRow("negative") << -1.0 << u"–"_s;
    QTest::newRow("bytes in no time") << std::numeric_limits<double>::infinity() << u"–"_s;
    QTest::newRow("nothing in no time") << std::numeric_limits<double>::quiet_NaN() << u"–"_s;
}

void TestFormat::ratesAreBytesPerSecond()
{
    QFETCH(double, rate);
    QFETCH(QString, text);
    QCOMPARE(formatRate(rate), text);
}

void TestFormat::durationsRoundToSeconds_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << qint64(0) << u"0:00"_s;
    QTest::newRow("rounds down") << qint64(7'499) << u"0:07"_s;
    QTest::newRow("rounds up") << qint64(7'500) << u"0:08"_s;
    QTest::newRow("rounds into the minute") << qint64(59'600) << u"1:00"_s;
    QTest::newRow("minutes") << qint64(723'000) << u"12:03"_s;
    QTest::newRow("rounds into the hour") << qint64(3'599'500) << u"1:00:00"_s;
    QTest::newRow("hours") << qint64(3'723'000) << u"1:02:03"_s;
    QTest::newRow("days") << qint64(144'000'000) << u"40:00:00"_s;
    QTest::newRow("negative") << qint64(-9'000) << u"0:00"_s;
}

void TestFormat::durationsRoundToSeconds()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(formatDuration(std::chrono::milliseconds(milliseconds)), text);
}

void TestFormat::timesAreIsoInUtc_data()
{
    QTest::addColumn<QDateTime>("time");
    QTest::addColumn<QString>("text");
    const QDate date(2026, 1, 31);
    const QTime time(9, 5, 0, 999);
    QTest::newRow("UTC") << QDateTime(date, time, QTimeZone::utc()) << u"2026-01-31T09:05:00Z"_s;
    QTest::newRow("east, a day ahead")
        << QDateTime({2026, 2, 1}, {1, 5}, QTimeZone(16 * 3600 - 7200)) << u"2026-01-31T11:05:00Z"_s;
    QTest::newRow("west") << QDateTime(date, time, QTimeZone(-5 * 3600)) << u"2026-01-31T14:05:00Z"_s;
    QTest::newRow("invalid") << QDateTime() << QString();
}

void TestFormat::timesAreIsoInUtc()
{
    QFETCH(QDateTime, time);
    QFETCH(QString, text);
    QCOMPARE(formatUtc(time), text);
}

void TestFormat::quotedTextCannotDeceive_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"/srv/my app/ü.db"_s << u"\"/srv/my app/ü.db\""_s;
    QTest::newRow("empty") << QString() << u"\"\""_s;
    QTest::newRow("quote") << u"a\"b"_s << uR"("a\"b")"_s;
    QTest::newRow("backslash") << u"a\\nb"_s << uR"("a\\nb")"_s;
    QTest::newRow("newline") << u"a\nb"_s << uR"("a\nb")"_s;
    QTest::newRow("escape sequence") << u"\u001b[31m"_s << uR"("\u001b[31m")"_s;
    QTest::newRow("right-to-left override") << u"a\u202eb"_s << uR"("a\u202eb")"_s;
    QTest::newRow("line separator") << u"a\u2028b"_s << uR"("a\u2028b")"_s;
}

void TestFormat::quotedTextCannotDeceive()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(quoted(text), shown);
}

void TestFormat::nearestWordIsOfferedOnlyWhenNear_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("itself") << u"bucket"_s << u"bucket"_s;
    QTest::newRow("letter missing") << u"bucke"_s << u"bucket"_s;
    QTest::newRow("letters swapped") << u"bukcet"_s << u"bucket"_s;
    QTest::newRow("case") << u"BUCKET"_s << u"bucket"_s;
    QTest::newRow("long word, a third wrong") << u"retension_cound"_s << u"retention_count"_s;
    QTest::newRow("three edits of five") << u"baske"_s << QString();
    QTest::newRow("nothing near") << u"xyzzy"_s << QString();
}

void TestFormat::nearestWordIsOfferedOnlyWhenNear()
{
    QFETCH(QString, word);
    QFETCH(QString, nearest);
    QCOMPARE(nearestWord(word, {u"endpoint"_s, u"bucket"_s, u"retention_count"_s}), nearest);
}

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
