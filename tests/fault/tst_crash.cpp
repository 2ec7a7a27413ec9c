// SPDX-License-Identifier: GPL-3.0-or-later
// Strikes lifeboat-cli at its system calls, one after the other, and looks whether anything is lost. By
// default a sample of the points; LIFEBOAT_CRASH_POINTS sets how many per row, "all" tries every one ("make
// crash-test").
#include "fault/scenes.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int sampled = 2;

struct Tally
{
    int points = 0;
    int survived = 0;
    int lost = 0;
};

/// Among all other tests: for a minute.
bool isSampling()
{
    return qEnvironmentVariableIsEmpty("LIFEBOAT_CRASH_POINTS");
}

/// 0: all.
int sampleSize(const Scene &scene)
{
    const QString wanted = qEnvironmentVariable("LIFEBOAT_CRASH_POINTS");
    if (isSampling())
        return scene.isCostly ? 1 : sampled;
    const int count = wanted == "all"_L1 ? 0 : wanted.toInt();
    return count == 0 || (scene.most > 0 && count > scene.most) ? scene.most : count;
}

QString wordsFor(const QString &fault)
{
    return fault == "kill"_L1     ? u"killed"_s
           : fault == "short"_L1  ? u"killed in the middle of a write"_s
           : fault == "ENOSPC"_L1 ? u"disk full from there on"_s
           : fault == "EROFS"_L1  ? u"disk read-only from there on"_s
           : fault == "cut"_L1    ? u"power cut, nothing unsynced is left"_s
           : fault == "hollow"_L1 ? u"power cut, names are left without their content"_s
                                  : u"input/output error, or connection reset"_s;
}

/// "Error: …" and "What to do: …": what failed, why, and what next.
bool isClear(const CliResult &result)
{
    return result.err.contains("Error: ") && result.err.contains("What to do: ");
}

struct Outcome
{
    int at = 0;
    QString call; ///< the one struck
    Findings findings;
};

/// In a home of its own. Any thread.
Outcome strikeAt(int at, const QString &fault, const Scene &scene, const CliHome &model)
{
    Outcome outcome{at, u"the end"_s, {}};
    const auto home = cloneOf(model);
    if (!home) {
        outcome.findings.lost += u"no home could be made"_s;
        return outcome;
    }
    const FaultRun run = runWithFault(*home, scene.command, {fault, at});
    Findings &findings = outcome.findings;
    if (!run.isTrue)
        findings.lost += u"the power could not be cut"_s;
    if (!isKilling(fault) && run.wasKilled())
        findings.lost += u"it crashed"_s;
    if (!run.wasKilled() && run.result.exitCode != 0 && !isClear(run.result))
        findings.untidy += u"the error is not clear: "_s + QString::fromUtf8(run.result.said());
    scene.judge(*home, run.result.exitCode == 0, findings);
    if (at <= run.points.size())
        outcome.call = QString(run.points.at(at - 1)).replace(home->path({}), u"~/"_s);
    return outcome;
}

/// All of them, by as many threads as there are processors.
template<typename Try> std::vector<Outcome> tried(const QList<int> &points, Try tryPoint)
{
    std::vector<Outcome> outcomes(static_cast<std::size_t>(points.size()));
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < outcomes.size(); i = next++)
            outcomes[i] = tryPoint(points.at(static_cast<qsizetype>(i)));
    };
    const auto helpers = isSampling() ? 0 : static_cast<std::size_t>(QThread::idealThreadCount()) - 1;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < helpers; ++i)
        threads.emplace_back(work);
    work();
    return threads.clear(), outcomes;
}

} // namespace

class TestCrash final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void saysWhatBecameOfAKilledRestore_data();
    void saysWhatBecameOfAKilledRestore();
    void losesNothing_data();
    void losesNothing();
    void cleanupTestCase();

private:
    const CliHome *prepared(const Scene &scene);

    TestServer m_server;
    QList<Scene> m_scenes;
    std::map<QString, std::unique_ptr<CliHome>> m_homes;
    QStringList m_table;
    int m_points = 0;
};

/// Without the server's programs its rows are left out; CI has them.
void TestCrash::initTestCase()
{
    const auto endpoint = m_server.start(TestServer::Kind::R2Simulator);
    QVERIFY2(endpoint || m_server.maySkip(), qPrintable(m_server.reason()));
    if (!endpoint)
        qWarning("%s", qPrintable(m_server.reason()));
    m_scenes = allScenes(endpoint);
}

void TestCrash::saysWhatBecameOfAKilledRestore_data()
{
    QTest::addColumn<int>("after");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("before the new file is in place") << 0 << QByteArray("The database is as it was before.");
    QTest::newRow("after that") << 1 << QByteArray("It is complete, and what was there before is kept in");
}

