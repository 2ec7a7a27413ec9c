// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/listingcache.h"

#include <QDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime listedAt(QDate(2026, 3, 29), QTime(12, 0), Qt::UTC);

Profile profileOf(const QString &id)
{
    Profile profile;
    profile.id = id;
    profile.backupName = u"blog"_s;
    profile.destination = FolderDestination{u"/mnt/backups"_s};
    return profile;
}

QList<BackupEntry> backups(int count)
{
    QList<BackupEntry> newestFirst;
    for (int i = 0; i < count; ++i) {
        const QDateTime taken = listedAt.addDays(-i);
        newestFirst.append({u"backups/blog_%1.db"_s.arg(i), taken, 4096 + i, taken.addMSecs(7), i % 2 == 0});
    }
    return newestFirst;
}

} // namespace

class ListingCacheTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void rememberedAfterARestart();
    void nothingIsKnownAtFirst();
    void verificationsGoWithTheirBackups();
    void aVerificationNeedsNoListing();
    void profilesAreApart();
    void anotherPlaceIsAnotherList_data();
    void anotherPlaceIsAnotherList();
    void damagedFilesAreIgnored_data();
    void damagedFilesAreIgnored();
    void keepsTheNewestOfVeryMany();
    void secretsInAProblemAreLeftOut();
    void onlyItsOwnerMayRead();
    void saysWhyItCannotKeep();

private:
    QString onlyFile() const
    {
        const QDir folder(m_folder->filePath(u"lifeboat"_s));
        const QStringList files = folder.entryList(QDir::Files);
        return files.size() == 1 ? folder.filePath(files.constFirst()) : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ListingCache> m_cache;
};

void ListingCacheTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_cache = std::make_unique<ListingCache>(m_folder->filePath(u"lifeboat"_s));
}

void ListingCacheTest::rememberedAfterARestart()
{
    const QList<BackupEntry> entries = backups(3);
    QVERIFY(m_cache->keepListing(profileOf(u"blog"_s), entries, listedAt));
    const ListingCache again(m_folder->filePath(u"lifeboat"_s));
    const KnownListing known = again.read(profileOf(u"blog"_s));
    QCOMPARE(known.at, listedAt);
    QCOMPARE(known.newestFirst.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(known.newestFirst[i].key, entries[i].key);
        QCOMPARE(known.newestFirst[i].takenAt, entries[i].takenAt);
        QCOMPARE(known.newestFirst[i].size, entries[i].size);
        QCOMPARE(known.newestFirst[i].lastModified, entries[i].lastModified);
        QCOMPARE(known.newestFirst[i].sealed, entries[i].sealed);
    }
}

void ListingCacheTest::nothingIsKnownAtFirst()
{
    const KnownListing known = m_cache->read(profileOf(u"blog"_s));
    QVERIFY(!known.at.isValid());
    QVERIFY(known.newestFirst.isEmpty());
    QVERIFY(!QDir(m_folder->filePath(u"lifeboat"_s)).exists()); // looking leaves nothing behind
}

void ListingCacheTest::verificationsGoWithTheirBackups()
{
    const Profile profile = profileOf(u"blog"_s);
    const QList<BackupEntry> entries = backups(2);
    const Verification sound{listedAt, Verdict::Sound, {}};
    const Verification damaged{listedAt, Verdict::Damaged, u"The tag does not fit."_s};
    QVERIFY(m_cache->keepListing(profile, entries, listedAt));
    QVERIFY(m_cache->keepVerification(profile, entries[0].key, sound));
    QVERIFY(m_cache->keepVerification(profile, entries[1].key, damaged));
    QCOMPARE(m_cache->read(profile).verifications,
             (Verifications{{entries[0].key, sound}, {entries[1].key, damaged}}));
    QCOMPARE(m_cache->read(profile).newestFirst.size(), 2);

    QVERIFY(m_cache->keepListing(profile, entries.first(1), listedAt));
    QCOMPARE(m_cache->read(profile).verifications, (Verifications{{entries[0].key, sound}}));
}

void ListingCacheTest::aVerificationNeedsNoListing()
{
    const Profile profile = profileOf(u"blog"_s);
    QVERIFY(m_cache->keepVerification(profile, u"backups/x.db"_s, {listedAt, Verdict::Sound, {}}));
    QCOMPARE(m_cache->read(profile).verifications.size(), 1);
    QVERIFY(!m_cache->read(profile).at.isValid());
}

void ListingCacheTest::profilesAreApart()
{
    QVERIFY(m_cache->keepListing(profileOf(u"a/../b"_s), backups(1), listedAt));
    QVERIFY(m_cache->keepListing(profileOf(u"b"_s), backups(2), listedAt));
    QCOMPARE(m_cache->read(profileOf(u"a/../b"_s)).newestFirst.size(), 1);
    QCOMPARE(m_cache->read(profileOf(u"b"_s)).newestFirst.size(), 2);
    QCOMPARE(QDir(m_folder->filePath(u"lifeboat"_s)).entryList(QDir::Files).size(), 2);
}

