// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secretbytes.h"

#include <QDebug>
#include <QTest>

#include <array>
#include <type_traits>

using namespace lifeboat;

// What must not compile is part of the contract.
static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_copy_assignable_v<SecretBytes>);
static_assert(!std::is_convertible_v<SecretBytes, QByteArray>);
static_assert(!std::is_convertible_v<SecretBytes, QByteArrayView>);
static_assert(!std::is_convertible_v<SecretBytes, QString>);
static_assert(!std::is_convertible_v<QByteArray, SecretBytes>);
template<typename T>
concept Printable = requires(QDebug stream, const T &value)
{
    stream << value;
};
static_assert(Printable<QByteArray> && !Printable<SecretBytes>);

class TestSecretBytes final : public QObject
{
    Q_OBJECT

private slots:
    void wipeOverwritesExactlyWhatItIsGiven();
    void startsAsZeros();
    void clearEmpties();
    void moveLeavesNothingBehind();
    void assignmentReplaces();
    void selfAssignmentKeeps();
    void cloneIsEqualAndApart();
    void equalsComparesContent_data();
    void equalsComparesContent();
};

void TestSecretBytes::wipeOverwritesExactlyWhatItIsGiven()
{
    std::array<char, 66> memory;
    memory.fill('s');
    wipe(memory.data() + 1, 64);
    QCOMPARE(memory.front(), 's');
    QCOMPARE(memory.back(), 's');
    for (std::size_t i = 1; i <= 64; ++i)
        QCOMPARE(memory[i], '\0');
    wipe(nullptr, 0);
}

void TestSecretBytes::startsAsZeros()
{
    const SecretBytes secret(32);
    QCOMPARE(secret.size(), 32);
    QCOMPARE(secret.view().toByteArray(), QByteArray(32, '\0'));
    QVERIFY(SecretBytes().isEmpty());
    QVERIFY(SecretBytes(QByteArrayView()).isEmpty());
}

void TestSecretBytes::clearEmpties()
{
    SecretBytes secret("secret");
    QVERIFY(!secret.isEmpty());
    secret.clear();
    QVERIFY(secret.isEmpty());
    QCOMPARE(secret.size(), 0);
    QVERIFY(secret.view().isEmpty());
    secret.clear();
}

void TestSecretBytes::moveLeavesNothingBehind()
{
    SecretBytes from("secret");
    const char *storage = from.view().data();
    SecretBytes to(std::move(from));
    QCOMPARE(to.view().toByteArray(), "secret");
    QCOMPARE(static_cast<const void *>(to.view().data()),
             static_cast<const void *>(storage)); // no copy was made
    QVERIFY(from.isEmpty());                      // NOLINT(bugprone-use-after-move): this is what is tested
    QCOMPARE(from.view().size(), 0);
}

void TestSecretBytes::assignmentReplaces()
{
    SecretBytes secret("first");
    SecretBytes other("second one");
    secret = std::move(other);
    QCOMPARE(secret.view().toByteArray(), "second one");
    QVERIFY(other.isEmpty()); // NOLINT(bugprone-use-after-move): this is what is tested
}

void TestSecretBytes::selfAssignmentKeeps()
{
    SecretBytes secret("secret");
    SecretBytes &same = secret;
    secret = std::move(same);
    QCOMPARE(secret.view().toByteArray(), "secret");
}

void TestSecretBytes::cloneIsEqualAndApart()
{
    SecretBytes secret("secret");
    SecretBytes copy = secret.clone();
    QVERIFY(copy.equals(secret));
    copy.data()[0] = 'S';
    QCOMPARE(secret.view().toByteArray(), "secret");
    QVERIFY(!copy.equals(secret));
}

void TestSecretBytes::equalsComparesContent_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("equal");
    QTest::newRow("same") << QByteArray("secret") << QByteArray("secret") << true;
    QTest::newRow("both empty") << QByteArray() << QByteArray() << true;
    QTest::newRow("first differs") << QByteArray("secret") << QByteArray("Secret") << false;
    QTest::newRow("last differs") << QByteArray("secret") << QByteArray("secreT") << false;
    QTest::newRow("two differences that cancel") << QByteArray("ab") << QByteArray("ba") << false;
    QTest::newRow("prefix") << QByteArray("secret") << QByteArray("secre") << false;
    QTest::newRow("empty and not") << QByteArray() << QByteArray("s") << false;
    QTest::newRow("high bit") << QByteArray("\x80") << QByteArray(1, '\0') << false;
}

void TestSecretBytes::equalsComparesContent()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QFETCH(bool, equal);
    QCOMPARE(SecretBytes(one).equals(SecretBytes(other)), equal);
    QCOMPARE(SecretBytes(other).equals(SecretBytes(one)), equal);
}

QTEST_GUILESS_MAIN(TestSecretBytes)
#include "tst_secretbytes.moc"