void TestCrash::saysWhatBecameOfAKilledRestore()
{
    QFETCH(int, after);
    QFETCH(QByteArray, words);
    const auto isRestore = [](const Scene &scene) { return scene.name == "restore"_L1; };
    const auto scene = std::find_if(m_scenes.cbegin(), m_scenes.cend(), isRestore);
    QVERIFY(scene != m_scenes.cend());
    const CliHome *model = prepared(*scene);
    QVERIFY(model);
    const auto counted = cloneOf(*model);
    QVERIFY(counted);
    const FaultRun whole = runWithFault(*counted, scene->command, {});
    const qsizetype swap = whole.points.indexOf(u"rename "_s + counted->path(u"data/rustresort.db"_s));
    QVERIFY(swap >= 0);
    const auto home = cloneOf(*model);
    QVERIFY(home);
    const int at = static_cast<int>(swap) + 1 + after;
    QVERIFY(runWithFault(*home, scene->command, {u"kill"_s, at}).wasKilled());
    const CliResult told = home->run({u"list"_s, u"--json"_s});
    VERIFY_DONE(told);
    QVERIFY2(told.err.contains(words), told.err.constData());
    QVERIFY(home->run({u"list"_s, u"--json"_s}).err.isEmpty()); // once
}

void TestCrash::losesNothing_data()
{
    QTest::addColumn<int>("scene");
    QTest::addColumn<QString>("fault");
    for (int i = 0; i < m_scenes.size(); ++i) {
        for (const char *fault : {"kill", "short", "cut", "hollow", "ENOSPC", "EROFS", "EIO"}) {
            if (m_scenes[i].isRemote && isSampling() && qstrcmp(fault, "kill") != 0)
                continue;
            QTest::addRow("%s, %s", qPrintable(m_scenes[i].name), fault) << i << QString::fromLatin1(fault);
        }
    }
}

const CliHome *TestCrash::prepared(const Scene &scene)
{
    auto &home = m_homes[scene.name];
    if (!home) {
        home = std::make_unique<CliHome>();
        if (!scene.prepare(*home))
            home.reset();
    }
    return home.get();
}

void TestCrash::losesNothing()
{
    QFETCH(int, scene);
    QFETCH(QString, fault);
    const Scene what = m_scenes.at(scene);
    const CliHome *model = prepared(what);
    QVERIFY(model);
    const auto counted = cloneOf(*model);
    QVERIFY(counted);
    const FaultRun whole = runWithFault(*counted, what.command, {});
    QVERIFY2(whole.result.exitCode == what.exitCode, whole.result.said().constData());

    Tally tally;
    int problems = 0;
    const quint32 seed = qChecksum((what.name + fault).toUtf8());
    const QList<int> points = pointsFor(fault, whole.points);
    QVERIFY2(!whole.points.isEmpty(), "no point was passed: is the library preloaded?");
    if (points.isEmpty())
        return; // nothing is written that could stop halfway
    const auto outcomes = tried(sampleOf(points, sampleSize(what), seed),
                                [&](int at) { return strikeAt(at, fault, what, *model); });
    for (const Outcome &outcome : outcomes) {
        ++tally.points;
        tally.survived += outcome.findings.lost.isEmpty() ? 1 : 0;
        tally.lost += outcome.findings.lost.isEmpty() ? 0 : 1;
        if (outcome.findings.isEmpty())
            continue;
        ++problems;
        qWarning("point %d, %s: %s", outcome.at, qPrintable(outcome.call),
                 qPrintable((outcome.findings.lost + outcome.findings.untidy).join(u"; "_s)));
    }
    m_points += tally.points;
    m_table += u"| %1 | %2 | %3 of %4 | %5 | %6 |"_s.arg(what.name, wordsFor(fault))
                   .arg(tally.points)
                   .arg(points.size())
                   .arg(tally.survived)
                   .arg(tally.lost);
    QVERIFY2(problems == 0, "something was lost or left behind: see above");
}

void TestCrash::cleanupTestCase()
{
    m_table.prepend(u"| command | fault | points tried | survived | data lost |\n|---|---|---|---|---|"_s);
    qInfo("%s\n%d points tried", qPrintable(m_table.join(u'\n')), m_points);
}

int main(int argc, char **argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000"); // all points of a row take longer than any other test
    // A disk in memory has the same system calls, and nobody waits for its fsync.
    if (!qEnvironmentVariableIsSet("TMPDIR") && QFileInfo(u"/dev/shm"_s).isWritable())
        qputenv("TMPDIR", "/dev/shm");
    QCoreApplication app(argc, argv);
    TestCrash test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