void ListingCacheTest::anotherPlaceIsAnotherList_data()
{
    QTest::addColumn<Profile>("other");
    Profile other = profileOf(u"blog"_s);
    other.destination = FolderDestination{u"/mnt/elsewhere"_s};
    QTest::newRow("folder") << other;
    S3Destination bucket;
    bucket.options.endpoint = QUrl(u"https://s3.example.org"_s);
    bucket.options.bucket = u"backups"_s;
    other.destination = bucket;
    QTest::newRow("bucket") << other;
    other = profileOf(u"blog"_s);
    other.backupName = u"shop"_s;
    QTest::newRow("name of the backups") << other;
}

void ListingCacheTest::anotherPlaceIsAnotherList()
{
    QFETCH(Profile, other);
    QVERIFY(m_cache->keepListing(profileOf(u"blog"_s), backups(3), listedAt));
    QVERIFY(m_cache->read(other).newestFirst.isEmpty());
    QVERIFY(m_cache->keepListing(other, backups(1), listedAt));
    QCOMPARE(m_cache->read(other).newestFirst.size(), 1);
}

void ListingCacheTest::damagedFilesAreIgnored_data()
{
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replacement");
    QTest::newRow("not JSON") << QByteArray("{") << QByteArray("<");
    QTest::newRow("another version") << QByteArray("\"version\":1") << QByteArray("\"version\":2");
    QTest::newRow("an entry cut short") << QByteArray(",true]") << QByteArray("]");
    QTest::newRow("a size that is text") << QByteArray(",4096,") << QByteArray(",\"4096\",");
    QTest::newRow("a negative size") << QByteArray(",4096,") << QByteArray(",-1,");
    QTest::newRow("an unknown verdict") << QByteArray("\"sound\"") << QByteArray("\"fine\"");
    QTest::newRow("a verification without time")
        << QByteArray("\"at\":1774785601") << QByteArray("\"when\":1");
}

void ListingCacheTest::damagedFilesAreIgnored()
{
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replacement);
    const Profile profile = profileOf(u"blog"_s);
    QVERIFY(m_cache->keepListing(profile, backups(2), listedAt));
    QVERIFY(m_cache->keepVerification(profile, backups(1)[0].key, {listedAt.addSecs(1), Verdict::Sound, {}}));
    QFile file(onlyFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    QVERIFY2(bytes.contains(find), bytes.constData());
    bytes.replace(bytes.indexOf(find), find.size(), replacement);
    QVERIFY(file.resize(0) && file.seek(0) && file.write(bytes) == bytes.size());
    file.close();
    QVERIFY(m_cache->read(profile).newestFirst.isEmpty());
    QVERIFY(m_cache->keepListing(profile, backups(1), listedAt)); // and is replaced
    QCOMPARE(m_cache->read(profile).newestFirst.size(), 1);
}

void ListingCacheTest::keepsTheNewestOfVeryMany()
{
    const Profile profile = profileOf(u"blog"_s);
    const QList<BackupEntry> entries = backups(static_cast<int>(ListingCache::mostEntries) + 5);
    QVERIFY(m_cache->keepListing(profile, entries, listedAt));
    const QList<BackupEntry> kept = m_cache->read(profile).newestFirst;
    QCOMPARE(kept.size(), ListingCache::mostEntries);
    QCOMPARE(kept.constFirst().key, entries.constFirst().key);
}

void ListingCacheTest::secretsInAProblemAreLeftOut()
{
    const Profile profile = profileOf(u"blog"_s);
    const QString problem = u"GET /x failed, secret_access_key=abcdef0123456789"_s;
    QVERIFY(m_cache->keepVerification(profile, u"k"_s, {listedAt, Verdict::Damaged, problem}));
    QFile file(onlyFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("abcdef0123456789"));
}

void ListingCacheTest::onlyItsOwnerMayRead()
{
    QVERIFY(m_cache->keepListing(profileOf(u"blog"_s), backups(1), listedAt));
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
                                      | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QVERIFY(!(QFile::permissions(onlyFile()) & others));
    QVERIFY(!(QFile::permissions(m_folder->filePath(u"lifeboat"_s)) & others));
}

void ListingCacheTest::saysWhyItCannotKeep()
{
    QFile inTheWay(m_folder->filePath(u"lifeboat"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const auto kept = m_cache->keepListing(profileOf(u"blog"_s), backups(1), listedAt);
    QVERIFY(!kept);
    QCOMPARE(kept.error().code, ErrorCode::Io);
    QVERIFY(kept.error().message.contains(inTheWay.fileName()));
}

QTEST_GUILESS_MAIN(ListingCacheTest)
#include "tst_listingcache.moc"
