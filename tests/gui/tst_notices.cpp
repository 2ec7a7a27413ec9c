// SPDX-License-Identifier: GPL-3.0-or-later
// When the desktop's user is told what, and what the buttons ask for. A desktop's own notification service is
// in tests/platform.
#include "gui/nostores.h"
#include "gui/notices/desktopnotices.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 11, 23), QTime(12, 0), QTimeZone::utc());

NoticeState after(const QList<AlertNews> &news, const GlobalSettings &settings = {})
{
    NoticeState state;
    for (const AlertNews &item : news)
        state = noticeDue(state, item, settings, now).next;
    return state;
}

/// The screen, as far as notifications go.
class Screen final : public NotificationSink
{
public:
    void show(const Notification &notification) override { shown.insert(notification.key, notification); }
    void close(const QString &key) override { shown.remove(key); }

    QHash<QString, Notification> shown;
};

QProcessEnvironment homeIn(const QString &folder)
{
    QProcessEnvironment environment;
    environment.insert(u"XDG_CONFIG_HOME"_s, folder);
    return environment;
}

/// Notices of services that watch nothing.
struct Session
{
    const QTemporaryDir folder;
    ProfileCatalog profiles{homeIn(folder.path()), nullptr};
    BackupService backups{std::make_shared<NoStores>(), std::make_shared<SystemClock>(), u"here"_s};
    Jobs jobs;
    Scheduler scheduler{profiles, backups, jobs, ScheduleLedger(folder.filePath(u"schedule.json"_s))};
    HealthMonitor health{profiles, backups, jobs};
    Screen screen;
    DesktopNotices notices{{scheduler, health, nullptr}, jobs, backups.clock(), screen, {}};
};

} // namespace

class TestNotices final : public QObject
{
    Q_OBJECT

private slots:
    void areShownWhenSomethingChanges_data();
    void areShownWhenSomethingChanges();
    void areTakenBackWithTheirSetting();
    void sayWhatFailedAndOfferToDoIt();
    void tellOfFailedDrills();
    void tellOfRunsThatFoundNothingNew();
    void callNothingAgainThatNeverWas();
    void answerTheirButtons();
};

void TestNotices::areShownWhenSomethingChanges_data()
{
    QTest::addColumn<NoticeState>("before");
    QTest::addColumn<AlertNews>("news");
    QTest::addColumn<GlobalSettings>("settings");
    QTest::addColumn<std::optional<AlertKind>>("shown");
    using Shown = std::optional<AlertKind>;
    GlobalSettings quiet;
    quiet.notifyFailure = quiet.notifyStale = quiet.notifySuccess = false;
    GlobalSettings chatty;
    chatty.notifySuccess = true;
    const auto row = [](const char *name, const NoticeState &before, AlertNews news,
                        const GlobalSettings &settings,
                        Shown shown) { QTest::newRow(name) << before << news << settings << shown; };
    row("a failure", {}, AlertNews::RunFailed, {}, AlertKind::Failed);
    row("the next one is no news", after({AlertNews::RunFailed}), AlertNews::RunFailed, {}, {});
    row("a success is what one expects", {}, AlertNews::RunSucceeded, {}, {});
    row("unless one asked to hear of it", {}, AlertNews::RunSucceeded, chatty, AlertKind::Succeeded);
    row("a success after a failure", after({AlertNews::RunFailed}), AlertNews::RunSucceeded, {},
        AlertKind::Recovered);
    row("not after a failure nobody was told of", after({AlertNews::RunFailed}, quiet),
        AlertNews::RunSucceeded, {}, {});
    row("no recent backup", {}, AlertNews::Overdue, {}, AlertKind::Overdue);
    row("switched off", {}, AlertNews::Overdue, quiet, {});
}

void TestNotices::areShownWhenSomethingChanges()
{
    QFETCH(NoticeState, before);
    QFETCH(AlertNews, news);
    QFETCH(GlobalSettings, settings);
    QTEST(noticeDue(before, news, settings, now).show, "shown");
}

void TestNotices::areTakenBackWithTheirSetting()
{
    const NoticeState told = after({AlertNews::RunFailed});
    QVERIFY(!noticeKept(told, {}).close);
    GlobalSettings quiet;
    quiet.notifyFailure = false;
    const NoticeDecision decision = noticeKept(told, quiet);
    QVERIFY(decision.close);
    QVERIFY(!decision.next.standing);
}

void TestNotices::sayWhatFailedAndOfferToDoIt()
{
    const NoticeFacts facts{
        u"blog"_s, Error{ErrorCode::Network, {}, u"No route to the store."_s, u"Check the cable."_s}, {}};
    const Notification failed = noticeOf(AlertKind::Failed, facts, now);
    QCOMPARE(failed.key, u"blog"_s);
    QVERIFY(failed.title.contains(u"blog"_s));
    QCOMPARE(failed.body, u"No route to the store. Check the cable."_s);
    QVERIFY(failed.stays());
    QCOMPARE(failed.actions.at(1).id, backUpAnswer);
    QCOMPARE(noticeOf(AlertKind::Overdue, facts, now).urgency, Notification::Urgency::Critical);
    QVERIFY(!noticeOf(AlertKind::Recovered, facts, now).stays());
}

