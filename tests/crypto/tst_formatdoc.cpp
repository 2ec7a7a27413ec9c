// SPDX-License-Identifier: GPL-3.0-or-later
// FORMAT.md keeps its word: the program it prints opens what we seal, and we open what others seal.
#include "base/sha256.h"
#include "crypto/envelopev1.h"
#include "crypto/keys.h"

#include <QFile>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray sealed(const SecretBytes &key, QByteArray plain)
{
    const auto nonce = envelopev1::randomNonce();
    auto writer = envelopev1::createWriter(key, nonce.value(), plain.size());
    if (!(*writer)->update(plain.constData(), plain.size(), plain.data()))
        return {};
    return (*writer)->header() + plain + (*writer)->finish().value();
}

} // namespace

class TestFormatDoc final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void printedProgramIsShort();
    void printedProgramOpensOurBackups_data();
    void printedProgramOpensOurBackups();
    void printedProgramRefusesAnotherKey();
    void weOpenWhatPythonSeals();
    void numbersAgreeWithTheCode();

private:
    struct Outcome
    {
        int exitCode = -1;
        QString errors;
    };
    Outcome runPython(const QStringList &arguments) const;

    QString m_document;
    QByteArray m_program;
    QTemporaryDir m_folder;
    SecretBytes m_key;
    QString m_keyFile;
    QString m_missing; ///< why the programs cannot run here; empty when they can
};

TestFormatDoc::Outcome TestFormatDoc::runPython(const QStringList &arguments) const
{
    // Debian's own interpreter, because that is the one python3-cryptography belongs to.
    QProcess python;
    python.start(u"/usr/bin/python3"_s, arguments);
    if (!python.waitForFinished(60'000))
        return {-1, python.errorString()};
    return {python.exitCode(), QString::fromUtf8(python.readAllStandardError())};
}

void TestFormatDoc::initTestCase()
{
    m_document = QString::fromUtf8(readFile(QStringLiteral(LIFEBOAT_SOURCE_DIR "/FORMAT.md")));
    QVERIFY(!m_document.isEmpty());
    static const QRegularExpression fenced(u"```python\\n(.*?)```"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    m_program = fenced.match(m_document).captured(1).toUtf8();
    QVERIFY(!m_program.isEmpty());
    QVERIFY(m_folder.isValid());
    QVERIFY(writeFile(m_folder.filePath(u"open.py"_s), m_program));
    auto key = generateKey();
    QVERIFY(key);
    m_key = std::move(*key);
    m_keyFile = m_folder.filePath(u"key"_s);
    QVERIFY(writeKeyFile(m_keyFile, m_key));

    const Outcome probe = runPython({u"-c"_s, u"import cryptography"_s});
    if (probe.exitCode != 0)
        m_missing = u"python3-cryptography is not installed: "_s + probe.errors;
    QVERIFY2(m_missing.isEmpty() || qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1",
             qPrintable(m_missing));
}

void TestFormatDoc::printedProgramIsShort()
{
    QVERIFY(m_program.count('\n') <= 15);
}

void TestFormatDoc::printedProgramOpensOurBackups_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::newRow("empty") << qsizetype(0);
    QTest::newRow("one byte") << qsizetype(1);
    QTest::newRow("one block of the program") << qsizetype(1 << 20);
    QTest::newRow("several blocks and a part") << qsizetype((3 << 20) + 4097);
}

void TestFormatDoc::printedProgramOpensOurBackups()
{
    if (!m_missing.isEmpty())
        QSKIP(qPrintable(m_missing));
    QFETCH(qsizetype, size);
    const QTemporaryDir folder;
    const QString source = folder.filePath(u"backup.db.enc"_s);
    const QString target = folder.filePath(u"backup.db"_s);
    QByteArray plain(size, 's');
    if (size > 0)
        plain[size - 1] = 'e';
    QVERIFY(writeFile(source, sealed(m_key, plain)));
    const Outcome outcome = runPython({m_folder.filePath(u"open.py"_s), m_keyFile, source, target});
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    QVERIFY(QFile::exists(target));
    QVERIFY(readFile(target) == plain);
}

void TestFormatDoc::printedProgramRefusesAnotherKey()
{
    if (!m_missing.isEmpty())
        QSKIP(qPrintable(m_missing));
    const QString source = m_folder.filePath(u"other.db.enc"_s);
    const QString target = m_folder.filePath(u"other.db"_s);
    QVERIFY(writeFile(source, sealed(SecretBytes(encryptionKeySize), "plain")));
    const Outcome outcome = runPython({m_folder.filePath(u"open.py"_s), m_keyFile, source, target});
    QVERIFY(outcome.exitCode != 0);
    QVERIFY2(outcome.errors.contains(u"InvalidTag"_s), qPrintable(outcome.errors));
    QVERIFY(!QFile::exists(target));
}

void TestFormatDoc::weOpenWhatPythonSeals()
{
    if (!m_missing.isEmpty())
        QSKIP(qPrintable(m_missing));
    const QString path = m_folder.filePath(u"python.enc"_s);
    const Outcome outcome = runPython({u"-c"_s, uR"(
import base64, os, sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
nonce = os.urandom(12)
key = base64.b64decode(open(sys.argv[1]).read())
open(sys.argv[2], "wb").write(nonce + AESGCM(key).encrypt(nonce, b"sealed by Python" * 4099, None))
)"_s,
                                       m_keyFile, path});
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));

    auto reader = envelopev1::createReader(m_key);
    QVERIFY(reader);
    QByteArray plain;
    QVERIFY((*reader)->update(readFile(path), plain));
    QVERIFY((*reader)->finish());
    QVERIFY(plain == QByteArray("sealed by Python").repeated(4099));
}

void TestFormatDoc::numbersAgreeWithTheCode()
{
    const auto says = [this](const QString &text) { return m_document.contains(text); };
    QVERIFY(says(u'`' + QString::fromLatin1(envelopev1::metadataValue) + u'`'));
    QVERIFY(says(QLocale(QLocale::English).toString(envelopev1::maxPlainSize)));
    QVERIFY(says(u"*n* + %1 bytes"_s.arg(envelopev1::overhead)));
    QVERIFY(says(u"| 0 | %1 | nonce |"_s.arg(envelopev1::nonceSize)));
    QVERIFY(
        says(u"| %1 + *n* | %2 | authentication tag"_s.arg(envelopev1::nonceSize).arg(envelopev1::tagSize)));
    QVERIFY(says(keyFingerprint(SecretBytes(encryptionKeySize))));
    QVERIFY(says(u"%1 characters"_s.arg(encodeKey(m_key).size())));
}

QTEST_GUILESS_MAIN(TestFormatDoc)
#include "tst_formatdoc.moc"
