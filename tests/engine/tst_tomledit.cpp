// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/tomledit.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestTomlEdit final : public QObject
{
    Q_OBJECT

private slots:
    void edits_data();
    void edits();
    void refusesAndNamesTheFile_data();
    void refusesAndNamesTheFile();
    void editsInOrder();
    void stringsReadBack_data();
    void stringsReadBack();
};

void TestTomlEdit::edits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("value"); // of "k"; empty: removed
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *table, const char *value,
                        const char *after) {
        QTest::newRow(name) << QByteArray(before) << QString::fromLatin1(table) << QString::fromUtf8(value)
                            << QByteArray(after);
    };
    row("number", "[t]\nk = 1 # one\nx = 2\n", "t", "7", "[t]\nk = 7 # one\nx = 2\n");
    row("no space", "[t]\nk=1\n", "t", "7", "[t]\nk=7\n");
    row("end of file", "[t]\nk = 1", "t", "77", "[t]\nk = 77");
    row("string to number", "[t]\nk = \"a # no comment\" # c\n", "t", "7", "[t]\nk = 7 # c\n");
    row("literal string", "[t]\nk = 'C:\\x'\t\n", "t", "\"y\"", "[t]\nk = \"y\"\t\n");
    row("many lines", "[t]\nk = \"\"\"\na\n[t2]\nk = 1\n\"\"\" # c\nx = 1\n", "t", "7",
        "[t]\nk = 7 # c\nx = 1\n");
    row("array", "[t]\nk = [\n 1, # one\n 2\n]\nx = 1\n", "t", "7", "[t]\nk = 7\nx = 1\n");
    row("date", "[t]\nk = 2026-01-31T09:05:00Z # d\n", "t", "7", "[t]\nk = 7 # d\n");
    row("behind wide letters", "[t]\n\"größe🛟\" = \"データ\"\nk = 'ü🛟' # 🛟\n", "t", "\"é\"",
        "[t]\n\"größe🛟\" = \"データ\"\nk = \"é\" # 🛟\n");
    row("Windows line ends", "[t]\r\nk = 1\r\n\r\n[u]\r\nk = 2\r\n", "u", "7",
        "[t]\r\nk = 1\r\n\r\n[u]\r\nk = 7\r\n");
    row("byte order mark", "\xEF\xBB\xBF[t]\nk = 1\n", "t", "7", "\xEF\xBB\xBF[t]\nk = 7\n");
    row("dotted key", "a.b.k = 1 # c\n", "a.b", "7", "a.b.k = 7 # c\n");
    row("inline table", "a = { b = { k = 1, x = 2 } }\n", "a.b", "7", "a = { b = { k = 7, x = 2 } }\n");
    row("quoted key", "[\"t\"]\n\"k\" = 1\n", "t", "7", "[\"t\"]\n\"k\" = 7\n");
    row("same name elsewhere", "k = 0\n[t]\nk = 1\n[t.u]\nk = 2\n", "t", "7",
        "k = 0\n[t]\nk = 7\n[t.u]\nk = 2\n");
    row("in the document", "k = 1\n[t]\nk = 2\n", "", "7", "k = 7\n[t]\nk = 2\n");

    row("new key", "[t]\nx = 1 # c\n\n# about u\n[u]\n", "t", "7",
        "[t]\nx = 1 # c\nk = 7\n\n# about u\n[u]\n");
    row("new key, indented", "[t]\n  x = 1\n", "t", "7", "[t]\n  x = 1\n  k = 7\n");
    row("new key, no last line end", "[t]\nx = 1", "t", "7", "[t]\nx = 1\nk = 7");
    row("new key, Windows", "[t]\r\nx = 1\r\n", "t", "7", "[t]\r\nx = 1\r\nk = 7\r\n");
    row("new key, empty table", "[t] # c\n[u]\nx = 1\n", "t", "7", "[t] # c\nk = 7\n[u]\nx = 1\n");
    row("new key, tables below", "[t]\nx = 1\n[t.u]\ny = 1\n", "t", "7", "[t]\nx = 1\nk = 7\n[t.u]\ny = 1\n");
    row("new key, after many lines", "[t]\nx = [\n1,\n]\n", "t", "7", "[t]\nx = [\n1,\n]\nk = 7\n");
    row("new key, table only implied", "[t.u]\ny = 1\n", "t", "7", "[t.u]\ny = 1\n\n[t]\nk = 7\n");
    row("new key, dotted", "t.u.x = 1\ny = 2\n", "t.u", "7", "t.u.x = 1\nt.u.k = 7\ny = 2\n");
    row("new key, inline table", "[a]\nt = { x = 1 } # c\n", "a.t", "7", "[a]\nt = { x = 1, k = 7 } # c\n");
    row("new key, empty inline table", "t = {}\n", "t", "7", "t = { k = 7 }\n");
    row("new key in the document", "x = 1\n[t]\n", "", "7", "x = 1\nk = 7\n[t]\n");
    row("new key, no keys in the document", "[t]\n", "", "7", "k = 7\n[t]\n");
    row("array in one line", "[t]\nk = [\"03:00\"] # c\n", "t", "[\"03:00\", \"15:00\"]",
        "[t]\nk = [\"03:00\", \"15:00\"] # c\n");
    row("array for one of many lines", "[t]\nk = [\n  \"a\", # one\n  \"b\"\n]\nx = 1\n", "t", "[\"c\"]",
        "[t]\nk = [\"c\"]\nx = 1\n");
    row("array for a string", "[t]\nk = \"03:00\"\n", "t", "[\"mon\", \"thu\"]",
        "[t]\nk = [\"mon\", \"thu\"]\n");
    row("array in a new table below another", "[t]\nx = 1\n[u]\ny = 1\n", "t.s", "[\"a\"]",
        "[t]\nx = 1\n[u]\ny = 1\n\n[t.s]\nk = [\"a\"]\n");
    row("array removed", "[t]\nx = 1\nk = [\n\"a\"]\n", "t", "", "[t]\nx = 1\n");
    row("new table", "[t]\nx = 1\n", "t.u", "7", "[t]\nx = 1\n\n[t.u]\nk = 7\n");
    row("new table, no last line end", "[t]\nx = 1", "u", "7", "[t]\nx = 1\n\n[u]\nk = 7\n");
    row("new table, empty document", "", "u", "7", "[u]\nk = 7\n");

    row("removed", "[t]\nx = 1\nk = 1\ny = 2\n", "t", "", "[t]\nx = 1\ny = 2\n");
    row("removed, last", "[t]\nx = 1\nk = 1", "t", "", "[t]\nx = 1\n");
    row("removed, comment stays", "[t]\n  k = 1  # why\ny = 2\n", "t", "", "[t]\n  # why\ny = 2\n");
    row("removed, many lines", "[t]\nk = [\n1\n]\ny = 2\n", "t", "", "[t]\ny = 2\n");
    row("removed, dotted", "a.k = 1\na.x = 2\n", "a", "", "a.x = 2\n");
    row("removed, was not there", "[t]\nx = 1\n", "t", "", "[t]\nx = 1\n");
    row("removed, no table", "[t]\nx = 1\n", "u", "", "[t]\nx = 1\n");
}

