// SPDX-License-Identifier: GPL-3.0-or-later
// Against a real GNOME Keyring on a bus of its own; a service that asks and never gets an answer is played.
#include "support/privatedesktop.h"

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray key = "0123456789abcdefghijklmnopqrstuv"; // 32 bytes
const QByteArray otherKey = "vutsrqponmlkjihgfedcba9876543210";
constexpr int patience = 20'000; // ms; where nothing should wait

/// Runs the client in `environment`, with our own event loop going on.
QJsonObject ask(const QProcessEnvironment &environment, const QStringList &arguments,
                const QByteArray &input = {})
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(LIFEBOAT_KEYCHAIN_CLIENT), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 30'000))
        return {{u"error"_s, u"hangs"_s}};
    if (process.exitCode() != 0 || process.exitStatus() != QProcess::NormalExit)
        return {{u"error"_s, u"crashed"_s}};
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

/// A Secret Service whose only collection is locked, and whose prompt stands until it is dismissed.
class LockedService final : public QDBusVirtualObject
{
    Q_OBJECT
public:
    bool prompted = false;
    bool dismissed = false;
    bool refuse = false; ///< the owner presses Cancel at once

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        const QDBusObjectPath collection(u"/org/freedesktop/secrets/collection/login"_s);
        const QDBusObjectPath prompt(u"/org/freedesktop/secrets/prompt/p1"_s);
        QVariantList answer;
        if (message.member() == u"ReadAlias")
            answer = {QVariant::fromValue(collection)};
        else if (message.member() == u"Get")
            answer = {QVariant::fromValue(QDBusVariant(true))};
        else if (message.member() == u"Unlock")
            answer = {QVariant::fromValue(QList<QDBusObjectPath>()), QVariant::fromValue(prompt)};
        prompted = prompted || message.member() == u"Prompt";
        dismissed = dismissed || message.member() == u"Dismiss";
        const bool sent = bus.send(message.createReply(answer));
        if (message.member() == u"Prompt" && refuse) {
            auto end =
                QDBusMessage::createSignal(prompt.path(), u"org.freedesktop.Secret.Prompt"_s, u"Completed"_s);
            end.setArguments({true, QVariant::fromValue(QDBusVariant(QString()))});
            return bus.send(end);
        }
        return sent;
    }
};

} // namespace

class TestKeychain final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aNewProcessReadsWhatWasStored();
    void aSecretAccessKeyIsStoredAsItIs();
    void secretToolSeesIt();
    void survivesARestartOfTheKeyring();
    void replaces();
    void profilesAndKindsAreApart();
    void removingTwiceSucceeds();
    void whatIsNoKeyIsNotTaken();
    void lockedIsNotNotFound_data();
    void lockedIsNotNotFound();
    void aDismissedPromptIsPermissionDenied();
    void aPromptNobodyAnswersRunsOutOfPatience();
    void cancelEndsTheWait();
    void noServiceIsUnsupportedAtOnce_data();
    void noServiceIsUnsupportedAtOnce();
    void namesTheProgramThatAnswers();

private:
    QJsonObject read(const QString &kind = u"key"_s) const
    {
        return ask(m_desktop->environment(), {u"read"_s, u"app"_s, kind, QString::number(patience)});
    }
    QJsonObject write(const QByteArray &value, const QString &kind = u"key"_s) const
    {
        return ask(m_desktop->environment(), {u"write"_s, u"app"_s, kind, QString::number(patience)}, value);
    }

    std::unique_ptr<PrivateDesktop> m_desktop;
};

#define START_KEYRING() QVERIFY2(m_desktop->startKeyring(), qPrintable(m_desktop->reason()))

void TestKeychain::initTestCase()
{
    if (PrivateDesktop::maySkip())
        QSKIP("dbus-daemon and gnome-keyring-daemon are not installed");
}

void TestKeychain::init()
{
    m_desktop = std::make_unique<PrivateDesktop>();
    QVERIFY2(m_desktop->start(), qPrintable(m_desktop->reason()));
}

