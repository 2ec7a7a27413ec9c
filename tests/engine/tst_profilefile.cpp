// SPDX-License-Identifier: GPL-3.0-or-later
#include "configfolder.h"

#include <QRegularExpression>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// seed-example.toml: the configuration of the design Lifeboat grew from, word for word.
/// rustresort-server.toml: the tables a RustResort server keeps in config/default.toml.
QByteArray sample(const QString &name)
{
    QFile file(QStringLiteral(LIFEBOAT_SOURCE_DIR "/tests/engine/data/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const S3Destination &bucketOf(const LoadedProfile &loaded)
{
    return std::get<S3Destination>(loaded.profile.destination);
}

QString folderOf(const LoadedProfile &loaded)
{
    return std::get<FolderDestination>(loaded.profile.destination).path;
}

} // namespace

class TestProfileFile final : public QObject
{
    Q_OBJECT

private slots:
    void readsTheSeedsExample();
    void readsARustResortServersOwnFile();
    void documentedExamplesLoad_data();
    void documentedExamplesLoad();
    void defaults();
    void readsEveryKeyWithoutWarning();
    void interpolates_data();
    void interpolates();
    void endpoint_data();
    void endpoint();
    void accountFromTheEnvironment();
    void folderWinsOverABucketAndNeedsNoVariables();
    void backupName_data();
    void backupName();
    void relativePaths_data();
    void relativePaths();
    void homePaths();
    void sizes_data();
    void sizes();
    void secretsInTheKeychain();
    void relativePathsOfALinkedFile();
    void encryptionKey_data();
    void encryptionKey();
};

void TestProfileFile::readsTheSeedsExample()
{
    ConfigFolder folder;
    folder.environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, QString::fromLatin1(account));
    folder.environment.insert(u"R2_ACCESS_KEY_ID"_s, u"AKID"_s);
    folder.environment.insert(u"R2_SECRET_ACCESS_KEY"_s, QString::fromLatin1(secret));
    folder.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s, QString::fromLatin1(goodKey));
    LOAD(loaded,
         sample(u"seed-example.toml"_s) + "[database]\npath = \"/var/lib/rustresort/data/rustresort.db\"\n");

    QCOMPARE(loaded.warnings, QStringList());
    QCOMPARE(loaded.profile.id, u"app"_s);
    QCOMPARE(loaded.profile.configFile, folder.path(u"app.toml"_s));
    QCOMPARE(loaded.profile.databasePath, u"/var/lib/rustresort/data/rustresort.db"_s);
    QCOMPARE(loaded.profile.backupName, u"rustresort"_s);
    QVERIFY(loaded.profile.schedule.enabled);
    QCOMPARE(loaded.profile.schedule.interval, std::chrono::hours(24));
    QCOMPARE(loaded.profile.retentionCount, 7);
    QVERIFY(loaded.profile.encryption.enabled);
    QCOMPARE(loaded.secrets.encryptionKey.size(), 32);
    QCOMPARE(loaded.secrets.encryptionKeyOrigin, u"config file"_s);
    QCOMPARE(bucketOf(loaded).options.bucket, u"rustresort-backup"_s);
    QCOMPARE(bucketOf(loaded).options.region, u"auto"_s);
    QCOMPARE(bucketOf(loaded).accountId, QString::fromLatin1(account));
    QCOMPARE(bucketOf(loaded).options.endpoint,
             QUrl(u"https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"_s));
    QVERIFY(loaded.secrets.credentials);
    QCOMPARE(loaded.secrets.credentials->accessKeyId, u"AKID"_s);
    QCOMPARE(loaded.secrets.credentials->secretAccessKey.view().toByteArray(), secret);
    QCOMPARE(loaded.secrets.credentials->origin, u"config file"_s);
}

