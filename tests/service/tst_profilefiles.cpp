// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/profilefile.h"
#include "service/profilefiles.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestProfileFiles final : public QObject
{
    Q_OBJECT

private slots:
    void readsBackAsItWasWritten_data();
    void readsBackAsItWasWritten();
    void keepsACronRule();
    void namesNoDefaults();
};

void TestProfileFiles::readsBackAsItWasWritten_data()
{
    QTest::addColumn<QString>("account");
    QTest::addColumn<QString>("endpoint");
    const QString account = u"0123456789abcdef0123456789abcdef"_s;
    QTest::newRow("R2") << account << u"https://"_s + account + u".r2.cloudflarestorage.com"_s;
    QTest::newRow("R2 in the EU") << account << u"https://"_s + account + u".eu.r2.cloudflarestorage.com"_s;
    QTest::newRow("another store") << QString() << u"https://s3.example.com:9000/base"_s;
}

void TestProfileFiles::readsBackAsItWasWritten()
{
    QFETCH(QString, account);
    QFETCH(QString, endpoint);
    Profile rules;
    rules.databasePath = u"/data/\"a\"\\b\tc\x7f.db"_s;
    rules.backupName = u"own.name"_s;
    rules.schedule.enabled = false;
    rules.schedule.interval = std::chrono::minutes(90);
    rules.schedule.times = {QTime(3, 0), QTime(15, 30)};
    rules.schedule.days = {Qt::Monday, Qt::Sunday};
    rules.schedule.jitter = std::chrono::minutes(10);
    rules.schedule.catchUp = false;
    rules.schedule.skipUnchanged = true;
    rules.schedule.holdOnMetered = false;
    rules.schedule.holdOnBattery = true;
    rules.retentionCount = 0;
    rules.encryption.enabled = true;
    rules.encryption.keyInKeychain = true;
    rules.temporaryFolder = u"/var/tmp"_s;
    rules.walGrowthLimit = 0;
    S3Destination s3;
    s3.accountId = account;
    s3.accessKeyId = u"AKID"_s;
    s3.secretInKeychain = true;
    s3.keyPrefix = u"host-1/"_s;
    s3.options.bucket = u"b"_s;
    s3.options.endpoint = QUrl(endpoint);
    s3.options.region = u"garage"_s;
    s3.options.pathStyle = false;
    s3.options.caFile = u"/etc/ca.pem"_s;
    s3.options.allowPlainHttp = true;
    s3.options.contentMd5 = true;
    s3.options.uploadBytesPerSecond = 1 << 20;
    s3.options.downloadBytesPerSecond = 2 << 20;
    rules.destination = s3;

    const QTemporaryDir folder;
    const QString path = folder.filePath(u"p.toml"_s);
    QVERIFY(writePrivateFile(path, profileText(rules, u"one\ntwo"_s)));
    const auto loaded = loadProfile(path, QProcessEnvironment());
    QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
    QCOMPARE(loaded->warnings, QStringList());
    const Profile &read = loaded->profile;
    QCOMPARE(read.databasePath, rules.databasePath);
    QCOMPARE(read.backupName, rules.backupName);
    QVERIFY(read.schedule == rules.schedule);
    QCOMPARE(read.retentionCount, 0);
    QVERIFY(read.encryption.enabled && read.encryption.keyInKeychain);
    QCOMPARE(read.temporaryFolder, rules.temporaryFolder);
    QCOMPARE(read.walGrowthLimit, 0);
    const auto &out = std::get<S3Destination>(read.destination);
    QCOMPARE(out.accountId, account);
    QCOMPARE(out.options.endpoint, s3.options.endpoint);
    QCOMPARE(out.accessKeyId, s3.accessKeyId);
    QVERIFY(out.secretInKeychain);
    QCOMPARE(out.keyPrefix, s3.keyPrefix);
    QCOMPARE(out.options.bucket, s3.options.bucket);
    QCOMPARE(out.options.region, s3.options.region);
    QCOMPARE(out.options.pathStyle, false);
    QCOMPARE(out.options.caFile, s3.options.caFile);
    QVERIFY(out.options.allowPlainHttp && out.options.contentMd5);
    QCOMPARE(out.options.uploadBytesPerSecond, s3.options.uploadBytesPerSecond);
    QCOMPARE(out.options.downloadBytesPerSecond, s3.options.downloadBytesPerSecond);
}

void TestProfileFiles::keepsACronRule()
{
    Profile rules;
    rules.databasePath = u"/x.db"_s;
    rules.destination = FolderDestination{u"/y"_s};
    const auto rule = CronRule::parse(u"0 3 * * mon-fri"_s);
    QVERIFY(rule);
    rules.schedule.cron = *rule;
    const auto loaded = parseProfile(profileText(rules, u"note"_s), u"/p.toml"_s, QProcessEnvironment());
    QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
    QVERIFY(loaded->profile.schedule == rules.schedule);
}

void TestProfileFiles::namesNoDefaults()
{
    Profile rules;
    rules.databasePath = u"/x.db"_s;
    rules.destination = FolderDestination{u"/y"_s};
    QCOMPARE(profileText(rules, u"note"_s),
             QByteArray("# note\n\n[database]\npath = \"/x.db\"\n\n[storage.backup]\nenabled = true\n"
                        "interval_seconds = 86400\nretention_count = 7\n\n[storage.backup.encryption]\n"
                        "enabled = false\n\n[storage.folder]\npath = \"/y\"\n"));
}

QTEST_GUILESS_MAIN(TestProfileFiles)
#include "tst_profilefiles.moc"
