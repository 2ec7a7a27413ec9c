// SPDX-License-Identifier: GPL-3.0-or-later
// With processes of their own, as consoles are.
#include "platform/singleinstance.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000; // ms; where nothing should wait

class Console final
{
public:
    Console(const QString &folder, const QStringList &arguments, const QString &name = u"console"_s,
            int waits = patience)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_ACTIVATION_TOKEN"_s, u"token-7"_s);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.setWorkingDirectory(QFileInfo(QFileInfo(folder).path()).path());
        m_process.start(QStringLiteral(LIFEBOAT_INSTANCE_CLIENT),
                        QStringList{folder, name, QString::number(waits)} + arguments);
    }
    ~Console()
    {
        signal(SIGCONT);
        quit();
    }
    Q_DISABLE_COPY_MOVE(Console)

    /// The next line it says; empty when none comes.
    [[nodiscard]] QString line()
    {
        const bool said = QTest::qWaitFor([this] { return m_process.canReadLine(); }, patience);
        return said ? QString::fromUtf8(m_process.readLine()).trimmed() : QString();
    }
    [[nodiscard]] QJsonObject activation() { return QJsonDocument::fromJson(line().toUtf8()).object(); }
    [[nodiscard]] bool hasMore() { return m_process.canReadLine(); }
    void signal(int number) const
    {
        if (m_process.state() == QProcess::Running)
            ::kill(static_cast<pid_t>(m_process.processId()), number);
    }
    void crash()
    {
        m_process.kill();
        m_process.waitForFinished(patience);
    }
    void quit()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(patience);
    }

private:
    QProcess m_process;
};

} // namespace

class TestSingleInstance final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theSecondHandsOverAndEnds();
    void argumentsArriveAsTheyWere();
    void namesAreApart();
    void aCrashedConsoleIsReplaced();
    void anEndedConsoleIsReplaced();
    void ofManyAtOnceOneIsFirst();
    void aHungConsoleIsBusyNotReplaced();
    void nobodyElseCanReach();
    void nonsenseIsNotAnActivation();
    void aFolderThatCannotBeUsedIsSaid();

private:
    [[nodiscard]] QString folder() const { return m_root->filePath(u"run/lifeboat"_s); }

    std::unique_ptr<QTemporaryDir> m_root;
};

void TestSingleInstance::init()
{
    m_root = std::make_unique<QTemporaryDir>();
    QVERIFY(m_root->isValid());
}

void TestSingleInstance::theSecondHandsOverAndEnds()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    Console second(folder(), {u"--profile"_s, u"app"_s});
    QCOMPARE(second.line(), u"second"_s);
    const QJsonObject activation = first.activation();
    QCOMPARE(activation[u"arguments"_s].toArray(), QJsonArray({u"--profile"_s, u"app"_s}));
    QCOMPARE(activation[u"folder"_s].toString(), QFileInfo(m_root->path()).canonicalFilePath());
    QCOMPARE(activation[u"token"_s].toString(), u"token-7"_s);
    Console third(folder(), {});
    QCOMPARE(third.line(), u"second"_s);
    QVERIFY(first.activation()[u"arguments"_s].toArray().isEmpty());
}

void TestSingleInstance::argumentsArriveAsTheyWere()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    const QStringList arguments{u"two words"_s, u""_s,        u"line\nbreak"_s,
                                u"日本語 ü"_s,  u"\"q\"\\"_s, QString(100'000, u'x')};
    Console second(folder(), arguments);
    QCOMPARE(second.line(), u"second"_s);
    QCOMPARE(first.activation()[u"arguments"_s].toArray(), QJsonArray::fromStringList(arguments));
}

void TestSingleInstance::namesAreApart()
{
    Console console(folder(), {});
    QCOMPARE(console.line(), u"first"_s);
    Console demo(folder(), {}, u"demo"_s);
    QCOMPARE(demo.line(), u"first"_s);
}

void TestSingleInstance::aCrashedConsoleIsReplaced()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    first.crash();
    QVERIFY(QFile::exists(folder() + u"/console.socket"_s));
    Console next(folder(), {});
    QCOMPARE(next.line(), u"first"_s);
    Console second(folder(), {});
    QCOMPARE(second.line(), u"second"_s);
}

void TestSingleInstance::anEndedConsoleIsReplaced()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    first.quit();
    Console next(folder(), {});
    QCOMPARE(next.line(), u"first"_s);
}

void TestSingleInstance::ofManyAtOnceOneIsFirst()
{
    std::vector<std::unique_ptr<Console>> consoles;
    for (int i = 0; i < 8; ++i)
        consoles.push_back(std::make_unique<Console>(folder(), QStringList{QString::number(i)}));
    QStringList roles;
    Console *first = nullptr;
    for (const auto &console : consoles) {
        roles.append(console->line());
        if (roles.constLast() == u"first")
            first = console.get();
    }
    QCOMPARE(roles.count(u"first"_s), 1);
    QCOMPARE(roles.count(u"second"_s), 7);
    for (int i = 0; i < 7; ++i)
        QCOMPARE(first->activation()[u"arguments"_s].toArray().size(), 1);
}

void TestSingleInstance::aHungConsoleIsBusyNotReplaced()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    first.signal(SIGSTOP);
    QElapsedTimer timer;
    timer.start();
    Console second(folder(), {}, u"console"_s, 300);
    QCOMPARE(second.line(), u"busy"_s);
    QVERIFY(timer.elapsed() >= 300);
    first.signal(SIGCONT);
    Console third(folder(), {});
    QCOMPARE(third.line(), u"second"_s);
}

void TestSingleInstance::nobodyElseCanReach()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    const auto forOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
                           | QFile::WriteOther | QFile::ExeOther;
    for (const QString &name : {u""_s, u"/console.socket"_s, u"/console.lock"_s})
        QVERIFY2(!(QFile::permissions(folder() + name) & forOthers), qPrintable(name));
}

void TestSingleInstance::nonsenseIsNotAnActivation()
{
    Console first(folder(), {});
    QCOMPARE(first.line(), u"first"_s);
    for (const QByteArray &words : {QByteArray("hello\n"), QByteArray(3 * 1024 * 1024, 'x')}) {
        QLocalSocket socket;
        socket.connectToServer(folder() + u"/console.socket"_s);
        QVERIFY(socket.waitForConnected(patience));
        socket.write(words);
        QVERIFY(socket.state() == QLocalSocket::UnconnectedState || socket.waitForDisconnected(patience));
        QCOMPARE(socket.readAll(), "");
    }
    QVERIFY(!first.hasMore());
    Console second(folder(), {});
    QCOMPARE(second.line(), u"second"_s);
}

void TestSingleInstance::aFolderThatCannotBeUsedIsSaid()
{
    QFile file(m_root->filePath(u"run"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    SingleInstance instance(folder(), u"console"_s);
    const auto role = instance.claim({});
    QVERIFY(!role);
    QVERIFY(role.error().message.contains(folder()));
    QVERIFY(!role.error().hint.isEmpty());
}

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