void TestProfileFile::readsARustResortServersOwnFile()
{
    ConfigFolder folder;
    folder.write(u"data/rustresort.db"_s, "x");
    const QString file = folder.write(u"config/default.toml"_s, sample(u"rustresort-server.toml"_s));
    const auto loaded = loadProfile(file, folder.environment);
    QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
    QCOMPARE(loaded->warnings, QStringList());
    QCOMPARE(loaded->profile.id, u"default"_s);
    QCOMPARE(loaded->profile.backupName, u"rustresort"_s);
    QCOMPARE(loaded->profile.databasePath, folder.path(u"data/rustresort.db"_s));
    QVERIFY(!loaded->profile.schedule.enabled);
    QCOMPARE(loaded->profile.schedule.interval, std::chrono::hours(12));
    QCOMPARE(loaded->profile.retentionCount, 14);
    QVERIFY(!loaded->profile.encryption.enabled);
    QVERIFY(loaded->secrets.encryptionKey.isEmpty());
    QCOMPARE(bucketOf(*loaded).options.bucket, u"rustresort-backup"_s);
}

void TestProfileFile::documentedExamplesLoad_data()
{
    QTest::addColumn<QByteArray>("example");
    QFile page(QStringLiteral(LIFEBOAT_SOURCE_DIR "/docs/configuration.md"));
    QVERIFY(page.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(page.readAll());
    static const QRegularExpression block(u"### ([^\\n]+)\\n[^#]*?```toml\\n(.*?)```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    int found = 0;
    for (auto match = block.globalMatch(text); match.hasNext(); ++found) {
        const auto example = match.next();
        QTest::newRow(qPrintable(example.captured(1))) << example.captured(2).toUtf8();
    }
    QCOMPARE(found, 4);
}

void TestProfileFile::documentedExamplesLoad()
{
    QFETCH(QByteArray, example);
    ConfigFolder folder;
    for (const char *name : {"R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY", "S3_KEY", "S3_SECRET"})
        folder.environment.insert(QLatin1StringView(name), u"value"_s);
    folder.environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, QString::fromLatin1(account));
    folder.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s, QString::fromLatin1(goodKey));
    folder.write(u"home/.config/lifeboat/vaultwarden.key"_s, goodKey);
    LOAD(loaded, example);
    QCOMPARE(loaded.warnings, QStringList());
}

void TestProfileFile::defaults()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder);
    QCOMPARE(loaded.warnings, QStringList());
    QCOMPARE(folderOf(loaded), u"/mnt/backups"_s);
    QVERIFY(loaded.profile.schedule.enabled);
    QCOMPARE(loaded.profile.schedule.interval, std::chrono::hours(24));
    QCOMPARE(loaded.profile.retentionCount, 7);
    QVERIFY(!loaded.profile.encryption.enabled);
    QVERIFY(loaded.secrets.encryptionKey.isEmpty());
    QVERIFY(!loaded.secrets.credentials);
    QCOMPARE(loaded.profile.temporaryFolder, QString());
    QCOMPARE(loaded.profile.walGrowthLimit, qint64(1) << 30);
}

void TestProfileFile::readsEveryKeyWithoutWarning()
{
    ConfigFolder folder;
    LOAD(loaded, toOther + R"(endpoint = "https://s3.example.com:9000/base/"
region = "garage"
prefix = "/host-1/db"
name = "my.app"
path_style = false
ca_file = "/etc/ssl/own.pem"
allow_http = true
content_md5 = true
upload_limit = "10 MiB/s"
download_limit = 20000
r2_access_key_id = " AKID "
r2_secret_access_key = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"

[lifeboat]
temp_dir = "/var/tmp"
wal_limit = "256 MiB"
)");
    const S3Destination &bucket = bucketOf(loaded);
    QCOMPARE(loaded.warnings, QStringList());
    QCOMPARE(bucket.options.endpoint, QUrl(u"https://s3.example.com:9000/base"_s));
    QCOMPARE(bucket.accountId, QString());
    QCOMPARE(bucket.options.region, u"garage"_s);
    QCOMPARE(bucket.keyPrefix, u"host-1/db/"_s);
    QCOMPARE(loaded.profile.backupName, u"my.app"_s);
    QVERIFY(!bucket.options.pathStyle);
    QCOMPARE(bucket.options.caFile, u"/etc/ssl/own.pem"_s);
    QVERIFY(bucket.options.allowPlainHttp);
    QVERIFY(bucket.options.contentMd5);
    QCOMPARE(bucket.options.uploadBytesPerSecond, 10 * 1024 * 1024);
    QCOMPARE(bucket.options.downloadBytesPerSecond, 20'000);
    QCOMPARE(loaded.secrets.credentials->accessKeyId, u"AKID"_s);
    QCOMPARE(loaded.profile.temporaryFolder, u"/var/tmp"_s);
    QCOMPARE(loaded.profile.walGrowthLimit, 256 * 1024 * 1024);
}

void TestProfileFile::interpolates_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("whole") << QByteArray("${ONE}") << u"/one"_s;
    QTest::newRow("in the middle") << QByteArray("/a${ONE}/b") << u"/a/one/b"_s;
    QTest::newRow("twice") << QByteArray("${ONE}${ONE}/${_two2}") << u"/one/one/2"_s;
    QTest::newRow("value is not read again") << QByteArray("/x/${NESTED}") << u"/x/${ONE}"_s;
    QTest::newRow("empty counts as set") << QByteArray("/x${EMPTY}/y") << u"/x/y"_s;
    QTest::newRow("dollars alone") << QByteArray("/x$ONE/$$/y$") << u"/x$ONE/$$/y$"_s;
    QTest::newRow("two dollars before a brace") << QByteArray("/x$${ONE}") << u"/x$/one"_s;
}

