// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogsetup.h"
#include "service/waitingbackups.h"
#include "support/unprivileged.h"

#include <QTest>

#include <sys/stat.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray serverFile = "# the server's own file\r\n"
                              "[server]\r\nport = 8080\r\n\r\n"
                              "[database]\r\npath = \"data/rustresort.db\" # where it lies\r\n\r\n"
                              "[storage.backup]\r\nenabled = true\r\nbucket = \"b\"\r\n"
                              "retention_count = 7 # a week\r\n\r\n"
                              "[storage.folder]\r\npath = \"out\"\r\n";

mode_t modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_mode & 07777 : 0;
}

} // namespace

class TestProfileCatalog final : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyFolderHasNoProfiles();
    void createsAFileForItsOwnerAlone();
    void namesAreMadeUniqueAndSafe_data();
    void namesAreMadeUniqueAndSafe();
    void aProfileThatWouldNotLoadIsNotWritten();
    void aFolderThatCannotBeMadeLeavesNothing();
    void peekAndLoadNameWhatIsMissing();
    void adoptsWithoutCopying();
    void adoptsTheSameFileOnce();
    void refusesToAdoptABrokenFile();
    void anAdoptedFileThatWentIsNamed();
    void changesOneValueAndNoOtherByte();
    void aWrongValueChangesNothing_data();
    void aWrongValueChangesNothing();
    void changesAnAdoptedFileInPlace();
    void anAdoptedFileKeepsItsSecondName();
    void aFileThatMayNotBeWrittenSaysSo();
    void removesItsOwnFile();
    void removesWhatOnlyItCouldUpload_data();
    void removesWhatOnlyItCouldUpload();
    void removingAnAdoptedProfileLeavesTheFile();
};

void TestProfileCatalog::anEmptyFolderHasNoProfiles()
{
    const CatalogSetup setup;
    QCOMPARE(setup.catalog->names(), QStringList());
    QCOMPARE(setup.catalog->folder(), setup.path(u"home/.config/lifeboat/profiles"_s));
}

void TestProfileCatalog::createsAFileForItsOwnerAlone()
{
    CatalogSetup setup;
    NewProfile made = toFolder();
    made.rules.databasePath = u"/data/it's \"one\"\\two.db"_s;
    made.rules.schedule.interval = std::chrono::hours(6);
    made.rules.retentionCount = 30;
    const auto name = setup.catalog->create(made, SecretPlace::Keychain, setup.cancel);
    VERIFY_OK(name);
    QCOMPARE(*name, u"app"_s);
    QCOMPARE(modeOf(setup.fileOf(u"app"_s)), mode_t(0600));
    QCOMPARE(modeOf(setup.catalog->folder()), mode_t(0700));
    QCOMPARE(setup.files(), QStringList{u"app.toml"_s});
    QCOMPARE(setup.keychain->calls, QStringList());

    const auto loaded = setup.catalog->load(u"app"_s, setup.cancel);
    VERIFY_OK(loaded);
    QCOMPARE(loaded->warnings, QStringList());
    QCOMPARE(loaded->profile.databasePath, made.rules.databasePath);
    QCOMPARE(loaded->profile.schedule.interval, std::chrono::hours(6));
    QCOMPARE(loaded->profile.retentionCount, 30);
    QVERIFY(!loaded->missingSecret);
}

void TestProfileCatalog::namesAreMadeUniqueAndSafe_data()
{
    QTest::addColumn<QString>("proposed");
    QTest::addColumn<QString>("expected");
    QTest::newRow("free") << u"mine"_s << u"mine"_s;
    QTest::newRow("taken") << u"app"_s << u"app-2"_s;
    QTest::newRow("taken in other letters") << u"APP"_s << u"APP-2"_s;
    QTest::newRow("path") << u"../etc/passwd"_s << u"etc-passwd"_s;
    QTest::newRow("words") << u"my server's db"_s << u"my-server-s-db"_s;
    QTest::newRow("hidden") << u".app"_s << u"app-2"_s;
    QTest::newRow("option") << u"--help"_s << u"help"_s;
    QTest::newRow("nothing left") << u"データ"_s << u"profile"_s;
    QTest::newRow("empty") << QString() << u"profile"_s;
}

