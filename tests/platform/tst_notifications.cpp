// SPDX-License-Identifier: GPL-3.0-or-later
// Against dunst, a notification daemon, on a screen and a bus of its own; its own commands press the buttons.
// What it does not tell of a call, a service we play records.
#include "platform/notifications.h"

#include "support/companionprocess.h"
#include "support/privatedesktop.h"
#include "support/privatescreen.h"

#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusReply>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15'000; // ms

const QString &serviceName()
{
    static const QString name = u"org.freedesktop.Notifications"_s;
    return name;
}

Notification notification(const QString &key, const QString &title)
{
    return {key, title, u"The store did not answer."_s, Notification::Urgency::Normal, {}, false};
}

Notification withButton(Notification of)
{
    of.actions = {{u"retry"_s, u"Back up now"_s}};
    return of;
}

Notification critical(Notification of)
{
    of.urgency = Notification::Urgency::Critical;
    return of;
}

/// D-Bus keeps order: what the daemon answered before its last answer is here.
void hearAnswers()
{
    QCoreApplication::processEvents();
}

/// Takes every call and remembers the last Notify.
class RecordingService final : public QDBusVirtualObject
{
    Q_OBJECT
public:
    QStringList capabilities;
    QVariantList last;

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (message.member() == u"GetCapabilities")
            return bus.send(message.createReply(capabilities));
        if (message.member() != u"Notify")
            return false;
        last = message.arguments();
        return bus.send(message.createReply(QVariant::fromValue(7U)));
    }
};

} // namespace

class TestNotifications final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aLaterOneOfTheSameKeyTakesItsPlace();
    void otherKeysStandBeside();
    void closingTakesItAway();
    void aButtonDoesItsThing();
    void criticalOnesStay();
    void withoutADaemonItIsSaid();
    void aLateDaemonShowsWhatStillStands();
    void aNewDaemonShowsWhatStillStands();
    void whatTheUserDismissedStaysAway();
    void quittingLeavesNoDeadButtons();
    void saysWhatTheDaemonUnderstands_data();
    void saysWhatTheDaemonUnderstands();

private:
    [[nodiscard]] bool startDaemon();
    void stopDaemon();
    [[nodiscard]] QVariant daemonProperty(const QString &name) const;
    [[nodiscard]] int displayed() const { return daemonProperty(u"displayedLength"_s).toInt(); }
    QDBusMessage command(const QString &method, const QVariantList &arguments = {}) const;
    /// What was shown and is gone, newest first.
    [[nodiscard]] QList<QVariantMap> history() const;

    std::unique_ptr<PrivateDesktop> m_desktop;
    std::unique_ptr<PrivateScreen> m_screen;
    std::unique_ptr<CompanionProcess> m_dunst;
};

#define START_DAEMON() QVERIFY2(startDaemon(), "dunst did not start")

void TestNotifications::initTestCase()
{
    QStringList missing = PrivateScreen::missingPrograms();
    if (QStandardPaths::findExecutable(u"dunst"_s).isEmpty())
        missing += u"dunst"_s;
    if (!missing.isEmpty() && qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(u"not installed: "_s + missing.join(u' ')));
    m_desktop = std::make_unique<PrivateDesktop>();
    QVERIFY2(m_desktop->start(), qPrintable(m_desktop->reason()));
    m_screen = std::make_unique<PrivateScreen>(*m_desktop);
    QVERIFY2(m_screen->start(), qPrintable(m_screen->reason()));
}

void TestNotifications::init()
{
    QVERIFY(!m_desktop->bus().interface()->isServiceRegistered(serviceName()).value());
}

void TestNotifications::cleanup()
{
    stopDaemon();
}

bool TestNotifications::startDaemon()
{
    m_dunst = std::make_unique<CompanionProcess>(m_screen->environment());
    if (!m_dunst->startSilent(u"dunst"_s, {u"-conf"_s, u"/dev/null"_s}))
        return false;
    return QTest::qWaitFor(
        [this] { return m_desktop->bus().interface()->isServiceRegistered(serviceName()).value(); },
        patience);
}

void TestNotifications::stopDaemon()
{
    m_dunst.reset();
    QTRY_VERIFY(!m_desktop->bus().interface()->isServiceRegistered(serviceName()).value());
}