void TestProfileFile::interpolates()
{
    QFETCH(QByteArray, value);
    ConfigFolder folder;
    folder.environment.insert(u"ONE"_s, u"/one"_s);
    folder.environment.insert(u"_two2"_s, u"2"_s);
    folder.environment.insert(u"NESTED"_s, u"${ONE}"_s);
    folder.environment.insert(u"EMPTY"_s, QString());
    LOAD(loaded, "[database]\npath = \"/x\"\n[storage.folder]\npath = \"" + value + "\"\n");
    QTEST(folderOf(loaded), "expected");
}

void TestProfileFile::endpoint_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QString>("expected");
    const QByteArray id = "account_id = \"" + account + "\"\n";
    const QString host = u"https://0123456789abcdef0123456789abcdef"_s;
    QTest::newRow("none") << id << host + u".r2.cloudflarestorage.com"_s;
    QTest::newRow("default") << id + "jurisdiction = \"default\"\n" << host + u".r2.cloudflarestorage.com"_s;
    QTest::newRow("eu") << id + "jurisdiction = \"eu\"\n" << host + u".eu.r2.cloudflarestorage.com"_s;
    QTest::newRow("EU") << id + "jurisdiction = \"EU\"\n" << host + u".eu.r2.cloudflarestorage.com"_s;
    QTest::newRow("fedramp") << id + "jurisdiction = \"fedramp\"\n"
                             << host + u".fedramp.r2.cloudflarestorage.com"_s;
    QTest::newRow("stated") << id + "endpoint = \"http://127.0.0.1:7480\"\n" << u"http://127.0.0.1:7480"_s;
    QTest::newRow("stated with a path")
        << QByteArray("endpoint = \"https://x.example/s3/\"\n") << u"https://x.example/s3"_s;
    QTest::newRow("stated empty") << id + "endpoint = \"\"\n" << host + u".r2.cloudflarestorage.com"_s;
    QTest::newRow("R2 with the bucket's name")
        << "endpoint = \"" + host.toUtf8() + ".r2.cloudflarestorage.com/b\"\n"
        << host + u".r2.cloudflarestorage.com"_s;
    QTest::newRow("R2 with another path")
        << "endpoint = \"" + host.toUtf8() + ".r2.cloudflarestorage.com/other\"\n"
        << host + u".r2.cloudflarestorage.com/other"_s;
    QTest::newRow("elsewhere a path is a path")
        << QByteArray("endpoint = \"https://x.example/b\"\n") << u"https://x.example/b"_s;
}

void TestProfileFile::endpoint()
{
    QFETCH(QByteArray, keys);
    ConfigFolder folder;
    LOAD(loaded, toOther + keys);
    QTEST(bucketOf(loaded).options.endpoint.toString(), "expected");
}

void TestProfileFile::accountFromTheEnvironment()
{
    ConfigFolder folder;
    folder.environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, QString::fromLatin1(account));
    LOAD(loaded, "[database]\npath = \"/x\"\n[storage.backup]\nbucket = \"b\"\n");
    QCOMPARE(loaded.warnings, QStringList());
    QCOMPARE(bucketOf(loaded).accountId, QString::fromLatin1(account));
    QVERIFY(!loaded.secrets.credentials);
}