void TestProfileCatalog::namesAreMadeUniqueAndSafe()
{
    QFETCH(QString, proposed);
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toFolder(), SecretPlace::Keychain, setup.cancel));
    NewProfile made = toFolder();
    made.name = proposed;
    const auto name = setup.catalog->create(made, SecretPlace::Keychain, setup.cancel);
    VERIFY_OK(name);
    QTEST(*name, "expected");
    QCOMPARE(setup.catalog->names().size(), 2);
    VERIFY_OK(setup.catalog->peek(*name));
}

void TestProfileCatalog::aProfileThatWouldNotLoadIsNotWritten()
{
    CatalogSetup setup;
    NewProfile made = toBucket();
    made.accessKeyId.clear(); // its secret would stand alone
    VERIFY_ERROR(setup.catalog->create(made, SecretPlace::Keychain, setup.cancel), ErrorCode::Configuration);
    QVERIFY(setup.keychain->secrets.empty());
    QCOMPARE(setup.files(), QStringList());
}

void TestProfileCatalog::aFolderThatCannotBeMadeLeavesNothing()
{
    CatalogSetup setup;
    setup.write(setup.path(u"home/.config/lifeboat"_s), "a file where the folder should be");
    const auto made = setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel);
    VERIFY_ERROR(made, ErrorCode::PermissionDenied);
    QVERIFY(setup.keychain->secrets.empty());
}

void TestProfileCatalog::peekAndLoadNameWhatIsMissing()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toFolder(), SecretPlace::Keychain, setup.cancel));
    const auto peeked = setup.catalog->peek(u"ap"_s);
    VERIFY_ERROR(peeked, ErrorCode::NotFound);
    QVERIFY(peeked.error().hint.contains(u"app"));
    VERIFY_ERROR(setup.catalog->load(u"../app"_s, setup.cancel), ErrorCode::NotFound);
    VERIFY_ERROR(setup.catalog->change(u"nobody"_s, {}), ErrorCode::NotFound);
    VERIFY_ERROR(setup.catalog->remove(u"nobody"_s, setup.cancel), ErrorCode::NotFound);
}

void TestProfileCatalog::adoptsWithoutCopying()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/config/default.toml"_s), serverFile);
    setup.write(setup.path(u"srv/data/rustresort.db"_s), "x");
    const auto name = setup.catalog->adopt(file);
    VERIFY_OK(name);
    QCOMPARE(*name, u"rustresort"_s);
    QVERIFY(setup.catalog->isAdopted(*name));
    QCOMPARE(setup.catalog->names(), QStringList{*name});
    const auto loaded = setup.catalog->load(*name, setup.cancel);
    VERIFY_OK(loaded);
    QCOMPARE(loaded->profile.id, *name);
    // Relative paths are meant from where the file lies, not from where the link does.
    QCOMPARE(loaded->profile.databasePath, setup.path(u"srv/data/rustresort.db"_s));
    QCOMPARE(std::get<FolderDestination>(loaded->profile.destination).path, setup.path(u"srv/config/out"_s));
    // It stays the one that is read.
    setup.write(file, QByteArray(serverFile).replace("retention_count = 7", "retention_count = 9"));
    QCOMPARE(setup.catalog->peek(*name)->profile.retentionCount, 9);
}

void TestProfileCatalog::adoptsTheSameFileOnce()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/config/default.toml"_s), serverFile);
    VERIFY_OK(setup.catalog->adopt(file));
    QVERIFY(QFile::link(file, setup.path(u"again.toml"_s)));
    for (const QString &other : {file, setup.path(u"srv/../srv/config/default.toml"_s),
                                 setup.path(u"again.toml"_s), setup.fileOf(u"rustresort"_s)}) {
        const auto name = setup.catalog->adopt(other);
        VERIFY_OK(name);
        QCOMPARE(*name, u"rustresort"_s);
    }
    QCOMPARE(setup.files(), QStringList{u"rustresort.toml"_s});
}

