// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogsetup.h"

#include "crypto/keys.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using Kind = SecretName::Kind;

namespace {

Error lockedError()
{
    return {ErrorCode::PermissionDenied, u"fake"_s, u"The keychain is locked."_s, {}, false};
}

/// Answers every call of `operation` with `error`.
auto refusing(const QString &operation, const Error &error)
{
    return [operation, error](const QString &called, const SecretName &) {
        return called == operation ? std::optional<Error>(error) : std::nullopt;
    };
}

} // namespace

class TestProfileCatalogSecrets final : public QObject
{
    Q_OBJECT

private slots:
    void secretsGoToTheKeychainAndNeverIntoTheFile();
    void whatTheKeychainDoesNotGiveIsMissing_data();
    void whatTheKeychainDoesNotGiveIsMissing();
    void aLostKeyFileIsMissing();
    void cancellingALoadIsAnError();
    void withoutAKeychainNothingIsWritten();
    void aFailedWriteLeavesNothing_data();
    void aFailedWriteLeavesNothing();
    void aKeyLeftBehindIsNeverOverwritten();
    void sessionSecretsEndWithTheProgram();
    void sessionSecretsComeBeforeTheKeychain();
    void theEnvironmentIsTheUsersToSet();
    void aVariableStandsInForAKeychainThatIsLocked();
    void keepingMovesASecretOutOfTheFile();
    void keepingGoesBackWhenTheFileCannotBeChanged();
    void keepingReplacesWhatTheSessionHeld();
    void anotherProgramsFileGoesOnStatingItsSecrets();
    void removingTakesTheSecretsAlong();
    void secretsThatStayAreNamed();
};

void TestProfileCatalogSecrets::secretsGoToTheKeychainAndNeverIntoTheFile()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    QCOMPARE(setup.keychain->secrets.at(u"rustresort/key"_s), QByteArray(someKey));
    QCOMPARE(setup.keychain->secrets.at(u"rustresort/secret"_s), QByteArray("very secret"));
    const QByteArray text = CatalogSetup::read(setup.fileOf(u"rustresort"_s));
    QVERIFY(!text.contains("very secret"));
    QVERIFY(!text.contains(QByteArray(someKey).toBase64()));
    QVERIFY(text.contains("key_in_keychain = true\n"));
    QVERIFY(text.contains("r2_access_key_id = \"AKID\"\nsecret_in_keychain = true\n"));

    const auto peeked = setup.catalog->peek(u"rustresort"_s);
    VERIFY_OK(peeked);
    QVERIFY(!peeked->secrets.credentials && peeked->secrets.encryptionKey.isEmpty());
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QCOMPARE(loaded->warnings, QStringList());
    QVERIFY(!loaded->missingSecret);
    QVERIFY(loaded->secrets.encryptionKey.equals(bytes(someKey)));
    QCOMPARE(loaded->secrets.encryptionKeyOrigin, u"Fake Keyring"_s);
    QVERIFY(loaded->secrets.credentials);
    QCOMPARE(loaded->secrets.credentials->accessKeyId, u"AKID"_s);
    QVERIFY(loaded->secrets.credentials->secretAccessKey.equals(bytes("very secret")));
    QCOMPARE(loaded->secrets.credentials->origin, u"Fake Keyring"_s);
}

void TestProfileCatalogSecrets::whatTheKeychainDoesNotGiveIsMissing_data()
{
    QTest::addColumn<QString>("lost");
    QTest::addColumn<bool>("encrypted");
    QTest::addColumn<bool>("missing");
    QTest::newRow("secret access key") << u"rustresort/secret"_s << true << true;
    QTest::newRow("encryption key") << u"rustresort/key"_s << true << true;
    QTest::newRow("key for earlier backups alone") << u"rustresort/key"_s << false << false;
}