void TestProfileFile::folderWinsOverABucketAndNeedsNoVariables()
{
    ConfigFolder folder;
    LOAD(loaded, toFolder
                     + "[storage.backup]\nbucket = \"${A}\"\n[cloudflare]\naccount_id = \"${B}\"\n"
                       "r2_access_key_id = \"${C}\"\nname = \"kept\"\n");
    QCOMPARE(folderOf(loaded), u"/mnt/backups"_s);
    QCOMPARE(loaded.profile.backupName, u"kept"_s);
    QVERIFY(!loaded.secrets.credentials);
}

void TestProfileFile::backupName_data()
{
    QTest::addColumn<QByteArray>("database");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QString>("expected");
    QTest::newRow("file name") << QByteArray("/d/app.db") << QByteArray() << u"app"_s;
    QTest::newRow("only the last suffix goes")
        << QByteArray("/d/app.v2.sqlite3") << QByteArray() << u"app.v2"_s;
    QTest::newRow("no suffix") << QByteArray("/d/app") << QByteArray() << u"app"_s;
    QTest::newRow("hidden file") << QByteArray("/d/.app") << QByteArray() << u".app"_s;
    QTest::newRow("odd characters") << QByteArray("/d/my app's (1).db") << QByteArray() << u"my-app-s--1-"_s;
    QTest::newRow("long") << "/d/" + QByteArray(150, 'x') + ".db" << QByteArray() << QString(100, u'x');
    QTest::newRow("stated") << QByteArray("/d/app.db") << QByteArray("[lifeboat]\nname = \"A_b-1.c\"\n")
                            << u"A_b-1.c"_s;
    QTest::newRow("stated under cloudflare")
        << QByteArray("/d/app.db") << QByteArray("[cloudflare]\nname = \"cloud\"\n") << u"cloud"_s;
    QTest::newRow("RustResort by [server]")
        << QByteArray("/d/my.db") << QByteArray("[server]\nport=1\n[storage.backup]\nenabled=true\n")
        << u"rustresort"_s;
    QTest::newRow("RustResort by [instance]")
        << QByteArray("/d/my.db") << QByteArray("[instance]\n[storage.backup]\n") << u"rustresort"_s;
    QTest::newRow("RustResort with a name")
        << QByteArray("/d/my.db") << QByteArray("[server]\n[storage.backup]\n[lifeboat]\nname = \"own\"\n")
        << u"own"_s;
    QTest::newRow("a server without backups")
        << QByteArray("/d/my.db") << QByteArray("[server]\nport=1\n") << u"my"_s;
}

void TestProfileFile::backupName()
{
    QFETCH(QByteArray, database);
    QFETCH(QByteArray, more);
    ConfigFolder folder;
    LOAD(loaded, "[database]\npath = \"" + database + "\"\n[storage.folder]\npath = \"/x\"\n" + more);
    QTEST(loaded.profile.backupName, "expected");
}

void TestProfileFile::relativePaths_data()
{
    QTest::addColumn<QStringList>("existing");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none exists") << QStringList() << u"config/data/x.db"_s;
    QTest::newRow("beside the file") << QStringList{u"config/data/x.db"_s} << u"config/data/x.db"_s;
    QTest::newRow("working directory") << QStringList{u"work/data/x.db"_s} << u"work/data/x.db"_s;
    QTest::newRow("above the file") << QStringList{u"data/x.db"_s} << u"data/x.db"_s;
    QTest::newRow("beside before working directory")
        << QStringList{u"work/data/x.db"_s, u"config/data/x.db"_s} << u"config/data/x.db"_s;
    QTest::newRow("working directory before above")
        << QStringList{u"work/data/x.db"_s, u"data/x.db"_s} << u"work/data/x.db"_s;
}

void TestProfileFile::relativePaths()
{
    QFETCH(QStringList, existing);
    QFETCH(QString, expected);
    ConfigFolder folder;
    for (const QString &name : existing)
        folder.write(name, "x");
    const QString file = folder.write(u"config/a.toml"_s,
                                      "[database]\npath = \"data/x.db\"\n[storage.folder]\npath = \"out\"\n");
    QDir().mkpath(folder.path(u"work"_s));
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder.path(u"work"_s)));
    const auto loaded = loadProfile(file, folder.environment);
    QVERIFY(QDir::setCurrent(before));
    QVERIFY(loaded);
    QCOMPARE(loaded->profile.databasePath, folder.path(expected));
    QCOMPARE(folderOf(*loaded), folder.path(u"config/out"_s));
}