void TestProfileCatalog::refusesToAdoptABrokenFile()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), "[database]\npath = 7\n");
    const auto name = setup.catalog->adopt(file);
    VERIFY_ERROR(name, ErrorCode::Configuration);
    QVERIFY(name.error().message.startsWith(file + u":2"_s));
    VERIFY_ERROR(setup.catalog->adopt(setup.path(u"none.toml"_s)), ErrorCode::NotFound);
    QCOMPARE(setup.files(), QStringList());
}

void TestProfileCatalog::anAdoptedFileThatWentIsNamed()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), serverFile);
    VERIFY_OK(setup.catalog->adopt(file));
    QVERIFY(QFile::remove(file));
    QCOMPARE(setup.catalog->names(), QStringList{u"rustresort"_s});
    const auto peeked = setup.catalog->peek(u"rustresort"_s);
    VERIFY_ERROR(peeked, ErrorCode::NotFound);
    QVERIFY(peeked.error().message.contains(file));
    VERIFY_OK(setup.catalog->remove(u"rustresort"_s, setup.cancel));
    QCOMPARE(setup.files(), QStringList());
}

void TestProfileCatalog::changesOneValueAndNoOtherByte()
{
    CatalogSetup setup;
    const QString file = setup.fileOf(u"mine"_s);
    setup.write(file, serverFile);
    VERIFY_OK(setup.catalog->change(u"mine"_s, {{u"storage.backup"_s, u"retention_count"_s, u"30"_s}}));
    QCOMPARE(CatalogSetup::read(file),
             QByteArray(serverFile).replace("retention_count = 7 ", "retention_count = 30 "));
    QCOMPARE(modeOf(file), mode_t(0600));
    QCOMPARE(setup.files(), QStringList{u"mine.toml"_s});
}

void TestProfileCatalog::aWrongValueChangesNothing_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("toml");
    QTest::newRow("out of range") << u"storage.backup"_s << u"interval_seconds"_s << u"5"_s;
    QTest::newRow("wrong type") << u"storage.backup"_s << u"retention_count"_s << u"\"many\""_s;
    QTest::newRow("no TOML") << u"storage.backup"_s << u"retention_count"_s << u"seven"_s;
    QTest::newRow("more than a value") << u"storage.backup"_s << u"retention_count"_s << u"7\nx = 1"_s;
    QTest::newRow("needed") << u"database"_s << u"path"_s << QString();
}

void TestProfileCatalog::aWrongValueChangesNothing()
{
    QFETCH(QString, table);
    QFETCH(QString, key);
    QFETCH(QString, toml);
    CatalogSetup setup;
    const QString file = setup.write(setup.fileOf(u"mine"_s), serverFile);
    const auto changed = setup.catalog->change(
        u"mine"_s, {{u"storage.backup"_s, u"enabled"_s, u"false"_s}, {table, key, toml}});
    VERIFY_ERROR(changed, ErrorCode::Configuration);
    QVERIFY2(changed.error().message.contains(table + u'.' + key), qPrintable(changed.error().message));
    QCOMPARE(CatalogSetup::read(file), serverFile);
}

void TestProfileCatalog::changesAnAdoptedFileInPlace()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), serverFile);
    QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    VERIFY_OK(setup.catalog->adopt(file));
    VERIFY_OK(setup.catalog->change(u"rustresort"_s, {{u"storage.backup"_s, u"enabled"_s, u"false"_s}}));
    QCOMPARE(CatalogSetup::read(file), QByteArray(serverFile).replace("enabled = true", "enabled = false"));
    QCOMPARE(modeOf(file), mode_t(0640));
    QVERIFY(setup.catalog->isAdopted(u"rustresort"_s));
}

