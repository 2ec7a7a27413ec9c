// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: `lifeboat` on a screen, read and pressed through the accessibility tree by
// window/walk.py. Here is what stands around it: a desktop session, a keychain, and Cloudflare's R2
// simulator.
#include "support/privatescreen.h"
#include "support/testserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QString python3 = u"/usr/bin/python3"_s; // the one that distributions' modules are for
constexpr int patience = 200'000;              // ms; the driver's own waits are far shorter

bool hasPythonModules()
{
    QProcess python;
    python.start(python3, {u"-c"_s, u"import cryptography, gi; gi.require_version('Atspi', '2.0')"_s});
    return python.waitForFinished() && python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0;
}

QStringList missingPrograms()
{
    QStringList missing = PrivateScreen::missingPrograms();
    for (const QString &program : {u"dbus-daemon"_s, u"gnome-keyring-daemon"_s, u"sqlite3"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            missing += program;
    }
    if (!hasPythonModules())
        missing += u"python3-gi, gir1.2-atspi-2.0 or python3-cryptography"_s;
    return missing;
}

} // namespace

class TestWindow final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QStringList missing = missingPrograms();
        if (!missing.isEmpty()) {
            const QString reason = u"Not installed: "_s + missing.join(u", "_s);
            QVERIFY2(qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1", qPrintable(reason));
            QSKIP(qPrintable(reason));
        }
        LIFEBOAT_START_SERVER(m_endpoint, m_server, TestServer::Kind::R2Simulator);
        QVERIFY2(m_desktop.start(), qPrintable(m_desktop.reason()));
        QVERIFY2(m_desktop.startKeyring(), qPrintable(m_desktop.reason()));
        QVERIFY2(m_screen.start(), qPrintable(m_screen.reason()));
    }

    void leadsFromTheFirstRunToARestoreAndBack()
    {
        const QTemporaryDir folder;
        const QJsonObject place{
            {u"programs"_s, QStringLiteral(LIFEBOAT_BIN_DIR)},
            {u"folder"_s, folder.path()},
            {u"screenshot"_s, QCoreApplication::applicationDirPath() + u"/tst_window-failed.png"_s},
            {u"endpoint"_s, m_endpoint->url.toString()},
            {u"region"_s, m_endpoint->region},
            {u"bucket"_s, m_endpoint->bucket},
            {u"access_key"_s, m_endpoint->accessKey},
            {u"secret_key"_s, m_endpoint->secretKey},
        };
        QProcessEnvironment environment = m_screen.environment();
        environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
        CompanionProcess driver(environment);
        driver.setProcessChannelMode(QProcess::ForwardedChannels);
        driver.start(python3, {QStringLiteral(LIFEBOAT_SOURCE_DIR) + u"/tests/system/window/walk.py"_s});
        driver.write(QJsonDocument(place).toJson());
        driver.closeWriteChannel();
        QVERIFY2(driver.waitForFinished(patience), qPrintable(driver.errorString()));
        QCOMPARE(driver.exitStatus(), QProcess::NormalExit);
        QCOMPARE(driver.exitCode(), 0);
    }

private:
    TestServer m_server;
    std::optional<S3Endpoint> m_endpoint;
    PrivateDesktop m_desktop;
    PrivateScreen m_screen{m_desktop};
};

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_window.moc"
