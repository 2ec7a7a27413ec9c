// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelopev1.h"
#include "crypto/keys.h"
#include "engine/filestreams.h"
#include "engine/listedsize.h"
#include "support/teststreams.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QByteArray databaseLike(qsizetype size)
{
    QByteArray bytes(size, 'd');
    bytes.replace(0, 16, QByteArray("SQLite format 3\0", 16));
    return bytes;
}

QByteArray readAll(BlockSource &source, qint64 step)
{
    QByteArray all;
    QByteArray block(step, Qt::Uninitialized);
    for (;;) {
        const auto count = source.read(block.data(), step);
        if (!count || *count == 0)
            return all;
        all.append(block.constData(), *count);
    }
}

QByteArray sealedBytes(const QByteArray &plain, const SecretBytes &key, qint64 step)
{
    auto source = SealingSource::open(std::make_unique<BytesSource>(plain), key, QByteArray(12, 'n'));
    return readAll(**source, step);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestFileStreams : public QObject
{
    Q_OBJECT

private slots:
    void noMoreThanWasListedGetsThrough()
    {
        BackupEntry entry;
        entry.size = 10;
        PatternSink beneath;
        ListedSizeSink listed(beneath, entry);
        QVERIFY(listed.write(QByteArray(6, 'x')));
        QVERIFY(!listed.finish());
        QVERIFY(listed.write(QByteArray(4, 'x')));
        QVERIFY(listed.finish());
        QCOMPARE(listed.write("x").error().code, ErrorCode::Corrupt);
        QCOMPARE(beneath.received(), 10);
    }

    void sealsTheSameWayInAnySteps()
    {
        const SecretBytes key(QByteArray(32, 'k'));
        const QByteArray plain = databaseLike(10'000);
        const QByteArray whole = sealedBytes(plain, key, 1 << 20);
        QCOMPARE(whole.size(), plain.size() + 28);
        for (const qint64 step : {1, 3, 12, 13, 16, 28, 4096, 9'999})
            QCOMPARE(sealedBytes(plain, key, step), whole);
    }

    void opensWhatItSealed_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {1, 7, 15, 16, 17, 1000, 1 << 20})
            QTest::addRow("pieces of %d", piece) << piece;
    }
    void opensWhatItSealed()
    {
        QFETCH(int, piece);
        QTemporaryDir folder;
        const SecretBytes key(QByteArray(32, 'k'));
        const QByteArray plain = databaseLike(5'000);
        for (const QByteArray &stored : {plain, sealedBytes(plain, key, 4096)}) {
            const QString path = folder.filePath(u"out-%1"_s.arg(stored.size()));
            auto sink = OpeningSink::create(path, key);
            QVERIFY(sink);
            for (qsizetype at = 0; at < stored.size(); at += piece)
                QVERIFY((*sink)->write(
                    QByteArrayView(stored).sliced(at, std::min<qsizetype>(piece, stored.size() - at))));
            const auto outcome = (*sink)->finish();
            QVERIFY(outcome);
            QCOMPARE(outcome->sealed, stored != plain);
            QCOMPARE(outcome->objectSha256, QString::fromLatin1(Sha256::hexOf(stored)));
            QCOMPARE(outcome->contentSize, plain.size());
            QCOMPARE(contentOf(path), plain);
            QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
    }

    void noticesThatThePlainBytesChangedBetweenTwoPasses()
    {
        const SecretBytes key(QByteArray(32, 'k'));
        const QByteArray nonce(12, 'n');
        auto first = SealingSource::open(std::make_unique<BytesSource>(databaseLike(5'000)), key, nonce);
        QCOMPARE(readAll(**first, 4096).size(), 5'028);
        for (const QByteArray &now : {databaseLike(5'000), databaseLike(4'999) + 'x'}) {
            auto second =
                SealingSource::open(std::make_unique<BytesSource>(now), key, nonce, (*first)->tag());
            QByteArray buffer(10'000, Qt::Uninitialized);
            const auto count = (*second)->read(buffer.data(), buffer.size());
            QCOMPARE(count.has_value(), now == databaseLike(5'000));
            if (!count)
                QCOMPARE(count.error().code, ErrorCode::Io);
        }
    }

    void noticesThatAPlainCopyChanged()
    {
        const QByteArray before = databaseLike(5'000);
        for (const QByteArray &now : {before, databaseLike(4'999) + 'x'}) {
            UnchangedSource source(std::make_unique<BytesSource>(now),
                                   QString::fromLatin1(Sha256::hexOf(before)));
            QByteArray buffer(5'000, Qt::Uninitialized);
            QVERIFY(source.read(buffer.data(), 4'000)); // not before the end
            QCOMPARE(source.read(buffer.data(), 1'000).has_value(), now == before);
        }
    }

    void saysWhenThereIsNoKey()
    {
        QTemporaryDir folder;
        const QByteArray sealed = sealedBytes(databaseLike(512), SecretBytes(QByteArray(32, 'k')), 4096);
        auto sink = OpeningSink::create(folder.filePath(u"out"_s), SecretBytes());
        const auto written = (*sink)->write(sealed);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::WrongKey);
    }

    void failsOnTheWrongKey()
    {
        QTemporaryDir folder;
        const QByteArray sealed = sealedBytes(databaseLike(512), SecretBytes(QByteArray(32, 'k')), 4096);
        auto sink = OpeningSink::create(folder.filePath(u"out"_s), SecretBytes(QByteArray(32, 'w')));
        QVERIFY((*sink)->write(sealed));
        const auto outcome = (*sink)->finish();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::WrongKey);
    }

    void failsOnAFewBytes()
    {
        QTemporaryDir folder;
        auto sink = OpeningSink::create(folder.filePath(u"out"_s), SecretBytes(QByteArray(32, 'k')));
        QVERIFY((*sink)->write(QByteArray(5, 'x')));
        const auto outcome = (*sink)->finish();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Corrupt);
    }

    void neverOverwrites()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"out"_s);
        QVERIFY(FileSink::create(path));
        const auto second = FileSink::create(path);
        QVERIFY(!second);
    }
};

QTEST_GUILESS_MAIN(TestFileStreams)
#include "tst_filestreams.moc"
