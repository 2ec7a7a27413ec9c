// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/faultrun.h"

#include "fault/powercut.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>
#include <iterator>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

bool cutsPower(const QString &what)
{
    return what == "cut"_L1 || what == "hollow"_L1;
}

} // namespace

bool isKilling(const QString &what)
{
    return what == "kill"_L1 || what == "short"_L1 || cutsPower(what);
}

FaultRun runWithFault(const CliHome &home, const QStringList &arguments, const Fault &fault)
{
    const QTemporaryDir beside;
    const QString log = beside.filePath(u"points"_s);
    QProcess process;
    QProcessEnvironment environment = home.environment;
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(LIFEBOAT_FAULTPOINTS));
    environment.insert(u"LIFEBOAT_FAULT_LOG"_s, log);
    if (!fault.what.isEmpty()) {
        environment.insert(u"LIFEBOAT_FAULT_AT"_s, QString::number(fault.at));
        environment.insert(u"LIFEBOAT_FAULT_DO"_s, cutsPower(fault.what) ? u"kill"_s : fault.what);
    }
    if (cutsPower(fault.what))
        environment.insert(u"LIFEBOAT_FAULT_UNSYNCED"_s, beside.path());
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(home.path({}));
    process.start(home.program, arguments);
    process.closeWriteChannel();
    FaultRun run;
    const bool ended = process.waitForFinished(120'000);
    run.result.exitCode = ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.result.out = process.readAllStandardOutput();
    run.result.err = process.readAllStandardError();
    QFile points(log);
    if (points.open(QIODevice::ReadOnly))
        run.points = QString::fromUtf8(points.readAll()).split(u'\n', Qt::SkipEmptyParts);
    if (cutsPower(fault.what))
        run.isTrue = loseUnsynced(beside.path(), home.path({}),
                                  fault.what == "cut"_L1 ? PowerCut::NothingUnsynced : PowerCut::HollowNames);
    return run;
}

QList<int> pointsFor(const QString &what, const QStringList &calls)
{
    static const QRegularExpression writing(u"^(p?writev?|send|sendfile|copy_file_range) "_s);
    QList<int> points;
    for (int i = 0; i < calls.size(); ++i) {
        if (what != "short"_L1 || writing.match(calls[i]).hasMatch())
            points += i + 1;
    }
    if (cutsPower(what))
        points += static_cast<int>(calls.size()) + 1;
    return points;
}

QList<int> sampleOf(QList<int> points, int count, quint32 seed)
{
    if (count == 0 || count >= points.size())
        return points;
    QRandomGenerator random(seed);
    std::shuffle(points.begin(), points.end(), random);
    points.resize(count);
    std::sort(points.begin(), points.end());
    return points;
}

QList<int> syncsAmong(const QList<int> &points, const QStringList &calls)
{
    QList<int> syncs;
    std::copy_if(points.cbegin(), points.cend(), std::back_inserter(syncs),
                 [&calls](int at) { return at > calls.size() || calls[at - 1].startsWith("fsync "_L1); });
    return syncs;
}

} // namespace lifeboat