void TestProfileFile::homePaths()
{
    ConfigFolder folder;
    LOAD(loaded, "[database]\npath = \"~/data/x.db\"\n[storage.folder]\npath = \"~\"\n"
                 "[lifeboat]\ntemp_dir = \"/a/~/b\"\n");
    QCOMPARE(loaded.profile.databasePath, folder.path(u"home/data/x.db"_s));
    QCOMPARE(folderOf(loaded), folder.path(u"home"_s));
    QCOMPARE(loaded.profile.temporaryFolder, u"/a/~/b"_s);
}

void TestProfileFile::sizes_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("expected"); // -1: refused
    const auto row = [](const char *value, qint64 expected) {
        QTest::newRow(value) << QByteArray(value) << expected;
    };
    row("0", 0);
    row("4096", 4096);
    row("\"4096\"", 4096);
    row("\"0 B\"", 0);
    row("\"64KiB\"", 65'536);
    row("\" 1.5 GiB \"", 1'610'612'736);
    row("\"1 gib\"", 1'073'741'824);
    row("\"10 MB\"", 10'000'000);
    row("\"2 TB\"", 2'000'000'000'000);
    row("-1", -1);
    row("1.5", -1);
    row("true", -1);
    row("\"\"", -1);
    row("\"GiB\"", -1);
    row("\"1 M\"", -1);
    row("\"-1 MB\"", -1);
    row("\"1 GiB/s\"", -1);
    row("\"999999999999 TiB\"", -1);
}

void TestProfileFile::sizes()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, expected);
    ConfigFolder folder;
    const auto loaded = folder.load(toFolder + "[lifeboat]\nwal_limit = " + value + "\n");
    QCOMPARE(loaded.has_value(), expected >= 0);
    if (loaded)
        QCOMPARE(loaded->profile.walGrowthLimit, expected);
}

void TestProfileFile::secretsInTheKeychain()
{
    ConfigFolder folder;
    const QByteArray flags = "r2_access_key_id = \" AKID \"\nsecret_in_keychain = true\n"
                             "[storage.backup.encryption]\nenabled = true\nkey_in_keychain = true\n";
    LOAD(loaded, toR2 + flags);
    QCOMPARE(loaded.warnings, QStringList());
    QVERIFY(!loaded.secrets.credentials && loaded.secrets.encryptionKey.isEmpty());
    QVERIFY(!loaded.missingSecret); // nobody was asked
    QVERIFY(loaded.profile.encryption.keyInKeychain);
    QVERIFY(bucketOf(loaded).secretInKeychain);
    QCOMPARE(bucketOf(loaded).accessKeyId, u"AKID"_s);
    QVERIFY(missingKeyHint(loaded.profile.encryption).contains(u"keychain"));
    QVERIFY(missingKeyHint(loaded.profile.encryption).contains(u"BACKUP_ENCRYPTION_KEY"));
    const auto why = secretOutOfReach(loaded);
    QVERIFY(why);
    QVERIFY(why->message.contains(u"AKID") && why->message.contains(u"keychain"));
    QVERIFY(why->hint.contains(u"BACKUP_S3_SECRET_KEY"));

    // What the file or the environment gives all the same is used.
    folder.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s, QString::fromLatin1(goodKey));
    LOAD(stated, toR2 + "r2_secret_access_key = \"" + secret + "\"\n" + flags);
    QVERIFY(stated.secrets.credentials);
    QVERIFY(!bucketOf(stated).secretInKeychain);
    QVERIFY(!secretOutOfReach(stated));
    QCOMPARE(stated.secrets.encryptionKeyOrigin, u"BACKUP_ENCRYPTION_KEY"_s);
}

