// SPDX-License-Identifier: GPL-3.0-or-later
// What every version of the sealed form must do, as tests. A version's own test derives from
// EnvelopeContract, says how its writers and readers are made, adds its published vectors, and lists this
// header among its sources so that moc sees it.
#pragma once

#include "crypto/envelope.h"

#include <QList>
#include <QTest>

#include <limits>
#include <sys/mman.h>

namespace lifeboat {

class EnvelopeContract : public QObject
{
    Q_OBJECT

protected:
    struct Region
    {
        const char *name;
        qsizetype offset;
        qsizetype size;
    };

    [[nodiscard]] virtual Result<std::unique_ptr<EnvelopeWriter>> createWriter(const SecretBytes &key,
                                                                               const QByteArray &nonce,
                                                                               qint64 plainSize) const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<EnvelopeReader>> createReader(
        const SecretBytes &key) const = 0;
    [[nodiscard]] virtual qint64 nonceSize() const = 0;
    [[nodiscard]] virtual qint64 maxPlainSize() const = 0;
    [[nodiscard]] virtual qint64 sealedSize(qint64 plainSize) const = 0;
    /// Every byte class of an envelope around `plainSize` bytes, together covering all of it.
    [[nodiscard]] virtual QList<Region> regions(qint64 plainSize) const = 0;

    [[nodiscard]] static SecretBytes key(char first = 1)
    {
        SecretBytes out(encryptionKeySize);
        for (qsizetype i = 0; i < out.size(); ++i)
            out.data()[i] = static_cast<char>(first + 7 * i);
        return out;
    }

    [[nodiscard]] QByteArray nonce(char fill = 'n') const { return QByteArray(nonceSize(), fill); }

    [[nodiscard]] static QByteArray plainText(qsizetype size)
    {
        QByteArray out(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < size; ++i)
            out[i] = static_cast<char>(i * 131 + i / 251);
        return out;
    }

    /// Seals in pieces of `piece` bytes.
    [[nodiscard]] Result<QByteArray> seal(const SecretBytes &withKey, const QByteArray &withNonce,
                                          const QByteArray &plain, qsizetype piece = 1 << 16) const
    {
        auto writer = createWriter(withKey, withNonce, plain.size());
        if (!writer)
            return fail(writer.error());
        QByteArray sealed = (*writer)->header();
        for (qsizetype at = 0; at < plain.size(); at += piece) {
            QByteArray block = plain.mid(at, piece);
            if (auto ok = (*writer)->update(block.constData(), block.size(), block.data()); !ok)
                return fail(ok.error());
            sealed += block;
        }
        auto end = (*writer)->finish();
        if (!end)
            return fail(end.error());
        return sealed + *end;
    }

    [[nodiscard]] QByteArray sealed(const QByteArray &plain) const
    {
        return seal(key(), nonce(), plain).value_or(QByteArray());
    }

    /// Opens what arrives in `pieces`.
    [[nodiscard]] Result<QByteArray> open(const SecretBytes &withKey, const QList<QByteArray> &pieces) const
    {
        auto reader = createReader(withKey);
        if (!reader)
            return fail(reader.error());
        QByteArray plain;
        QByteArray unverified("left from before");
        for (const QByteArray &piece : pieces) {
            if (auto ok = (*reader)->update(piece, unverified); !ok)
                return fail(ok.error());
            plain += unverified;
        }
        if (auto ok = (*reader)->finish(); !ok)
            return fail(ok.error());
        return plain;
    }

    [[nodiscard]] static QList<QByteArray> cut(const QByteArray &bytes, qsizetype piece)
    {
        QList<QByteArray> out;
        for (qsizetype at = 0; at < bytes.size(); at += piece)
            out += bytes.mid(at, piece);
        return out;
    }

    /// Damage is reported as such, with something to do about it, and never with the key in it.
    [[nodiscard]] static bool saysWrongKeyOrDamaged(const Error &error)
    {
        return (error.code == ErrorCode::WrongKey || error.code == ErrorCode::Corrupt) && !error.retryable
               && (error.message.contains(QStringLiteral("damaged"))
                   || error.message.contains(QStringLiteral("cut short")))
               && !error.hint.isEmpty();
    }

    void addRegions() const
    {
        QTest::addColumn<qsizetype>("offset");
        QTest::addColumn<qsizetype>("size");
        qsizetype end = 0;
        for (const Region &region : regions(plainSizeOfDamaged)) {
            QCOMPARE(region.offset, end);
            end += region.size;
            QTest::newRow(region.name) << region.offset << region.size;
        }
        QCOMPARE(end, qsizetype(sealedSize(plainSizeOfDamaged)));
    }

