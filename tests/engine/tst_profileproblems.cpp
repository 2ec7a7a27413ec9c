// SPDX-License-Identifier: GPL-3.0-or-later
#include "configfolder.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestProfileProblems final : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data();
    void refuses();
    void warns_data();
    void warns();
    void warnsOfSecretsOthersCanRead_data();
    void warnsOfSecretsOthersCanRead();
    void keyFileOthersCanReadIsRefused();
    void fileThatIsNotThere();
    void fileThatIsAFolder();
};

void TestProfileProblems::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line"); // 0: the file as a whole
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const QByteArray &content, int line, const QStringList &words) {
        QTest::newRow(name) << content << line << words;
    };
    row("not TOML", "[database\npath = 1\n", 1, {u"not valid TOML"_s});
    row("duplicate key", toFolder + "path = \"/x\"\n", 5, {u"not valid TOML"_s, u"path"_s});
    row("secret without quotes", toR2 + "r2_secret_access_key = " + secret + "\n", 7, {u"not valid TOML"_s});
    row("secret without end", toR2 + "r2_secret_access_key = \"" + secret + "\n", 7, {u"not valid TOML"_s});
    row("secret like a truth", toR2 + "r2_secret_access_key = tRUE\n", 7, {u"not valid TOML"_s});
    row("secret like a number", toR2 + "r2_secret_access_key = 31415926535897932384626433\n", 7,
        {u"not valid TOML"_s, u"64 bits"_s});
    row("no database table", "[storage.folder]\npath = \"/x\"\n", 0, {u"database.path is missing"_s});
    row("no database path", "\n[database]\nfile = 1\n[storage.folder]\npath = \"/x\"\n", 2,
        {u"database.path is missing"_s});
    row("path of a wrong type", "[database]\npath = 7\n", 2,
        {u"database.path is the number 7"_s, u"expected a string"_s});
    row("path empty", "[database]\npath = \" \"\n", 2, {u"database.path must not be empty"_s});
    row("path with an end in it", "[database]\npath = \"/x\\u0000y\"\n", 2,
        {u"database.path holds"_s, u"U+0000"_s});
    row("folder with an end in it", "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/x\\u0000y\"\n", 4,
        {u"storage.folder.path holds"_s, u"U+0000"_s});
    row("database no table", "database = \"sqlite:app.db\"\n", 1,
        {u"database is a string"_s, u"expected a table, [database]"_s});
    row("backup as array", toFolder + "[[storage.backup]]\nbucket = \"b\"\n", 5,
        {u"storage.backup is an array"_s, u"[storage.backup]"_s});
    row("enabled in quotes", toFolder + "[storage.backup]\nenabled = \"yes\"\n", 6,
        {u"storage.backup.enabled is the string \"yes\""_s, u"true or false"_s});
    row("interval too short", toFolder + "[storage.backup]\ninterval_seconds = 59\n", 6,
        {u"interval_seconds is the number 59"_s, u"from 60"_s});
    row("interval decimal", toFolder + "[storage.backup]\ninterval_seconds = 60.5\n", 6,
        {u"a decimal number"_s, u"a whole number"_s});
    row("interval as text", toFolder + "[storage.backup]\ninterval_seconds = \"daily\"\n", 6,
        {u"the string \"daily\""_s, u"a whole number"_s});
    row("retention negative", toFolder + "[storage.backup]\nretention_count = -1\n", 6,
        {u"retention_count is the number -1"_s, u"from 0"_s});
    row("no destination", "[database]\npath = \"/x\"\n[storage.backup]\nenabled = true\n", 3,
        {u"no destination"_s, u"[storage.folder]"_s, u"account_id"_s});
    row("bucket without a store", "[database]\npath = \"/x\"\n[storage.backup]\nbucket = \"b\"\n", 0,
        {u"not the store"_s, u"account_id"_s, u"endpoint"_s, u"CLOUDFLARE_ACCOUNT_ID"_s});
    row("bucket empty", "[database]\npath = \"/x\"\n[storage.backup]\nbucket = \"\"\n", 4,
        {u"storage.backup.bucket must not be empty"_s});
    row("folder empty", "[database]\npath = \"/x\"\n[storage.folder]\npath = \"\"\n", 4,
        {u"storage.folder.path must not be empty"_s});
    row("account no host name", toOther + "account_id = \"a.b/c\"\n", 6,
        {u"\"a.b/c\""_s, u"32 hexadecimal"_s});
    row("jurisdiction", toR2 + "jurisdiction = \"us\"\n", 7, {u"is \"us\""_s, u"\"fedramp\""_s});
    row("endpoint without scheme", toOther + "endpoint = \"s3.example.com\"\n", 6,
        {u"cloudflare.endpoint"_s, u"https://"_s});
    row("endpoint of another scheme", toOther + "endpoint = \"ftp://s3.example.com\"\n", 6,
        {u"cloudflare.endpoint"_s, u"https://"_s});
    row("endpoint with keys", toOther + "endpoint = \"https://AKID:" + secret + "@s3.example.com\"\n", 6,
        {u"cloudflare.endpoint"_s, u"r2_secret_access_key"_s});
    row("prefix with dots", toR2 + "prefix = \"a/../b\"\n", 7, {u"cloudflare.prefix cannot begin a key"_s});
    row("speed", toR2 + "upload_limit = \"fast\"\n", 7, {u"the string \"fast\""_s, u"10 MiB/s"_s});
    row("speed negative", toR2 + "download_limit = -5\n", 7, {u"the number -5"_s, u"10 MiB/s"_s});
    row("id without secret", toR2 + "r2_access_key_id = \"AKID\"\n", 7,
        {u"cloudflare.r2_access_key_id needs cloudflare.r2_secret_access_key"_s});
    row("secret in the keychain without id", toR2 + "secret_in_keychain = true\n", 7,
        {u"cloudflare.secret_in_keychain needs cloudflare.r2_access_key_id"_s});
    row("keychain not a boolean",
        toFolder + "[storage.backup.encryption]\nenabled = true\nkey_in_keychain = \"yes\"\n", 7,
        {u"key_in_keychain"_s, u"true or false"_s});
    row("secret without id", toR2 + "r2_secret_access_key = \"" + secret + "\"\n", 7,
        {u"cloudflare.r2_secret_access_key needs cloudflare.r2_access_key_id"_s});
    row("secret empty", toR2 + "r2_access_key_id = \"A\"\nr2_secret_access_key = \"${EMPTY}\"\n", 8,
        {u"r2_secret_access_key must not be empty"_s});
    row("secret of a wrong type", toR2 + "r2_access_key_id = \"A\"\nr2_secret_access_key = 314159\n", 8,
        {u"r2_secret_access_key is a whole number"_s});
    row("secret in braces", toR2 + "r2_access_key_id = \"A\"\nr2_secret_access_key = \"${" + secret + "}\"\n",
        8, {u"r2_secret_access_key refers to"_s, u"(name not shown)"_s});
    row("variable not set", "[database]\npath = \"${DATA}/x.db\"\n", 2,
        {u"database.path refers to the environment variable DATA, which is not set"_s});
    row("broken reference", "[database]\npath = \"${DATA /x.db\"\n", 2, {u"database.path"_s, u"${NAME}"_s});
    row("encryption key",
        toFolder + "[storage.backup.encryption]\nenabled = true\nkey = \"" + badKey + "\"\n", 7,
        {u"storage.backup.encryption.key"_s});
    row("encryption key not set",
        toFolder + "[storage.backup.encryption]\nenabled = true\nkey = \"${KEY}\"\n", 7,
        {u"storage.backup.encryption.key"_s, u"KEY"_s});
    row("key file missing",
        toFolder + "[storage.backup.encryption]\nenabled = true\nkey_file = \"/nowhere/key\"\n", 7,
        {u"/nowhere/key"_s});
    row("name with a slash", toFolder + "[lifeboat]\nname = \"a/b\"\n", 6, {u"lifeboat.name is \"a/b\""_s});
    row("name of dots", toR2 + "name = \"..\"\n", 7, {u"cloudflare.name is \"..\""_s});
    row("name with a line end", toR2 + "name = \"a\\n\"\n", 7, {u"cloudflare.name is \"a\\n\""_s});
    row("name too long", toR2 + "name = \"" + QByteArray(101, 'a') + "\"\n", 7, {u"cloudflare.name"_s});
    row("WAL limit", toFolder + "[lifeboat]\nwal_limit = \"1 XB\"\n", 6,
        {u"the string \"1 XB\""_s, u"1 GiB"_s});
}

