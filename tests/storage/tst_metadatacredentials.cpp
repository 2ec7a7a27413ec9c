// SPDX-License-Identifier: GPL-3.0-or-later
// Credentials of an ECS container and of an EC2 instance, whose services a local server plays.
#include "storage/credentialsfixture.h"
#include "storage/s3/metadataservice.h"
#include "support/fakeclock.h"
#include "support/httpserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class MetadataCredentialsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_directory;

    static QProcessEnvironment instanceEnvironment(const HttpServer &server)
    {
        return environmentOf({{u"AWS_EC2_METADATA_SERVICE_ENDPOINT"_s, server.url(u"/"_s).toString()}});
    }

    static void playInstance(HttpServer &server)
    {
        server.answer("PUT /latest/api/token", httpResponse(200, "TOKEN-OF-HUSH"));
        server.answer("GET /latest/meta-data/iam/security-credentials/", httpResponse(200, "backup role\n"));
        server.answer(
            "GET /latest/meta-data/iam/security-credentials/backup%20role",
            httpResponse(200, credentialsJson("IMDS", "2026-01-31T15:00:00Z", ",\"Code\":\"Success\"")));
    }

private slots:
    void trustsOnlyKnownContainerAddresses_data()
    {
        QTest::addColumn<QString>("relative");
        QTest::addColumn<QString>("full");
        QTest::addColumn<QString>("url"); // "refused", or empty: not set
        QTest::newRow("not set") << QString() << QString() << QString();
        QTest::newRow("relative") << u"/v2/x?id=1"_s << QString() << u"http://169.254.170.2/v2/x?id=1"_s;
        QTest::newRow("relative first") << u"/a"_s << u"https://b/"_s << u"http://169.254.170.2/a"_s;
        QTest::newRow("relative elsewhere") << u"@evil.example/a"_s << QString() << u"refused"_s;
        QTest::newRow("relative port") << u":80/a"_s << QString() << u"refused"_s;
        QTest::newRow("relative domain") << u".evil.example/a"_s << QString() << u"refused"_s;
        for (const QString &url :
             {u"https://any.example/a"_s, u"http://127.0.0.1:81/a"_s, u"http://localhost/a"_s,
              u"http://[::1]/a"_s, u"http://127.9.9.9/a"_s, u"http://169.254.170.2/a"_s,
              u"http://169.254.170.23/a"_s, u"http://[fd00:ec2::23]/a"_s})
            QTest::newRow(qPrintable(url)) << QString() << url << url;
        for (const QString &url :
             {u"http://any.example/a"_s, u"http://169.254.170.3/a"_s, u"http://169.254.169.254/a"_s,
              u"http://[fd00:ec2::24]/a"_s, u"http://0.0.0.0/"_s, u"ftp://127.0.0.1/"_s, u"file:///etc"_s,
              u"no url"_s, u"http://127.0.0.1@any.example/"_s, u"http://127.0.0.1.any.example/"_s})
            QTest::newRow(qPrintable(url)) << QString() << url << u"refused"_s;
    }

    void trustsOnlyKnownContainerAddresses()
    {
        QFETCH(QString, relative);
        QFETCH(QString, full);
        QFETCH(QString, url);
        const auto found =
            containerCredentialsUrl(environmentOf({{u"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"_s, relative},
                                                   {u"AWS_CONTAINER_CREDENTIALS_FULL_URI"_s, full}}));
        if (url == u"refused") {
            QVERIFY(!found);
            QCOMPARE(found.error().code, ErrorCode::Refused);
            return;
        }
        QVERIFY(found);
        QCOMPARE(*found ? (*found)->toString() : QString(), url);
    }

    void asksTheContainer()
    {
        HttpServer server;
        server.answer("GET /role", httpResponse(200, credentialsJson("ECS", "2026-01-31T15:00:00Z")));
        QProcessEnvironment environment =
            environmentOf({{u"AWS_CONTAINER_CREDENTIALS_FULL_URI"_s, server.url(u"/role"_s).toString()},
                           {u"AWS_CONTAINER_AUTHORIZATION_TOKEN"_s, u"Bearer one"_s}});
        const auto answer = containerCredentials(environment)->fetch({});
        QCOMPARE(idOf(answer), u"ECS"_s);
        QVERIFY((*answer)->sessionToken.equals(SecretBytes(tokenText)));
        QCOMPARE((*answer)->expiresAt, QDateTime({2026, 1, 31}, {15, 0}, Qt::UTC));
        QCOMPARE(server.requests().constLast().header("authorization"), "Bearer one"_ba);

        QFile file(m_directory.path() + u"/token"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("from the file\n");
        file.close();
        environment.insert(u"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"_s, file.fileName());
        QCOMPARE(idOf(containerCredentials(environment)->fetch({})), u"ECS"_s);
        QCOMPARE(server.requests().constLast().header("authorization"), "from the file"_ba);
        environment.insert(u"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"_s, u"/absent/token"_s);
        const auto absent = containerCredentials(environment)->fetch({});
        QVERIFY(!absent);
        QCOMPARE(absent.error().code, ErrorCode::Configuration);
        QCOMPARE(idOf(containerCredentials({})->fetch({})), u"not my case"_s);
    }

    void reportsABrokenContainerService_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorCode>("expected");
        QTest::newRow("forbidden") << 403 << secretText << ErrorCode::AuthFailed;
        QTest::newRow("not found") << 404 << QByteArray() << ErrorCode::AuthFailed;
        QTest::newRow("failing") << 500 << secretText << ErrorCode::ServerFailure;
        QTest::newRow("no JSON") << 200 << "<html>HUSH"_ba << ErrorCode::Protocol;
        QTest::newRow("half") << 200 << R"({"AccessKeyId":"HUSH"})"_ba << ErrorCode::Protocol;
        QTest::newRow("no time") << 200 << credentialsJson("A", "soon") << ErrorCode::Protocol;
        QTest::newRow("refused in JSON")
            << 200 << R"({"Code":"AssumeRoleUnauthorizedAccess"})"_ba << ErrorCode::AuthFailed;
    }

    void reportsABrokenContainerService()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorCode, expected);
        HttpServer server;
        server.answer("GET /role", httpResponse(status, body));
        const auto answer =
            containerCredentials(
                environmentOf({{u"AWS_CONTAINER_CREDENTIALS_FULL_URI"_s, server.url(u"/role"_s).toString()},
                               {u"AWS_CONTAINER_AUTHORIZATION_TOKEN"_s, u"BEARER-HUSH"_s}}))
                ->fetch({});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, expected);
        QCOMPARE(answer.error().retryable, expected == ErrorCode::ServerFailure);
        QVERIFY(!answer.error().hint.isEmpty());
        QVERIFY2(!leaks(answer.error()), qPrintable(describe(answer.error())));
    }

    void asksTheInstance()
    {
        HttpServer server;
        playInstance(server);
        const auto answer = instanceCredentials(instanceEnvironment(server))->fetch({});
        QCOMPARE(idOf(answer), u"IMDS"_s);
        QCOMPARE((*answer)->origin, u"EC2 instance role backup role"_s);
        QVERIFY((*answer)->secretAccessKey.equals(SecretBytes(secretText)));
        QCOMPARE((*answer)->expiresAt, QDateTime({2026, 1, 31}, {15, 0}, Qt::UTC));
        const auto requests = server.requests();
        QCOMPARE(requests.size(), 3);
        QVERIFY(requests[0].header("x-aws-ec2-metadata-token-ttl-seconds").toInt() > 0);
        QCOMPARE(requests[0].header("content-length"), "0"_ba);
        QCOMPARE(requests[1].header("x-aws-ec2-metadata-token"), "TOKEN-OF-HUSH"_ba);
        QCOMPARE(requests[2].header("x-aws-ec2-metadata-token"), "TOKEN-OF-HUSH"_ba);
    }

    void leavesOtherMachinesAlone_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        for (const int status : {400, 401, 403, 404, 405, 500, 501})
            QTest::addRow("token refused with %d", status)
                << "PUT /latest/api/token"_ba << status << QByteArray();
        QTest::newRow("something else answers")
            << "PUT /latest/api/token"_ba << 200 << "<html>\n<body>Log in first</body>"_ba;
        QTest::newRow("empty token") << "PUT /latest/api/token"_ba << 200 << QByteArray();
        QTest::newRow("no role") << "GET /latest/meta-data/iam/security-credentials/"_ba << 404
                                 << QByteArray();
        QTest::newRow("empty role") << "GET /latest/meta-data/iam/security-credentials/"_ba << 200 << "\n"_ba;
    }

    void leavesOtherMachinesAlone()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        HttpServer server;
        playInstance(server);
        server.answer(path, httpResponse(status, body));
        QCOMPARE(idOf(instanceCredentials(instanceEnvironment(server))->fetch({})), u"not my case"_s);
    }

    void reportsABrokenInstanceService()
    {
        HttpServer server;
        playInstance(server);
        server.answer("GET /latest/meta-data/iam/security-credentials/backup%20role",
                      httpResponse(200, R"({"Code":"Failed","Message":"HUSH"})"));
        const auto failed = instanceCredentials(instanceEnvironment(server))->fetch({});
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::AuthFailed);
        QVERIFY(failed.error().message.contains(u"Failed"));
        QVERIFY(!leaks(failed.error()));
        server.answer("GET /latest/meta-data/iam/security-credentials/", httpResponse(503, "TOKEN-OF-HUSH"));
        const auto unavailable = instanceCredentials(instanceEnvironment(server))->fetch({});
        QVERIFY(!unavailable);
        QCOMPARE(unavailable.error().code, ErrorCode::ServerFailure);
        QVERIFY(!leaks(unavailable.error()));
    }

    void doesNotWaitForAnInstanceThatIsNone_data()
    {
        QTest::addColumn<QString>("endpoint"); // empty: one that accepts and says nothing
        QTest::newRow("silent") << QString();
        QTest::newRow("closed port") << u"http://127.0.0.1:1"_s;
        QTest::newRow("no such host") << u"http://metadata.invalid"_s;
        QTest::newRow("no route") << u"http://192.0.2.1"_s; // TEST-NET-1, RFC 5737
    }

    void doesNotWaitForAnInstanceThatIsNone()
    {
        QFETCH(QString, endpoint);
        HttpServer server;
        server.stall("PUT /latest/api/token");
        if (endpoint.isEmpty())
            endpoint = server.url().toString();
        QElapsedTimer timer;
        timer.start();
        const auto answer =
            instanceCredentials(environmentOf({{u"AWS_EC2_METADATA_SERVICE_ENDPOINT"_s, endpoint}}))
                ->fetch({});
        QCOMPARE(idOf(answer), u"not my case"_s);
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
    }

    void canBeToldNotToAskTheInstance()
    {
        HttpServer server;
        playInstance(server);
        QProcessEnvironment environment = instanceEnvironment(server);
        environment.insert(u"AWS_EC2_METADATA_DISABLED"_s, u"true"_s);
        QCOMPARE(idOf(instanceCredentials(environment)->fetch({})), u"not my case"_s);
        QVERIFY(server.requests().isEmpty());
        environment = environmentOf({{u"AWS_EC2_METADATA_SERVICE_ENDPOINT"_s, u"ftp://x"_s}});
        const auto answer = instanceCredentials(environment)->fetch({});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Configuration);
    }

    void stopsAskingWhenCancelled()
    {
        HttpServer server;
        server.stall("PUT /latest/api/token");
        CancelToken cancel;
        cancel.request();
        const auto answer = instanceCredentials(instanceEnvironment(server))->fetch(cancel);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    }

    void renewsFiveMinutesBeforeExpiry()
    {
        HttpServer server;
        playInstance(server);
        const auto clock = std::make_shared<FakeClock>(QDateTime({2026, 1, 31}, {14, 0}, Qt::UTC));
        const auto chain = credentialsChain({instanceCredentials(instanceEnvironment(server))}, clock);
        const QByteArray role = "GET /latest/meta-data/iam/security-credentials/backup%20role";
        QCOMPARE(idOf(chain->fetch({})), u"IMDS"_s);
        clock->advance(54min + 59s);
        QCOMPARE(idOf(chain->fetch({})), u"IMDS"_s);
        QCOMPARE(server.count(role), 1);
        server.answer(role, httpResponse(200, credentialsJson("RENEWED", "2026-01-31T21:00:00Z")));
        clock->advance(1s);
        QCOMPARE(idOf(chain->fetch({})), u"RENEWED"_s);
        QCOMPARE(server.count(role), 2);
        QCOMPARE(idOf(chain->fetch({})), u"RENEWED"_s);
        QCOMPARE(server.count(role), 2);
    }
};

QTEST_GUILESS_MAIN(MetadataCredentialsTest)
#include "tst_metadatacredentials.moc"
