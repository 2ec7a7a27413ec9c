// SPDX-License-Identifier: GPL-3.0-or-later
// Strikes lifeboat-cli at its system calls, one after the other, and looks whether anything is lost. By
// default a sample of the points; LIFEBOAT_CRASH_POINTS sets how many per row, "all" tries every one ("make
// crash-test").
#include "fault/scenes.h"

#include <QElapsedTimer>
#include <QTest>

#include <map>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int sampled = 3;

struct Tally
{
    int points = 0;
    int survived = 0;
    int lost = 0;
};

/// 0: all.
int pointsFor(const Scene &scene)
{
    const QString wanted = qEnvironmentVariable("LIFEBOAT_CRASH_POINTS");
    if (wanted.isEmpty())
        return scene.isCostly ? 1 : sampled;
    const int count = wanted == "all"_L1 ? 0 : wanted.toInt();
    return count == 0 || (scene.most > 0 && count > scene.most) ? scene.most : count;
}

/// "Error: …" and "What to do: …": what failed, why, and what next.
bool isClear(const CliResult &result)
{
    return result.err.contains("Error: ") && result.err.contains("What to do: ");
}

} // namespace

class TestCrash final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
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

void TestCrash::losesNothing_data()
{
    QTest::addColumn<int>("scene");
    QTest::addColumn<QString>("fault");
    for (int i = 0; i < m_scenes.size(); ++i) {
        for (const char *fault : {"kill", "short", "ENOSPC", "EROFS", "EIO"})
            QTest::addRow("%s, %s", qPrintable(m_scenes[i].name), fault) << i << QString::fromLatin1(fault);
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
    QVERIFY2(whole.result.exitCode == 0, whole.result.said().constData());
    QVERIFY2(!whole.points.isEmpty(), "no point was passed: is the library preloaded?");

    Tally tally;
    int problems = 0;
    const quint32 seed = qChecksum((what.name + fault).toUtf8());
    for (const int at : choosePoints(static_cast<int>(whole.points.size()), pointsFor(what), seed)) {
        // A short write is told apart from a kill only where something is written.
        if (fault == "short"_L1 && !whole.points[at - 1].contains("write"_L1))
            continue;
        const auto home = cloneOf(*model);
        QVERIFY(home);
        const FaultRun run = runWithFault(*home, what.command, {fault, at});
        Findings findings;
        const bool killing = fault == "kill"_L1 || fault == "short"_L1;
        if (!killing && run.wasKilled())
            findings.lost += u"it crashed"_s;
        if (!run.wasKilled() && run.result.exitCode != 0 && !isClear(run.result))
            findings.untidy += u"the error is not clear: "_s + QString::fromUtf8(run.result.said());
        what.judge(*home, run.result.exitCode == 0, findings);
        ++tally.points;
        tally.survived += findings.lost.isEmpty() ? 1 : 0;
        tally.lost += findings.lost.isEmpty() ? 0 : 1;
        if (findings.isEmpty())
            continue;
        const QString last = run.points.value(at - 1).replace(home->path({}), u"~/"_s);
        ++problems;
        qWarning("point %d, %s: %s", at, qPrintable(last),
                 qPrintable((findings.lost + findings.untidy).join(u"; "_s)));
    }
    m_points += tally.points;
    m_table += u"| %1 | %2 | %3 of %4 | %5 | %6 |"_s.arg(what.name, fault)
                   .arg(tally.points)
                   .arg(whole.points.size())
                   .arg(tally.survived)
                   .arg(tally.lost);
    QVERIFY2(problems == 0, "something was lost or left behind: see above");
}

void TestCrash::cleanupTestCase()
{
    m_table.prepend(u"| command | fault | points tried | survived | data lost |\n|---|---|---|---|---|"_s);
    qInfo("%s\n%d points tried", qPrintable(m_table.join(u'\n')), m_points);
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
