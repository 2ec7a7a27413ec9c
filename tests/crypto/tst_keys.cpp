// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelope.h"
#include "crypto/keys.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

// 32 bytes whose Base64 has every character that the two alphabets write differently.
const QByteArray keyBytes =
    QByteArray::fromHex("fbefbeffff3effbf000102030405060708090a0b0c0d0e0f1011121314151617");
const QByteArray standard = "++++//8+/78AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc=";

QByteArray urlSafe()
{
    return QByteArray(standard).replace('+', '-').replace('/', '_');
}

mode_t modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 07777 : 0;
}

void writeFile(const QString &path, const QByteArray &text, mode_t mode)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
    file.close();
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), mode), 0);
}

} // namespace

class TestKeys final : public QObject
{
    Q_OBJECT

private slots:
    void generatesDifferentKeys();
    void encodesAsStandardBase64();
    void decodesWhatPeopleHold_data();
    void decodesWhatPeopleHold();
    void refusesWhatIsNoKeyWithoutQuotingIt_data();
    void refusesWhatIsNoKeyWithoutQuotingIt();
    void writtenKeyFileIsPrivateAndReadsBack();
    void writtenKeyFileIsPrivateUnderAnyUmask();
    void neverOverwritesAKeyFile();
    void writingIntoNoFolderSaysSo();
    void acceptsOnlyPrivateModes_data();
    void acceptsOnlyPrivateModes();
    void judgesALinkByItsTarget();
    void refusesWhatIsNotARegularFile();
    void absentKeyFileIsNotFound();
    void oversizedKeyFileIsNoKey();
    void malformedKeyFileIsNamedButNotQuoted();
    void fingerprintNamesTheKeyWithoutRevealingIt();
};

void TestKeys::generatesDifferentKeys()
{
    const auto one = generateKey();
    const auto other = generateKey();
    QVERIFY(one && other);
    QCOMPARE(one->size(), encryptionKeySize);
    QVERIFY(!one->equals(*other));
    QVERIFY(!one->equals(SecretBytes(encryptionKeySize)));
}

void TestKeys::encodesAsStandardBase64()
{
    QCOMPARE(encodeKey(SecretBytes(keyBytes)).view().toByteArray(), standard);
    const auto fresh = generateKey();
    QVERIFY(fresh);
    QCOMPARE(encodeKey(*fresh).view().toByteArray(), fresh->view().toByteArray().toBase64());
    QCOMPARE(encodeKey(*fresh).size(), 44);
}

void TestKeys::decodesWhatPeopleHold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("standard") << standard;
    QTest::newRow("standard, no padding") << standard.chopped(1);
    QTest::newRow("URL-safe") << urlSafe();
    QTest::newRow("URL-safe, no padding") << urlSafe().chopped(1);
    QTest::newRow("newline after") << standard + '\n';
    QTest::newRow("CRLF after") << standard + "\r\n";
    QTest::newRow("white space around") << " \t\n" + standard + " \n\n";
}

void TestKeys::decodesWhatPeopleHold()
{
    QFETCH(QByteArray, text);
    const auto key = decodeKey(text, u"a test"_s);
    QVERIFY2(key, key ? "" : qPrintable(key.error().message));
    QCOMPARE(key->view().toByteArray().toHex(), keyBytes.toHex());
}

