// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/scheduleledger.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class StateFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItIsGiven();
    void isNobodyElsesBusiness();
    void changesFromSeveralThreadsAllCount();
    void damageIsSetAside_data();
    void damageIsSetAside();
    void aFolderThatCannotBeWrittenIsSaid();
    void rememberedScheduleComesBack();

private:
    QTemporaryDir m_folder;
};

void StateFileTest::keepsWhatItIsGiven()
{
    StateFile file(m_folder.filePath(u"new folder/kept.json"_s));
    QVERIFY(file.read().isEmpty());
    QVERIFY(file.change([](QJsonObject &content) { content[u"a"] = 1; }));
    QVERIFY(file.change([](QJsonObject &content) { content[u"b"] = u"two"_s; }));
    QCOMPARE(StateFile(file.path()).read(), (QJsonObject{{u"a"_s, 1}, {u"b"_s, u"two"_s}}));
}

void StateFileTest::isNobodyElsesBusiness()
{
    StateFile file(m_folder.filePath(u"private/kept.json"_s));
    QVERIFY(file.change([](QJsonObject &content) { content[u"a"] = 1; }));
    constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    QVERIFY(!(QFileInfo(file.path()).permissions() & others));
    QVERIFY(!(QFileInfo(QFileInfo(file.path()).path()).permissions() & others));
}

void StateFileTest::changesFromSeveralThreadsAllCount()
{
    const QString path = m_folder.filePath(u"counted.json"_s);
    constexpr int each = 25;
    const auto count = [&] {
        StateFile file(path);
        for (int i = 0; i < each; ++i) {
            const auto done =
                file.change([](QJsonObject &content) { content[u"n"_s] = content[u"n"].toInt() + 1; });
            if (!done)
                qFatal("%s", qPrintable(describe(done.error())));
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(count);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(StateFile(path).read()[u"n"].toInt(), 4 * each);
}

void StateFileTest::damageIsSetAside_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray(R"({"a": 1)");
    QTest::newRow("no object") << QByteArray("[1]");
    QTest::newRow("noise") << QByteArray("\0\xff\x7f", 3);
}

void StateFileTest::damageIsSetAside()
{
    QFETCH(const QByteArray, content);
    StateFile file(m_folder.filePath(u"damaged.json"_s));
    QFile raw(file.path());
    QVERIFY(raw.open(QIODevice::WriteOnly) && raw.write(content) == content.size());
    raw.close();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"was damaged"_s));
    QVERIFY(file.change([](QJsonObject &json) { json[u"anew"] = true; }));
    QCOMPARE(file.read(), (QJsonObject{{u"anew"_s, true}}));
    QFile aside(file.path() + u".damaged"_s);
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), content);
}

void StateFileTest::aFolderThatCannotBeWrittenIsSaid()
{
    QFile inTheWay(m_folder.filePath(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    StateFile file(m_folder.filePath(u"file/kept.json"_s));
    const auto done = file.change([](QJsonObject &) {});
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Io);
    QVERIFY(done.error().message.contains(file.path()));
}

void StateFileTest::rememberedScheduleComesBack()
{
    ScheduleLedger ledger(m_folder.filePath(u"schedule.json"_s));
    const QDateTime noon({2026, 3, 29}, {12, 0, 0, 250}, QTimeZone::utc());
    const ScheduleMemory wanted{noon.addYears(-1), noon, noon.addSecs(5), 3, noon.addDays(1), true,
                                noon.addDays(-9),  true, noon.addDays(-8)};
    QVERIFY(ledger.change(u"blog"_s, [&](ScheduleMemory &memory) { memory = wanted; }));
    QVERIFY(ledger.change(u"shop"_s, [&](ScheduleMemory &memory) { memory.lastAttempt = noon; }));
    QCOMPARE(ledger.read().value(u"blog"_s), wanted);
    QVERIFY(!ledger.read().value(u"shop"_s).lastSuccess.isValid());
    QVERIFY(ledger.forget(u"blog"_s));
    QCOMPARE(ledger.read().keys(), QStringList{u"shop"_s});
}

QTEST_GUILESS_MAIN(StateFileTest)
#include "tst_statefile.moc"
