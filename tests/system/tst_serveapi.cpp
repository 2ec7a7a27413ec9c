// SPDX-License-Identifier: GPL-3.0-or-later
// The admin API of the built daemon, asked by curl and Python, and abused.
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr auto apiVariable = "LIFEBOAT_API_TOKEN"_L1;

/// What the daemon may grow by, whatever is sent to it.
#if defined(__SANITIZE_ADDRESS__) // which keeps what was freed
constexpr qint64 mostGrowth = 512LL << 20;
#else
constexpr qint64 mostGrowth = 16LL << 20;
#endif

struct Answer
{
    int status = 0; ///< 0: none came
    QByteArray head;
    QByteArray body;

    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(body).array(); }
};

class Daemon final
{
public:
    CliHome home;
    QProcess process;
    QByteArray said;
    quint16 port = 0;
    QString token;

    /// With a profile "test", whose schedule is off.
    Daemon()
    {
        addProfile(u"test"_s);
        writeSettings("[api]\nlisten = \"127.0.0.1:0\"\n");
    }
    ~Daemon()
    {
        process.kill();
        process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Daemon)

    void addProfile(const QString &name)
    {
        const QString database = home.path(name + u".db"_s);
        if (!runSql(database, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)"))
            qFatal("the database cannot be made");
        std::ignore = home.writeProfile(
            name,
            u"[database]\npath = %1\n[storage.backup]\nenabled = false\n[storage.folder]\npath = %2\n"
            "[lifeboat]\nname = \"rustresort\"\n"_s.arg(toml(database), toml(home.path(name + u"-store"_s))));
    }
    void writeSettings(const QByteArray &content) const
    {
        QFile file(home.path(u".config/lifeboat/lifeboat.toml"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) < 0)
            qFatal("no settings");
    }
    void start()
    {
        process.setProcessChannelMode(QProcess::MergedChannels);
        home.start(process, {u"serve"_s});
    }
    /// With a token, and until the API is there.
    void open()
    {
        VERIFY_DONE(home.run({u"serve"_s, u"--new-api-token"_s}));
        QFile file(home.path(u".config/lifeboat/api-token"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        token = QString::fromLatin1(file.readAll().trimmed());
        start();
        QTRY_VERIFY_WITH_TIMEOUT(hears("Admin API at"), 20'000);
        static const QRegularExpression address(u"http://127\\.0\\.0\\.1:(\\d+)/api/admin/"_s);
        port = address.match(QString::fromUtf8(said)).captured(1).toUShort();
        QVERIFY(port != 0);
    }
    [[nodiscard]] bool hears(const char *text) { return (said += process.readAll()).contains(text); }
    [[nodiscard]] bool runs() const { return process.state() == QProcess::Running; }

    /// By curl, with the token.
    [[nodiscard]] Answer ask(const QString &method, const QString &path, QStringList more = {}) const
    {
        more += {u"-H"_s, u"Authorization: Bearer "_s + token};
        return curl(method, path, more);
    }
    [[nodiscard]] Answer curl(const QString &method, const QString &path, const QStringList &more) const
    {
        QProcess client;
        client.start(u"curl"_s,
                     QStringList{u"-sS"_s, u"-i"_s, u"-m"_s, u"20"_s, u"--path-as-is"_s, u"-X"_s, method,
                                 u"http://127.0.0.1:%1%2"_s.arg(QString::number(port), path)}
                         + more);
        client.waitForFinished();
        return answerIn(client.readAllStandardOutput());
    }
    /// These bytes, as they are.
    [[nodiscard]] Answer send(const QByteArray &bytes) const
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, port);
        socket.waitForConnected();
        socket.write(bytes);
        QByteArray heard;
        while (socket.waitForReadyRead(20'000))
            heard += socket.readAll();
        return answerIn(heard);
    }
    /// Of /proc/PID/status, in bytes.
    [[nodiscard]] qint64 memory(const QByteArray &field) const
    {
        QFile status(u"/proc/%1/status"_s.arg(process.processId()));
        if (!status.open(QIODevice::ReadOnly))
            return -1;
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith(field + ':'))
                return line.sliced(field.size() + 1).chopped(3).trimmed().toLongLong() * 1024;
        }
        return -1;
    }

private:
    static Answer answerIn(const QByteArray &bytes)
    {
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0 || !bytes.startsWith("HTTP/1.1 "))
            return {};
        return {bytes.sliced(9, 3).toInt(), bytes.first(end + 2), bytes.sliced(end + 4)};
    }
};

} // namespace

class ServeApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void isOffByDefault();
    void startsOnlyBehindAToken();
    void keepsToThisMachine();
    void makesATokenOnce();
    void speaksAsTheDesignDoes();
    void pythonUnderstandsIt();
    void severalProfiles();
    void tellsWhyABackupFailed();
    void letsNobodyElseIn_data();
    void letsNobodyElseIn();
    void answersGarbage_data();
    void answersGarbage();
    void survives_data();
    void survives();
    void waitsForItsAddress();
    void tellsNobodyTheToken();
    void cleanupTestCase() { m_shared.reset(); }

private:
    /// One for the tests that leave no trace in it.
    const Daemon &shared();

    std::unique_ptr<Daemon> m_shared;
    qint64 m_before = 0; ///< its memory's peak before it was abused
};

const Daemon &ServeApiTest::shared()
{
    if (!m_shared) {
        m_shared = std::make_unique<Daemon>();
        m_shared->open();
    }
    return *m_shared;
}

void ServeApiTest::isOffByDefault()
{
    Daemon daemon;
    daemon.writeSettings("");
    VERIFY_DONE(daemon.home.run({u"serve"_s, u"--new-api-token"_s}));
    daemon.start();
    QTRY_VERIFY(daemon.hears("its schedule is off"));
    QVERIFY2(!daemon.said.contains("API"), daemon.said.constData());
}

void ServeApiTest::startsOnlyBehindAToken()
{
    Daemon daemon;
    daemon.start();
    QTRY_VERIFY(daemon.hears("its schedule is off")); // the backups go on
    QVERIFY2(daemon.said.contains("The admin API is not started"), daemon.said.constData());
    QVERIFY(daemon.said.contains("lifeboat-cli serve --new-api-token"));
    QVERIFY(!daemon.said.contains("Admin API at"));
}

void ServeApiTest::keepsToThisMachine()
{
    Daemon daemon;
    daemon.writeSettings("[api]\nlisten = \"0.0.0.0:0\"\n");
    daemon.start();
    QTRY_VERIFY(daemon.hears("its schedule is off"));
    QVERIFY2(daemon.said.contains("allow_remote is not true"), daemon.said.constData());
    QVERIFY(!daemon.said.contains("Admin API at"));

    Daemon open;
    open.writeSettings("[api]\nlisten = \"0.0.0.0:0\"\nallow_remote = true\n");
    open.home.environment.insert(apiVariable, u"0123456789abcdef0123456789abcdef"_s);
    open.start();
    QTRY_VERIFY(open.hears("Admin API at http://0.0.0.0:"));
}

