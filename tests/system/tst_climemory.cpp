// SPDX-License-Identifier: GPL-3.0-or-later
// The program is stopped in the middle of its work, and its memory searched for the secrets it was given:
// where they were read from, nothing may be left of them.
#include "support/databaseshapes.h"
#include "support/httpmessage.h"
#include "system/clirun.h"
#include "system/processmemory.h"

#include <QRegularExpression>
#include <QTcpSocket>
#include <QTest>

#include <atomic>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

// None of its pieces is in anybody's alphabet.
const QByteArray accessSecret = "pLanted/S3+secretKEY/qwZertyUiopLkjhgfdsXYZ";

QByteArray plantedKey()
{
    QByteArray key(32, '\0');
    for (int i = 0; i < key.size(); ++i)
        key[i] = static_cast<char>((i * 73 + 41) % 251);
    return key;
}

/// A store that has nothing, and that takes an upload without ever saying so.
class SlowStore final
{
public:
    [[nodiscard]] QString address() const { return u"http://127.0.0.1:%1"_s.arg(m_server.port()); }
    [[nodiscard]] bool hasUpload() const { return m_hasUpload; }

private:
    void serve(Connection &connection)
    {
        while (const auto request = readHead(connection)) {
            std::ignore = connection.read(request->header("Content-Length").toLongLong());
            const bool wantsRole = request->target() == "/role";
            if (request->method() == "PUT") {
                m_hasUpload = true;
                return connection.waitForPeerToClose();
            }
            if (!connection.write((wantsRole ? httpResponse(200, role()) : httpResponse(404)).bytes()))
                return;
        }
    }
    static QByteArray role()
    {
        return R"({"AccessKeyId": "AKIAPLANTED", "SecretAccessKey": ")" + accessSecret
               + R"(", "Token": "short", "Expiration": "2099-01-01T00:00:00Z"})";
    }

    std::atomic<bool> m_hasUpload = false;
    SocketServer m_server{[this](Connection &connection) { serve(connection); }};
};

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestCliMemory : public QObject
{
    Q_OBJECT

private slots:
    void holdsWhatItUsesAndNoMore_data();
    void holdsWhatItUsesAndNoMore();
    void forgetsWhatAClientShowed();
};

void TestCliMemory::holdsWhatItUsesAndNoMore_data()
{
    QTest::addColumn<QByteArray>("store");
    QTest::addColumn<QByteArray>("encryption");
    QTest::addColumn<int>("keyTexts");
    QTest::addColumn<int>("secrets");
    const QByteArray keyFile = "key_file = \"key\"";
    // The one it signs with.
    QTest::newRow("files") << QByteArray() << keyFile << 0 << 1;
    // Those of the profile and of the store that was made from it, too, and two in the buffers of the TOML
    // parser, which are out of reach.
    QTest::newRow("spelled out") << "r2_access_key_id = \"AKIAPLANTED\"\nr2_secret_access_key = \""
                                        + accessSecret + '"'
                                 << "key = \"" + plantedKey().toBase64() + '"' << 1 << 4;
    // And those in what libcurl received and in Qt's JSON, which are out of reach.
    QTest::newRow("role") << QByteArray() << keyFile << 0 << 3;
}

void TestCliMemory::holdsWhatItUsesAndNoMore()
{
    QFETCH(QByteArray, store);
    QFETCH(QByteArray, encryption);
    QFETCH(int, keyTexts);
    QFETCH(int, secrets);
    CliHome home;
    SlowStore slow;
    keepMemory(home.environment);
    const QString database = home.rustResort(200);
    const QString profile = home.writeProfile(
        u"test"_s,
        u"[database]\npath = %1\n[storage.backup]\nbucket = \"backups\"\n[cloudflare]\nendpoint = %2\n"
        "allow_http = true\n%3\n[storage.backup.encryption]\nenabled = true\n%4\n"_s.arg(
            toml(database), toml(slow.address()), QString::fromLatin1(store),
            QString::fromLatin1(encryption)));
    write(QFileInfo(profile).path() + u"/key"_s, plantedKey().toBase64() + '\n');
    if (QTest::currentDataTag() == "role"_ba)
        home.environment.insert(u"AWS_CONTAINER_CREDENTIALS_FULL_URI"_s, slow.address() + u"/role"_s);
    else if (store.isEmpty()) {
        home.environment.insert(u"AWS_SHARED_CREDENTIALS_FILE"_s, home.path(u"credentials"_s));
        write(home.path(u"credentials"_s),
              "[default]\naws_access_key_id = AKIAPLANTED\naws_secret_access_key = " + accessSecret + '\n');
    }

    QProcess process;
    home.start(process, {u"backup"_s});
    const auto ended = qScopeGuard([&process] {
        process.kill();
        process.waitForFinished();
    });
    QTRY_VERIFY2_WITH_TIMEOUT(slow.hasUpload(), process.readAllStandardError().constData(), 20'000);
    const ProcessMemory memory(process.processId());
    QVERIFY(!memory.isEmpty());
    const QByteArray keyText = plantedKey().toBase64(QByteArray::OmitTrailingEquals);
    QVERIFY(memory.copiesOf(keyText) <= keyTexts);
    QCOMPARE(memory.wideCopiesOf(keyText), 0);
    QVERIFY(memory.count(plantedKey()) >= 1); // in use, as the secret is: the search finds what is there
    const qsizetype found = memory.copiesOf(accessSecret);
    QVERIFY2(found >= 1 && found <= secrets, QByteArray::number(found).constData());
    QCOMPARE(memory.wideCopiesOf(accessSecret), 0);
}

void TestCliMemory::forgetsWhatAClientShowed()
{
    CliHome home;
    keepMemory(home.environment);
    std::ignore = home.folderProfile(home.rustResort(10));
    VERIFY_DONE(home.run({u"serve"_s, u"--new-api-token"_s}));
    write(home.path(u".config/lifeboat/lifeboat.toml"_s), "[api]\nlisten = \"127.0.0.1:0\"\n");
    QFile file(home.path(u".config/lifeboat/api-token"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray token = file.readAll().trimmed();

    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    home.start(process, {u"serve"_s});
    const auto ended = qScopeGuard([&process] {
        process.kill();
        process.waitForFinished();
    });
    QByteArray said;
    static const QRegularExpression address(u"http://127\\.0\\.0\\.1:(\\d+)/api/admin/"_s);
    QTRY_VERIFY_WITH_TIMEOUT(address.match(QString::fromUtf8(said += process.readAll())).hasMatch(), 20'000);
    QCOMPARE(ProcessMemory(process.processId()).copiesOf(token), 0);
    for (int i = 0; i < 3; ++i) {
        QTcpSocket client;
        client.connectToHost(u"127.0.0.1"_s, address.match(QString::fromUtf8(said)).captured(1).toUShort());
        client.write("GET /api/admin/health HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                     + "\r\nConnection: close\r\n\r\n");
        QVERIFY(client.waitForDisconnected(10'000));
        QVERIFY(client.readAll().startsWith("HTTP/1.1 200"));
    }
    // Those in the buffers of Qt's sockets, which are out of reach.
    QTRY_VERIFY_WITH_TIMEOUT(ProcessMemory(process.processId()).copiesOf(token) <= 3, 1000);
}

QTEST_GUILESS_MAIN(TestCliMemory)
#include "tst_climemory.moc"
