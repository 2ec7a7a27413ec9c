// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/shellcommand.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ShellCommandTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatCameOfIt_data();
    void saysWhatCameOfIt();
    void givesTheEnvironment();
    void keepsTheEndOfALongOutput();
    void runsWhereItCannotBeHeard();
    void doesNotWaitForTheBackground();
    void isCutShort_data();
    void isCutShort();
};

void ShellCommandTest::saysWhatCameOfIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("problem");
    QTest::newRow("silent") << u"true"_s << QString() << QString();
    QTest::newRow("both streams") << u"echo out; echo err >&2"_s << u"out\nerr"_s << QString();
    QTest::newRow("a pipe of the shell") << u"echo one two | tr a-z A-Z"_s << u"ONE TWO"_s << QString();
    QTest::newRow("no input") << u"cat; echo done"_s << u"done"_s << QString();
    QTest::newRow("failure") << u"echo no such unit; exit 5"_s << u"no such unit"_s << u"status 5"_s;
    QTest::newRow("unknown program") << u"no-such-program-anywhere"_s << QString() << u"status 127"_s;
    QTest::newRow("killed") << u"kill -9 $$"_s << QString() << u"signal"_s;
}

void ShellCommandTest::saysWhatCameOfIt()
{
    QFETCH(QString, command);
    QFETCH(QString, output);
    QFETCH(QString, problem);
    const CommandReport report = runShellCommand(command, 60s, {});
    QCOMPARE(report.command, command);
    if (!output.isEmpty())
        QCOMPARE(report.output, output);
    QCOMPARE(report.problem.has_value(), !problem.isEmpty());
    if (!report.problem)
        return;
    QVERIFY2(report.problem->message.contains(problem), qPrintable(report.problem->message));
    QVERIFY2(report.problem->hint.contains(output), qPrintable(report.problem->hint));
}

void ShellCommandTest::givesTheEnvironment()
{
    const CommandReport report = runShellCommand(u"echo \"$GIVEN\"; test -n \"$PATH\""_s, 60s, {},
                                                 {{u"GIVEN"_s, u"it's \"; exit 1"_s}});
    QVERIFY(!report.problem);
    QCOMPARE(report.output, u"it's \"; exit 1"_s);
}

void ShellCommandTest::keepsTheEndOfALongOutput()
{
    const CommandReport report =
        runShellCommand(u"i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"_s, 60s, {});
    QVERIFY(!report.problem);
    QVERIFY(report.output.size() <= 64 * 1024);
    QVERIFY(report.output.endsWith(u"line 19999"_s));
}

/// As beside a disk that is full: a server has to be started again nevertheless.
void ShellCommandTest::runsWhereItCannotBeHeard()
{
    const QTemporaryDir folder;
    const QByteArray before = qgetenv("TMPDIR");
    qputenv("TMPDIR", "/proc"); // where nobody can make a file
    const CommandReport report =
        runShellCommand(u"echo said; touch '%1'"_s.arg(folder.filePath(u"made"_s)), 10s, {});
    const CommandReport failed = runShellCommand(u"exit 5"_s, 10s, {});
    before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
    QVERIFY(!report.problem);
    QVERIFY(report.output.isEmpty());
    QVERIFY(QFile::exists(folder.filePath(u"made"_s)));
    QVERIFY(failed.problem);
}

void ShellCommandTest::doesNotWaitForTheBackground()
{
    const QTemporaryDir folder;
    QElapsedTimer clock;
    clock.start();
    const CommandReport report =
        runShellCommand(u"(sleep 20; touch '%1/late') & echo started"_s.arg(folder.path()), 60s, {});
    QVERIFY(!report.problem);
    QCOMPARE(report.output, u"started"_s);
    QVERIFY(clock.elapsed() < 15'000);
}

void ShellCommandTest::isCutShort_data()
{
    QTest::addColumn<bool>("cancelled");
    QTest::addColumn<QString>("command");
    QTest::newRow("too long") << false << u"echo begun; sleep 60; echo over"_s;
    QTest::newRow("cancelled") << true << u"echo begun; sleep 60; echo over"_s;
    QTest::newRow("ignores the polite signal") << false << u"trap '' TERM; echo begun; sleep 60; sleep 60"_s;
}

void ShellCommandTest::isCutShort()
{
    QFETCH(bool, cancelled);
    QFETCH(QString, command);
    const CancelToken cancel;
    if (cancelled)
        cancel.request();
    QElapsedTimer clock;
    clock.start();
    const CommandReport report = runShellCommand(command, cancelled ? 60s : 1s, cancel);
    QVERIFY(clock.elapsed() < 30'000);
    QVERIFY(report.problem);
    QCOMPARE(report.problem->code, cancelled ? ErrorCode::Cancelled : ErrorCode::Io);
    QVERIFY(!report.output.contains(u"over"_s));
}

QTEST_GUILESS_MAIN(ShellCommandTest)
#include "tst_shellcommand.moc"