void ServeApiTest::makesATokenOnce()
{
    const Daemon daemon;
    const CliResult made = daemon.home.run({u"serve"_s, u"--new-api-token"_s, u"--json"_s});
    VERIFY_DONE(made);
    const QString file = daemon.home.path(u".config/lifeboat/api-token"_s);
    QCOMPARE(made.object()[u"token_file"].toString(), file);
    QCOMPARE(QFile::permissions(file)
                 & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    const CliResult again = daemon.home.run({u"serve"_s, u"--new-api-token"_s});
    QCOMPARE(again.exitCode, 1);
    QVERIFY2(again.err.contains("remove it first"), again.said().constData());
}

void ServeApiTest::speaksAsTheDesignDoes()
{
    Daemon daemon;
    daemon.open();
    QCOMPARE(daemon.ask(u"GET"_s, u"/api/admin/backups"_s).body, "[]\n");

    const Answer made = daemon.ask(u"POST"_s, u"/api/admin/backup"_s, {u"-d"_s, u"{}"_s});
    QCOMPARE(made.status, 200);
    const QStringList stored = QDir(daemon.home.path(u"test-store/backups"_s)).entryList({u"*.db"_s});
    QCOMPARE(stored.size(), 1);
    const QByteArray key = "backups/" + stored.constFirst().toLatin1();
    const QByteArray time = made.object()[u"timestamp"].toString().toLatin1();
    QCOMPARE(made.body, "{\"key\":\"" + key + "\",\"success\":true,\"timestamp\":\"" + time + "\"}\n");
    QCOMPARE(QByteArray(time).replace("-", "").replace(":", "").replace("T", "_").chopped(1),
             key.sliced(qsizetype(qstrlen("backups/rustresort_"))).chopped(3));
    QVERIFY2(made.head.contains("\r\nContent-Type: application/json\r\n"), made.head.constData());

    const Answer listed = daemon.ask(u"GET"_s, u"/api/admin/backups?profile=test"_s);
    QCOMPARE(listed.status, 200);
    const QJsonObject entry = listed.array()[0].toObject();
    const QByteArray modified = entry[u"last_modified"].toString().toLatin1();
    const QByteArray size =
        QByteArray::number(QFileInfo(daemon.home.path(u"test-store/"_s) + QString::fromLatin1(key)).size());
    QCOMPARE(listed.body, "[{\"created_at\":\"" + modified + "\",\"key\":\"" + key + "\",\"last_modified\":\""
                              + modified + "\",\"size\":" + size + "}]\n");

    Answer health;
    QTRY_COMPARE((health = daemon.ask(u"GET"_s, u"/api/admin/health"_s)).object()[u"status"].toString(),
                 u"healthy"_s);
    QCOMPARE(health.body, "{\"error\":null,\"last_backup\":\"" + time
                              + "\",\"last_proven\":null,\"next_scheduled\":null,\"profile\":\"test\","
                                "\"status\":\"healthy\"}\n");
}

void ServeApiTest::pythonUnderstandsIt()
{
    Daemon daemon;
    daemon.open();
    QProcess python;
    python.start(u"python3"_s,
                 {u"-c"_s,
                  u"import http.client, json, sys\n"
                  "def ask(method, path):\n"
                  "    there = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]))\n"
                  "    there.request(method, path, headers={'Authorization': 'Bearer ' + sys.argv[2]})\n"
                  "    answer = there.getresponse()\n"
                  "    return answer.status, answer.read()\n"
                  "status, body = ask('POST', '/api/admin/backup')\n"
                  "assert status == 200 and json.loads(body)['success'] is True, body\n"
                  "status, body = ask('GET', '/api/admin/backups')\n"
                  "assert [each['key'] for each in json.loads(body)], body\n"
                  "assert ask('HEAD', '/api/admin/health') == (405, b'')\n"_s,
                  QString::number(daemon.port), daemon.token});
    QVERIFY(python.waitForFinished());
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
}

void ServeApiTest::severalProfiles()
{
    Daemon daemon;
    daemon.addProfile(u"other"_s);
    daemon.open();
    const Answer which = daemon.ask(u"POST"_s, u"/api/admin/backup"_s);
    QCOMPARE(which.status, 400);
    QVERIFY2(which.object()[u"hint"].toString().contains(u"other, test"_s), which.body.constData());
    QCOMPARE(daemon.ask(u"POST"_s, u"/api/admin/backup?profile=other"_s).status, 200);
    QCOMPARE(daemon.ask(u"GET"_s, u"/api/admin/backups?profile=other"_s).array().size(), 1);
    QCOMPARE(daemon.ask(u"GET"_s, u"/api/admin/backups?profile=test"_s).array().size(), 0);
    QCOMPARE(daemon.ask(u"GET"_s, u"/api/admin/backups?profile=../test"_s).status, 404);
}

void ServeApiTest::tellsWhyABackupFailed()
{
    Daemon daemon;
    QVERIFY(QFile::remove(daemon.home.path(u"test.db"_s)));
    daemon.open();
    const Answer failed = daemon.ask(u"POST"_s, u"/api/admin/backup"_s);
    QCOMPARE(failed.status, 500);
    QCOMPARE(failed.object()[u"success"], QJsonValue(false));
    QVERIFY2(failed.object()[u"error"].toString().contains(u"test.db"_s), failed.body.constData());
}

void ServeApiTest::letsNobodyElseIn_data()
{
    QTest::addColumn<QStringList>("headers");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QStringList &headers, int status) {
        QTest::newRow(name) << headers << status;
    };
    row("no token", {}, 401);
    row("wrong token", {u"Authorization: Bearer wrong"_s}, 401);
    row("by password", {u"Authorization: Basic YTpi"_s}, 401);
    row("another site's page", {u"TOKEN"_s, u"Origin: https://evil.example"_s}, 403);
    row("a page of no site", {u"TOKEN"_s, u"Origin: null"_s}, 403);
    row("a name looked up to us", {u"TOKEN"_s, u"Host: evil.example"_s}, 403);
    row("right", {u"TOKEN"_s}, 200);
    row("right, of our own page", {u"TOKEN"_s, u"Origin: http://localhost:1"_s, u"Host: localhost:1"_s}, 200);
}