void TestKeychain::cleanup()
{
    m_desktop.reset();
}

void TestKeychain::aNewProcessReadsWhatWasStored()
{
    START_KEYRING();
    const QJsonObject before = read();
    QCOMPARE(before[u"error"_s].toString(), u"not-found"_s);
    QVERIFY(before[u"text"_s].toString().contains(u"encryption key of profile app"));
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    QCOMPARE(read()[u"value"_s].toString(), QString::fromLatin1(key));
}

void TestKeychain::aSecretAccessKeyIsStoredAsItIs()
{
    START_KEYRING();
    QCOMPARE(write("wJalrX/U+nFE", u"secret"_s)[u"error"_s].toString(), QString());
    QCOMPARE(read(u"secret"_s)[u"value"_s].toString(), u"wJalrX/U+nFE"_s);
}

void TestKeychain::secretToolSeesIt()
{
    if (QStandardPaths::findExecutable(u"secret-tool"_s).isEmpty()
        && qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1")
        QSKIP("secret-tool is not installed");
    START_KEYRING();
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    QProcess tool;
    tool.setProcessEnvironment(m_desktop->environment());
    tool.start(u"secret-tool"_s,
               {u"lookup"_s, u"server"_s, u"Lifeboat"_s, u"user"_s, u"app/encryption-key"_s});
    QVERIFY(tool.waitForFinished(patience));
    QCOMPARE(tool.readAllStandardOutput().trimmed(), key.toBase64());
}

void TestKeychain::survivesARestartOfTheKeyring()
{
    START_KEYRING();
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    m_desktop->stopKeyring();
    START_KEYRING();
    QCOMPARE(read()[u"value"_s].toString(), QString::fromLatin1(key));
}

void TestKeychain::replaces()
{
    START_KEYRING();
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    QCOMPARE(write(otherKey)[u"error"_s].toString(), QString());
    QCOMPARE(read()[u"value"_s].toString(), QString::fromLatin1(otherKey));
}

void TestKeychain::profilesAndKindsAreApart()
{
    START_KEYRING();
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    QCOMPARE(read(u"secret"_s)[u"error"_s].toString(), u"not-found"_s);
    const QJsonObject other =
        ask(m_desktop->environment(), {u"read"_s, u"app2"_s, u"key"_s, QString::number(patience)});
    QCOMPARE(other[u"error"_s].toString(), u"not-found"_s);
}

void TestKeychain::removingTwiceSucceeds()
{
    START_KEYRING();
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    const QStringList remove{u"remove"_s, u"app"_s, u"key"_s, QString::number(patience)};
    QCOMPARE(ask(m_desktop->environment(), remove)[u"error"_s].toString(), QString());
    QCOMPARE(read()[u"error"_s].toString(), u"not-found"_s);
    QCOMPARE(ask(m_desktop->environment(), remove)[u"error"_s].toString(), QString());
}

void TestKeychain::whatIsNoKeyIsNotTaken()
{
    START_KEYRING();
    QProcess tool;
    tool.setProcessEnvironment(m_desktop->environment());
    QCOMPARE(write("too short")[u"error"_s].toString(), QString());
    const QJsonObject answer = read();
    QCOMPARE(answer[u"error"_s].toString(), u"wrong-key"_s);
    QVERIFY(!answer[u"text"_s].toString().contains(QString::fromLatin1(QByteArray("too short").toBase64())));
}

void TestKeychain::lockedIsNotNotFound_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"read", "write", "remove"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestKeychain::lockedIsNotNotFound()
{
    QFETCH(QString, command);
    START_KEYRING();
    QCOMPARE(write(key)[u"error"_s].toString(), QString());
    QVERIFY(m_desktop->lockKeyring());
    const QJsonObject answer =
        ask(m_desktop->environment(), {command, u"app"_s, u"key"_s, u"3000"_s}, otherKey);
    QCOMPARE(answer[u"error"_s].toString(), u"permission-denied"_s);
    QVERIFY(answer[u"text"_s].toString().contains(u"locked"));
    QVERIFY(answer[u"text"_s].toString().contains(u"BACKUP_ENCRYPTION_KEY"));
    QVERIFY(answer[u"milliseconds"_s].toInt() < 8000);
    // What was there is still there.
    m_desktop->stopKeyring();
    START_KEYRING();
    QCOMPARE(read()[u"value"_s].toString(), QString::fromLatin1(key));
}

#define START_LOCKED_SERVICE(service)                                                                        \
    QVERIFY(m_desktop->bus().registerVirtualObject(u"/org/freedesktop/secrets"_s, &(service),                \
                                                   QDBusConnection::SubPath));                               \
    QVERIFY(m_desktop->bus().registerService(u"org.freedesktop.secrets"_s))

void TestKeychain::aDismissedPromptIsPermissionDenied()
{
    LockedService service;
    service.refuse = true;
    START_LOCKED_SERVICE(service);
    const QJsonObject answer = read();
    QCOMPARE(answer[u"error"_s].toString(), u"permission-denied"_s);
    QVERIFY(answer[u"milliseconds"_s].toInt() < patience / 2);
    QVERIFY(service.prompted);
    QVERIFY(!service.dismissed);
}

void TestKeychain::aPromptNobodyAnswersRunsOutOfPatience()
{
    LockedService service;
    START_LOCKED_SERVICE(service);
    const QJsonObject answer = ask(m_desktop->environment(), {u"read"_s, u"app"_s, u"key"_s, u"300"_s});
    QCOMPARE(answer[u"error"_s].toString(), u"permission-denied"_s);
    QVERIFY(answer[u"milliseconds"_s].toInt() >= 300);
    QVERIFY(answer[u"milliseconds"_s].toInt() < 5000);
    QVERIFY(service.prompted);
    QTRY_VERIFY(service.dismissed);
}

void TestKeychain::cancelEndsTheWait()
{
    LockedService service;
    START_LOCKED_SERVICE(service);
    const QJsonObject answer =
        ask(m_desktop->environment(), {u"read"_s, u"app"_s, u"key"_s, QString::number(patience), u"300"_s});
    QCOMPARE(answer[u"error"_s].toString(), u"cancelled"_s);
    QVERIFY(answer[u"milliseconds"_s].toInt() < patience / 2);
    QTRY_VERIFY(service.dismissed);
}

void TestKeychain::noServiceIsUnsupportedAtOnce_data()
{
    QTest::addColumn<bool>("bus");
    QTest::newRow("bus without a keychain") << true;
    QTest::newRow("no bus") << false;
}

void TestKeychain::noServiceIsUnsupportedAtOnce()
{
    QFETCH(bool, bus);
    const QProcessEnvironment environment =
        bus ? m_desktop->environment() : m_desktop->environmentWithoutBus();
    for (const QString &command : {u"read"_s, u"write"_s, u"remove"_s}) {
        const QJsonObject answer =
            ask(environment, {command, u"app"_s, u"key"_s, QString::number(patience)}, key);
        QCOMPARE(answer[u"error"_s].toString(), u"unsupported"_s);
        QVERIFY(answer[u"milliseconds"_s].toInt() < 3000);
    }
    const QJsonObject name = ask(environment, {u"name"_s, u"app"_s, u"key"_s, u"1000"_s});
    QCOMPARE(name[u"value"_s].toString(), QString());
}

void TestKeychain::namesTheProgramThatAnswers()
{
    START_KEYRING();
    const QStringList name{u"name"_s, u"app"_s, u"key"_s, u"1000"_s};
    QCOMPARE(ask(m_desktop->environment(), name)[u"value"_s].toString(), u"GNOME Keyring"_s);
    m_desktop->stopKeyring();
    LockedService service;
    START_LOCKED_SERVICE(service);
    QCOMPARE(ask(m_desktop->environment(), name)[u"value"_s].toString(), u"Keychain"_s);
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