    static constexpr qsizetype plainSizeOfDamaged = 37; ///< two whole cipher blocks and a part of one

private slots:
    void roundTripsAtEverySize_data()
    {
        QTest::addColumn<qsizetype>("size");
        constexpr qsizetype mebibyte = 1 << 20;
        for (const qsizetype size : {0, 1, 11, 12, 15, 16, 17, 27, 28, 29, 31, 32, 33})
            QTest::addRow("%lld bytes", static_cast<long long>(size)) << size;
        QTest::newRow("1 MiB - 1") << mebibyte - 1;
        QTest::newRow("1 MiB") << mebibyte;
        QTest::newRow("1 MiB + 1") << mebibyte + 1;
    }

    void roundTripsAtEverySize()
    {
        QFETCH(qsizetype, size);
        const QByteArray plain = plainText(size);
        const QByteArray bytes = sealed(plain);
        QCOMPARE(bytes.size(), sealedSize(size));
        if (size >= 16)
            QVERIFY(!bytes.contains(plain.first(16)));
        const auto opened = open(key(), cut(bytes, 4093));
        QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
        QVERIFY(*opened == plain);
    }

    void sealsTheSameWhateverThePieces()
    {
        const QByteArray plain = plainText(1000);
        const QByteArray whole = sealed(plain);
        for (const qsizetype piece : {1, 7, 15, 16, 17, 999, 1000})
            QCOMPARE(seal(key(), nonce(), plain, piece).value_or(QByteArray()), whole);
    }

    void sealsApartAndInPlaceAlike()
    {
        const QByteArray plain = plainText(100);
        auto writer = createWriter(key(), nonce(), plain.size());
        QVERIFY(writer);
        QByteArray apart(plain.size(), Qt::Uninitialized);
        QVERIFY((*writer)->update(plain.constData(), plain.size(), apart.data()));
        QCOMPARE(plain, plainText(100));
        QVERIFY(sealed(plain).contains(apart)); // seal() works in place
    }

    void opensHoweverTheStreamIsCut()
    {
        const QByteArray plain = plainText(plainSizeOfDamaged);
        const QByteArray bytes = sealed(plain);
        for (qsizetype piece = 1; piece <= bytes.size(); ++piece)
            QCOMPARE(open(key(), cut(bytes, piece)).value_or(QByteArray()), plain);
        for (qsizetype first = 0; first <= bytes.size(); ++first) {
            for (qsizetype second = first; second <= bytes.size(); ++second) { // empty pieces included
                const QList pieces{bytes.first(first), bytes.sliced(first, second - first),
                                   bytes.sliced(second)};
                QCOMPARE(open(key(), pieces).value_or(QByteArray()), plain);
            }
        }
    }

    void sameKeyAndNonceGiveTheSameBytes()
    {
        const QByteArray plain = plainText(500);
        QVERIFY(!sealed(plain).isEmpty());
        QCOMPARE(sealed(plain), sealed(plain));
        QVERIFY(seal(key(), nonce('m'), plain).value() != sealed(plain));
        QVERIFY(seal(key(2), nonce(), plain).value() != sealed(plain));
    }

    void anyFlippedBitIsNoticed_data() { addRegions(); }

    void anyFlippedBitIsNoticed()
    {
        QFETCH(qsizetype, offset);
        QFETCH(qsizetype, size);
        const QByteArray bytes = sealed(plainText(plainSizeOfDamaged));
        for (qsizetype bit = offset * 8; bit < (offset + size) * 8; ++bit) {
            QByteArray damaged = bytes;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
            const auto opened = open(key(), {damaged});
            QVERIFY2(!opened, qPrintable(QStringLiteral("bit %1").arg(bit)));
            QVERIFY(saysWrongKeyOrDamaged(opened.error()));
        }
    }

    void anyMissingByteIsNoticed_data() { addRegions(); }

    void anyMissingByteIsNoticed()
    {
        QFETCH(qsizetype, offset);
        QFETCH(qsizetype, size);
        const QByteArray bytes = sealed(plainText(plainSizeOfDamaged));
        for (qsizetype at = offset; at < offset + size; ++at) {
            const auto without = open(key(), {QByteArray(bytes).remove(at, 1)});
            QVERIFY2(!without, qPrintable(QStringLiteral("without byte %1").arg(at)));
            QVERIFY(saysWrongKeyOrDamaged(without.error()));
            const auto truncated = open(key(), {bytes.first(at)});
            QVERIFY2(!truncated, qPrintable(QStringLiteral("cut at byte %1").arg(at)));
            QVERIFY(saysWrongKeyOrDamaged(truncated.error()));
        }
    }

    void tooShortToBeAnEnvelopeIsCorruptWhateverTheKey()
    {
        const QByteArray empty = sealed({});
        for (qsizetype size = 0; size < empty.size(); ++size) {
            const auto opened = open(key(), {empty.first(size)});
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::Corrupt);
        }
    }