void ServeApiTest::letsNobodyElseIn()
{
    QFETCH(QStringList, headers);
    const Daemon &daemon = shared();
    QStringList arguments;
    for (const QString &header : std::as_const(headers))
        arguments += {u"-H"_s, header == u"TOKEN" ? u"Authorization: Bearer "_s + daemon.token : header};
    const Answer answer = daemon.curl(u"GET"_s, u"/api/admin/health"_s, arguments);
    QTEST(answer.status, "status");
    QCOMPARE(answer.body.contains("test"), answer.status == 200);
}

void ServeApiTest::answersGarbage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray line = "GET /api/admin/health HTTP/1.1\r\n";
    const QByteArray let = "Host: localhost\r\nAuthorization: Bearer TOKEN\r\n\r\n";
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01", 6), 400);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("NUL", "GET /" + QByteArray(1, '\0') + " HTTP/1.1\r\n" + let, 400);
    row("bad UTF-8", "GET /\xff\xfe HTTP/1.1\r\n" + let, 400);
    row("coded bad UTF-8", "GET /api/admin/health?profile=%ff%fe HTTP/1.1\r\n" + let, 400);
    row("coded NUL", "GET /api/admin/health?profile=test%00 HTTP/1.1\r\n" + let, 400);
    row("up and away", "GET /api/admin/../../../../etc/passwd HTTP/1.1\r\n" + let, 404);
    row("coded up and away", "GET /api/admin/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + let, 404);
    row("wrong method", "PATCH /api/admin/health HTTP/1.1\r\n" + let, 405);
    row("strange method", "BREW /api/admin/health HTTP/1.1\r\n" + let, 405);
    row("as a proxy", "GET http://example.com/ HTTP/1.1\r\n" + let, 400);
    row("tunnel", "CONNECT example.com:443 HTTP/1.1\r\n" + let, 400);
    row("no host", line + "Authorization: Bearer TOKEN\r\n\r\n", 400);
    row("two hosts", line + "Host: evil\r\n" + let, 400);
    row("smuggled", line + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n" + let, 411);
    row("negative body", line + "Content-Length: -1\r\n" + let, 400);
    row("16 KiB of path", "GET /" + QByteArray(17'000, 'a'), 414);
    row("16 KiB of headers", line + "X: " + QByteArray(17'000, 'a'), 431);
    row("101 headers", line + QByteArray("X: y\r\n").repeated(101) + "\r\n", 431);
    row("good one", line + let, 200);
}

void ServeApiTest::answersGarbage()
{
    QFETCH(QByteArray, bytes);
    const Daemon &daemon = shared();
    const Answer answer = daemon.send(bytes.replace("TOKEN", daemon.token.toLatin1()));
    QTEST(answer.status, "status");
    QVERIFY2(answer.object().contains(u"error"_s), answer.body.constData());
    QVERIFY(!answer.body.contains(daemon.token.toLatin1()) && !answer.body.contains("root:"));
    QVERIFY(daemon.runs());
}

void ServeApiTest::survives_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind :
         {"random", "request_line", "header_line", "headers", "stated_body", "small_stated_body",
          "chunked_body", "pipeline", "guesses", "silence", "slowloris"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

/// Good requests are answered while it goes on, and memory stays where it is.
void ServeApiTest::survives()
{
    QFETCH(QString, kind);
    const Daemon &daemon = shared();
    if (m_before == 0) {
        QCOMPARE(daemon.ask(u"POST"_s, u"/api/admin/backup"_s).status, 200);
        m_before = daemon.memory("VmHWM");
        QVERIFY(m_before > 0);
    }
    QProcess abuse;
    abuse.start(u"python3"_s, {QStringLiteral(LIFEBOAT_SOURCE_DIR "/tests/system/apiabuse.py"), kind,
                               QString::number(daemon.port), u"3"_s});
    QVERIFY(abuse.waitForStarted());
    QElapsedTimer timer;
    int good = 0;
    int asked = 0;
    qint64 slowest = 0;
    while (!abuse.waitForFinished(20)) {
        timer.start();
        good += daemon.ask(u"GET"_s, u"/api/admin/health"_s).status == 200 ? 1 : 0;
        ++asked;
        slowest = std::max(slowest, timer.elapsed());
    }
    const QByteArray told = abuse.readAllStandardOutput().trimmed();
    QVERIFY2(abuse.exitCode() == 0, abuse.readAllStandardError().constData());
    QVERIFY(daemon.runs());
    const qint64 growth = daemon.memory("VmHWM") - m_before;
    qInfo("%s: %s; %d of %d good requests answered, the slowest in %lld ms; peak memory grew by %lld KiB",
          qUtf8Printable(kind), told.constData(), good, asked, static_cast<long long>(slowest),
          static_cast<long long>(growth / 1024));
    QVERIFY(asked >= 5);
    // A flood may push out one that has not arrived in full; clients ask again.
    QVERIFY(good * 20 >= asked * 19);
    QVERIFY(growth <= mostGrowth);
    QCOMPARE(daemon.ask(u"POST"_s, u"/api/admin/backup"_s).status, 200);
}

void ServeApiTest::waitsForItsAddress()
{
    Daemon first;
    first.open();
    Daemon second;
    second.writeSettings("[api]\nlisten = \"127.0.0.1:" + QByteArray::number(first.port) + "\"\n");
    second.home.environment.insert(apiVariable, u"0123456789abcdef0123456789abcdef"_s);
    second.start();
    QTRY_VERIFY(second.hears("its schedule is off"));
    QVERIFY2(second.said.contains("cannot listen on 127.0.0.1, port " + QByteArray::number(first.port)),
             second.said.constData());
    first.process.terminate();
    QVERIFY(first.process.waitForFinished());
    QCOMPARE(first.process.exitCode(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(second.hears("Admin API at"), 60'000);
}

void ServeApiTest::tellsNobodyTheToken()
{
    Daemon daemon;
    daemon.home.environment.insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
    daemon.open();
    const Answer wrong = daemon.curl(u"GET"_s, u"/api/admin/health"_s,
                                     {u"-H"_s, u"Authorization: Bearer "_s + daemon.token + u"x"_s});
    QCOMPARE(wrong.status, 401);
    QCOMPARE(daemon.ask(u"POST"_s, u"/api/admin/backup"_s).status, 200);
    daemon.process.terminate();
    QVERIFY(daemon.process.waitForFinished());
    QVERIFY(!daemon.hears("not said"));
    QVERIFY(!daemon.said.contains(daemon.token.toLatin1()));
    QDirIterator files(daemon.home.path(u"."_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.fileName().endsWith(u"/api-token"_s))
            continue;
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(daemon.token.toLatin1()), qPrintable(file.fileName()));
    }
}

QTEST_GUILESS_MAIN(ServeApiTest)
#include "tst_serveapi.moc"