QVariant TestNotifications::daemonProperty(const QString &name) const
{
    auto message = QDBusMessage::createMethodCall(serviceName(), u"/org/freedesktop/Notifications"_s,
                                                  u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    message.setArguments({u"org.dunstproject.cmd0"_s, name});
    const QDBusReply<QDBusVariant> reply = m_desktop->bus().call(message);
    return reply.value().variant();
}

QDBusMessage TestNotifications::command(const QString &method, const QVariantList &arguments) const
{
    auto message = QDBusMessage::createMethodCall(serviceName(), u"/org/freedesktop/Notifications"_s,
                                                  u"org.dunstproject.cmd0"_s, method);
    message.setArguments(arguments);
    return m_desktop->bus().call(message);
}

QList<QVariantMap> TestNotifications::history() const
{
    const QDBusMessage reply = command(u"NotificationListHistory"_s);
    return reply.arguments().isEmpty()
               ? QList<QVariantMap>()
               : qdbus_cast<QList<QVariantMap>>(reply.arguments().constFirst().value<QDBusArgument>());
}

void TestNotifications::aLaterOneOfTheSameKeyTakesItsPlace()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    notifier.show(notification(u"app"_s, u"one"_s));
    QTRY_COMPARE(displayed(), 1);
    hearAnswers();
    notifier.show(notification(u"app"_s, u"two"_s));
    // At once, before its number is known to us.
    notifier.show(notification(u"blog"_s, u"three"_s));
    notifier.show(notification(u"blog"_s, u"four"_s));
    notifier.show(notification(u"blog"_s, u"five"_s));
    QTRY_COMPARE(displayed(), 2);
    hearAnswers();
    QCOMPARE(displayed(), 2);
    command(u"NotificationCloseAll"_s);
    QStringList titles;
    for (const QVariantMap &shown : history())
        titles.append(shown[u"summary"_s].toString());
    titles.sort();
    QCOMPARE(titles, QStringList({u"five"_s, u"two"_s}));
}

void TestNotifications::otherKeysStandBeside()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    notifier.show(notification(u"app"_s, u"one"_s));
    notifier.show(notification(u"blog"_s, u"two"_s));
    QTRY_COMPARE(displayed(), 2);
}

void TestNotifications::closingTakesItAway()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    notifier.show(critical(notification(u"app"_s, u"one"_s)));
    QTRY_COMPARE(displayed(), 1);
    notifier.close(u"app"_s);
    QTRY_COMPARE(displayed(), 0);

    notifier.show(critical(notification(u"app"_s, u"closed before it was shown"_s)));
    notifier.close(u"app"_s);
    notifier.show(critical(notification(u"app"_s, u"and back"_s)));
    notifier.show(critical(notification(u"other"_s, u"the last"_s)));
    QTRY_COMPARE(displayed(), 2);
    notifier.close(u"app"_s);
    notifier.close(u"other"_s);
    QTRY_COMPARE(displayed(), 0);
    notifier.close(u"nobody's"_s);
}

void TestNotifications::aButtonDoesItsThing()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    const QSignalSpy invoked(&notifier, &Notifier::actionInvoked);
    notifier.show(withButton(notification(u"app"_s, u"The backup of app failed"_s)));
    QTRY_COMPARE(displayed(), 1);
    command(u"NotificationAction"_s, {0U});
    QTRY_COMPARE(invoked.size(), 1);
    QCOMPARE(invoked.constFirst().mid(0, 2), QVariantList({u"app"_s, u"retry"_s}));
}

void TestNotifications::criticalOnesStay()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    notifier.show(critical(notification(u"critical"_s, u"critical"_s)));
    Notification sticky = notification(u"sticky"_s, u"sticky"_s);
    sticky.sticky = true;
    notifier.show(sticky);
    notifier.show(notification(u"normal"_s, u"normal"_s));
    QTRY_COMPARE(displayed(), 3);
    command(u"NotificationCloseAll"_s);
    QTRY_COMPARE(history().size(), 3);
    for (const QVariantMap &shown : history()) {
        const bool stays = shown[u"summary"_s] != u"normal"_s;
        QCOMPARE(shown[u"timeout"_s].toLongLong() == 0, stays);
    }
}

void TestNotifications::withoutADaemonItIsSaid()
{
    Notifier notifier(m_desktop->bus());
    QStringList undelivered;
    connect(&notifier, &Notifier::undelivered, this,
            [&](const Notification &lost) { undelivered.append(lost.title); });
    notifier.show(notification(u"app"_s, u"one"_s));
    notifier.show(critical(notification(u"blog"_s, u"two"_s)));
    QTRY_COMPARE(undelivered.size(), 2);
    notifier.show(notification(u"app"_s, u"three"_s));
    QTRY_COMPARE(undelivered.size(), 3);
    QCOMPARE(undelivered.constLast(), u"three"_s);
    notifier.close(u"app"_s);
}

void TestNotifications::aLateDaemonShowsWhatStillStands()
{
    Notifier notifier(m_desktop->bus());
    const QSignalSpy undelivered(&notifier, &Notifier::undelivered);
    notifier.show(notification(u"passing"_s, u"passing"_s));
    notifier.show(critical(notification(u"standing"_s, u"standing"_s)));
    notifier.show(critical(notification(u"settled"_s, u"settled"_s)));
    QTRY_COMPARE(undelivered.size(), 3);
    notifier.close(u"settled"_s);
    START_DAEMON();
    QTRY_COMPARE(displayed(), 1);
    command(u"NotificationCloseAll"_s);
    QTRY_COMPARE(history().size(), 1);
    QCOMPARE(history().constFirst()[u"summary"_s].toString(), u"standing"_s);
}