void TestProfileCatalogSecrets::whatTheKeychainDoesNotGiveIsMissing()
{
    QFETCH(QString, lost);
    QFETCH(bool, encrypted);
    QFETCH(bool, missing);
    CatalogSetup setup;
    NewProfile made = toBucket();
    made.rules.encryption.enabled = encrypted;
    VERIFY_OK(setup.catalog->create(made, SecretPlace::Keychain, setup.cancel));
    setup.keychain->secrets.erase(lost);
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QCOMPARE(loaded->missingSecret.has_value(), missing);
    QCOMPARE(loaded->warnings, QStringList{u"no such secret"_s});
    if (missing)
        QCOMPARE(loaded->missingSecret->code, ErrorCode::NotFound);
    QCOMPARE(loaded->secrets.credentials.has_value(), lost != u"rustresort/secret");
    QCOMPARE(loaded->secrets.encryptionKey.isEmpty(), lost == u"rustresort/key");
}

void TestProfileCatalogSecrets::aLostKeyFileIsMissing()
{
    CatalogSetup setup;
    setup.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s,
                             QString::fromLatin1(encodeKey(bytes(otherKey)).view()));
    setup.reopen();
    const QByteArray text = "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n"
                            "[storage.backup.encryption]\nenabled = true\nkey_file = \"/nowhere/key\"\n"
                            "key_in_keychain = true\n";
    const QString file = setup.write(setup.fileOf(u"app"_s), text);
    setup.keychain->secrets[u"app/key"_s] = otherKey; // left behind: not what the file comes first with
    VERIFY_OK(setup.catalog->peek(u"app"_s));         // so that its schedule runs, and its failure is told
    auto loaded = setup.catalog->load(u"app"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(loaded->secrets.encryptionKey.isEmpty());
    QCOMPARE(loaded->profile.encryption.keyFile, u"/nowhere/key"_s);
    QVERIFY(loaded->missingSecret);
    QVERIFY(loaded->missingSecret->message.contains(u"/nowhere/key"));
    QVERIFY(!loaded->missingSecret->hint.contains(u"keygen")); // another one would not help
    QCOMPARE(loaded->warnings.size(), 1);

    // A key that would take its place is not kept; one that is entered holds until the program ends.
    setup.keychain->secrets.clear();
    VERIFY_ERROR(setup.catalog->keepInKeychain({u"app"_s, Kind::EncryptionKey}, bytes(someKey), setup.cancel),
                 ErrorCode::Refused);
    QCOMPARE(CatalogSetup::read(file), text);
    QVERIFY(setup.keychain->secrets.empty());
    setup.catalog->keepForSession({u"app"_s, Kind::EncryptionKey}, bytes(someKey));
    loaded = setup.catalog->load(u"app"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(!loaded->missingSecret);
    QVERIFY(loaded->secrets.encryptionKey.equals(bytes(someKey)));
}

void TestProfileCatalogSecrets::cancellingALoadIsAnError()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    setup.cancel.request();
    VERIFY_ERROR(setup.catalog->load(u"rustresort"_s, setup.cancel), ErrorCode::Cancelled);
}

void TestProfileCatalogSecrets::withoutAKeychainNothingIsWritten()
{
    CatalogSetup setup;
    ProfileCatalog catalog(setup.environment, nullptr);
    QCOMPARE(catalog.keychainName(), QString());
    VERIFY_ERROR(catalog.create(toBucket(), SecretPlace::Keychain, setup.cancel), ErrorCode::Unsupported);
    QCOMPARE(setup.files(), QStringList());
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    const auto loaded = catalog.load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(loaded->missingSecret);
    QCOMPARE(loaded->missingSecret->code, ErrorCode::Unsupported);
    QVERIFY(loaded->missingSecret->hint.contains(u"BACKUP_S3_SECRET_KEY"_s));
    catalog.keepForSession({u"rustresort"_s, Kind::S3SecretKey}, bytes("entered"));
    const auto half = catalog.load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(half);
    QVERIFY(half->missingSecret);
    QVERIFY(half->missingSecret->hint.contains(u"BACKUP_ENCRYPTION_KEY"_s));
}