void TestTomlEdit::edits()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, table);
    QFETCH(QString, value);
    const auto after = editToml(before, {{table, u"k"_s, value}}, u"f.toml"_s);
    QVERIFY2(after, qPrintable(after ? QString() : describe(after.error())));
    QTEST(*after, "after");
}

void TestTomlEdit::refusesAndNamesTheFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("part");
    QTest::newRow("no TOML") << QByteArray("[t\n") << u"t"_s << u"1"_s << u"f.toml:1"_s;
    QTest::newRow("no value") << QByteArray("[t]\n") << u"t"_s << u"= 1"_s << u"t.k"_s;
    QTest::newRow("two values") << QByteArray("[t]\n") << u"t"_s << u"1\nx = 2"_s << u"t.k"_s;
    QTest::newRow("a table behind") << QByteArray("[t]\n") << u"t"_s << u"1\n[evil]"_s << u"t.k"_s;
    QTest::newRow("not a table") << QByteArray("t = 1\n") << u"t"_s << u"1"_s << u"f.toml"_s;
    QTest::newRow("new table in an inline one")
        << QByteArray("t = { x = 1 }\n") << u"t.u"_s << u"1"_s << u"safely at t.u.k"_s;
    QTest::newRow("removed from an inline one")
        << QByteArray("[a]\nt = { k = 1, x = 2 }\n") << u"a.t"_s << QString() << u"safely at a.t.k"_s;
}

void TestTomlEdit::refusesAndNamesTheFile()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, table);
    QFETCH(QString, value);
    QFETCH(QString, part);
    const auto after = editToml(content, {{table, u"k"_s, value}}, u"f.toml"_s);
    QVERIFY(!after);
    QCOMPARE(after.error().code, ErrorCode::Configuration);
    QVERIFY2(after.error().message.contains(part), qPrintable(after.error().message));
}

void TestTomlEdit::editsInOrder()
{
    const auto after = editToml("[t]\nx = 1\n",
                                {{u"u"_s, u"a"_s, u"1"_s},
                                 {u"u"_s, u"b"_s, u"\"two\""_s},
                                 {u"t"_s, u"x"_s, QString()},
                                 {u"u"_s, u"a"_s, u"3"_s}},
                                u"f.toml"_s);
    QVERIFY(after);
    QCOMPARE(*after, QByteArray("[t]\n\n[u]\na = 3\nb = \"two\"\n"));
}

void TestTomlEdit::stringsReadBack_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"a b"_s;
    QTest::newRow("quotes") << u"\"'\\\\n"_s;
    QTest::newRow("control characters") << u"a\nb\tc\rd\x01\x1f\x7f"_s;
    QTest::newRow("other letters") << u"größe データ 🛟"_s;
}

void TestTomlEdit::stringsReadBack()
{
    QFETCH(QString, text);
    // The editor compares what it wrote with what was meant; here what was meant is another document.
    const QByteArray document = "k = " + tomlString(text).toUtf8() + "\n";
    QVERIFY(!document.chopped(1).contains('\n'));
    const auto same = editToml("k = 1\n", {{QString(), u"k"_s, tomlString(text)}}, u"f.toml"_s);
    QVERIFY(same);
    QCOMPARE(*same, document);
}

QTEST_GUILESS_MAIN(TestTomlEdit)
#include "tst_tomledit.moc"
