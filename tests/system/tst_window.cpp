// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: `lifeboat` on a screen, read and pressed through the accessibility tree by
// window/walk.py. Here is what stands around it: a desktop session, a keychain, and Cloudflare's R2
// simulator.
#include "support/testserver.h"
#include "windowwalk.h"

#include <QStandardPaths>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestWindow final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStringList missing = missingForWalks();
        for (const QString &program : {u"gnome-keyring-daemon"_s, u"xdotool"_s}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                missing += program;
        }
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
        QVERIFY(walk(m_screen, u"walk.py"_s,
                     {{u"folder"_s, folder.path()},
                      {u"endpoint"_s, m_endpoint->url.toString()},
                      {u"region"_s, m_endpoint->region},
                      {u"bucket"_s, m_endpoint->bucket},
                      {u"access_key"_s, m_endpoint->accessKey},
                      {u"secret_key"_s, m_endpoint->secretKey}}));
    }

private:
    TestServer m_server;
    std::optional<S3Endpoint> m_endpoint;
    PrivateDesktop m_desktop;
    PrivateScreen m_screen{m_desktop};
};

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_window.moc"
