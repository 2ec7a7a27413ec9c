// SPDX-License-Identifier: GPL-3.0-or-later
// What the status bar says of what runs, and whom its Cancel stops.
#include "gui/common/steadylabel.h"
#include "gui/jobbar.h"

#include <QProgressBar>
#include <QTest>
#include <QToolButton>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

struct Scene
{
    /// Runs until it is cancelled, or until the test is over.
    Job *start(JobKind kind, const QString &profile)
    {
        const auto job = jobs.start<void>(
            kind, profile,
            [](const JobControl &control) -> Result<void> {
                while (const auto go = control.cancel.check(u"test"_s))
                    std::this_thread::yield();
                return fail(ErrorCode::Cancelled, u"test"_s, u"stopped"_s);
            },
            &bar, [](const Result<void> &) {});
        if (!job)
            qFatal("%s", qPrintable(job.error().message));
        return *job;
    }
    QString text() const { return bar.findChild<SteadyLabel *>()->text(); }
    QToolButton *cancel() const { return bar.findChild<QToolButton *>(); }

    Jobs jobs;
    JobBar bar{jobs};
};

} // namespace

class JobBarTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysForWhichProfile();
    void cancelStopsWhatIsShown();
    void aChangeIsShownBeforeALook();
    void longNamesAreShortened();
    void saysHowFarAndHowFast();
    void countsBytesOnlyWhereThereAreSome();
};

void JobBarTest::saysHowFarAndHowFast()
{
    constexpr qint64 mebibyte = 1024 * 1024;
    Scene scene;
    Job *job = scene.start(JobKind::Backup, u"blog"_s);
    const JobProgress progress{Stage::Upload, 21 * mebibyte, 84 * mebibyte, false};
    Q_EMIT job->progressed(progress);
    QCOMPARE(scene.text(), u"blog · Uploading · 21.0 MiB of 84.0 MiB"_s);
    const auto *share = scene.bar.findChild<QProgressBar *>();
    QVERIFY(share->isVisibleTo(&scene.bar));
    QCOMPARE(share->value() * 4, share->maximum());
    const auto tellAgain = [&] {
        Q_EMIT job->progressed(progress);
        return scene.text().contains(u" left"_s);
    };
    QTRY_VERIFY2(tellAgain(), qPrintable(scene.text())); // a rate takes half a second to be one
    QVERIFY2(scene.text().contains(u"iB/s · "_s), qPrintable(scene.text()));
    Q_EMIT job->progressed({Stage::Prove, 0, 0, false});
    QTRY_COMPARE(scene.text(), u"blog · Confirming"_s);
    QVERIFY(!share->isVisibleTo(&scene.bar));
}

void JobBarTest::countsBytesOnlyWhereThereAreSome()
{
    Pace pace;
    pace.note({Stage::Upload, 0, 8192, false}, std::chrono::milliseconds(0));
    const JobProgress upload{Stage::Upload, 4096, 8192, false};
    pace.note(upload, std::chrono::milliseconds(4000));
    QCOMPARE(progressWords(upload, pace), u"Uploading · 4.00 KiB of 8.00 KiB · 1.00 KiB/s · 0:04 left"_s);
    const JobProgress prune{Stage::Prune, 3, 7, false};
    pace.note(prune, std::chrono::milliseconds(5000));
    pace.note(prune, std::chrono::milliseconds(9000));
    QCOMPARE(progressWords(prune, pace), u"Tidying up"_s);
}

void JobBarTest::saysForWhichProfile()
{
    Scene scene;
    scene.start(JobKind::Backup, u"blog"_s);
    QCOMPARE(scene.text(), u"blog · Backing up…"_s);
    QVERIFY(scene.cancel()->toolTip().contains(u"blog"_s));
}

void JobBarTest::cancelStopsWhatIsShown()
{
    Scene scene;
    const QPointer<Job> first = scene.start(JobKind::Backup, u"blog"_s);
    const QPointer<Job> second = scene.start(JobKind::Backup, u"wiki"_s);
    QVERIFY2(scene.text().startsWith(u"blog · Backing up"_s), qPrintable(scene.text()));
    QVERIFY2(scene.text().contains(u"1 more"_s) || scene.text().contains(u"%n more"_s),
             qPrintable(scene.text()));
    scene.cancel()->click();
    QVERIFY(first->isCancelled() && !second->isCancelled());
    QTRY_VERIFY(!first);
    QCOMPARE(scene.text(), u"wiki · Backing up…"_s);
    QVERIFY(scene.cancel()->isEnabled() && !second->isCancelled());
}

void JobBarTest::aChangeIsShownBeforeALook()
{
    Scene scene;
    scene.start(JobKind::List, u"blog"_s);
    const QPointer<Job> backup = scene.start(JobKind::Backup, u"wiki"_s);
    QCOMPARE(scene.text(), u"wiki · Backing up…"_s);
    scene.start(JobKind::List, u"notes"_s);
    QCOMPARE(scene.text(), u"wiki · Backing up…"_s);
    backup->cancel();
    QTRY_VERIFY(!backup);
    QVERIFY2(scene.text().startsWith(u"blog"_s), qPrintable(scene.text()));
}

void JobBarTest::longNamesAreShortened()
{
    Scene scene;
    const QString name = QString(u"name-"_s).repeated(30);
    scene.start(JobKind::Backup, name);
    QVERIFY(!scene.text().contains(name) && scene.text().startsWith(u"name-"_s));
    QVERIFY(scene.cancel()->toolTip().contains(name));
}

QTEST_MAIN(JobBarTest)
#include "tst_jobbar.moc"
