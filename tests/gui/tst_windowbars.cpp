// SPDX-License-Identifier: GPL-3.0-or-later
// The lines above the pages, in a console that stays open for months.
#include "gui/consolefixture.h"
#include "gui/kitreminderbar.h"
#include "gui/wizard/kitrecord.h"
#include "service/statefile.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class WindowBarsTest final : public QObject
{
    Q_OBJECT

private slots:
    void asksForTheKitWhileItRuns();
};

void WindowBarsTest::asksForTheKitWhileItRuns()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    KitReminderBar bar(console.context(), stateFolder(), nullptr, 20ms);
    bar.showProfile(console.load(u"blog"_s));
    QTRY_VERIFY(console.context().jobs.running().isEmpty());
    QVERIFY(!bar.isVisible()); // it was confirmed just now

    KitRecord record(stateFolder());
    QVERIFY(record.confirm(u"blog"_s, QDateTime::currentDateTimeUtc().addMonths(-7)));
    QTRY_VERIFY(bar.isVisible());
    // Elsewhere: at the command line, or in its dialog.
    QVERIFY(record.confirm(u"blog"_s, QDateTime::currentDateTimeUtc()));
    QTRY_VERIFY(!bar.isVisible());
}

QTEST_MAIN(WindowBarsTest)
#include "tst_windowbars.moc"
