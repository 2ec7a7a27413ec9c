// SPDX-License-Identifier: GPL-3.0-or-later
// Envelope version 1: the contract of every envelope, and published AES-256-GCM vectors.
#include "crypto/envelopev1.h"
#include "support/envelopecontract.h"

#include <QSet>

using namespace lifeboat;

class TestEnvelope final : public EnvelopeContract
{
    Q_OBJECT

protected:
    [[nodiscard]] Result<std::unique_ptr<EnvelopeWriter>> createWriter(const SecretBytes &withKey,
                                                                       const QByteArray &withNonce,
                                                                       qint64 plainSize) const override
    {
        return envelopev1::createWriter(withKey, withNonce, plainSize);
    }
    [[nodiscard]] Result<std::unique_ptr<EnvelopeReader>> createReader(
        const SecretBytes &withKey) const override
    {
        return envelopev1::createReader(withKey);
    }
    [[nodiscard]] qint64 nonceSize() const override { return envelopev1::nonceSize; }
    [[nodiscard]] qint64 maxPlainSize() const override { return envelopev1::maxPlainSize; }
    [[nodiscard]] qint64 sealedSize(qint64 plainSize) const override
    {
        return envelopev1::sealedSize(plainSize);
    }
    [[nodiscard]] QList<Region> regions(qint64 plainSize) const override
    {
        return {{"nonce", 0, 12}, {"ciphertext", 12, plainSize}, {"tag", 12 + plainSize, 16}};
    }

private slots:
    void agreesWithPublishedVectors_data();
    void agreesWithPublishedVectors();
    void holdsBackExactlyTheTag();
    void refusesDamageInEveryPublishedVector_data() { agreesWithPublishedVectors_data(); }
    void refusesDamageInEveryPublishedVector();
    void limitIsWhatTheStandardAllows();
    void noncesDiffer();
};

// "spec": McGrew and Viega, The Galois/Counter Mode of Operation (GCM), appendix B, test cases 13 to 15, the
// submission NIST SP 800-38D is made from. "CAVS": NIST Cryptographic Algorithm Validation Program, GCMVS,
// gcmEncryptExtIV256.rsp and gcmDecrypt256.rsp of gcmtestvectors.zip; IV 96 bits, tag 128 bits, no AAD.
void TestEnvelope::agreesWithPublishedVectors_data()
{
    QTest::addColumn<QByteArray>("keyHex");
    QTest::addColumn<QByteArray>("nonceHex");
    QTest::addColumn<QByteArray>("plainHex");
    QTest::addColumn<QByteArray>("cipherHex");
    QTest::addColumn<QByteArray>("tagHex");
    const auto row = [](const char *name, const char *keyHex, const char *nonceHex, const char *plainHex,
                        const char *cipherHex, const char *tagHex) {
        QTest::newRow(name) << QByteArray(keyHex) << QByteArray(nonceHex) << QByteArray(plainHex)
                            << QByteArray(cipherHex) << QByteArray(tagHex);
    };
    row("spec 13, empty", "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b");
    row("spec 14, one block", "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000", "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919");
    row("spec 15, four blocks", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
        "b094dac5d93471bdec1a502270e3cc6c");
    row("CAVS encrypt, empty, 0", "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4",
        "516c33929df5a3284ff463d7", "", "", "bdc1ac884d332457a1d2664f168c76f0");
    row("CAVS encrypt, empty, 1", "5fe0861cdc2690ce69b3658c7f26f8458eec1c9243c5ba0845305d897e96ca0f",
        "770ac1a5a3d476d5d96944a1", "", "", "196d691e1047093ca4b3d2ef4baba216");
    row("CAVS decrypt, empty", "f5a2b27c74355872eb3ef6c5feafaa740e6ae990d9d48c3bd9bb8235e589f010",
        "58d2240f580a31c1d24948e9", "", "", "15e051a5e4a5f5da6cea92e2ebee5bac");
    row("CAVS encrypt, 104 bits, 0", "82c4f12eeec3b2d3d157b0f992d292b237478d2cecc1d5f161389b97f999057a",
        "7b40b20f5f397177990ef2d1", "982a296ee1cd7086afad976945", "ec8e05a0471d6b43a59ca5335f",
        "113ddeafc62373cac2f5951bb9165249");
    row("CAVS encrypt, 104 bits, 1", "db4340af2f835a6c6d7ea0ca9d83ca81ba02c29b7410f221cb6071114e393240",
        "40e438357dd80a85cac3349e", "8ddb3397bd42853193cb0f80c9", "b694118c85c41abf69e229cb0f",
        "c07f1b8aafbd152f697eb67f2a85fe45");
    row("CAVS encrypt, 128 bits, 0", "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22",
        "0d18e06c7c725ac9e362e1ce", "2db5168e932556f8089a0622981d017d", "fa4362189661d163fcd6a56d8bf0405a",
        "d636ac1bbedd5cc3ee727dc2ab4a9489");
    row("CAVS encrypt, 128 bits, 1", "460fc864972261c2560e1eb88761ff1c992b982497bd2ac36c04071cbb8e5d99",
        "8a4a16b9e210eb68bcb6f58d", "99e4e926ffe927f691893fb79a96b067", "133fc15751621b5f325c7ff71ce08324",
        "ec4e87e0cf74a13618d0b68636ba9fa7");
    row("CAVS encrypt, 408 bits, 0", "1fded32d5999de4a76e0f8082108823aef60417e1896cf4218a2fa90f632ec8a",
        "1f3afa4711e9474f32e70462",
        "06b2c75853df9aeb17befd33cea81c630b0fc53667ff45199c629c8e15dce41e"
        "530aa792f796b8138eeab2e86c7b7bee1d40b0",
        "91fbd061ddc5a7fcc9513fcdfdc9c3a7c5d4d64cedf6a9c24ab8a77c36eefbf1"
        "c5dc00bc50121b96456c8cd8b6ff1f8b3e480f",
        "30096d340f3d5c42d82a6f475def23eb");
    row("CAVS encrypt, 408 bits, 1", "b405ac89724f8b555bfee1eaa369cd854003e9fae415f28c5a199d4d6efc83d6",
        "cec71a13b14c4d9bd024ef29",
        "ab4fd35bef66addfd2856b3881ff2c74fdc09c82abe339f49736d69b2bd0a71a"
        "6b4fe8fc53f50f8b7d6d6d6138ab442c7f653f",
        "69a079bca9a6a26707bbfa7fd83d5d091edc88a7f7ff08bd8656d8f2c92144ff"
        "23400fcb5c370b596ad6711f386e18f2629e76",
        "6d2b7861a3c59ba5a3e3a11c92bb2b14");
    row("CAVS encrypt, 408 bits, 2", "fad40c82264dc9b8d9a42c10a234138344b0133a708d8899da934bfee2bdd6b8",
        "0dade2c95a9b85a8d2bc13ef",
        "664ea95d511b2cfdb9e5fb87efdd41cbfb88f3ff47a7d2b8830967e39071a89b"
        "948754ffb0ed34c357ed6d4b4b2f8a76615c03",
        "ea94dcbf52b22226dda91d9bfc96fb382730b213b66e30960b0d20d2417036cb"
        "aa9e359984eea947232526e175f49739095e69",
        "5ca8905d469fffec6fba7435ebdffdaf");
}