void TestProfileFile::relativePathsOfALinkedFile()
{
    ConfigFolder folder;
    const QString file = folder.write(u"srv/config/app.toml"_s, "[database]\npath = \"data/x.db\"\n"
                                                                "[storage.folder]\npath = \"out\"\n");
    folder.write(u"srv/data/x.db"_s, "x");
    folder.write(u"profiles/out/wrong"_s, "x");
    QVERIFY(QFile::link(file, folder.path(u"profiles/mine.toml"_s)));
    const auto loaded = loadProfile(folder.path(u"profiles/mine.toml"_s), folder.environment);
    QVERIFY(loaded);
    QCOMPARE(loaded->profile.id, u"mine"_s);
    QCOMPARE(loaded->profile.databasePath, folder.path(u"srv/data/x.db"_s));
    QCOMPARE(folderOf(*loaded), folder.path(u"srv/config/out"_s));
}

void TestProfileFile::encryptionKey_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QByteArray>("variable"); // BACKUP_ENCRYPTION_KEY; null: not set
    QTest::addColumn<QString>("origin");      // empty: no key; "!": refused
    QTest::addColumn<int>("warnings");
    const QString config = u"config file"_s;
    const QString environment = u"BACKUP_ENCRYPTION_KEY"_s;
    const QByteArray on = "enabled = true\n";
    const QByteArray off = "enabled = false\n";
    const QByteArray file = "key_file = \"good.key\"\n";
    const auto key = [](const QByteArray &value) { return "key = \"" + value + "\"\n"; };
    const auto row = [](const char *name, const QByteArray &table, const QByteArray &variable,
                        const QString &origin,
                        int warnings) { QTest::newRow(name) << table << variable << origin << warnings; };
    row("on, in the file", on + key(goodKey), badKey, config, 0);
    row("on, by reference", on + key("${BACKUP_ENCRYPTION_KEY}"), goodKey, config, 0);
    row("on, key file", on + file, badKey, u"key file"_s, 0);
    row("on, environment", on, goodKey, environment, 0);
    row("on, none", on, {}, {}, 0);
    row("on, environment malformed", on, badKey, u"!"_s, 0);
    row("on, file malformed", on + key(badKey), goodKey, u"!"_s, 0);
    row("off, environment", off, goodKey, environment, 0);
    row("off, environment malformed", off, badKey, {}, 1);
    row("off, reference not looked at", off + key("${NOT_SET}"), goodKey, environment, 0);
    row("off, in the file", off + key(goodKey), {}, config, 0);
    row("off, file malformed", off + key(badKey), {}, {}, 1);
    row("off, key file", off + file, {}, u"key file"_s, 0);
    row("off, key file missing", off + "key_file = \"none.key\"\n", {}, {}, 1);
    row("no table, environment", {}, goodKey, environment, 0);
}

void TestProfileFile::encryptionKey()
{
    QFETCH(QByteArray, table);
    QFETCH(QByteArray, variable);
    QFETCH(QString, origin);
    QFETCH(int, warnings);
    ConfigFolder folder;
    folder.write(u"good.key"_s, goodKey + "\n");
    if (!variable.isNull())
        folder.environment.insert(u"BACKUP_ENCRYPTION_KEY"_s, QString::fromLatin1(variable));
    const auto loaded = folder.load(toFolder + "[storage.backup.encryption]\n" + table);
    QCOMPARE(loaded.has_value(), origin != u"!");
    if (!loaded) {
        QCOMPARE(loaded.error().code, ErrorCode::Configuration);
        QVERIFY(!describe(loaded.error()).contains(QLatin1StringView(badKey)));
        return;
    }
    QCOMPARE(loaded->profile.encryption.enabled, table.startsWith("enabled = true"));
    QVERIFY(loaded->secrets.encryptionKeyOrigin.startsWith(origin));
    QCOMPARE(loaded->secrets.encryptionKey.size(), origin.isEmpty() ? 0 : 32);
    QCOMPARE(loaded->secrets.encryptionKeyOrigin.isEmpty(), origin.isEmpty());
    QVERIFY2(loaded->warnings.size() == warnings, qPrintable(loaded->warnings.join(u'\n')));
    QVERIFY(!loaded->warnings.join(u' ').contains(QLatin1StringView(badKey)));
    const bool fromFile = origin == u"key file";
    QCOMPARE(loaded->profile.encryption.keyFile.isEmpty(), !table.contains("key_file"));
    if (fromFile)
        QCOMPARE(loaded->profile.encryption.keyFile, folder.path(u"good.key"_s));
}

QTEST_GUILESS_MAIN(TestProfileFile)
#include "tst_profilefile.moc"