void TestProfileProblems::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(int, line);
    QFETCH(QStringList, words);
    ConfigFolder folder;
    folder.environment.insert(u"EMPTY"_s, QString());
    const auto loaded = folder.load(content);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Configuration);
    const QString text = describe(loaded.error());
    const QString place = folder.path(u"app.toml"_s) + (line > 0 ? u":%1: "_s.arg(line) : u": "_s);
    QVERIFY2(loaded.error().message.startsWith(place), qPrintable(text));
    for (const QString &word : words)
        QVERIFY2(text.contains(word), qPrintable(text));
    for (const QByteArray &hidden :
         {secret.first(6), badKey.first(6), QByteArray("314159"), QByteArray(", saw")})
        QVERIFY2(!text.contains(QLatin1StringView(hidden)), qPrintable(text));
}

void TestProfileProblems::warns_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("warnings"); // how each ends
    const auto row = [](const char *name, const QByteArray &content, const QStringList &warnings) {
        QTest::newRow(name) << content << warnings;
    };
    row("unknown key with a near one", toFolder + "[storage.backup]\nretention_counts = 3\n",
        {u":6: storage.backup.retention_counts is not a key Lifeboat reads; did you mean \"retention_count\"?"_s});
    row("unknown key of another table", toR2 + "bucket = \"b\"\n",
        {u":7: cloudflare.bucket is not a key Lifeboat reads; it belongs under [storage.backup]."_s});
    row("unknown key like no other", toFolder + "color = \"blue\"\n",
        {u":5: storage.folder.color is not a key Lifeboat reads; [storage.folder] knows path."_s});
    row("secret under a wrong name", toR2 + "r2_secret_acess_key = \"" + secret + "\"\n",
        {u":7: cloudflare.r2_secret_acess_key is not a key Lifeboat reads; did you mean \"r2_secret_access_key\"?"_s});
    row("near miss of a table", toFolder + "[cloudfare]\naccount_id = \"x\"\n",
        {u":5: [cloudfare] is not a table Lifeboat reads; did you mean [cloudflare]?"_s});
    row("near miss of an inner table", toFolder + "[storage.backups]\nbucket = \"x\"\n",
        {u":5: [storage.backups] is not a table Lifeboat reads; did you mean [storage.backup]?"_s});
    row("near miss below backup", toFolder + "[storage.backup.encription]\nenabled = true\n",
        {u":5: [storage.backup.encription] is not a table Lifeboat reads; did you mean "
         u"[storage.backup.encryption]?"_s});
    row("several, in order", toFolder + "[lifeboat]\ntmp_dir = \"/x\"\nwal_limits = 1\n",
        {u"did you mean \"temp_dir\"?"_s, u"did you mean \"wal_limit\"?"_s});
    row("other programs' tables", toFolder + "[server]\nport = 1\n[storage.media]\nbucket = \"m\"\n", {});
    row("other programs' keys beside ours",
        "[database]\npath = \"/x\"\nmax_connections = 5\n"
        "[storage.folder]\npath = \"/y\"\n",
        {});
    row("account of an odd shape", toOther + "account_id = \"your-account-id\"\n",
        {u":6: cloudflare.account_id does not look like a Cloudflare account, which is 32 hexadecimal digits."_s});
    row("folder and bucket", toFolder + "[storage.backup]\nbucket = \"b\"\n",
        {u":6: storage.backup.bucket is not used: storage.folder.path is set, and the folder wins."_s});
    row("two names", toFolder + "[lifeboat]\nname = \"a\"\n[cloudflare]\nname = \"b\"\n",
        {u":8: cloudflare.name is not used: lifeboat.name is set."_s});
    row("endpoint with a jurisdiction", toOther + "endpoint = \"https://x.example\"\njurisdiction = \"eu\"\n",
        {u":7: cloudflare.jurisdiction has no effect beside an endpoint."_s});
    row("endpoint with the bucket",
        toOther + "endpoint = \"https://" + account + ".r2.cloudflarestorage.com/b\"\n",
        {u":6: cloudflare.endpoint ends in the bucket's name, which is left off."_s});
    row("AWS without a region", toOther + "endpoint = \"https://s3.eu-central-1.amazonaws.com\"\n",
        {u"AWS wants its own, such as \"eu-central-1\"."_s});
    row("very slow", toR2 + "upload_limit = 10\n", {u":7: cloudflare.upload_limit is only 10 B/s."_s});
    row("key and key file",
        toFolder + "[storage.backup.encryption]\nenabled = true\nkey = \"" + goodKey
            + "\"\nkey_file = \"/x\"\n",
        {u":8: storage.backup.encryption.key_file is not used: storage.backup.encryption.key is set."_s});
}

