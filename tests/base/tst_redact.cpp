// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestRedact final : public QObject
{
    Q_OBJECT

private slots:
    void secretsNeverSurvive_data();
    void secretsNeverSurvive();
    void ordinaryTextSurvives_data();
    void ordinaryTextSurvives();
    void redactingTwiceChangesNothing();
};

// Each row plants `secret` in a text as it could reach the log; around it, `kept` must stay readable.
void TestRedact::secretsNeverSurvive_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char *name, const QString &text, const QString &secret, const QString &kept) {
        QTest::newRow(name) << text.arg(secret) << secret << kept;
    };
    const QString aws = u"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"_s; // from AWS's documentation
    const QString key = u"++++//8+/78AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="_s;
    const QString signature = u"aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"_s;
    row("Authorization, SigV4",
        u"PUT /b/k\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA/20260131, Signature=%1\nHost: x"_s,
        signature, u"Host: x"_s);
    row("Authorization, bearer", u"authorization: Bearer %1"_s, u"eyJhbGciOi.J9.sig"_s, u"authorization"_s);
    row("Proxy-Authorization", u"Proxy-Authorization: Basic %1\r\nAccept: */*"_s, u"dXNlcjpwYXNz"_s,
        u"Accept"_s);
    row("presigned URL", u"GET https://h/b/k?X-Amz-Signature=%1&x-id=GetObject"_s, signature,
        u"x-id=GetObject"_s);
    row("session token, header", u"x-amz-security-token: %1\nx-amz-date: 20260131T090500Z"_s,
        u"IQoJb3JpZ2luX2VjEXAMPLE//token=="_s, u"x-amz-date: 20260131T090500Z"_s);
    row("session token, URL", u"?X-Amz-Security-Token=%1&a=b"_s, u"IQoJb3JpZ2luX2Vj%2F%2F"_s, u"a=b"_s);
    row("instance metadata token", u"X-aws-ec2-metadata-token: %1\nHost: h"_s, u"AQAEAPcdef=="_s,
        u"Host: h"_s);
    row("credentials JSON",
        uR"({"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey" : "%1","Code":"Success"})"_s, aws,
        u"Success"_s);
    row("credentials JSON, token", uR"({"Token" : "%1", "Expiration" : "2026-01-31T12:00:00Z"})"_s,
        u"IQoJb3JpZ2luEXAMPLE=="_s, u"Expiration"_s);
    row("credentials file", u"[default]\naws_secret_access_key = %1\nregion = auto"_s, aws,
        u"region = auto"_s);
    row("environment, AWS", u"AWS_SECRET_ACCESS_KEY=%1 HOME=/root"_s, aws, u"HOME=/root"_s);
    row("environment, seed", u"BACKUP_S3_SECRET_KEY=%1"_s, aws, u"BACKUP_S3_SECRET_KEY"_s);
    row("environment, R2", u"export R2_SECRET_ACCESS_KEY=\"%1\""_s, aws, u"export"_s);
    row("environment, encryption", u"BACKUP_ENCRYPTION_KEY=%1"_s, u"short-and-wrong"_s,
        u"BACKUP_ENCRYPTION_KEY"_s);
    row("TOML", u"[storage.backup.encryption]\nkey = \"%1\"\nenabled = true"_s, key, u"enabled = true"_s);
    row("TOML, R2", u"r2_secret_access_key = '%1'"_s, aws, u"r2_secret_access_key"_s);
    row("command line", u"lifeboat-cli decrypt --key %1 in.db.enc out.db"_s, key, u"in.db.enc out.db"_s);
    row("encryption key alone", u"%1"_s, key, u"redacted"_s);
    row("encryption key, URL-safe", u"key %1 tried"_s, u"----__8-_78AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="_s,
        u"tried"_s);
    row("encryption key without padding", u"the key was %1, which"_s,
        u"x3yAAhIDBAUGBwgJCgsMDQ4PEBESExQVFhcabc01234"_s, u"which"_s);
    row("encryption key in quotes", u"found \"%1\" in line 3"_s, key, u"in line 3"_s);
    row("password", u"password: %1; user: joe"_s, u"hunter2"_s, u"user: joe"_s);
    row("password with spaces", u"\"password\": \"%1\", \"user\": \"joe\""_s, u"correct horse battery"_s,
        u"joe"_s);
    row("password in single quotes", u"passwd='%1' user=joe"_s, u"correct horse, battery"_s, u"joe"_s);
    row("password with an escaped quote", uR"("password": "%1", "user": "joe")"_s, uR"(cor\"rect horse)"_s,
        u"joe"_s);
    row("API key header", u"X-Api-Key: %1\nHost: h"_s, u"abcdef123456"_s, u"Host: h"_s);
    row("API key in a query", u"?api_key=%1&page=2"_s, u"abcdef123456"_s, u"page=2"_s);
    row("access token in a query", u"https://h/?access_token=%1&page=2"_s, u"abcdef123456"_s, u"page=2"_s);
    row("URL with password", u"https://joe:%1@host/path"_s, u"hunter2"_s, u"@host/path"_s);
    row("URL with password only", u"redis://:%1@host/path"_s, u"hunter2"_s, u"@host/path"_s);
}

void TestRedact::secretsNeverSurvive()
{
    QFETCH(QString, text);
    QFETCH(QString, secret);
    QFETCH(QString, kept);
    const QString out = redact(text);
    QVERIFY2(!out.contains(secret), qPrintable(out));
    for (const QString &word : secret.split(u' ')) // nor a part of it
        QVERIFY2(!out.contains(word), qPrintable(out));
    QVERIFY2(out.contains(kept), qPrintable(out));
    QVERIFY2(out.contains(u"[redacted]"_s), qPrintable(out));
}

void TestRedact::ordinaryTextSurvives_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QString &text) { QTest::newRow(name) << text; };
    row("empty", QString());
    row("sentence", u"Uploaded 48.0 MiB in 0:07; 3 generations kept."_s);
    row("object key", u"key=backups/rustresort_20260131_090500.db.enc"_s);
    row("object key of 43 characters", u"backups/my_home_assistant_2_20260131_090500.db"_s);
    row("long path", u"/var/lib/rustresort/data/production/database/rustresort.db"_s);
    row("path of 43 characters", u"/var/lib/self-hosted/production/rustresorts"_s);
    row("SHA-256", u"sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s);
    row("fingerprint", u"key 6668-7aad-f862-bd77"_s);
    row("ETag", u"etag \"d41d8cd98f00b204e9800998ecf8427e-12\""_s);
    row("URL",
        u"https://1234567890abcdef1234567890abcdef.r2.cloudflarestorage.com:443/bucket/key?list-type=2"_s);
    row("advice", u"The encryption key is missing. Set BACKUP_ENCRYPTION_KEY or make a key file."_s);
    row("wrong key", u"The sealed backup does not open: this is the wrong key, or its bytes are damaged."_s);
    row("time", u"2026-01-31T09:05:00Z x-amz-date: 20260131T090500Z"_s);
    row("mail address", u"mailto joe@example.org: done"_s);
}

void TestRedact::ordinaryTextSurvives()
{
    QFETCH(QString, text);
    QCOMPARE(redact(text), text);
}

void TestRedact::redactingTwiceChangesNothing()
{
    const QString once = redact(u"password: hunter2; Authorization: x\nhttps://a:b@c token=\"q w\" e"_s);
    QCOMPARE(redact(once), once);
}

QTEST_GUILESS_MAIN(TestRedact)
#include "tst_redact.moc"
