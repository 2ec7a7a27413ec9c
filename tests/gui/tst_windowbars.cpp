// SPDX-License-Identifier: GPL-3.0-or-later
// The lines above the pages, in a console that stays open for months, and what stands in an empty one.
#include "gui/consolefixture.h"
#include "gui/kitreminderbar.h"
#include "gui/mainwindow.h"
#include "gui/wizard/kitrecord.h"
#include "service/statefile.h"

#include <QFile>
#include <QLabel>
#include <QMessageBox>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class WindowBarsTest final : public QObject
{
    Q_OBJECT

private slots:
    void asksForTheKitWhileItRuns();
    void saysThatAProfileIsBeingRead();
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

void WindowBarsTest::saysThatAProfileIsBeingRead()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    console.addProfile(u"wiki"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    const auto *label = window.findChild<QLabel *>(u"nothingLabel"_s);
    window.show();
    window.selectProfile(u"blog"_s);
    QTRY_VERIFY(console.context().jobs.running().isEmpty());

    window.selectProfile(u"wiki"_s); // what is read of it comes with the next events
    QVERIFY(label->isVisible());
    QVERIFY2(label->text().contains(u"wiki"), qPrintable(label->text()));
    QTRY_VERIFY(!label->isVisible());
    QTRY_VERIFY(console.context().jobs.running().isEmpty());

    QFile file(console.path(u"blog.toml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[") == 1);
    file.close();
    window.selectProfile(u"blog"_s);
    QVERIFY(label->text().contains(u"blog"));
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    QVERIFY2(label->text().contains(u"Select"), qPrintable(label->text())); // nothing comes any more
}

QTEST_MAIN(WindowBarsTest)
#include "tst_windowbars.moc"
