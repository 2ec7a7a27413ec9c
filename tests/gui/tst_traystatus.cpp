// SPDX-License-Identifier: GPL-3.0-or-later
// What the tray icon says of all profiles together.
#include "gui/tray/traystatus.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 11, 23), QTime(12, 0), QTimeZone::utc());

ProfileStatus profile(const QString &name, Health health,
                      NextRun next = {WaitReason::NotYet, now.addSecs(7200)})
{
    ProfileStatus status{name, {}, next, {}};
    status.health.report.health = health;
    if (health != Health::Unknown)
        status.health.report.lastBackup = now.addSecs(-3 * 3600);
    return status;
}

ProfileStatus running(const QString &name)
{
    ProfileStatus status = profile(name, Health::Warning);
    status.running = JobProgress{Stage::Upload, 25, 100};
    return status;
}

ProfileStatus outOfReach(const QString &name)
{
    ProfileStatus status = profile(name, Health::Unknown);
    status.health.problem = Error{ErrorCode::Network, {}, u"No route"_s, {}};
    status.health.since = now.addSecs(-600);
    return status;
}

} // namespace

class TestTrayStatus final : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheWorst_data()
    {
        QTest::addColumn<QList<ProfileStatus>>("profiles");
        QTest::addColumn<TrayState>("state");
        QTest::addColumn<QString>("words");
        const NextRun retry{WaitReason::Retrying, now.addSecs(300)};
        using All = QList<ProfileStatus>;
        QTest::newRow("nothing to know") << All{} << TrayState::Idle << u"No database is backed up yet"_s;
        QTest::newRow("healthy") << All{profile(u"a"_s, Health::Healthy)} << TrayState::Healthy
                                 << u"a: Healthy, last backup 3 h ago · next in 2 h"_s;
        QTest::newRow("one that is not known is not healthy")
            << All{profile(u"a"_s, Health::Healthy), profile(u"b"_s, Health::Unknown)} << TrayState::Idle
            << u"b: The store has not answered yet"_s;
        QTest::newRow("one whose store is out of reach")
            << All{profile(u"a"_s, Health::Healthy), outOfReach(u"b"_s)} << TrayState::Idle
            << u"b: Its store cannot be reached since"_s;
        QTest::newRow("overdue") << All{profile(u"a"_s, Health::Healthy), profile(u"b"_s, Health::Warning)}
                                 << TrayState::Warning << u"b: Overdue"_s;
        QTest::newRow("the last run failed")
            << All{profile(u"a"_s, Health::Healthy), profile(u"b"_s, Health::Healthy, retry)}
            << TrayState::Warning << u"b: Healthy, last backup 3 h ago · failed, retrying at"_s;
        QTest::newRow("work is seen before what it mends")
            << All{running(u"a"_s), profile(u"b"_s, Health::Warning)} << TrayState::Running
            << u"a: Uploading 25 %"_s;
        QTest::newRow("but not before an alarm elsewhere")
            << All{running(u"a"_s), profile(u"b"_s, Health::Critical)} << TrayState::Critical << u"b: "_s;
        QTest::newRow("a schedule that is off has no next time")
            << All{profile(u"a"_s, Health::Healthy, {WaitReason::Off, {}})} << TrayState::Healthy
            << u"a: Healthy, last backup 3 h ago"_s;
        QTest::newRow("nor has one that nobody knows yet")
            << All{profile(u"a"_s, Health::Healthy, {WaitReason::NotYet, {}})} << TrayState::Healthy
            << u"a: Healthy, last backup 3 h ago\n"_s;
    }
    void tellsTheWorst()
    {
        QFETCH(QList<ProfileStatus>, profiles);
        QFETCH(QString, words);
        QTEST(trayStateOf(profiles), "state");
        const QString said = trayWords(profiles, now);
        QVERIFY2((said + u'\n').startsWith(words), qPrintable(said));
    }

    /// Whoever does not see colours, or has a panel of one colour, tells them apart all the same.
    void hasAShapeForEachState()
    {
        QList<QImage> shapes;
        for (const TrayState state : {TrayState::Idle, TrayState::Running, TrayState::Healthy,
                                      TrayState::Warning, TrayState::Critical}) {
            const QImage shape =
                trayIcon(state).pixmap(QSize(22, 22)).toImage().convertToFormat(QImage::Format_Alpha8);
            QCOMPARE(shape.size(), QSize(22, 22));
            QVERIFY(!shapes.contains(shape));
            shapes.append(shape);
        }
    }
};

QTEST_MAIN(TestTrayStatus)
#include "tst_traystatus.moc"