void TestProfileCatalogSecrets::aFailedWriteLeavesNothing_data()
{
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("entry");
    QTest::newRow("locked at once") << u"read"_s << u"rustresort/key"_s;
    QTest::newRow("first secret") << u"write"_s << u"rustresort/key"_s;
    QTest::newRow("second secret") << u"write"_s << u"rustresort/secret"_s;
}

void TestProfileCatalogSecrets::aFailedWriteLeavesNothing()
{
    QFETCH(QString, operation);
    QFETCH(QString, entry);
    CatalogSetup setup;
    setup.keychain->before = [&](const QString &called, const SecretName &name) {
        const bool now = called == operation && FakeSecretStore::entryOf(name) == entry;
        return now ? std::optional<Error>(lockedError()) : std::nullopt;
    };
    VERIFY_ERROR(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel),
                 ErrorCode::PermissionDenied);
    QVERIFY(setup.keychain->secrets.empty());
    QCOMPARE(setup.files(), QStringList());
    // The name is free again.
    setup.keychain->before = nullptr;
    QCOMPARE(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel).value_or(QString()),
             u"rustresort"_s);
}

void TestProfileCatalogSecrets::aKeyLeftBehindIsNeverOverwritten()
{
    CatalogSetup setup;
    setup.keychain->secrets[u"rustresort/key"_s] = otherKey;
    const auto name = setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel);
    VERIFY_OK(name);
    QCOMPARE(*name, u"rustresort-2"_s);
    QCOMPARE(setup.keychain->secrets.at(u"rustresort/key"_s), QByteArray(otherKey));
    QCOMPARE(setup.keychain->secrets.at(u"rustresort-2/key"_s), QByteArray(someKey));
}

void TestProfileCatalogSecrets::sessionSecretsEndWithTheProgram()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::ThisSession, setup.cancel));
    QVERIFY(setup.keychain->secrets.empty());
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(!loaded->missingSecret);
    QCOMPARE(loaded->secrets.encryptionKeyOrigin, u"this session"_s);
    QVERIFY(loaded->secrets.credentials->secretAccessKey.equals(bytes("very secret")));
    setup.reopen();
    const auto later = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(later);
    QVERIFY(later->missingSecret);
    setup.catalog->keepForSession({u"rustresort"_s, Kind::EncryptionKey}, bytes(someKey));
    setup.catalog->keepForSession({u"rustresort"_s, Kind::S3SecretKey}, bytes("again"));
    const auto entered = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(entered);
    QVERIFY(!entered->missingSecret);
    QVERIFY(entered->secrets.credentials->secretAccessKey.equals(bytes("again")));
}

void TestProfileCatalogSecrets::sessionSecretsComeBeforeTheKeychain()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    setup.catalog->keepForSession({u"rustresort"_s, Kind::EncryptionKey}, bytes(otherKey));
    setup.catalog->keepForSession({u"else"_s, Kind::S3SecretKey}, bytes("not for this one"));
    setup.keychain->calls.clear();
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(loaded->secrets.encryptionKey.equals(bytes(otherKey)));
    QVERIFY(loaded->secrets.credentials->secretAccessKey.equals(bytes("very secret")));
    QCOMPARE(setup.keychain->calls, QStringList{u"read rustresort/secret"_s});
}

void TestProfileCatalogSecrets::theEnvironmentIsTheUsersToSet()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Environment, setup.cancel));
    QCOMPARE(setup.keychain->calls, QStringList());
    const QByteArray text = CatalogSetup::read(setup.fileOf(u"rustresort"_s));
    QVERIFY(!text.contains("keychain") && !text.contains("AKID"));
    setup.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s, QString::fromLatin1(QByteArray(someKey).toBase64()));
    setup.reopen();
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QCOMPARE(loaded->secrets.encryptionKeyOrigin, u"BACKUP_ENCRYPTION_KEY"_s);
}

