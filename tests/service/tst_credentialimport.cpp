// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/credentialimport.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const auto path = u"/home/ada/keys"_s;

QString secretOf(const ImportedCredentials &keys)
{
    return QString::fromUtf8(keys.secretAccessKey.view());
}

} // namespace

class CredentialImportTest final : public QObject
{
    Q_OBJECT

private slots:
    void rcloneRemotesAreRead();
    void rcloneLeavesOtherKindsOut();
    void awsProfilesAreRead();
    void keysThatCannotBeTakenSayWhy_data();
    void keysThatCannotBeTakenSayWhy();
    void endpointsAreTakenOnlyWhenTheyAreOne_data();
    void endpointsAreTakenOnlyWhenTheyAreOne();
    void encryptedRcloneConfigIsRefused_data();
    void encryptedRcloneConfigIsRefused();
    void brokenFilesAreRefusedWithoutQuotingThem_data();
    void brokenFilesAreRefusedWithoutQuotingThem();
    void filesAreFoundWhereTheirProgramsLook();
    void hugeFilesAreRefused();
};

void CredentialImportTest::rcloneRemotesAreRead()
{
    const auto list = parseRcloneConfig("\xef\xbb\xbf; written by hand\r\n"
                                        "[r2 backups]\r\n"
                                        "type = s3\r\n"
                                        "provider = Cloudflare\r\n"
                                        "access_key_id = 0011223344556677\r\n"
                                        "secret_access_key = s3cret=/+ #1\r\n"
                                        "endpoint = https://0123.eu.r2.cloudflarestorage.com\r\n"
                                        "acl = private\r\n"
                                        "\r\n"
                                        "[garage]\n"
                                        "type=s3\n"
                                        "provider=Other\n"
                                        "env_auth=false\n"
                                        "access_key_id=GK1\n"
                                        "secret_access_key=abc\n"
                                        "region=garage\n"
                                        "endpoint=localhost:3900\n"
                                        "force_path_style=false",
                                        path);
    QVERIFY(list);
    QCOMPARE(list->size(), 2U);
    const ImportedCredentials &r2 = list->at(0);
    QCOMPARE(r2.name, u"r2 backups"_s);
    QCOMPARE(r2.accessKeyId, u"0011223344556677"_s);
    QCOMPARE(secretOf(r2), u"s3cret=/+ #1"_s);
    QCOMPARE(r2.endpoint, QUrl(u"https://0123.eu.r2.cloudflarestorage.com"_s));
    QCOMPARE(r2.region, u"auto"_s);
    QVERIFY(r2.pathStyle);
    QVERIFY(r2.unusable.isEmpty());
    const ImportedCredentials &garage = list->at(1);
    QCOMPARE(garage.endpoint, QUrl(u"https://localhost:3900"_s));
    QCOMPARE(garage.region, u"garage"_s);
    QVERIFY(!garage.pathStyle);
}

void CredentialImportTest::rcloneLeavesOtherKindsOut()
{
    const auto list =
        parseRcloneConfig("[drive]\ntype = drive\ntoken = {\"a\":\"b\"}\n[s]\ntype = sftp\n", path);
    QVERIFY(list);
    QVERIFY(list->empty());
    QVERIFY(parseRcloneConfig("", path));
}

void CredentialImportTest::awsProfilesAreRead()
{
    const auto list = parseAwsCredentials("[default]\n"
                                          "aws_access_key_id = AKIA1 # mine\n"
                                          "AWS_SECRET_ACCESS_KEY = one\n"
                                          "aws_secret_access_key = two;2 ; the last one wins\n"
                                          "s3 =\n"
                                          "  aws_access_key_id = nested\n"
                                          "[minio]\n"
                                          "aws_access_key_id=M\n"
                                          "aws_secret_access_key=m\n"
                                          "endpoint_url=http://127.0.0.1:9000\n"
                                          "region=eu-central-1\n",
                                          path);
    QVERIFY(list);
    QCOMPARE(list->size(), 2U);
    QCOMPARE(list->at(0).name, u"default"_s);
    QCOMPARE(list->at(0).accessKeyId, u"AKIA1"_s);
    QCOMPARE(secretOf(list->at(0)), u"two;2"_s);
    QVERIFY(list->at(0).endpoint.isEmpty());
    QCOMPARE(list->at(1).endpoint, QUrl(u"http://127.0.0.1:9000"_s));
    QCOMPARE(list->at(1).region, u"eu-central-1"_s);
}

void CredentialImportTest::keysThatCannotBeTakenSayWhy_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("reason");
    QTest::newRow("from the environment") << QByteArray("env_auth = TRUE\n") << u"environment"_s;
    QTest::newRow("temporary") << QByteArray("access_key_id = a\nsecret_access_key = b\nsession_token = c\n")
                               << u"temporary"_s;
    QTest::newRow("only an id") << QByteArray("access_key_id = a\n") << u"no access key"_s;
    QTest::newRow("an empty secret") << QByteArray("access_key_id = a\nsecret_access_key =\n")
                                     << u"no access key"_s;
}

void CredentialImportTest::keysThatCannotBeTakenSayWhy()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, reason);
    const auto list = parseRcloneConfig("[x]\ntype = s3\n" + settings, path);
    QVERIFY(list);
    QCOMPARE(list->size(), 1U);
    QVERIFY2(list->front().unusable.contains(reason), qPrintable(list->front().unusable));
}

