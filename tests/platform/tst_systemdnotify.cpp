// SPDX-License-Identifier: GPL-3.0-or-later
// Against a datagram socket such as systemd's, under a path and under an abstract name.
#include "platform/systemdnotify.h"

#include "storage/folder/systemcalls.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The end systemd listens at.
class Listener final
{
public:
    explicit Listener(const QByteArray &name)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
        if (name.startsWith('@'))
            address.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        m_isBound = ::bind(m_socket.get(), reinterpret_cast<const sockaddr *>(&address), length) == 0;
    }
    [[nodiscard]] bool isBound() const { return m_isBound; }
    /// The next datagram; empty when there is none.
    [[nodiscard]] QByteArray next() const
    {
        QByteArray words(4096, '\0');
        const auto size = ::recv(m_socket.get(), words.data(), static_cast<std::size_t>(words.size()), 0);
        return size > 0 ? words.left(size) : QByteArray();
    }

private:
    FileDescriptor m_socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    bool m_isBound = false;
};

QProcessEnvironment with(std::initializer_list<std::pair<QString, QString>> variables)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    return environment;
}

} // namespace

class TestSystemdNotify final : public QObject
{
    Q_OBJECT

private slots:
    void tellsOneWordAtATime_data();
    void tellsOneWordAtATime();
    void statusIsOneLine();
    void nobodyListensIsNoFailure_data();
    void nobodyListensIsNoFailure();
    void aFullQueueDoesNotBlock();
    void theWatchdogIsOurs_data();
    void theWatchdogIsOurs();

private:
    QTemporaryDir m_folder;
};

void TestSystemdNotify::tellsOneWordAtATime_data()
{
    QTest::addColumn<QString>("socket");
    QTest::newRow("path") << m_folder.filePath(u"notify"_s);
    QTest::newRow("abstract") << u"@lifeboat-test-"_s + QUuid::createUuid().toString(QUuid::Id128);
}

void TestSystemdNotify::tellsOneWordAtATime()
{
    QFETCH(const QString, socket);
    const Listener systemd(QFile::encodeName(socket));
    QVERIFY(systemd.isBound());
    const SystemdNotify notify(with({{u"NOTIFY_SOCKET"_s, socket}}));
    QVERIFY(notify.isWanted());
    QVERIFY(notify.ready());
    QVERIFY(notify.status(u"Backing up café"_s));
    QVERIFY(notify.alive());
    QVERIFY(notify.stopping());
    QCOMPARE(systemd.next(), "READY=1");
    QCOMPARE(systemd.next(), "STATUS=Backing up café");
    QCOMPARE(systemd.next(), "WATCHDOG=1");
    QCOMPARE(systemd.next(), "STOPPING=1");
    QCOMPARE(systemd.next(), "");
}

void TestSystemdNotify::statusIsOneLine()
{
    const QString socket = m_folder.filePath(u"status"_s);
    const Listener systemd(QFile::encodeName(socket));
    const SystemdNotify notify(with({{u"NOTIFY_SOCKET"_s, socket}}));
    QVERIFY(notify.status(u"app failed:\nREADY=1"_s));
    QCOMPARE(systemd.next(), "STATUS=app failed: READY=1");
}

void TestSystemdNotify::nobodyListensIsNoFailure_data()
{
    QTest::addColumn<QString>("socket");
    QTest::addColumn<bool>("wanted");
    QTest::newRow("not started by systemd") << QString() << false;
    QTest::newRow("neither a path nor a name") << u"vsock:2:1234"_s << false;
    QTest::newRow("gone") << m_folder.filePath(u"gone"_s) << true;
    QTest::newRow("too long for a socket") << QString(u"/"_s + QString(200, u'x')) << true;
}

void TestSystemdNotify::nobodyListensIsNoFailure()
{
    QFETCH(const QString, socket);
    QFETCH(const bool, wanted);
    const SystemdNotify notify(with({{u"NOTIFY_SOCKET"_s, socket}}));
    QCOMPARE(notify.isWanted(), wanted);
    QVERIFY(!notify.ready());
}

void TestSystemdNotify::aFullQueueDoesNotBlock()
{
    const QString socket = m_folder.filePath(u"full"_s);
    const Listener systemd(QFile::encodeName(socket));
    const SystemdNotify notify(with({{u"NOTIFY_SOCKET"_s, socket}}));
    bool refused = false;
    for (int i = 0; i < 100'000 && !refused; ++i)
        refused = !notify.alive();
    QVERIFY(refused);
    QCOMPARE(systemd.next(), "WATCHDOG=1");
    QVERIFY(notify.alive());
}

void TestSystemdNotify::theWatchdogIsOurs_data()
{
    QTest::addColumn<QString>("microseconds");
    QTest::addColumn<QString>("process");
    QTest::addColumn<bool>("watches");
    const QString own = QString::number(QCoreApplication::applicationPid());
    QTest::newRow("ours") << u"30000000"_s << own << true;
    QTest::newRow("nobody's in particular") << u"30000000"_s << QString() << true;
    QTest::newRow("another process's") << u"30000000"_s << u"1"_s << false;
    QTest::newRow("none") << QString() << QString() << false;
    QTest::newRow("zero") << u"0"_s << own << false;
    QTest::newRow("no number") << u"soon"_s << own << false;
}

void TestSystemdNotify::theWatchdogIsOurs()
{
    QFETCH(const QString, microseconds);
    QFETCH(const QString, process);
    QFETCH(const bool, watches);
    const SystemdNotify notify(with({{u"WATCHDOG_USEC"_s, microseconds}, {u"WATCHDOG_PID"_s, process}}));
    QCOMPARE(notify.watchdog().has_value(), watches);
    if (watches)
        QVERIFY(notify.watchdog() == 30s);
}

QTEST_GUILESS_MAIN(TestSystemdNotify)
#include "tst_systemdnotify.moc"
