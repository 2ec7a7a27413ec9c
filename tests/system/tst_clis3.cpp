// SPDX-License-Identifier: GPL-3.0-or-later
// lifeboat-cli against real S3 servers: a live database to the bucket and back.
#include "support/bytesof.h"
#include "support/databaseshapes.h"
#include "support/testserver.h"
#include "support/writer/writerprocess.h"
#include "system/clirun.h"

#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliS3 : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const auto kind : {TestServer::Kind::Ceph, TestServer::Kind::R2Simulator}) {
            auto server = std::make_unique<TestServer>();
            std::optional<S3Endpoint> endpoint;
            LIFEBOAT_START_SERVER(endpoint, *server, kind);
            m_endpoints.append(*endpoint);
            m_servers.push_back(std::move(server));
        }
    }

    void init()
    {
        m_home = std::make_unique<CliHome>();
        m_database = m_home->path(u"rustresort.db"_s);
        QVERIFY(makeRustResort(m_database, 20'000)); // over the size of one part
    }

    void walksTheWholeRoad_data() { addServers(); }
    void walksTheWholeRoad()
    {
        const S3Endpoint server = chooseServer();
        WriterProcess writer;
        QVERIFY(writer.start(m_database, u"wal"_s));
        const CliResult busy = m_home->run({u"backup"_s, u"--json"_s});
        VERIFY_DONE(busy);
        QVERIFY(writer.stop().value(u"commits"_s).toInt() > 0);
        const CliResult quiet = m_home->run({u"backup"_s, u"--json"_s});
        VERIFY_DONE(quiet);
        QVERIFY(quiet.object()[u"size"].toInteger() > (8 << 20)); // so it went up in parts
        QVERIFY(quiet.object()[u"class_a_requests"].toInt() > 3);
        // Both runs are in this month's account, which the console shows.
        QFile ledger(m_home->path(u".local/state/lifeboat/requests.json"_s));
        QVERIFY(ledger.open(QIODevice::ReadOnly));
        const QJsonObject month = QJsonDocument::fromJson(ledger.readAll()).object().begin()->toObject();
        QCOMPARE(month.begin()->toObject()[u"class_a"].toInt(),
                 busy.object()[u"class_a_requests"].toInt() + quiet.object()[u"class_a_requests"].toInt());
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 2);
        const CliResult verify = m_home->run({u"verify"_s, u"--all"_s, u"--json"_s});
        VERIFY_DONE(verify);
        for (const auto &report : verify.array())
            QVERIFY(report.toObject()[u"ok"].toBool() && report.toObject()[u"checksum_compared"].toBool());
        VERIFY_DONE(m_home->run({u"restore"_s, busy.object()[u"key"].toString(), u"--to"_s, u"busy.db"_s}));
        QCOMPARE(writerSum(m_home->path(u"busy.db"_s), u"left"_s),
                 writerSum(m_home->path(u"busy.db"_s), u"right"_s));
        VERIFY_DONE(m_home->run({u"restore"_s, quiet.object()[u"key"].toString(), u"--to"_s, u"quiet.db"_s}));
        QCOMPARE(dumpOf(m_home->path(u"quiet.db"_s)), dumpOf(m_database));
        VERIFY_DONE(m_home->run({u"delete"_s, busy.object()[u"key"].toString(), u"--yes"_s}));
        QCOMPARE(m_home->run({u"list"_s, u"--json"_s}).array().size(), 1);
        removeAll();
    }

    void drillsAndSparesUploads_data() { addServers(); }
    void drillsAndSparesUploads()
    {
        chooseServer();
        const QStringList ifChanged{u"backup"_s, u"--if-changed"_s, u"--json"_s};
        const CliResult first = m_home->run(ifChanged);
        VERIFY_DONE(first);
        const CliResult drill = m_home->run({u"drill"_s, u"--json"_s});
        VERIFY_DONE(drill);
        QVERIFY2(drill.object()[u"compared"][u"facts"].toBool(), drill.said().constData());
        const CliResult second = m_home->run(ifChanged);
        VERIFY_DONE(second);
        QVERIFY(second.object()[u"unchanged"].toBool());
        // The marker; the listing that finds the newest backup.
        QCOMPARE(second.object()[u"class_a_requests"].toInt(), 2);
        const QJsonArray listed = m_home->run({u"list"_s, u"--json"_s}).array();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed.at(0)[u"proof"][u"verdict"].toString(), u"restored"_s);
        QVERIFY(!listed.at(0)[u"unchanged_until"].toString().isEmpty());
        VERIFY_DONE(m_home->run({u"backup"_s})); // the marker is replaced and goes stale
        QVERIFY(m_home->run({u"list"_s, u"--json"_s}).array().at(0)[u"unchanged_until"].isNull());
        removeAll();
    }

    void worksWithARustResortServersOwnFile_data() { addServers(); }
    void worksWithARustResortServersOwnFile()
    {
        const S3Endpoint server = chooseServer();
        // The seed's shape, its secrets in the environment; only the endpoint is not Cloudflare's.
        const QString file = m_home->writeProfile(
            u"server"_s,
            u"[server]\nport = 3000\n[instance]\ntitle = \"x\"\n[database]\npath = "
            u"%1\n[storage.media]\nbucket = \"media\"\n"
            "[storage.backup]\nenabled = true\nbucket = %2\ninterval_seconds = 86400\nretention_count = 7\n"
            "[storage.backup.encryption]\nenabled = true\nkey = \"${BACKUP_ENCRYPTION_KEY}\"\n"
            "[cloudflare]\naccount_id = \"${CLOUDFLARE_ACCOUNT_ID}\"\nr2_access_key_id = "
            "\"${R2_ACCESS_KEY_ID}\"\n"
            "r2_secret_access_key = \"${R2_SECRET_ACCESS_KEY}\"\nendpoint = %3\nregion = %4\n"_s.arg(
                toml(m_database), toml(server.bucket), toml(server.url.toString()), toml(server.region)));
        const QStringList config{u"--config"_s, file};
        QCOMPARE(m_home->run(QStringList{u"backup"_s} + config).exitCode, 3); // the variables are not set yet
        m_home->environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, u"0123456789abcdef0123456789abcdef"_s);
        m_home->environment.insert(u"R2_ACCESS_KEY_ID"_s, server.accessKey);
        m_home->environment.insert(u"R2_SECRET_ACCESS_KEY"_s, server.secretKey);
        m_home->environment.insert(u"BACKUP_ENCRYPTION_KEY"_s,
                                   QString::fromLatin1(QByteArray(32, 'k').toBase64()));
        const CliResult backup = m_home->run(QStringList{u"backup"_s, u"--json"_s} + config);
        VERIFY_DONE(backup);
        QVERIFY(backup.object()[u"key"].toString().startsWith(u"backups/rustresort_"_s));
        VERIFY_DONE(m_home->run(QStringList{u"restore"_s, u"--to"_s, u"out.db"_s} + config));
        QCOMPARE(dumpOf(m_home->path(u"out.db"_s)), dumpOf(m_database));
        VERIFY_DONE(
            m_home->run(QStringList{u"delete"_s, u"latest"_s, u"--even-newest"_s, u"--yes"_s} + config));
    }

    void doctorSaysWhichCredentialsItUsed_data() { addServers(); }
    void doctorSaysWhichCredentialsItUsed()
    {
        chooseServer();
        const CliResult doctor = m_home->run({u"doctor"_s});
        VERIFY_DONE(doctor);
        QVERIFY2(doctor.out.contains("BACKUP_S3_ACCESS_KEY"), doctor.out.constData());
        QVERIFY(doctor.out.contains("ok       bucket"));
    }

    void doctorNamesTheFault_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("wrong secret") << u"secret"_s << QByteArray("failed   bucket");
        QTest::newRow("no such bucket") << u"bucket"_s << QByteArray("failed   bucket");
        QTest::newRow("nobody listens") << u"port"_s << QByteArray("failed   endpoint");
        QTest::newRow("no credentials") << u"none"_s << QByteArray("failed   credentials");
    }
    void doctorNamesTheFault()
    {
        QFETCH(QString, fault);
        QFETCH(QByteArray, line);
        S3Endpoint server = m_endpoints.constFirst();
        if (fault == u"bucket")
            server.bucket = u"no-such-bucket"_s;
        else if (fault == u"port")
            server.url.setPort(1);
        useServer(server);
        if (fault == u"secret")
            m_home->environment.insert(u"BACKUP_S3_SECRET_KEY"_s, u"planted-wrong-secret"_s);
        else if (fault == u"none")
            m_home->environment.remove(u"BACKUP_S3_ACCESS_KEY"_s),
                m_home->environment.remove(u"BACKUP_S3_SECRET_KEY"_s);
        const CliResult doctor = m_home->run({u"doctor"_s, u"--debug"_s});
        QCOMPARE(doctor.exitCode, 1);
        QVERIFY2(doctor.out.contains(line), doctor.said().constData());
        QVERIFY(doctor.out.contains("→")); // and says what to do
        QVERIFY(!doctor.said().contains("planted-wrong-secret"));
        QVERIFY(!doctor.said().contains(server.secretKey.toUtf8()));
    }

    void cancelLeavesNoUploadBehind()
    {
        useServer(m_endpoints.constFirst()); // Ceph: it can list unfinished uploads
        QProcess process;
        m_home->start(process, {u"backup"_s, u"--verbose"_s});
        process.setReadChannel(QProcess::StandardError);
        QByteArray said;
        QTRY_VERIFY((said += process.readAll()).contains("Uploading"));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(m_home->run({u"list"_s, u"--json"_s}).array().isEmpty());
        QVERIFY(namesIn(m_home->path(u".cache"_s)).isEmpty());
    }

    void printsAPolicyForItsBucketOnly()
    {
        useServer(m_endpoints.constFirst());
        const CliResult policy = m_home->run({u"policy"_s, u"--json"_s});
        VERIFY_DONE(policy);
        QCOMPARE(policy.object()[u"Version"].toString(), u"2012-10-17"_s);
        QVERIFY(
            policy.out.contains("arn:aws:s3:::" + m_endpoints.constFirst().bucket.toUtf8() + "/backups/*"));
        QVERIFY(!policy.out.contains("\"*\""));
    }

