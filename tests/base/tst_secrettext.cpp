// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secrettext.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestSecretText final : public QObject
{
    Q_OBJECT

private slots:
    void takesTheTextAndNotWhatSurroundsIt_data();
    void takesTheTextAndNotWhatSurroundsIt();
    void wipesInPlace();
    void leavesWhatIsShared();
};

void TestSecretText::takesTheTextAndNotWhatSurroundsIt_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("plain") << u"a/B+c="_s << "a/B+c="_ba;
    QTest::newRow("line break of a shell") << u" key\r\n"_s << "key"_ba;
    QTest::newRow("space within") << u"two words"_s << "two words"_ba;
    QTest::newRow("beyond ASCII") << u"pässwört €𝄞"_s << u"pässwört €𝄞"_s.toUtf8();
    QTest::newRow("empty") << QString() << QByteArray();
    QTest::newRow("blank") << u" \n\t"_s << QByteArray();
}

void TestSecretText::takesTheTextAndNotWhatSurroundsIt()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, secret);
    QCOMPARE(secretFrom(text).view().toByteArray(), secret);
}

void TestSecretText::wipesInPlace()
{
    QString text(20, u's');
    QByteArray bytes(20, 's');
    const QChar *const textStood = text.constData();
    const char *const bytesStood = bytes.constData();
    wipe(text);
    wipe(bytes);
    QCOMPARE(text, QString(20, u'\0'));
    QCOMPARE(bytes, QByteArray(20, '\0'));
    QVERIFY(text.constData() == textStood && bytes.constData() == bytesStood);
    QString none;
    wipe(none);
    QVERIFY(none.isNull());
}

void TestSecretText::leavesWhatIsShared()
{
    QString text(20, u's');
    QByteArray bytes(20, 's');
    const QString otherText = text;
    const QByteArray otherBytes = bytes;
    wipe(text);
    wipe(bytes);
    QCOMPARE(otherText, QString(20, u's'));
    QCOMPARE(otherBytes, QByteArray(20, 's'));
}

QTEST_GUILESS_MAIN(TestSecretText)
#include "tst_secrettext.moc"