void TestProfileCatalog::anAdoptedFileKeepsItsSecondName()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), serverFile);
    const QString twin = setup.path(u"srv/twin.toml"_s);
    QCOMPARE(::link(QFile::encodeName(file).constData(), QFile::encodeName(twin).constData()), 0);
    VERIFY_OK(setup.catalog->adopt(file));
    VERIFY_OK(setup.catalog->change(u"rustresort"_s, {{u"storage.backup"_s, u"retention_count"_s, u"3"_s}}));
    QVERIFY(CatalogSetup::read(twin).contains("retention_count = 3 # a week\r\n"));
    // Shorter than before: nothing of the old end remains.
    VERIFY_OK(setup.catalog->change(u"rustresort"_s, {{u"storage.folder"_s, u"path"_s, u"\"o\""_s}}));
    QVERIFY(CatalogSetup::read(twin).endsWith("path = \"o\"\r\n"));
}

void TestProfileCatalog::aFileThatMayNotBeWrittenSaysSo()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), serverFile);
    VERIFY_OK(setup.catalog->adopt(file));
    QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
    // Others may look at everything on the way there, and write nothing.
    constexpr auto looking = QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup
                             | QFile::ReadOther | QFile::ExeOther;
    for (const QString &folder : {u""_s, u"home"_s, u"home/.config"_s, u"home/.config/lifeboat"_s,
                                  u"home/.config/lifeboat/profiles"_s, u"srv"_s})
        QVERIFY(QFile::setPermissions(setup.path(folder), looking | QFile::WriteOwner));
    Result<void> changed;
    {
        const Unprivileged user;
        changed = setup.catalog->change(u"rustresort"_s, {{u"storage.backup"_s, u"enabled"_s, u"false"_s}});
    }
    VERIFY_ERROR(changed, ErrorCode::PermissionDenied);
    QVERIFY2(changed.error().message.contains(file), qPrintable(changed.error().message));
    QCOMPARE(CatalogSetup::read(file), serverFile);
}

void TestProfileCatalog::removesItsOwnFile()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toFolder(), SecretPlace::Keychain, setup.cancel));
    VERIFY_OK(setup.catalog->remove(u"app"_s, setup.cancel));
    QCOMPARE(setup.catalog->names(), QStringList());
    QCOMPARE(setup.files(), QStringList());
    // It never used the keychain, which may be locked.
    QCOMPARE(setup.keychain->calls, QStringList());
}

void TestProfileCatalog::removesWhatOnlyItCouldUpload_data()
{
    QTest::addColumn<bool>("adopted");
    QTest::newRow("its own file") << false;
    QTest::newRow("another program's file") << true;
}

void TestProfileCatalog::removesWhatOnlyItCouldUpload()
{
    QFETCH(bool, adopted);
    CatalogSetup setup;
    const QString name = adopted ? u"rustresort"_s : u"app"_s;
    if (adopted)
        VERIFY_OK(setup.catalog->adopt(setup.write(setup.path(u"srv/x.toml"_s), serverFile)));
    else
        VERIFY_OK(setup.catalog->create(toFolder(), SecretPlace::Keychain, setup.cancel));
    const auto loaded = setup.catalog->peek(name);
    QVERIFY(loaded);
    const QString kept =
        setup.write(unsentFolder(loaded->profile, stateFolder(setup.environment)) + u"/x.db.enc"_s, "x");
    QVERIFY(kept.startsWith(setup.path(u"home/.local/state/lifeboat/unsent/"_s)));
    VERIFY_OK(setup.catalog->remove(name, setup.cancel));
    QCOMPARE(QFile::exists(kept), adopted);
}

void TestProfileCatalog::removingAnAdoptedProfileLeavesTheFile()
{
    CatalogSetup setup;
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), serverFile);
    VERIFY_OK(setup.catalog->adopt(file));
    VERIFY_OK(setup.catalog->remove(u"rustresort"_s, setup.cancel));
    QCOMPARE(setup.files(), QStringList());
    QCOMPARE(CatalogSetup::read(file), serverFile);
}

QTEST_GUILESS_MAIN(TestProfileCatalog)
#include "tst_profilecatalog.moc"