private:
    void addServers()
    {
        QTest::addColumn<int>("server");
        QTest::newRow("Ceph") << 0;
        QTest::newRow("R2 simulator") << 1;
    }

    S3Endpoint chooseServer()
    {
        QFETCH(int, server);
        useServer(m_endpoints.at(server));
        return m_endpoints.at(server);
    }

    void useServer(const S3Endpoint &server)
    {
        m_home->environment.insert(u"BACKUP_S3_ACCESS_KEY"_s, server.accessKey);
        m_home->environment.insert(u"BACKUP_S3_SECRET_KEY"_s, server.secretKey);
        QVERIFY(QFile::exists(m_home->writeProfile(
            u"s3"_s,
            u"[database]\npath = %1\n[storage.backup]\nbucket = %2\n"
            "[storage.backup.encryption]\nenabled = true\nkey_file = %3\n[cloudflare]\nendpoint = %4\nregion = %5\n"_s
                .arg(toml(m_database), toml(server.bucket), toml(m_home->path(u"key"_s)),
                     toml(server.url.toString()), toml(server.region)))));
    }

    void removeAll()
    {
        for (const auto &entry : m_home->run({u"list"_s, u"--json"_s}).array())
            VERIFY_DONE(m_home->run(
                {u"delete"_s, entry.toObject()[u"key"].toString(), u"--even-newest"_s, u"--yes"_s}));
    }

    std::vector<std::unique_ptr<TestServer>> m_servers;
    QList<S3Endpoint> m_endpoints;
    std::unique_ptr<CliHome> m_home;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestCliS3)
#include "tst_clis3.moc"