void TestNotices::tellOfFailedDrills()
{
    Session session;
    Screen &screen = session.screen;
    Scheduler &scheduler = session.scheduler;

    DrillReport report;
    Q_EMIT scheduler.drilled(u"blog"_s, report);
    QVERIFY(screen.shown.isEmpty()); // that it went well is no news
    report.problem = Error{ErrorCode::Corrupt, {}, u"A row is missing."_s, {}};
    Q_EMIT scheduler.drilled(u"blog"_s, report);
    const Notification told = screen.shown.value(u"blog"_s);
    QVERIFY2(told.title.contains(u"restore drill"_s), qPrintable(told.title));
    QCOMPARE(told.body, u"A row is missing."_s);
    QVERIFY(told.stays());
    for (const auto &action : told.actions)
        QVERIFY(action.id != backUpAnswer); // another backup would not mend it
    screen.shown.clear();
    Q_EMIT scheduler.drilled(u"blog"_s, report);
    QVERIFY(screen.shown.isEmpty()); // told once
    report.problem.reset();
    Q_EMIT scheduler.drilled(u"blog"_s, report);
    QVERIFY(!screen.shown.value(u"blog"_s).stays());
}

void TestNotices::tellOfRunsThatFoundNothingNew()
{
    Session session;
    GlobalSettings chatty;
    chatty.notifySuccess = true;
    session.notices.setSettings(chatty);
    const auto runs = [&](const BackupReport &report, RunTrigger trigger) {
        session.screen.shown.clear();
        QSignalSpy finished(&session.jobs, &Jobs::finished);
        const auto job = session.jobs.start<int>(
            JobKind::Backup, u"blog"_s, [](const JobControl &) -> Result<int> { return 0; }, &session.notices,
            [&](const Result<int> &) {
                if (trigger == RunTrigger::Schedule)
                    Q_EMIT session.scheduler.succeeded(u"blog"_s, report);
            },
            trigger);
        return job && finished.wait() ? session.screen.shown.value(u"blog"_s) : Notification();
    };
    BackupReport unchanged;
    unchanged.unchanged = true;
    unchanged.unchangedSince = QDateTime::currentDateTimeUtc().addDays(-1);
    const Notification idle = runs(unchanged, RunTrigger::Schedule);
    QVERIFY2(idle.title.contains(u"nothing has changed"_s), qPrintable(idle.title));
    QVERIFY2(idle.body.contains(u"yesterday"_s) && idle.body.endsWith(u"Nothing was uploaded."_s),
             qPrintable(idle.body));
    unchanged.sentLate = QStringList{u"backups/blog.db"_s};
    const Notification late = runs(unchanged, RunTrigger::Schedule);
    QVERIFY2(late.title.contains(u"nothing has changed"_s) && !late.body.contains(u"uploaded"_s),
             qPrintable(late.body));
    // It says nothing of the next one.
    for (const auto trigger : {RunTrigger::ByHand, RunTrigger::Schedule}) {
        const Notification done = runs({}, trigger);
        QVERIFY2(done.title.endsWith(u"backed up"_s), qPrintable(done.title));
    }
    Q_EMIT session.scheduler.failed(u"blog"_s, Error{ErrorCode::Network, {}, u"No route."_s, {}});
    const Notification again = runs(unchanged, RunTrigger::Schedule);
    QVERIFY2(again.title.endsWith(u"backups work again"_s) && again.body.contains(u"yesterday"_s),
             qPrintable(again.title + again.body));
}

void TestNotices::callNothingAgainThatNeverWas()
{
    Session session;
    LoadedProfile profile;
    profile.profile.id = u"blog"_s;
    const auto shown = std::make_shared<const LoadedProfile>(std::move(profile));
    const auto title = [&] { return session.screen.shown.value(u"blog"_s).title; };
    session.health.noteBackups(shown, {});
    QVERIFY2(title().endsWith(u"no recent backup"_s), qPrintable(title()));
    BackupEntry entry;
    entry.takenAt = QDateTime::currentDateTimeUtc();
    session.health.noteBackups(shown, {entry});
    QVERIFY2(title().endsWith(u": backed up"_s), qPrintable(title()));
    Q_EMIT session.scheduler.failed(u"blog"_s, Error{ErrorCode::Network, {}, u"No route."_s, {}});
    session.health.noteBackups(shown, {});
    session.health.noteBackups(shown, {entry});
    QVERIFY2(title().endsWith(u": backed up"_s), qPrintable(title()));
    entry.takenAt = entry.takenAt.addDays(-5);
    session.health.noteBackups(shown, {entry});
    QVERIFY2(title().endsWith(u"no recent backup"_s), qPrintable(title()));
    entry.takenAt = entry.takenAt.addDays(5);
    session.health.noteBackups(shown, {entry});
    QVERIFY2(title().endsWith(u"backed up again"_s), qPrintable(title()));
}

void TestNotices::answerTheirButtons()
{
    Session session;
    Screen &screen = session.screen;
    Scheduler &scheduler = session.scheduler;
    DesktopNotices &notices = session.notices;

    Q_EMIT scheduler.failed(u"blog"_s, Error{ErrorCode::Cancelled, {}, u"Stopped."_s, {}});
    QVERIFY(screen.shown.isEmpty()); // somebody wanted it
    Q_EMIT scheduler.failed(u"blog"_s, Error{ErrorCode::Network, {}, u"No route."_s, {}});
    QCOMPARE(screen.shown.value(u"blog"_s).body, u"No route."_s);

    const QSignalSpy backUp(&notices, &DesktopNotices::backUpRequested);
    const QSignalSpy show(&notices, &DesktopNotices::showRequested);
    notices.answer(u"blog"_s, backUpAnswer);
    QCOMPARE(backUp.count(), 1);
    notices.answer(u"blog"_s, defaultAnswer, u"token"_s);
    QCOMPARE(show.count(), 1);
    QCOMPARE(show.constFirst().at(1).toString(), u"token"_s);

    GlobalSettings quiet;
    quiet.notifyFailure = false;
    notices.setSettings(quiet);
    QVERIFY(screen.shown.isEmpty());
}

QTEST_MAIN(TestNotices)
#include "tst_notices.moc"