void TestKeys::refusesWhatIsNoKeyWithoutQuotingIt_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reason");
    const QString characters = u"characters"_s;
    QTest::newRow("empty") << QByteArray() << u"empty"_s;
    QTest::newRow("white space only") << QByteArray(" \n") << u"empty"_s;
    QTest::newRow("padding only") << QByteArray("=") << characters;
    QTest::newRow("31 bytes") << keyBytes.chopped(1).toBase64() << characters;
    QTest::newRow("33 bytes") << (keyBytes + 'x').toBase64() << characters;
    QTest::newRow("16 bytes") << keyBytes.first(16).toBase64() << characters;
    QTest::newRow("one character short") << standard.chopped(2) << characters;
    QTest::newRow("hexadecimal") << keyBytes.toHex() << characters;
    QTest::newRow("twice") << standard.chopped(1) + standard << characters;
    QTest::newRow("too much padding") << standard + '=' << characters;
    QTest::newRow("padding in the middle") << QByteArray(standard).replace(10, 1, "=") << u"character 11"_s;
    QTest::newRow("space inside") << QByteArray(standard).insert(20, ' ') << u"character 21"_s;
    QTest::newRow("line break inside") << QByteArray(standard).insert(20, '\n') << u"character 21"_s;
    QTest::newRow("quotes around") << '"' + standard + '"' << u"character 1 "_s;
    QTest::newRow("not interpolated") << QByteArray("${BACKUP_ENCRYPTION_KEY}") << u"character 1 "_s;
    QTest::newRow("NUL inside") << QByteArray(standard).replace(5, 1, QByteArray(1, '\0'))
                                << u"character 6 "_s;
    QTest::newRow("not ASCII") << QByteArray(standard).replace(5, 1, "é") << u"character 6 "_s;
    QTest::newRow("bits after the end") << standard.chopped(2) + "d=" << u"last character"_s;
}

void TestKeys::refusesWhatIsNoKeyWithoutQuotingIt()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, reason);
    const auto key = decodeKey(text, u"BACKUP_ENCRYPTION_KEY"_s);
    QVERIFY(!key);
    const Error &error = key.error();
    QCOMPARE(error.code, ErrorCode::WrongKey);
    QVERIFY2(error.message.contains(reason), qPrintable(error.message));
    QVERIFY(error.message.contains(u"BACKUP_ENCRYPTION_KEY"_s));
    QVERIFY(error.hint.contains(u"keygen"_s));
    const QString all = error.operation + describe(error);
    for (qsizetype at = 0; at + 6 <= text.size(); ++at) {
        const QString part = QString::fromUtf8(text.sliced(at, 6));
        QVERIFY2(u"${BACKUP_ENCRYPTION_KEY}"_s.contains(part) || !all.contains(part), qPrintable(all));
    }
}

void TestKeys::writtenKeyFileIsPrivateAndReadsBack()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"backup key ü.txt"_s);
    QVERIFY(writeKeyFile(path, SecretBytes(keyBytes)));
    QCOMPARE(modeOf(path), mode_t(0600));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), standard + '\n');
    const auto key = readKeyFile(path);
    QVERIFY2(key, key ? "" : qPrintable(describe(key.error())));
    QVERIFY(key->equals(SecretBytes(keyBytes)));
}

void TestKeys::writtenKeyFileIsPrivateUnderAnyUmask()
{
    const QTemporaryDir folder;
    for (const mode_t mask : {0000, 0022, 0077, 0777}) {
        const QString path = folder.filePath(QString::number(mask));
        const mode_t before = ::umask(mask);
        const auto written = writeKeyFile(path, SecretBytes(keyBytes));
        ::umask(before);
        QVERIFY2(written, written ? "" : qPrintable(describe(written.error())));
        QCOMPARE(modeOf(path), mode_t(0600));
        QVERIFY(readKeyFile(path));
    }
}

void TestKeys::neverOverwritesAKeyFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    const QString dangling = folder.filePath(u"link"_s);
    writeFile(path, "precious", 0600);
    QVERIFY(QFile::link(folder.filePath(u"elsewhere"_s), dangling));
    for (const QString &taken : {path, dangling}) {
        const auto written = writeKeyFile(taken, SecretBytes(keyBytes));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::AlreadyExists);
        QVERIFY(!written.error().hint.isEmpty());
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "precious");
    QVERIFY(!QFile::exists(folder.filePath(u"elsewhere"_s)));
}