void TestProfileProblems::warns()
{
    QFETCH(QByteArray, content);
    QFETCH(QStringList, warnings);
    ConfigFolder folder;
    LOAD(loaded, content);
    QVERIFY2(loaded.warnings.size() == warnings.size(), qPrintable(loaded.warnings.join(u'\n')));
    for (qsizetype i = 0; i < warnings.size(); ++i) {
        QVERIFY2(loaded.warnings[i].startsWith(folder.path(u"app.toml:"_s)), qPrintable(loaded.warnings[i]));
        QVERIFY2(loaded.warnings[i].endsWith(warnings[i]), qPrintable(loaded.warnings[i]));
        QVERIFY(!loaded.warnings[i].contains(QLatin1StringView(secret)));
    }
}

void TestProfileProblems::warnsOfSecretsOthersCanRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("others");
    QTest::addColumn<bool>("warned");
    const QByteArray literal = toR2 + "r2_access_key_id = \"A\"\nr2_secret_access_key = \"" + secret + "\"\n";
    const QByteArray reference = toR2 + "r2_access_key_id = \"A\"\nr2_secret_access_key = \"${SECRET}\"\n";
    const QByteArray key = toFolder + "[storage.backup.encryption]\nkey = \"" + goodKey + "\"\n";
    QTest::newRow("access key, private") << literal << false << false;
    QTest::newRow("access key, open") << literal << true << true;
    QTest::newRow("encryption key, open") << key << true << true;
    QTest::newRow("reference, open") << reference << true << false;
    QTest::newRow("no secret, open") << toFolder << true << false;
}

