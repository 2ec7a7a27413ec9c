// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/faultrun.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

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
        environment.insert(u"LIFEBOAT_FAULT_DO"_s, fault.what);
    }
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

} // namespace lifeboat