void TestNotifications::aNewDaemonShowsWhatStillStands()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    const QSignalSpy invoked(&notifier, &Notifier::actionInvoked);
    notifier.show(withButton(critical(notification(u"standing"_s, u"standing"_s))));
    notifier.show(notification(u"passing"_s, u"passing"_s));
    QTRY_COMPARE(displayed(), 2);
    stopDaemon();
    START_DAEMON();
    QTRY_COMPARE(displayed(), 1);
    command(u"NotificationAction"_s, {0U});
    QTRY_COMPARE(invoked.size(), 1);
    QCOMPARE(invoked.constFirst().constFirst().toString(), u"standing"_s);
    notifier.show(notification(u"passing"_s, u"again"_s));
    QTRY_VERIFY(displayed() >= 1);
}

void TestNotifications::whatTheUserDismissedStaysAway()
{
    START_DAEMON();
    Notifier notifier(m_desktop->bus());
    notifier.show(critical(notification(u"dismissed"_s, u"dismissed"_s)));
    notifier.show(critical(notification(u"standing"_s, u"standing"_s)));
    QTRY_COMPARE(displayed(), 2);
    command(u"NotificationCloseLast"_s);
    QTRY_COMPARE(displayed(), 1);
    const QString dismissed = history().constFirst()[u"summary"_s].toString();
    stopDaemon();
    START_DAEMON();
    QTRY_COMPARE(displayed(), 1);
    command(u"NotificationCloseAll"_s);
    QTRY_COMPARE(history().size(), 1);
    QVERIFY(history().constFirst()[u"summary"_s].toString() != dismissed);
}

void TestNotifications::quittingLeavesNoDeadButtons()
{
    START_DAEMON();
    {
        Notifier notifier(m_desktop->bus());
        notifier.show(withButton(critical(notification(u"app"_s, u"one"_s))));
        notifier.show(critical(notification(u"blog"_s, u"two"_s)));
        QTRY_COMPARE(displayed(), 2);
        hearAnswers();
    }
    QTRY_COMPARE(displayed(), 1);
}

void TestNotifications::saysWhatTheDaemonUnderstands_data()
{
    QTest::addColumn<QStringList>("capabilities");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QStringList>("actions");
    const QStringList buttons{u"retry"_s, u"Back up now"_s};
    QTest::newRow("everything") << QStringList{u"body"_s, u"body-markup"_s, u"actions"_s}
                                << u"a &lt;b&gt; &amp; c"_s << buttons;
    QTest::newRow("plain text") << QStringList{u"body"_s, u"actions"_s} << u"a <b> & c"_s << buttons;
    QTest::newRow("no buttons") << QStringList{u"body"_s} << u"a <b> & c"_s << QStringList();
}

void TestNotifications::saysWhatTheDaemonUnderstands()
{
    QFETCH(const QStringList, capabilities);
    QFETCH(const QString, body);
    QFETCH(const QStringList, actions);
    // Notifier on a connection of its own, as the service is in this process too.
    auto bus = QDBusConnection::connectToBus(m_screen->environment().value(u"DBUS_SESSION_BUS_ADDRESS"_s),
                                             u"recording"_s);
    RecordingService service;
    service.capabilities = capabilities;
    QVERIFY(bus.registerVirtualObject(u"/org/freedesktop/Notifications"_s, &service));
    QVERIFY(bus.registerService(serviceName()));
    {
        Notifier notifier(m_desktop->bus());
        Notification shown = withButton(critical(notification(u"app"_s, u"<title>"_s)));
        shown.body = u"a <b> & c"_s;
        notifier.show(shown);
        QTRY_COMPARE(service.last.size(), 8);
    }
    QCOMPARE(service.last[0].toString(), u"Lifeboat"_s);
    QCOMPARE(service.last[3].toString(), u"<title>"_s);
    QCOMPARE(service.last[4].toString(), body);
    QCOMPARE(service.last[5].toStringList(), actions);
    const auto hints = qdbus_cast<QVariantMap>(service.last[6]);
    QCOMPARE(hints[u"urgency"_s].metaType(), QMetaType::fromType<uchar>());
    QCOMPARE(hints[u"urgency"_s].toInt(), 2);
    QCOMPARE(hints[u"desktop-entry"_s].toString(), u"lifeboat"_s);
    QCOMPARE(service.last[7].toInt(), 0);
    bus.unregisterService(serviceName());
    QDBusConnection::disconnectFromBus(u"recording"_s);
}

QTEST_GUILESS_MAIN(TestNotifications)
#include "tst_notifications.moc"
