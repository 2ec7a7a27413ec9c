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

QTEST_GUILESS_MAIN(TestSha256)
#include "tst_sha256.moc"