void TestProfileCatalogSecrets::aVariableStandsInForAKeychainThatIsLocked()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    setup.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s,
                             QString::fromLatin1(QByteArray(otherKey).toBase64()));
    setup.reopen();
    QVERIFY(setup.catalog->load(u"rustresort"_s, setup.cancel)->secrets.encryptionKey.equals(bytes(someKey)));
    setup.keychain->before = [](const QString &, const SecretName &name) {
        return name.kind == Kind::EncryptionKey ? std::optional<Error>(lockedError()) : std::nullopt;
    };
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(!loaded->missingSecret);
    QVERIFY(loaded->secrets.encryptionKey.equals(bytes(otherKey)));

    setup.keychain->before = refusing(u"read"_s, lockedError());
    QVERIFY(setup.catalog->load(u"rustresort"_s, setup.cancel)->missingSecret); // its access key
    setup.environment.insert(u"R2_ACCESS_KEY_ID"_s, u"AKID"_s);
    setup.environment.insert(u"R2_SECRET_ACCESS_KEY"_s, u"very secret"_s);
    setup.reopen();
    QVERIFY(!setup.catalog->load(u"rustresort"_s, setup.cancel)->missingSecret);
}

void TestProfileCatalogSecrets::keepingMovesASecretOutOfTheFile()
{
    CatalogSetup setup;
    const QByteArray before = "# mine\n[database]\npath = \"/x\"\n[storage.backup]\nbucket = \"b\"\n"
                              "[storage.backup.encryption]\nenabled = true\nkey = \""
                              + QByteArray(otherKey).toBase64()
                              + "\"\n[cloudflare]\naccount_id = \"0123456789abcdef0123456789abcdef\"\n"
                                "r2_access_key_id = \"AKID\"\nr2_secret_access_key = \"old\"\n";
    const QString file = setup.write(setup.fileOf(u"mine"_s), before);
    VERIFY_ERROR(
        setup.catalog->keepInKeychain({u"mine"_s, Kind::EncryptionKey}, bytes(someKey), setup.cancel),
        ErrorCode::Refused); // it would replace the one that opens what there is
    QCOMPARE(CatalogSetup::read(file), before);
    VERIFY_OK(setup.catalog->keepInKeychain({u"mine"_s, Kind::EncryptionKey}, bytes(otherKey), setup.cancel));
    VERIFY_OK(setup.catalog->keepInKeychain({u"mine"_s, Kind::S3SecretKey}, bytes("new"), setup.cancel));
    QCOMPARE(CatalogSetup::read(file),
             QByteArray("# mine\n[database]\npath = \"/x\"\n[storage.backup]\nbucket = \"b\"\n"
                        "[storage.backup.encryption]\nenabled = true\nkey_in_keychain = true\n[cloudflare]\n"
                        "account_id = \"0123456789abcdef0123456789abcdef\"\nr2_access_key_id = \"AKID\"\n"
                        "secret_in_keychain = true\n"));
    const auto loaded = setup.catalog->load(u"mine"_s, setup.cancel);
    VERIFY_OK(loaded);
    QVERIFY(loaded->secrets.encryptionKey.equals(bytes(otherKey)));
    QVERIFY(loaded->secrets.credentials->secretAccessKey.equals(bytes("new")));
    VERIFY_ERROR(
        setup.catalog->keepInKeychain({u"mine"_s, Kind::EncryptionKey}, bytes(someKey), setup.cancel),
        ErrorCode::Refused);
    QCOMPARE(setup.keychain->secrets.at(u"mine/key"_s), QByteArray(otherKey));
}

