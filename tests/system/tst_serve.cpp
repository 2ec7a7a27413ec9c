// SPDX-License-Identifier: GPL-3.0-or-later
// The daemon as a service manager and an operator meet it.
#include "support/databaseshapes.h"
#include "system/clirun.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// systemd's end of sd_notify: a datagram socket.
class ServiceManager final
{
public:
    explicit ServiceManager(const QString &path) : m_socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, QFile::encodeName(path).constData(), sizeof address.sun_path);
        if (::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            qFatal("no socket at %s", qUtf8Printable(path));
    }
    ~ServiceManager() { ::close(m_socket); }
    Q_DISABLE_COPY_MOVE(ServiceManager)

    /// Everything heard so far, a line each.
    const QByteArrayList &heard()
    {
        char word[512];
        for (ssize_t size = 0; (size = ::recv(m_socket, word, sizeof word, MSG_DONTWAIT)) >= 0;)
            m_heard += QByteArray(word, static_cast<qsizetype>(size)).split('\n');
        return m_heard;
    }

private:
    int m_socket;
    QByteArrayList m_heard;
};

class Daemons final
{
public:
    CliHome home;
    QString database = home.path(u"app.db"_s);

    Daemons()
    {
        if (!runSql(database, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)"))
            qFatal("the database cannot be made");
        QFile key(home.path(u"key"_s));
        if (!key.open(QIODevice::WriteOnly) || key.write(QByteArray(32, 'k').toBase64()) < 0)
            qFatal("the key cannot be made");
        key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        std::ignore = home.folderProfile(database);
    }

    void start(QProcess &daemon) const
    {
        daemon.setProcessChannelMode(QProcess::MergedChannels);
        home.start(daemon, {u"serve"_s});
        QVERIFY(daemon.waitForStarted());
    }
    /// SIGTERM, as a service manager does.
    static int stop(QProcess &daemon)
    {
        daemon.terminate();
        return daemon.waitForFinished() && daemon.exitStatus() == QProcess::NormalExit ? daemon.exitCode()
                                                                                       : -1;
    }
    [[nodiscard]] QStringList backups() const
    {
        return QDir(home.path(u"store/backups"_s)).entryList({u"*.db.enc"_s}, QDir::Files);
    }
};

} // namespace

class ServeTest final : public QObject
{
    Q_OBJECT

private slots:
    void backsUpAtItsStart();
    void talksToTheServiceManager();
    void twoDaemonsTakeTurns();
    void aRestartIsNoReasonForABackup();
    void saysWhatIsWrongAndGoesOn();
    void watchesOneFileOnRequest();
};

void ServeTest::backsUpAtItsStart()
{
    const Daemons daemons;
    QProcess daemon;
    daemons.start(daemon);
    QTRY_COMPARE(daemons.backups().size(), 1);
    QCOMPARE(Daemons::stop(daemon), 0);
    const QByteArray said = daemon.readAll();
    QVERIFY2(said.contains("backed up as backups/rustresort_"), said.constData());
    VERIFY_DONE(daemons.home.run({u"verify"_s}));
}

void ServeTest::talksToTheServiceManager()
{
    Daemons daemons;
    ServiceManager manager(daemons.home.path(u"notify"_s));
    daemons.home.environment.insert(u"NOTIFY_SOCKET"_s, daemons.home.path(u"notify"_s));
    daemons.home.environment.insert(u"WATCHDOG_USEC"_s, u"400000"_s);
    QProcess daemon;
    daemons.start(daemon);
    QTRY_VERIFY(manager.heard().contains("READY=1"));
    QTRY_VERIFY(manager.heard().count("WATCHDOG=1") >= 3);
    QTRY_VERIFY(manager.heard().join().contains("next backup at"));
    QVERIFY(!manager.heard().contains("STOPPING=1"));
    QCOMPARE(Daemons::stop(daemon), 0);
    QVERIFY(manager.heard().contains("STOPPING=1"));
}

void ServeTest::twoDaemonsTakeTurns()
{
    const Daemons daemons;
    QProcess one;
    QProcess other;
    daemons.start(one);
    daemons.start(other);
    QByteArray said;
    const auto bothWait = [&] {
        said += one.readAll() + other.readAll();
        return said.count("next backup at") >= 2;
    };
    QTRY_VERIFY_WITH_TIMEOUT(bothWait(), 100'000);
    QCOMPARE(daemons.backups().size(), 1);
    QCOMPARE(Daemons::stop(one), 0);
    QCOMPARE(Daemons::stop(other), 0);
}

void ServeTest::aRestartIsNoReasonForABackup()
{
    const Daemons daemons;
    for (int i = 0; i < 2; ++i) {
        QProcess daemon;
        daemons.start(daemon);
        QByteArray said;
        QTRY_VERIFY((said += daemon.readAll()).contains("next backup at"));
        daemon.kill();
        QVERIFY(daemon.waitForFinished());
    }
    QCOMPARE(daemons.backups().size(), 1);
}

void ServeTest::saysWhatIsWrongAndGoesOn()
{
    const Daemons daemons;
    std::ignore = daemons.home.writeProfile(
        u"absent"_s, u"[database]\npath = \"%1\"\n[storage.folder]\npath = \"%2\"\n"_s.arg(
                         daemons.home.path(u"no.db"_s), daemons.home.path(u"store"_s)));
    QProcess daemon;
    daemons.start(daemon);
    QByteArray said;
    QTRY_VERIFY((said += daemon.readAll()).contains("absent: retrying at"));
    QVERIFY2(said.contains("no.db"), said.constData());
    QTRY_COMPARE(daemons.backups().size(), 1);
    QCOMPARE(Daemons::stop(daemon), 0);
}

void ServeTest::watchesOneFileOnRequest()
{
    const Daemons daemons;
    const QString elsewhere = daemons.home.path(u"elsewhere.toml"_s);
    QVERIFY(QFile::rename(daemons.home.folderProfile(daemons.database), elsewhere));
    std::ignore = daemons.home.writeProfile(u"other"_s, u"[database]\npath = \"/nowhere.db\"\n"
                                                        "[storage.folder]\npath = \"/nowhere\"\n"_s);
    QProcess daemon;
    daemon.setProcessChannelMode(QProcess::MergedChannels);
    daemons.home.start(daemon, {u"serve"_s, u"--config"_s, elsewhere});
    QByteArray said;
    QTRY_VERIFY((said += daemon.readAll()).contains("next backup at"));
    QCOMPARE(daemons.backups().size(), 1);
    QVERIFY2(!said.contains("nowhere"), said.constData());
    QCOMPARE(Daemons::stop(daemon), 0);

    const CliResult broken = daemons.home.run({u"serve"_s, u"--profile"_s, u"absent"_s});
    QCOMPARE(broken.exitCode, 3);
}

QTEST_GUILESS_MAIN(ServeTest)
#include "tst_serve.moc"
