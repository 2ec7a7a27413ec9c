// SPDX-License-Identifier: GPL-3.0-or-later
// What every ObjectStore must do, as tests: the meaning of storage/objectstore.h in code. A store's own test
// derives from StoreContract, says how a store is opened, and adds what only that store does.
// Every test works below a prefix of its own, so stores need not be empty and tests need no order.
#pragma once

#include "storage/objectstore.h"
#include "support/teststreams.h"

#include <QTest>

namespace lifeboat {

/// For QVERIFY2: the error's text, or "" when there is none.
template<typename T> [[nodiscard]] QByteArray errorText(const Result<T> &result)
{
    return result ? QByteArray()
                  : (errorCodeName(result.error().code) + QStringLiteral(": ") + describe(result.error()))
                        .toUtf8();
}

#define LIFEBOAT_OK(result)                                                                                  \
    do {                                                                                                     \
        const auto &checked = (result);                                                                      \
        QVERIFY2(checked.has_value(), errorText(checked).constData());                                       \
    } while (false)

#define LIFEBOAT_FAILS(result, expected)                                                                     \
    do {                                                                                                     \
        const auto &checked = (result);                                                                      \
        QVERIFY2(!checked.has_value(), "succeeded");                                                         \
        QVERIFY2(checked.error().code == (expected), errorText(checked).constData());                        \
        QVERIFY(!checked.error().message.isEmpty());                                                         \
    } while (false)

class StoreContract : public QObject
{
    Q_OBJECT

protected:
    /// Another store on the same objects. Called from any thread.
    [[nodiscard]] virtual Result<std::unique_ptr<ObjectStore>> openStore() = 0;
    /// Above this size two create-only writers at the same moment may both be told they won.
    [[nodiscard]] virtual qint64 largestAtomicCreate() const { return std::numeric_limits<qint64>::max(); }

    [[nodiscard]] QString prefix() const { return m_prefix; }
    [[nodiscard]] QString key(const QString &name) const { return m_prefix + name; }
    [[nodiscard]] ObjectStore &store() const { return *m_store; }
    [[nodiscard]] static PutRequest putRequest(const QString &key);
    [[nodiscard]] Result<void> putPattern(const QString &key, qint64 size, int seed = 1,
                                          bool createOnly = true) const;
    /// Whether the object is there and is that pattern.
    [[nodiscard]] bool holds(const QString &key, qint64 size, int seed = 1) const;
    [[nodiscard]] Result<QStringList> keysBelow(const QString &prefix) const;
    /// Neither an object nor an unfinished upload below this test's prefix.
    [[nodiscard]] bool nothingIsLeft() const;

    static constexpr qint64 mebibyte = 1024 * 1024;
    static constexpr qint64 manyParts = 20 * mebibyte + 3;

private:
    QString m_prefix;
    std::unique_ptr<ObjectStore> m_store;

private slots:
    void init();
    void cleanup() { m_store.reset(); }

    void givesBackWhatWasPut_data();
    void givesBackWhatWasPut();
    void keepsTypeAndMetadata();
    void refusesMetadataThatCannotBeKept_data();
    void refusesMetadataThatCannotBeKept();
    void createOnlyKeepsTheFirst_data();
    void createOnlyKeepsTheFirst();
    void replacesWhenAsked();
    void deliversRangesExactly_data();
    void deliversRangesExactly();
    void refusesRangesBeyondTheEnd_data();
    void refusesRangesBeyondTheEnd();
    void takesOddKeys_data();
    void takesOddKeys();
    void refusesUnsafeKeys_data();
    void refusesUnsafeKeys();
    void saysNotFound();
    void removesTwice();
    void listsByPrefixInByteOrder();
    void listsWhatHeadTells();
    void listsThousandsInPages();
    void leavesNothingOfAShortBody_data();
    void leavesNothingOfAShortBody();
    void leavesNothingOfAFailingBody_data();
    void leavesNothingOfAFailingBody();
    void leavesNothingWhenCancelled_data();
    void leavesNothingWhenCancelled();
    void doesNotBeginWhenCancelled();
    void stopsAGetWhenCancelled();
    void passesOnTheSinksError();
    void reportsProgressOfPutAndGet_data();
    void reportsProgressOfPutAndGet();
    void letsOneOfTwoCreatorsWin_data();
    void letsOneOfTwoCreatorsWin();
};

} // namespace lifeboat