void TestProfileCatalogSecrets::keepingGoesBackWhenTheFileCannotBeChanged()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    const QString file = setup.fileOf(u"rustresort"_s);
    // While the keychain is written another hand breaks the file.
    setup.keychain->before = [&](const QString &called, const SecretName &) -> std::optional<Error> {
        if (called == u"write")
            setup.write(file, "[database\n");
        return std::nullopt;
    };
    const auto kept =
        setup.catalog->keepInKeychain({u"rustresort"_s, Kind::S3SecretKey}, bytes("new"), setup.cancel);
    VERIFY_ERROR(kept, ErrorCode::Configuration);
    QCOMPARE(setup.keychain->secrets.at(u"rustresort/secret"_s), QByteArray("very secret"));
    QCOMPARE(CatalogSetup::read(file), QByteArray("[database\n"));

    setup.keychain->calls.clear();
    const auto again = setup.catalog->changeWithSecret(
        u"rustresort"_s, {{u"cloudflare"_s, u"r2_access_key_id"_s, u"\"NEW\""_s}}, Kind::S3SecretKey,
        bytes("new"), setup.cancel);
    VERIFY_ERROR(again, ErrorCode::Configuration); // found out before the keychain is asked
    QCOMPARE(setup.keychain->calls, QStringList());
}

void TestProfileCatalogSecrets::keepingReplacesWhatTheSessionHeld()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::ThisSession, setup.cancel));
    VERIFY_OK(setup.catalog->changeWithSecret(u"rustresort"_s,
                                              {{u"cloudflare"_s, u"r2_access_key_id"_s, u"\"NEW\""_s}},
                                              Kind::S3SecretKey, bytes("new"), setup.cancel));
    const auto loaded = setup.catalog->load(u"rustresort"_s, setup.cancel);
    VERIFY_OK(loaded);
    QCOMPARE(loaded->secrets.credentials->accessKeyId, u"NEW"_s);
    QCOMPARE(loaded->secrets.credentials->origin, u"Fake Keyring"_s);
    QVERIFY(loaded->secrets.credentials->secretAccessKey.equals(bytes("new")));
    setup.keychain->before = refusing(u"write"_s, lockedError());
    VERIFY_ERROR(
        setup.catalog->keepInKeychain({u"rustresort"_s, Kind::S3SecretKey}, bytes("newer"), setup.cancel),
        ErrorCode::PermissionDenied);
}

void TestProfileCatalogSecrets::anotherProgramsFileGoesOnStatingItsSecrets()
{
    CatalogSetup setup;
    const QByteArray text = "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n"
                            "[storage.backup.encryption]\nenabled = true\nkey = \"${SERVER_KEY}\"\n";
    setup.environment.insert(u"SERVER_KEY"_s, QString::fromLatin1(QByteArray(someKey).toBase64()));
    setup.reopen();
    const QString file = setup.write(setup.path(u"srv/x.toml"_s), text);
    const auto name = setup.catalog->adopt(file);
    VERIFY_OK(name);
    VERIFY_ERROR(setup.catalog->keepInKeychain({*name, Kind::EncryptionKey}, bytes(otherKey), setup.cancel),
                 ErrorCode::Refused);
    QCOMPARE(CatalogSetup::read(file), text);
    QVERIFY(setup.keychain->secrets.empty());
}

void TestProfileCatalogSecrets::removingTakesTheSecretsAlong()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    setup.keychain->secrets[u"else/key"_s] = otherKey;
    VERIFY_OK(setup.catalog->remove(u"rustresort"_s, setup.cancel));
    QCOMPARE(setup.files(), QStringList());
    QCOMPARE(setup.keychain->secrets.size(), std::size_t(1));
}

void TestProfileCatalogSecrets::secretsThatStayAreNamed()
{
    CatalogSetup setup;
    VERIFY_OK(setup.catalog->create(toBucket(), SecretPlace::Keychain, setup.cancel));
    setup.keychain->before = refusing(u"remove"_s, lockedError());
    const auto removed = setup.catalog->remove(u"rustresort"_s, setup.cancel);
    VERIFY_ERROR(removed, ErrorCode::PermissionDenied);
    QVERIFY(removed.error().message.contains(u"stayed in the keychain"));
    QCOMPARE(setup.catalog->names(), QStringList());
}

QTEST_GUILESS_MAIN(TestProfileCatalogSecrets)
#include "tst_profilecatalogsecrets.moc"
