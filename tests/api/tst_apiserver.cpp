// SPDX-License-Identifier: GPL-3.0-or-later
// The server over real sockets, with short limits, in front of a real profile.
#include "api/apiserver.h"

#include "service/machinesetup.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <semaphore>
#include <sys/socket.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray token = "0123456789abcdef0123456789abcdef";

QByteArray request(const QByteArray &line, const QByteArray &bearer = token)
{
    return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + bearer + "\r\n\r\n";
}

const QByteArray health = request("GET /api/admin/health");
const QByteArray backup = request("POST /api/admin/backup");
const QByteArray backups = request("GET /api/admin/backups");

/// Everything that one connection brings.
class Client final
{
public:
    explicit Client(quint16 port) { socket.connectToHost(QHostAddress::LocalHost, port); }

    QTcpSocket socket;

    [[nodiscard]] bool isOver() { return socket.state() == QAbstractSocket::UnconnectedState; }
    [[nodiscard]] const QByteArray &heard()
    {
        m_heard += socket.readAll();
        return m_heard;
    }
    [[nodiscard]] int status()
    {
        return heard().sliced(std::min<qsizetype>(9, heard().size())).first(3).toInt();
    }
    [[nodiscard]] QJsonDocument body()
    {
        return QJsonDocument::fromJson(heard().sliced(heard().indexOf("\r\n\r\n") + 4));
    }

private:
    QByteArray m_heard;
};

struct Served
{
    MachineSetup setup;
    Scheduler scheduler{*setup.home.catalog, setup.backups, setup.jobs,
                        ScheduleLedger(setup.home.path(u"schedule.json"_s))};
    HealthMonitor monitor{*setup.home.catalog, setup.backups, setup.jobs};
    AdminDesk desk{*setup.home.catalog, setup.backups, setup.jobs, scheduler, monitor};
    ApiServer server;

    explicit Served(const ApiServer::Limits &limits = {})
        : server(desk, ApiAccess(SecretBytes(token), {}, false), limits)
    {
        if (!server.listen({u"127.0.0.1"_s, 0, true}))
            qFatal("cannot listen");
    }
    /// Something that changes the profile, until the semaphore is released.
    void hold(std::binary_semaphore &until)
    {
        std::ignore = setup.jobs.start<int>(
            JobKind::Prune, setup.profile,
            [&until](const JobControl &) -> Result<int> {
                until.acquire();
                return 0;
            },
            &server, [](const Result<int> &) {});
    }
    [[nodiscard]] QStringList stored() const
    {
        return QDir(setup.home.path(u"store/backups"_s)).entryList({u"*.db"_s});
    }
};

/// A client that never closes its end.
class Lingerer final
{
public:
    explicit Lingerer(quint16 port)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        std::ignore = ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    }
    ~Lingerer() { ::close(m_socket); }
    Q_DISABLE_COPY_MOVE(Lingerer)

    /// False once the other end wants no more.
    [[nodiscard]] bool send(const QByteArray &bytes) const
    {
        return ::send(m_socket, bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL) >= 0
               || errno == EAGAIN;
    }
    /// To its end.
    [[nodiscard]] bool isAnswered() const
    {
        std::array<char, 4096> heard{};
        ssize_t size = 0;
        while ((size = ::recv(m_socket, heard.data(), heard.size(), 0)) > 0) {
        }
        return size == 0;
    }

private:
    int m_socket;
};

/// Keeps every worker thread busy until it goes, so that what is asked for waits.
class BusyWorkers final
{
public:
    explicit BusyWorkers(Jobs &jobs)
    {
        for (int i = 0; i < threads; ++i) {
            std::ignore = jobs.start<int>(
                JobKind::Check, u"other"_s,
                [free = m_free](const JobControl &) -> Result<int> {
                    free->acquire();
                    return 0;
                },
                &jobs, [](const Result<int> &) {});
        }
    }
    ~BusyWorkers() { m_free->release(threads); }
    Q_DISABLE_COPY_MOVE(BusyWorkers)