void TestKeys::writingIntoNoFolderSaysSo()
{
    const QTemporaryDir folder;
    const auto written = writeKeyFile(folder.filePath(u"none/key"_s), SecretBytes(keyBytes));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::NotFound);
    QVERIFY(written.error().message.contains(u"none/key"_s));
}

void TestKeys::acceptsOnlyPrivateModes_data()
{
    QTest::addColumn<uint>("mode");
    QTest::addColumn<bool>("accepted");
    for (const uint mode :
         {0600U, 0400U, 0700U, 0640U, 0620U, 0610U, 0604U, 0602U, 0601U, 0644U, 0666U, 0777U}) {
        QTest::newRow(QByteArray::number(mode, 8).constData()) << mode << ((mode & 077) == 0);
    }
}

void TestKeys::acceptsOnlyPrivateModes()
{
    QFETCH(uint, mode);
    QFETCH(bool, accepted);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    writeFile(path, standard, mode);
    const auto key = readKeyFile(path);
    QCOMPARE(key.has_value(), accepted);
    if (!accepted) {
        QCOMPARE(key.error().code, ErrorCode::Refused);
        QVERIFY(key.error().message.contains(QString::number(mode, 8)));
        QVERIFY(key.error().hint.contains(u"chmod 600 "_s));
        QVERIFY(key.error().hint.contains(path));
    }
}

void TestKeys::judgesALinkByItsTarget()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    const QString link = folder.filePath(u"link"_s);
    QVERIFY(QFile::link(path, link));
    writeFile(path, standard, 0600);
    QVERIFY(readKeyFile(link));
    writeFile(path, standard, 0644);
    QCOMPARE(readKeyFile(link).error().code, ErrorCode::Refused);
}

void TestKeys::refusesWhatIsNotARegularFile()
{
    const QTemporaryDir folder;
    QCOMPARE(readKeyFile(folder.path()).error().code, ErrorCode::Refused);
    const QString fifo = folder.filePath(u"fifo"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    QCOMPARE(readKeyFile(fifo).error().code, ErrorCode::Refused); // and does not wait for a writer
}

void TestKeys::absentKeyFileIsNotFound()
{
    const QTemporaryDir folder;
    const auto key = readKeyFile(folder.filePath(u"none"_s));
    QVERIFY(!key);
    QCOMPARE(key.error().code, ErrorCode::NotFound);
    QVERIFY(key.error().hint.contains(u"keygen"_s));
}

void TestKeys::oversizedKeyFileIsNoKey()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    writeFile(path, standard + QByteArray(4096 - standard.size(), '\n'), 0600);
    QVERIFY(readKeyFile(path));
    writeFile(path, standard + QByteArray(4097 - standard.size(), '\n'), 0600);
    const auto key = readKeyFile(path);
    QVERIFY(!key);
    QCOMPARE(key.error().code, ErrorCode::WrongKey);
    QVERIFY(key.error().message.contains(u"too large"_s));
}

void TestKeys::malformedKeyFileIsNamedButNotQuoted()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    writeFile(path, standard.chopped(4), 0600);
    const auto key = readKeyFile(path);
    QVERIFY(!key);
    QCOMPARE(key.error().code, ErrorCode::WrongKey);
    QVERIFY(key.error().message.contains(path));
    QVERIFY(!describe(key.error()).contains(QString::fromLatin1(standard.first(6))));
}

void TestKeys::fingerprintNamesTheKeyWithoutRevealingIt()
{
    // SHA-256 of 32 zero bytes is 66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925.
    QCOMPARE(keyFingerprint(SecretBytes(encryptionKeySize)), u"6668-7aad-f862-bd77"_s);
    QVERIFY(keyFingerprint(SecretBytes(keyBytes)) != keyFingerprint(SecretBytes(encryptionKeySize)));
    QVERIFY(!keyFingerprint(SecretBytes(keyBytes))
                 .remove(u'-')
                 .contains(QString::fromLatin1(keyBytes.toHex().first(4))));
}

QTEST_GUILESS_MAIN(TestKeys)
#include "tst_keys.moc"
