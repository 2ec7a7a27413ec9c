// SPDX-License-Identifier: GPL-3.0-or-later
// Against python-dbusmock's NetworkManager, UPower and logind, on a bus of their own that stands for the
// system's.
#include "app/restoreguard.h"
#include "platform/inhibitorlock.h"
#include "platform/networkwatch.h"
#include "platform/powerwatch.h"

#include "support/companionprocess.h"
#include "support/privatedesktop.h"

#include <QDBusArgument>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusReply>
#include <QDBusVariant>
#include <QFile>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15'000; // ms

const QString networkManager = u"org.freedesktop.NetworkManager"_s;
const QString upower = u"org.freedesktop.UPower"_s;
const QString logind = u"org.freedesktop.login1"_s;
const QString logindManager = u"org.freedesktop.login1.Manager"_s;

bool noRoute()
{
    return false;
}

/// What "loginctl list-inhibitors" shows.
struct Inhibitor
{
    QString what, who, why, mode;
    uint user = 0, process = 0;
};

const QDBusArgument &operator>>(const QDBusArgument &argument, Inhibitor &inhibitor)
{
    argument.beginStructure();
    argument >> inhibitor.what >> inhibitor.who >> inhibitor.why >> inhibitor.mode >> inhibitor.user
        >> inhibitor.process;
    argument.endStructure();
    return argument;
}

} // namespace

class TestMachineWatch final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void withoutServicesNothingLimits();
    void theNetworkIsWhatNetworkManagerSays_data();
    void theNetworkIsWhatNetworkManagerSays();
    void aRouteOfOthersIsANetworkToo_data();
    void aRouteOfOthersIsANetworkToo();
    void aRouteOfOthersIsNoticed();
    void theNetworkChanges();
    void aServiceMayComeAndGo();
    void theBatteryIsWhatUPowerSays();
    void sleepAndShutdownAreTold();
    void theLockIsHeldUntilReleased();
    void aLockNobodyWantsAnyMoreIsLetGo();
    void aRestoreIsNotCutOff();
    void whereBlockingIsForbiddenItDelays();
    void withoutLogindNothingIsHeld();
    void readsTheKernelsRoutes_data();
    void readsTheKernelsRoutes();

private:
    [[nodiscard]] bool startMock(const QString &name);
    [[nodiscard]] bool addMetered() const;
    void stopMock();
    void update(const QString &service, const QString &path, const QVariantMap &properties) const;
    void emitOfLogind(const QString &signal, bool begins) const;
    [[nodiscard]] QList<Inhibitor> inhibitors() const;

    std::unique_ptr<PrivateDesktop> m_machine;
    std::unique_ptr<CompanionProcess> m_mock;
};

#define START_MOCK(name) QVERIFY2(startMock(name), "python3-dbusmock did not start")