void TestProfileProblems::warnsOfSecretsOthersCanRead()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, others);
    QFETCH(bool, warned);
    ConfigFolder folder;
    folder.environment.insert(u"SECRET"_s, u"x"_s);
    const QString file = folder.write(u"a.toml"_s, content);
    if (others)
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
    const auto loaded = loadProfile(file, folder.environment);
    QVERIFY(loaded);
    QCOMPARE(loaded->warnings.size(), warned ? 1 : 0);
    QCOMPARE(loaded->warnings.join(u' ').contains(u"chmod 600"), warned);
}

void TestProfileProblems::keyFileOthersCanReadIsRefused()
{
    ConfigFolder folder;
    const QString key = folder.write(u"open.key"_s, goodKey);
    QFile::setPermissions(key, QFile::ReadOwner | QFile::ReadGroup);
    const auto loaded =
        folder.load(toFolder + "[storage.backup.encryption]\nenabled = true\nkey_file = \"open.key\"\n");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Configuration);
    QVERIFY(loaded.error().hint.contains(u"chmod"));
}

void TestProfileProblems::fileThatIsNotThere()
{
    ConfigFolder folder;
    const auto loaded = loadProfile(folder.path(u"none.toml"_s), folder.environment);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::NotFound);
    QVERIFY(loaded.error().message.contains(folder.path(u"none.toml"_s)));
}

void TestProfileProblems::fileThatIsAFolder()
{
    ConfigFolder folder;
    const auto loaded = loadProfile(folder.path(u"."_s), folder.environment);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Configuration);
}

QTEST_GUILESS_MAIN(TestProfileProblems)
#include "tst_profileproblems.moc"