    static constexpr int threads = 8;

private:
    std::shared_ptr<std::counting_semaphore<>> m_free = std::make_shared<std::counting_semaphore<>>(0);
};

#define ANSWERED(client, wanted)                                                                             \
    QTRY_VERIFY((client).isOver());                                                                          \
    QCOMPARE((client).status(), wanted)

} // namespace

class ApiServerTest final : public QObject
{
    Q_OBJECT

private slots:
    void backsUpAndTellsOfIt();
    void oneJobAtATime();
    void refusesAfterTheEnd();
    void tellsOfABackupOnce();
    void listingsAreShared();
    void saysWhyTheStoreCannotBeAsked();
    void answersOnceAndCloses();
    void holdsBackThoseWhoGuess();
    void tellsOfGuessesNowAndThen();
    void givesUpOnTheSlow();
    void partsFromThoseWhoStay();
    void hearsOutWithinReason();
    void strangersMakeRoom();
    void limitsWhatIsAtWork();
    void saysWhoElseListens();
    void letsNobodyInOnceClosed();
};

void ApiServerTest::backsUpAndTellsOfIt()
{
    Served served;
    Client client(served.server.port());
    client.socket.write(backup);
    ANSWERED(client, 200);
    const QJsonObject made = client.body().object();
    QCOMPARE(made.keys(), QStringList({u"key"_s, u"success"_s, u"timestamp"_s}));
    QCOMPARE(made[u"success"].toBool(), true);
    QCOMPARE(QStringList{made[u"key"].toString().section(u'/', 1)}, served.stored());
    QCOMPARE(made[u"timestamp"].toString(),
             served.setup.clock->utcNow().toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'"_s));

    Client lister(served.server.port());
    lister.socket.write(backups);
    ANSWERED(lister, 200);
    QCOMPARE(lister.body().array().size(), 1);
    QCOMPARE(lister.body().array()[0][u"key"], made[u"key"]);

    served.monitor.refresh(served.setup.profile);
    QTRY_COMPARE(served.monitor.worst(), Health::Healthy);
    Client watcher(served.server.port());
    watcher.socket.write(health);
    ANSWERED(watcher, 200);
    QCOMPARE(watcher.body()[u"status"].toString(), u"healthy"_s);
    QCOMPARE(watcher.body()[u"last_backup"], made[u"timestamp"]);
    QVERIFY(watcher.body()[u"next_scheduled"].isString());
}

void ApiServerTest::oneJobAtATime()
{
    Served served;
    std::binary_semaphore until(0);
    served.hold(until);
    Client client(served.server.port());
    client.socket.write(backup);
    ANSWERED(client, 409);
    QVERIFY(client.body()[u"error"].toString().contains(u"app"_s));
    until.release();
    QTRY_VERIFY(served.setup.jobs.running().isEmpty());
    Client again(served.server.port());
    again.socket.write(backup);
    ANSWERED(again, 200);
}

void ApiServerTest::refusesAfterTheEnd()
{
    Served served;
    served.scheduler.stop();
    Client client(served.server.port());
    client.socket.write(backup);
    ANSWERED(client, 503);
    QCOMPARE(served.stored().size(), 0);
}

void ApiServerTest::tellsOfABackupOnce()
{
    Served served;
    int told = 0;
    served.desk.backUp(served.setup.profile, [&told](const auto &report) { told += report ? 1 : 0; });
    QTRY_COMPARE(told, 1);
    QSignalSpy made(&served.scheduler, &Scheduler::succeeded);
    served.setup.clock->advance(1min);
    QVERIFY(served.scheduler.backUpNow(served.setup.profile)); // somebody else's
    QTRY_COMPARE(made.size(), 1);
    QCOMPARE(told, 1);
}

void ApiServerTest::listingsAreShared()
{
    Served served;
    QSignalSpy started(&served.setup.jobs, &Jobs::started);
    int told = 0;
    for (int i = 0; i < 5; ++i)
        served.desk.list(served.setup.profile, [&told](const auto &listed) { told += listed ? 1 : 0; });
    QTRY_COMPARE(told, 5);
    QCOMPARE(started.size(), 1);
    served.desk.list(served.setup.profile, [&told](const auto &listed) { told += listed ? 1 : 0; });
    QTRY_COMPARE(told, 6);
    QCOMPARE(started.size(), 2);
}

void ApiServerTest::saysWhyTheStoreCannotBeAsked()
{
    Served served;
    QVERIFY(served.setup.backUp());
    served.setup.breakStore();
    for (const QByteArray &asked : {backups, backup}) {
        Client client(served.server.port());
        client.socket.write(asked);
        ANSWERED(client, 500);
        QCOMPARE(client.body()[u"success"], QJsonValue(false));
        QVERIFY2(client.body()[u"error"].toString().contains(u"store"_s), client.heard().constData());
    }
    served.monitor.refresh(served.setup.profile);
    QTRY_VERIFY(served.monitor.stateOf(served.setup.profile).problem.has_value());
    Client watcher(served.server.port());
    watcher.socket.write(health);
    ANSWERED(watcher, 200);
    QCOMPARE(watcher.body()[u"status"].toString(), u"unknown"_s);
    QVERIFY(watcher.body()[u"error"].toString().contains(u"store"_s));
}

void ApiServerTest::answersOnceAndCloses()
{
    Served served;
    Client client(served.server.port());
    client.socket.write(health + health + backup);
    ANSWERED(client, 200);
    QCOMPARE(client.heard().count("HTTP/1.1 "), 1);
    QCOMPARE(served.stored().size(), 0);
    QVERIFY(client.heard().contains("Connection: close"));

    Client head(served.server.port());
    head.socket.write(request("HEAD /api/admin/health"));
    ANSWERED(head, 405);
    QVERIFY(head.heard().endsWith("\r\n\r\n"));

    Client garbage(served.server.port());
    garbage.socket.write("\x16\x03\x01");
    ANSWERED(garbage, 400);
}

void ApiServerTest::holdsBackThoseWhoGuess()
{
    Served served({.guess = 400ms});
    QElapsedTimer timer;
    timer.start();
    Client wrong(served.server.port());
    Client none(served.server.port());
    wrong.socket.write(request("GET /api/admin/health", "wrong"));
    none.socket.write("GET /api/admin/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    ANSWERED(none, 401);
    QVERIFY(!wrong.isOver());
    ANSWERED(wrong, 401);
    QVERIFY(timer.elapsed() >= 400);
}

void ApiServerTest::tellsOfGuessesNowAndThen()
{
    Served served({.guess = 1ms, .report = 2s});
    QSignalSpy guessed(&served.server, &ApiServer::guessed);
    for (int i = 0; i < 3; ++i) {
        Client wrong(served.server.port());
        wrong.socket.write(request("GET /api/admin/health", "wrong"));
        ANSWERED(wrong, 401);
    }
    Client good(served.server.port());
    good.socket.write(health);
    ANSWERED(good, 200);
    QTRY_COMPARE(guessed.size(), 1);
    QCOMPARE(guessed[0][0].toInt(), 3);
    QCOMPARE(guessed[0][1].value<QHostAddress>(), QHostAddress(QHostAddress::LocalHost));
}

void ApiServerTest::givesUpOnTheSlow()
{
    Served served({.connection = {.request = 300ms, .answer = 300ms, .farewell = 100ms}});
    Client silent(served.server.port());
    Client half(served.server.port());
    half.socket.write(health.chopped(1));
    Client bodiless(served.server.port());
    bodiless.socket.write(QByteArray(health).replace("Host", "Content-Length: 9\r\nHost"));
    Client dripping(served.server.port());
    QTimer drip;
    connect(&drip, &QTimer::timeout, this, [&] { dripping.socket.write("G"); });
    drip.start(50ms);
    ANSWERED(half, 408);
    ANSWERED(bodiless, 408);
    ANSWERED(dripping, 408);
    QTRY_VERIFY(silent.isOver());
    QCOMPARE(silent.heard(), QByteArray());
}

void ApiServerTest::partsFromThoseWhoStay()
{
    Served served({.served = 1, .connection = {.answer = 60s, .farewell = 2s}});
    const Lingerer first(served.server.port());
    QVERIFY(first.send(backups));
    QTRY_VERIFY(first.isAnswered());
    Client second(served.server.port()); // is not kept out by the first
    second.socket.write(backups);
    ANSWERED(second, 200);
    QTRY_VERIFY(!first.send("x"));
}

void ApiServerTest::hearsOutWithinReason()
{
    Served served({.connection = {.answer = 60s, .farewell = 60s}});
    const Lingerer loud(served.server.port());
    QVERIFY(loud.send(health));
    QTRY_VERIFY(loud.isAnswered());
    QTRY_VERIFY(!loud.send(QByteArray(64 * 1024, 'x')));
}

void ApiServerTest::strangersMakeRoom()
{
    Served served({.connections = 4});
    auto busy = std::make_unique<BusyWorkers>(served.setup.jobs);
    Client working(served.server.port());
    working.socket.write(backups);
    QTRY_COMPARE(served.setup.jobs.running().size(), BusyWorkers::threads + 1);
    std::vector<std::unique_ptr<Client>> strangers;
    for (int i = 0; i < 20; ++i)
        strangers.push_back(std::make_unique<Client>(served.server.port()));
    const auto areGone = [&] {
        return std::ranges::count_if(strangers, [](const auto &each) { return each->isOver(); });
    };
    QTRY_COMPARE(areGone(), 17);
    Client good(served.server.port());
    good.socket.write(health);
    ANSWERED(good, 200);
    QVERIFY(!working.isOver());
    QTRY_VERIFY(served.server.findChildren<ApiConnection *>().size() <= 4); // nothing is kept of the others
    busy.reset();
    ANSWERED(working, 200);
}

void ApiServerTest::limitsWhatIsAtWork()
{
    Served served({.served = 2});
    auto busy = std::make_unique<BusyWorkers>(served.setup.jobs);
    Client first(served.server.port());
    Client second(served.server.port());
    first.socket.write(backups);
    second.socket.write(backup);
    QTRY_COMPARE(served.setup.jobs.running().size(), BusyWorkers::threads + 2);
    Client third(served.server.port());
    third.socket.write(backups);
    ANSWERED(third, 503);
    QVERIFY(third.heard().contains("\r\nRetry-After: 1\r\n"));
    Client watcher(served.server.port());
    watcher.socket.write(health);
    ANSWERED(watcher, 200);
    busy.reset();
    ANSWERED(first, 200);
    ANSWERED(second, 200);
    Client later(served.server.port());
    later.socket.write(backups);
    ANSWERED(later, 200);
}

void ApiServerTest::saysWhoElseListens()
{
    Served served;
    ApiServer second(served.desk, ApiAccess(SecretBytes(token), {}, false), {});
    const auto listening = second.listen({u"127.0.0.1"_s, served.server.port(), true});
    QVERIFY(!listening);
    QCOMPARE(listening.error().code, ErrorCode::AlreadyExists);
    QVERIFY(listening.error().message.contains(QString::number(served.server.port())));
}

void ApiServerTest::letsNobodyInOnceClosed()
{
    Served served;
    const quint16 port = served.server.port();
    served.server.close();
    Client client(port);
    QVERIFY(!client.socket.waitForConnected());
}

QTEST_GUILESS_MAIN(ApiServerTest)
#include "tst_apiserver.moc"