void TestMachineWatch::initTestCase()
{
    QProcess probe;
    probe.start(u"/usr/bin/python3"_s, {u"-c"_s, u"import dbusmock"_s});
    const bool there = probe.waitForFinished(patience) && probe.exitCode() == 0;
    if ((!there || PrivateDesktop::maySkip()) && qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1")
        QSKIP("dbus-daemon and python3-dbusmock are not installed");
}

void TestMachineWatch::init()
{
    m_mock.reset();
    m_machine = std::make_unique<PrivateDesktop>();
    QVERIFY2(m_machine->start(), qPrintable(m_machine->reason()));
}

/// `name` is a template's: "networkmanager", "upower", "logind".
bool TestMachineWatch::startMock(const QString &name)
{
    const QString service = name == u"networkmanager" ? networkManager : name == u"upower" ? upower : logind;
    QProcessEnvironment environment = m_machine->environment();
    environment.insert(u"DBUS_SYSTEM_BUS_ADDRESS"_s, environment.value(u"DBUS_SESSION_BUS_ADDRESS"_s));
    m_mock = std::make_unique<CompanionProcess>(environment);
    if (!m_mock->startSilent(u"/usr/bin/python3"_s, {u"-m"_s, u"dbusmock"_s, u"--template"_s, name}))
        return false;
    const auto answers = [&] { return m_machine->bus().interface()->isServiceRegistered(service).value(); };
    return QTest::qWaitFor(answers, patience) && (service != networkManager || addMetered());
}

/// Which dbusmock's NetworkManager lacks.
bool TestMachineWatch::addMetered() const
{
    auto message = QDBusMessage::createMethodCall(networkManager, u"/org/freedesktop/NetworkManager"_s,
                                                  u"org.freedesktop.DBus.Mock"_s, u"AddProperty"_s);
    message.setArguments({networkManager, u"Metered"_s, QVariant::fromValue(QDBusVariant(0U))});
    return m_machine->bus().call(message).type() == QDBusMessage::ReplyMessage;
}

void TestMachineWatch::stopMock()
{
    m_mock.reset();
}

/// As the real service would: the values, and the signal that tells of them.
void TestMachineWatch::update(const QString &service, const QString &path,
                              const QVariantMap &properties) const
{
    auto message =
        QDBusMessage::createMethodCall(service, path, u"org.freedesktop.DBus.Mock"_s, u"UpdateProperties"_s);
    message.setArguments({service, properties});
    const QDBusMessage reply = m_machine->bus().call(message);
    QVERIFY2(reply.type() == QDBusMessage::ReplyMessage, qPrintable(reply.errorMessage()));
}

void TestMachineWatch::emitOfLogind(const QString &signal, bool begins) const
{
    auto message = QDBusMessage::createMethodCall(logind, u"/org/freedesktop/login1"_s,
                                                  u"org.freedesktop.DBus.Mock"_s, u"EmitSignal"_s);
    message.setArguments({logindManager, signal, u"b"_s, QVariantList{begins}});
    const QDBusMessage reply = m_machine->bus().call(message);
    QVERIFY2(reply.type() == QDBusMessage::ReplyMessage, qPrintable(reply.errorMessage()));
}

QList<Inhibitor> TestMachineWatch::inhibitors() const
{
    const auto reply = m_machine->bus().call(QDBusMessage::createMethodCall(
        logind, u"/org/freedesktop/login1"_s, logindManager, u"ListInhibitors"_s));
    return reply.arguments().isEmpty() ? QList<Inhibitor>()
                                       : qdbus_cast<QList<Inhibitor>>(reply.arguments().constFirst());
}

void TestMachineWatch::withoutServicesNothingLimits()
{
    const NetworkWatch network(m_machine->bus(), noRoute);
    const PowerWatch power(m_machine->bus());
    QVERIFY(network.isOnline());
    QTRY_VERIFY(network.isKnown());
    QTRY_VERIFY(power.isKnown());
    QVERIFY(network.isOnline());
    QVERIFY(!network.isMetered());
    QVERIFY(!power.isOnBattery());
}

void TestMachineWatch::theNetworkIsWhatNetworkManagerSays_data()
{
    QTest::addColumn<uint>("connectivity");
    QTest::addColumn<uint>("state");
    QTest::addColumn<uint>("metered");
    QTest::addColumn<bool>("online");
    QTest::addColumn<bool>("isMetered");
    QTest::newRow("everything") << 4U << 70U << 2U << true << false;
    QTest::newRow("no network") << 1U << 20U << 0U << false << false;
    QTest::newRow("portal") << 2U << 60U << 2U << false << false;
    QTest::newRow("limited: the store may be near") << 3U << 60U << 2U << true << false;
    QTest::newRow("unchecked, connected") << 0U << 70U << 0U << true << false;
    QTest::newRow("unchecked, connecting") << 0U << 40U << 0U << false << false;
    QTest::newRow("unchecked, asleep") << 0U << 10U << 0U << false << false;
    QTest::newRow("it does not know") << 0U << 0U << 0U << true << false;
    QTest::newRow("metered") << 4U << 70U << 1U << true << true;
    QTest::newRow("guessed metered") << 4U << 70U << 3U << true << true;
    QTest::newRow("guessed not metered") << 4U << 70U << 4U << true << false;
}

void TestMachineWatch::theNetworkIsWhatNetworkManagerSays()
{
    QFETCH(const uint, connectivity);
    QFETCH(const uint, state);
    QFETCH(const uint, metered);
    START_MOCK(u"networkmanager"_s);
    update(networkManager, u"/org/freedesktop/NetworkManager"_s,
           {{u"Connectivity"_s, connectivity}, {u"State"_s, state}, {u"Metered"_s, metered}});
    const NetworkWatch network(m_machine->bus(), noRoute);
    QTRY_VERIFY(network.isKnown());
    QTEST(network.isOnline(), "online");
    QTEST(network.isMetered(), "isMetered");
}

void TestMachineWatch::aRouteOfOthersIsANetworkToo_data()
{
    QTest::addColumn<uint>("connectivity");
    QTest::addColumn<bool>("online");
    QTest::newRow("interfaces it does not manage") << 1U << true;
    QTest::newRow("a portal has a route too") << 2U << false;
}

void TestMachineWatch::aRouteOfOthersIsANetworkToo()
{
    QFETCH(const uint, connectivity);
    START_MOCK(u"networkmanager"_s);
    update(networkManager, u"/org/freedesktop/NetworkManager"_s,
           {{u"Connectivity"_s, connectivity}, {u"State"_s, 20U}});
    const NetworkWatch network(m_machine->bus(), [] { return true; });
    QTRY_VERIFY(network.isKnown());
    QTEST(network.isOnline(), "online");
}

void TestMachineWatch::aRouteOfOthersIsNoticed()
{
    START_MOCK(u"networkmanager"_s);
    update(networkManager, u"/org/freedesktop/NetworkManager"_s, {{u"Connectivity"_s, 1U}});
    bool hasRoute = false;
    const NetworkWatch network(
        m_machine->bus(), [&hasRoute] { return hasRoute; }, nullptr, std::chrono::milliseconds(10));
    QTRY_VERIFY(!network.isOnline());
    const QSignalSpy changed(&network, &NetworkWatch::changed);
    hasRoute = true;
    QTRY_COMPARE(changed.size(), 1);
    hasRoute = false;
    QTRY_COMPARE(changed.size(), 2);
}

void TestMachineWatch::theNetworkChanges()
{
    START_MOCK(u"networkmanager"_s);
    const QString path = u"/org/freedesktop/NetworkManager"_s;
    const NetworkWatch network(m_machine->bus(), noRoute);
    QTRY_VERIFY(network.isKnown());
    const QSignalSpy changed(&network, &NetworkWatch::changed);
    update(networkManager, path, {{u"Connectivity"_s, 1U}});
    QTRY_VERIFY(!network.isOnline());
    update(networkManager, path, {{u"Connectivity"_s, 4U}, {u"Metered"_s, 1U}});
    QTRY_VERIFY(network.isOnline());
    QVERIFY(network.isMetered());
    QVERIFY(changed.size() >= 2);
}

void TestMachineWatch::aServiceMayComeAndGo()
{
    const PowerWatch power(m_machine->bus());
    QTRY_VERIFY(power.isKnown());
    START_MOCK(u"upower"_s);
    update(upower, u"/org/freedesktop/UPower"_s, {{u"OnBattery"_s, true}});
    QTRY_VERIFY(power.isOnBattery());
    stopMock();
    QTRY_VERIFY(!power.isOnBattery());
    START_MOCK(u"upower"_s);
    update(upower, u"/org/freedesktop/UPower"_s, {{u"OnBattery"_s, true}});
    QTRY_VERIFY(power.isOnBattery());
}

void TestMachineWatch::theBatteryIsWhatUPowerSays()
{
    START_MOCK(u"upower"_s);
    update(upower, u"/org/freedesktop/UPower"_s, {{u"OnBattery"_s, true}});
    const PowerWatch power(m_machine->bus());
    const QSignalSpy changed(&power, &PowerWatch::changed);
    QTRY_VERIFY(power.isOnBattery());
    update(upower, u"/org/freedesktop/UPower"_s, {{u"OnBattery"_s, false}});
    QTRY_VERIFY(!power.isOnBattery());
    QVERIFY(changed.size() >= 2);
}

void TestMachineWatch::sleepAndShutdownAreTold()
{
    START_MOCK(u"logind"_s);
    const PowerWatch power(m_machine->bus());
    QStringList told;
    connect(&power, &PowerWatch::aboutToSleep, this, [&] { told.append(u"sleep"_s); });
    connect(&power, &PowerWatch::resumed, this, [&] { told.append(u"resume"_s); });
    connect(&power, &PowerWatch::aboutToShutDown, this, [&] { told.append(u"shutdown"_s); });
    emitOfLogind(u"PrepareForSleep"_s, true);
    emitOfLogind(u"PrepareForSleep"_s, false);
    emitOfLogind(u"PrepareForShutdown"_s, false);
    emitOfLogind(u"PrepareForShutdown"_s, true);
    QTRY_COMPARE(told, QStringList({u"sleep"_s, u"resume"_s, u"shutdown"_s}));
}

void TestMachineWatch::theLockIsHeldUntilReleased()
{
    START_MOCK(u"logind"_s);
    InhibitorLock lock(m_machine->bus());
    QSignalSpy settled(&lock, &InhibitorLock::settled);
    lock.take(u"Restoring app"_s, InhibitorLock::Mode::Block);
    QVERIFY(!lock.isHeld());
    QTRY_COMPARE(settled.size(), 1);
    QVERIFY(settled.constFirst().constFirst().toBool());
    QVERIFY(lock.isHeld());
    QCOMPARE(inhibitors().size(), 1);
    const Inhibitor held = inhibitors().constFirst();
    QCOMPARE(held.what, u"shutdown:sleep"_s);
    QCOMPARE(held.who, u"Lifeboat"_s);
    QCOMPARE(held.why, u"Restoring app"_s);
    QCOMPARE(held.mode, u"block"_s);
    lock.release();
    QVERIFY(!lock.isHeld());
    QTRY_COMPARE(inhibitors().size(), 0);

    lock.take(u"Saving the history"_s, InhibitorLock::Mode::Delay);
    QTRY_COMPARE(inhibitors().size(), 1);
    QCOMPARE(inhibitors().constFirst().mode, u"delay"_s);
    lock.take(u"Saving it again"_s, InhibitorLock::Mode::Delay);
    QTRY_VERIFY(inhibitors().size() == 1 && inhibitors().constFirst().why == u"Saving it again"_s);
}

void TestMachineWatch::aLockNobodyWantsAnyMoreIsLetGo()
{
    START_MOCK(u"logind"_s);
    InhibitorLock lock(m_machine->bus());
    const QSignalSpy settled(&lock, &InhibitorLock::settled);
    lock.take(u"Restoring app"_s, InhibitorLock::Mode::Block);
    lock.release();
    lock.take(u"Restoring blog"_s, InhibitorLock::Mode::Block);
    QTRY_COMPARE(settled.size(), 1);
    QTRY_COMPARE(inhibitors().size(), 1);
    QCOMPARE(inhibitors().constFirst().why, u"Restoring blog"_s);
    {
        InhibitorLock shortLived(m_machine->bus());
        shortLived.take(u"Restoring mail"_s, InhibitorLock::Mode::Block);
    }
    QTRY_COMPARE(inhibitors().size(), 1);
    lock.release();
    QTRY_COMPARE(inhibitors().size(), 0);
}

void TestMachineWatch::whereBlockingIsForbiddenItDelays()
{
    START_MOCK(u"logind"_s);
    // polkit's answer to a user who is logged in from elsewhere.
    auto message = QDBusMessage::createMethodCall(logind, u"/org/freedesktop/login1"_s,
                                                  u"org.freedesktop.DBus.Mock"_s, u"AddMethod"_s);
    message.setArguments({logindManager, u"Inhibit"_s, u"ssss"_s, u"s"_s,
                          u"raise dbus.exceptions.DBusException('no', name='org.test.' + args[3])"_s});
    QVERIFY(m_machine->bus().call(message).type() == QDBusMessage::ReplyMessage);
    InhibitorLock lock(m_machine->bus());
    const QSignalSpy settled(&lock, &InhibitorLock::settled);
    lock.take(u"Restoring app"_s, InhibitorLock::Mode::Block);
    QTRY_COMPARE(settled.size(), 1);
    QVERIFY(!settled.constFirst().constFirst().toBool());
    auto calls = QDBusMessage::createMethodCall(logind, u"/org/freedesktop/login1"_s,
                                                u"org.freedesktop.DBus.Mock"_s, u"GetMethodCalls"_s);
    calls.setArguments({u"Inhibit"_s});
    struct Call
    {
        quint64 when = 0;
        QVariantList arguments;
    };
    QStringList modes;
    const QDBusMessage answered = m_machine->bus().call(calls);
    const auto list = answered.arguments().constFirst().value<QDBusArgument>();
    list.beginArray();
    while (!list.atEnd()) {
        Call call;
        list.beginStructure();
        list >> call.when >> call.arguments;
        list.endStructure();
        modes.append(call.arguments.constLast().toString());
    }
    list.endArray();
    QCOMPARE(modes, QStringList({u"block"_s, u"delay"_s}));
}

void TestMachineWatch::withoutLogindNothingIsHeld()
{
    InhibitorLock lock(m_machine->bus());
    const QSignalSpy settled(&lock, &InhibitorLock::settled);
    lock.take(u"Restoring app"_s, InhibitorLock::Mode::Block);
    QTRY_COMPARE(settled.size(), 1);
    QVERIFY(!settled.constFirst().constFirst().toBool());
    QVERIFY(!lock.isHeld());
}

void TestMachineWatch::readsTheKernelsRoutes_data()
{
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<QByteArray>("ipv6Route");
    QTest::addColumn<bool>("leadsOut");
    const QByteArray head =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    const QByteArray local = "eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0  \n";
    const QByteArray out = "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0  \n";
    const QByteArray rejected = "*\t00000000\t00000000\t0200\t0\t0\t100\t00000000\t0\t0\t0  \n";
    const QByteArray zeros(32, '0');
    const QByteArray out6 =
        zeros + " 00 " + zeros
        + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n";
    // What every machine has on its loopback.
    const QByteArray unreachable6 =
        zeros + " 00 " + zeros + " 00 " + zeros + " ffffffff 00000001 00000000 00200200       lo\n";
    const QByteArray net6 = "20010db8000000000000000000000000 40 " + zeros + " 00 " + zeros
                            + " 00000100 00000001 00000000 00000001     eth0\n";
    QTest::newRow("nothing") << QByteArray() << QByteArray() << false;
    QTest::newRow("only a head") << head << unreachable6 << false;
    QTest::newRow("only neighbours") << head + local << net6 + unreachable6 << false;
    QTest::newRow("IPv4") << head + local + out << unreachable6 << true;
    QTest::newRow("IPv4, rejected") << head + rejected << QByteArray() << false;
    QTest::newRow("IPv6 alone") << head << unreachable6 + out6 << true;
}

void TestMachineWatch::readsTheKernelsRoutes()
{
    QFETCH(const QByteArray, route);
    QFETCH(const QByteArray, ipv6Route);
    QTEST(hasDefaultRoute(route, ipv6Route), "leadsOut");
}

void TestMachineWatch::aRestoreIsNotCutOff()
{
    START_MOCK(u"logind"_s);
    Jobs jobs;
    const RestoreGuard guard(jobs, m_machine->bus());
    QSemaphore downloaded, swapped;
    const auto work = [&](const JobControl &control) -> Result<void> {
        control.enter(Stage::Download);
        downloaded.acquire();
        control.enter(Stage::Check);
        swapped.acquire();
        return {};
    };
    for (const QString &profile : {u"blog"_s, u"mail"_s})
        QVERIFY(jobs.start<void>(JobKind::Restore, profile, work, this, [](const Result<void> &) {}));
    QSignalSpy progressed(jobs.running().constFirst(), &Job::progressed);
    QVERIFY(progressed.wait());
    QCOMPARE(inhibitors().size(), 0); // a download may be cut off
    downloaded.release(2);
    QTRY_COMPARE(inhibitors().size(), 1);
    QCOMPARE(inhibitors().constFirst().mode, u"block"_s);
    QSignalSpy finished(&jobs, &Jobs::finished);
    swapped.release();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(inhibitors().size(), 1); // the other one goes on
    swapped.release();
    QTRY_COMPARE(inhibitors().size(), 0);
}

QTEST_GUILESS_MAIN(TestMachineWatch)
#include "tst_machinewatch.moc"
