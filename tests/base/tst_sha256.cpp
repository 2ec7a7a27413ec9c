// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sha256.h"

#include <QTest>

using namespace lifeboat;

class TestSha256 final : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithPublishedVectors_data();
    void agreesWithPublishedVectors();
    void piecesDoNotMatter();
    void startsAgainAfterFinish();
    void authenticatesAsPublished_data();
    void authenticatesAsPublished();
};

// FIPS 180-2, appendix B (B.1 "abc", B.2 448 bits, B.3 one million a), and NIST's "Examples with
// Intermediate Values" for the empty and the 896-bit message.
void TestSha256::agreesWithPublishedVectors_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("empty") << QByteArray()
                           << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << QByteArray("abc")
                         << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("448 bits") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                              << QByteArray(
                                     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    QTest::newRow("896 bits") << QByteArray("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                                            "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
                              << QByteArray(
                                     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    QTest::newRow("one million a") << QByteArray(
        1'000'000, 'a') << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

void TestSha256::agreesWithPublishedVectors()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, digest);
    QCOMPARE(Sha256::hexOf(message), digest);
    QCOMPARE(Sha256::of(message).toHex(), digest);
}

void TestSha256::piecesDoNotMatter()
{
    const QByteArray message(1000, 'm');
    for (const qsizetype piece : {1, 55, 56, 63, 64, 65, 999}) {
        Sha256 hash;
        for (qsizetype at = 0; at < message.size(); at += piece) {
            hash.add(QByteArrayView(message).sliced(at, std::min(piece, message.size() - at)));
            hash.add({});
        }
        QCOMPARE(hash.finish(), Sha256::of(message));
    }
}

void TestSha256::startsAgainAfterFinish()
{
    Sha256 hash;
    hash.add("something else");
    QCOMPARE(hash.finish().size(), 32);
    QCOMPARE(hash.finish(), Sha256::of({}));
    hash.add("abc");
    QCOMPARE(hash.finish(), Sha256::of("abc"));
}

/// RFC 4231, section 4.
void TestSha256::authenticatesAsPublished_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("hmac");
    QTest::newRow("case 1") << QByteArray(20, '\x0b') << QByteArray("Hi There")
                            << QByteArray("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    QTest::newRow("case 2") << QByteArray("Jefe") << QByteArray("what do ya want for nothing?")
                            << QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    QTest::newRow("case 6, a key longer than a block")
        << QByteArray(131, '\xaa') << QByteArray("Test Using Larger Than Block-Size Key - Hash Key First")
        << QByteArray("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

void TestSha256::authenticatesAsPublished()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, text);
    QTEST(hmacSha256(key, text).view().toByteArray().toHex(), "hmac");
}

QTEST_GUILESS_MAIN(TestSha256)
#include "tst_sha256.moc"