void TestEnvelope::agreesWithPublishedVectors()
{
    QFETCH(QByteArray, keyHex);
    QFETCH(QByteArray, nonceHex);
    QFETCH(QByteArray, plainHex);
    QFETCH(QByteArray, cipherHex);
    QFETCH(QByteArray, tagHex);
    const SecretBytes vectorKey(QByteArray::fromHex(keyHex));
    const QByteArray plain = QByteArray::fromHex(plainHex);

    const auto bytes = seal(vectorKey, QByteArray::fromHex(nonceHex), plain);
    QVERIFY2(bytes, bytes ? "" : qPrintable(describe(bytes.error())));
    QCOMPARE(bytes->toHex(), nonceHex + cipherHex + tagHex);

    const auto opened = open(vectorKey, {QByteArray::fromHex(nonceHex + cipherHex + tagHex)});
    QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
    QCOMPARE(opened->toHex(), plainHex);
}

void TestEnvelope::refusesDamageInEveryPublishedVector()
{
    QFETCH(QByteArray, keyHex);
    QFETCH(QByteArray, nonceHex);
    QFETCH(QByteArray, cipherHex);
    QFETCH(QByteArray, tagHex);
    QByteArray bytes = QByteArray::fromHex(nonceHex + cipherHex + tagHex);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    const auto opened = open(SecretBytes(QByteArray::fromHex(keyHex)), {bytes});
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::WrongKey);
}

void TestEnvelope::holdsBackExactlyTheTag()
{
    const QByteArray plain = plainText(plainSizeOfDamaged);
    auto reader = createReader(key());
    QVERIFY(reader);
    QByteArray released;
    QByteArray unverified;
    qsizetype fed = 0;
    for (const QByteArray &piece : cut(sealed(plain), 1)) {
        QVERIFY((*reader)->update(piece, unverified));
        released += unverified;
        QCOMPARE(released.size(), std::max<qsizetype>(0, ++fed - envelopev1::overhead));
        QVERIFY(plain.startsWith(released));
    }
    QVERIFY((*reader)->finish());
}

void TestEnvelope::limitIsWhatTheStandardAllows()
{
    QCOMPARE(envelopev1::maxPlainSize, ((Q_INT64_C(1) << 39) - 256) / 8); // SP 800-38D, 5.2.1.1
}

void TestEnvelope::noncesDiffer()
{
    QSet<QByteArray> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto fresh = envelopev1::randomNonce();
        QVERIFY(fresh);
        QCOMPARE(fresh->size(), envelopev1::nonceSize);
        seen.insert(*fresh);
    }
    QCOMPARE(seen.size(), 1000);
}

QTEST_GUILESS_MAIN(TestEnvelope)
#include "tst_envelope.moc"
