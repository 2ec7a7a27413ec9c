// SPDX-License-Identifier: GPL-3.0-or-later
// The console as it lives in a desktop's session, in two sorts of tray and without one: read and clicked by
// window/session.py. Here is what stands around it: a desktop, a screen, and a notification daemon.
#include "windowwalk.h"

#include <QStandardPaths>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestSession final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStringList missing = missingForWalks();
        for (const QString &program : {u"trayer"_s, u"xfce4-panel"_s, u"xfconf-query"_s, u"dunst"_s,
                                       u"xdotool"_s, u"wmctrl"_s, u"xwininfo"_s, u"xprop"_s}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                missing += program;
        }
        if (!missing.isEmpty()) {
            const QString reason = u"Not installed: "_s + missing.join(u", "_s);
            QVERIFY2(qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1", qPrintable(reason));
            QSKIP(qPrintable(reason));
        }
        QVERIFY2(m_desktop.start(), qPrintable(m_desktop.reason()));
        QVERIFY2(m_screen.start(), qPrintable(m_screen.reason()));
        m_notifications = std::make_unique<CompanionProcess>(m_screen.environment());
        QVERIFY(m_notifications->startSilent(u"dunst"_s, {u"-conf"_s, u"/dev/null"_s}));
    }

    void livesInATrayAndByItsSchedule()
    {
        const QTemporaryDir folder;
        QVERIFY(walk(m_screen, u"session.py"_s, {{u"folder"_s, folder.path()}}));
    }

private:
    PrivateDesktop m_desktop;
    PrivateScreen m_screen{m_desktop};
    std::unique_ptr<CompanionProcess> m_notifications; ///< the first to go
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