void CredentialImportTest::endpointsAreTakenOnlyWhenTheyAreOne_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::addColumn<QUrl>("taken");
    QTest::newRow("https") << QByteArray("https://s3.example.com/x") << QUrl(u"https://s3.example.com/x"_s);
    QTest::newRow("no scheme") << QByteArray("s3.example.com") << QUrl(u"https://s3.example.com"_s);
    QTest::newRow("a file") << QByteArray("file:///etc/passwd") << QUrl();
    QTest::newRow("with a password") << QByteArray("https://u:p@s3.example.com") << QUrl();
    QTest::newRow("no address") << QByteArray("not an address") << QUrl();
}

void CredentialImportTest::endpointsAreTakenOnlyWhenTheyAreOne()
{
    QFETCH(QByteArray, endpoint);
    const auto list = parseRcloneConfig("[x]\ntype = s3\nendpoint = " + endpoint, path);
    QVERIFY(list);
    QTEST(list->front().endpoint, "taken");
}

void CredentialImportTest::encryptedRcloneConfigIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("with its comment")
        << QByteArray("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n");
    QTest::newRow("bare") << QByteArray("RCLONE_ENCRYPT_V0:\nAAAA");
    QTest::newRow("a later version") << QByteArray("\n\nRCLONE_ENCRYPT_V9:\nAAAA");
}

void CredentialImportTest::encryptedRcloneConfigIsRefused()
{
    QFETCH(QByteArray, text);
    const auto list = parseRcloneConfig(text, path);
    QVERIFY(!list);
    QCOMPARE(list.error().code, ErrorCode::Unsupported);
    QVERIFY(list.error().message.contains(path));
    QVERIFY(!list.error().hint.isEmpty());
}

void CredentialImportTest::brokenFilesAreRefusedWithoutQuotingThem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("no section") << QByteArray("a = hunter2\n") << u"line 1"_s;
    QTest::newRow("no assignment") << QByteArray("[a]\nhunter2\n") << u"line 2"_s;
    QTest::newRow("open section") << QByteArray("[hunter2\n") << u"line 1"_s;
    QTest::newRow("no name") << QByteArray("[a]\n= hunter2\n") << u"line 2"_s;
    QTest::newRow("binary") << QByteArray("[a]\nb = \0hunter2", 17) << u"binary"_s;
    QTest::newRow("endless line") << QByteArray("[a]\nb = ") + QByteArray(5000, 'x') + "hunter2"
                                  << u"too long"_s;
    QTest::newRow("endless sections") << QByteArray("[hunter2]\n").repeated(501) << u"500"_s;
}

void CredentialImportTest::brokenFilesAreRefusedWithoutQuotingThem()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    for (const auto parse : {parseRcloneConfig, parseAwsCredentials}) {
        const auto list = parse(text, path);
        QVERIFY(!list);
        QCOMPARE(list.error().code, ErrorCode::Configuration);
        QVERIFY2(list.error().message.contains(says), qPrintable(list.error().message));
        QVERIFY(!list.error().message.contains(u"hunter2"_s));
        QVERIFY(list.error().message.size() < 200);
    }
}

void CredentialImportTest::filesAreFoundWhereTheirProgramsLook()
{
    const QTemporaryDir home;
    const auto write = [&home](const QString &name, const QByteArray &text) {
        const QString file = home.filePath(name);
        QVERIFY(QDir().mkpath(file.section(u'/', 0, -2)));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    };
    write(u".config/rclone/rclone.conf"_s, "[a]\ntype = s3\n");
    write(u".aws/credentials"_s, "[b]\naws_access_key_id = x\n");
    write(u"other.conf"_s, "[c]\ntype = s3\n[d]\ntype = s3\n");
    write(u"broken"_s, "nothing of use");
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, home.path());
    const auto names = [](const ImportOffer &offer) {
        QStringList all;
        for (const ImportedCredentials &keys : offer.found)
            all += keys.name;
        return all;
    };
    QCOMPARE(names(importableCredentials(environment)), (QStringList{u"a"_s, u"b"_s}));

    environment.insert(u"RCLONE_CONFIG"_s, home.filePath(u"other.conf"_s));
    environment.insert(u"AWS_SHARED_CREDENTIALS_FILE"_s, u"~/broken"_s);
    const ImportOffer offer = importableCredentials(environment);
    QCOMPARE(names(offer), (QStringList{u"c"_s, u"d"_s}));
    QCOMPARE(offer.problems.size(), 1);

    environment.insert(u"RCLONE_CONFIG"_s, home.path()); // a folder
    environment.insert(u"AWS_SHARED_CREDENTIALS_FILE"_s, home.filePath(u"absent"_s));
    QVERIFY(importableCredentials(environment).found.empty());
    QVERIFY(importableCredentials(environment).problems.isEmpty());
}

void CredentialImportTest::hugeFilesAreRefused()
{
    const QTemporaryDir home;
    QFile file(home.filePath(u"huge"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(qint64(1) << 32)); // sparse
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"RCLONE_CONFIG"_s, file.fileName());
    const ImportOffer offer = importableCredentials(environment);
    QCOMPARE(offer.problems.size(), 1);
    QCOMPARE(offer.problems.first().code, ErrorCode::TooLarge);
}

QTEST_GUILESS_MAIN(CredentialImportTest)
#include "tst_credentialimport.moc"