    void anAddedByteIsNoticed_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("one zero after") << QByteArray() << QByteArray(1, '\0');
        QTest::newRow("a tag's worth after") << QByteArray() << QByteArray(16, '\0');
        QTest::newRow("a page after") << QByteArray() << QByteArray(4096, 'x');
        QTest::newRow("one before") << QByteArray(1, 'x') << QByteArray();
        QTest::newRow("the envelope twice") << QByteArray() << sealed(plainText(plainSizeOfDamaged));
    }

    void anAddedByteIsNoticed()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const auto opened = open(key(), {before + sealed(plainText(plainSizeOfDamaged)) + after});
        QVERIFY(!opened);
        QVERIFY(saysWrongKeyOrDamaged(opened.error()));
    }

    void swappedBlocksAreNoticed()
    {
        const QByteArray bytes = sealed(plainText(64));
        const qsizetype at = (*createWriter(key(), nonce(), 64))->header().size();
        const QByteArray swapped =
            bytes.first(at) + bytes.mid(at + 16, 16) + bytes.mid(at, 16) + bytes.mid(at + 32);
        QVERIFY(open(key(), {bytes}));
        QVERIFY(!open(key(), {swapped}));
    }

    void anotherKeyIsToldAsWrongKeyOrDamage()
    {
        const auto opened = open(key(2), {sealed(plainText(100))});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::WrongKey);
        QVERIFY(opened.error().message.contains(QStringLiteral("wrong key")));
        QVERIFY(opened.error().message.contains(QStringLiteral("damaged")));
        QVERIFY(!opened.error().hint.isEmpty());
    }

    void keyAndNonceOfTheWrongSizeAreRefused()
    {
        for (const qsizetype size : {0, 16, 31, 33}) {
            const SecretBytes bad(size);
            QCOMPARE(createWriter(bad, nonce(), 1).error().code, ErrorCode::WrongKey);
            QCOMPARE(createReader(bad).error().code, ErrorCode::WrongKey);
        }
        QVERIFY(!createWriter(key(), nonce().chopped(1), 1));
        QVERIFY(!createWriter(key(), nonce() + 'n', 1));
        QVERIFY(!createWriter(key(), {}, 1));
        QVERIFY(!createWriter(key(), nonce(), -1));
    }

    void writerRefusesMoreThanTheLimitBeforeItBegins()
    {
        QVERIFY(createWriter(key(), nonce(), maxPlainSize()));
        for (const qint64 size : {maxPlainSize() + 1, std::numeric_limits<qint64>::max()}) {
            const auto writer = createWriter(key(), nonce(), size);
            QVERIFY(!writer);
            QCOMPARE(writer.error().code, ErrorCode::TooLarge);
            QVERIFY(!writer.error().hint.isEmpty());
        }
    }

    void readerRefusesMoreThanTheLimitWithoutTouchingIt()
    {
        // Address space only: whoever reads or writes beyond the first page of it is killed.
        const auto size = static_cast<std::size_t>(sealedSize(maxPlainSize()) + 1);
        void *memory = ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        QVERIFY(memory != MAP_FAILED);
        const auto unmap = qScopeGuard([&] { ::munmap(memory, size); });
        QCOMPARE(::mprotect(memory, 4096, PROT_READ), 0);

        auto reader = createReader(key());
        QVERIFY(reader);
        QByteArray unverified;
        const auto ok = (*reader)->update(
            QByteArrayView(static_cast<const char *>(memory), static_cast<qsizetype>(size)), unverified);
        QVERIFY(!ok);
        QCOMPARE(ok.error().code, ErrorCode::TooLarge);
        QVERIFY(unverified.isEmpty());
        QVERIFY(!(*reader)->finish());
    }

    void writerFailsWhenFewerBytesCameThanAnnounced()
    {
        auto writer = createWriter(key(), nonce(), 10);
        QVERIFY(writer);
        QByteArray block = plainText(9);
        QVERIFY((*writer)->update(block.constData(), block.size(), block.data()));
        const auto end = (*writer)->finish();
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Io);
    }

    void writerFailsWhenMoreBytesCameThanAnnounced()
    {
        auto writer = createWriter(key(), nonce(), 10);
        QVERIFY(writer);
        QByteArray block = plainText(11);
        const auto ok = (*writer)->update(block.constData(), block.size(), block.data());
        QVERIFY(!ok);
        QCOMPARE(ok.error().code, ErrorCode::Io);
        QCOMPARE(block, plainText(11));
        QVERIFY(!(*writer)->finish());
    }

    void isOverOnceFinished()
    {
        QByteArray block;
        auto writer = createWriter(key(), nonce(), 0);
        QVERIFY(writer);
        QVERIFY((*writer)->finish());
        QVERIFY(!(*writer)->finish());
        QVERIFY(!(*writer)->update(block.constData(), 0, block.data()));

        auto reader = createReader(key());
        QVERIFY(reader);
        QVERIFY((*reader)->update(sealed({}), block));
        QVERIFY((*reader)->finish());
        QVERIFY(!(*reader)->finish());
        QVERIFY(!(*reader)->update("more", block));
    }
};

} // namespace lifeboat
