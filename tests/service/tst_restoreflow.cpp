// SPDX-License-Identifier: GPL-3.0-or-later
// A restore between the user's two commands, judged by the sqlite3 shell.
#include "service/restoresetup.h"
#include "support/writer/writerprocess.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const auto stop = u"stop"_s;
const auto start = u"start"_s;

} // namespace

class RestoreFlowTest final : public QObject
{
    Q_OBJECT

private slots:
    void stopsRightBeforeTheSwapAndStartsAfterIt();
    void aProgramThatIsStoppedIsNoObstacle();
    void waitsForASlowProgram();
    void refusesWhenTheCommandDoesNotStopIt();
    void nothingHappensWhenStoppingFails();
    void doesNotStopForABackupThatIsBad_data();
    void doesNotStopForABackupThatIsBad();
    void cancellingWhileStoppingChangesNothing();
    void cancellingBeforeDoesNotStop();
    void tellsOfAProgramThatDoesNotStartAgain();
    void tellsOfBothFailures();
};

void RestoreFlowTest::stopsRightBeforeTheSwapAndStartsAfterIt()
{
    RestoreFlowSetup job;
    QVERIFY(job.made);
    job.commands = {job.witness(stop) + u"; echo stopping"_s, job.witness(start)};
    const auto outcome = job.restore();
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(job.stages, QStringList({u"download"_s, u"check"_s, u"stop"_s, u"swap"_s, u"start"_s}));
    QCOMPARE(dumpOf(job.seenBy(stop)), job.present);
    QCOMPARE(dumpOf(job.seenBy(start)), job.backedUp);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
    QCOMPARE(outcome->commands.size(), 2);
    QCOMPARE(outcome->commands.constFirst().output, u"stopping"_s);
    QVERIFY(!outcome->startProblem());
}

void RestoreFlowTest::aProgramThatIsStoppedIsNoObstacle()
{
    RestoreFlowSetup job;
    WriterProcess program;
    QVERIFY(program.start(job.request.target, u"wal"_s, {u"--idle"_s}));
    job.present = dumpOf(job.request.target);
    const auto refused = job.restore();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Refused);
    QCOMPARE(job.stages, QStringList()); // before the download
    QCOMPARE(dumpOf(job.request.target), job.present);
    // A child of ours stays a zombie until it is waited for; its files are closed all the same.
    job.commands.stop = u"kill %1"_s.arg(program.pid());
    const auto outcome = job.restore();
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

void RestoreFlowTest::waitsForASlowProgram()
{
    RestoreFlowSetup job;
    WriterProcess program;
    QVERIFY(program.start(job.request.target, u"delete"_s, {u"--idle"_s}));
    job.commands.stop = u"true"_s;
    job.clock.setSleepHook([&](std::chrono::milliseconds) { (void)program.stop(); });
    const auto outcome = job.restore();
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

void RestoreFlowTest::refusesWhenTheCommandDoesNotStopIt()
{
    RestoreFlowSetup job;
    WriterProcess program;
    QVERIFY(program.start(job.request.target, u"delete"_s, {u"--idle"_s}));
    job.commands = {u"true"_s, job.witness(start)};
    const auto outcome = job.restore();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Refused);
    QCOMPARE(dumpOf(job.request.target), job.present);
    QVERIFY(job.ran(start));
    QVERIFY(!job.stages.contains(u"swap"_s));
}

void RestoreFlowTest::nothingHappensWhenStoppingFails()
{
    RestoreFlowSetup job;
    bool failed = false;
    job.onStage = [&](const JobProgress &progress) {
        failed = failed || (progress.stage == Stage::Start && progress.failed);
    };
    job.commands = {u"echo no such unit; exit 5"_s, job.witness(start)};
    const QStringList before = namesIn(job.folder.path());
    const auto outcome = job.restore();
    QVERIFY(!outcome);
    QVERIFY(outcome.error().message.contains(u"status 5"_s));
    QVERIFY(outcome.error().hint.contains(u"no such unit"_s));
    QCOMPARE(dumpOf(job.request.target), job.present);
    QVERIFY(job.ran(start));
    QVERIFY(failed);
    QCOMPARE(namesIn(job.folder.path()).size(), before.size() + 1); // the witness's
}

void RestoreFlowTest::doesNotStopForABackupThatIsBad_data()
{
    QTest::addColumn<bool>("stops");
    QTest::addColumn<bool>("starts");
    QTest::newRow("what was not stopped needs no start") << true << false;
    QTest::newRow("somebody else stopped it") << false << true;
}

void RestoreFlowTest::doesNotStopForABackupThatIsBad()
{
    QFETCH(bool, stops);
    QFETCH(bool, starts);
    RestoreFlowSetup job;
    job.key = SecretBytes(QByteArray(32, 'w'));
    job.commands = {stops ? job.witness(stop) : QString(), job.witness(start)};
    const auto outcome = job.restore();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::WrongKey);
    QVERIFY(!job.ran(stop));
    QCOMPARE(job.ran(start), starts);
    QCOMPARE(dumpOf(job.request.target), job.present);
}

void RestoreFlowTest::cancellingWhileStoppingChangesNothing()
{
    RestoreFlowSetup job;
    job.onStage = [&](const JobProgress &progress) {
        if (progress.stage == Stage::Stop)
            job.control.cancel.request();
    };
    job.commands = {u"sleep 60"_s, job.witness(start)};
    const auto outcome = job.restore();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(job.ran(start));
    QCOMPARE(dumpOf(job.request.target), job.present);
}

void RestoreFlowTest::cancellingBeforeDoesNotStop()
{
    RestoreFlowSetup job;
    job.onStage = [&](const JobProgress &progress) {
        if (progress.stage == Stage::Download)
            job.control.cancel.request();
    };
    job.commands = {job.witness(stop), {}};
    const auto outcome = job.restore();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(!job.ran(stop));
    QCOMPARE(dumpOf(job.request.target), job.present);
}

void RestoreFlowTest::tellsOfAProgramThatDoesNotStartAgain()
{
    RestoreFlowSetup job;
    job.commands.start = u"exit 9"_s;
    const auto outcome = job.restore();
    QVERIFY(outcome);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
    QVERIFY(outcome->startProblem());
    QVERIFY(outcome->startProblem()->message.contains(u"status 9"_s));
}

void RestoreFlowTest::tellsOfBothFailures()
{
    RestoreFlowSetup job;
    job.commands = {u"exit 5"_s, u"exit 9"_s};
    const auto outcome = job.restore();
    QVERIFY(!outcome);
    QVERIFY(outcome.error().message.contains(u"status 5"_s));
    QVERIFY(outcome.error().hint.contains(u"status 9"_s));
}

QTEST_GUILESS_MAIN(RestoreFlowTest)
#include "tst_restoreflow.moc"
