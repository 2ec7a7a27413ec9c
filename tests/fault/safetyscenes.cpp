// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/safetyscenes.h"

#include "fault/scenekit.h"
#include "support/bytesof.h"
#include "support/databaseshapes.h"

#include <QDateTime>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto oldest = u"20200101_000000"_s;
const auto older = u"20210101_000000"_s;

QString copyAt(const CliHome &home, const QString &time)
{
    return databaseOf(home) + u".before-restore-"_s + time;
}

/// Like one that a restore left at that time.
bool keepAt(const CliHome &home, const QString &time)
{
    const QString folder = copyAt(home, time);
    return QDir().mkdir(folder)
           && runSql(folder + u"/rustresort.db"_s,
                     "CREATE TABLE kept (words TEXT); INSERT INTO kept VALUES ('" + time.toLatin1() + "')");
}

/// Two whose time is over, and one of yesterday.
bool prepareAged(CliHome &home)
{
    const QString young = QDateTime::currentDateTimeUtc().addDays(-1).toString(u"yyyyMMdd_HHmmss"_s);
    remember(home, u"young"_s, young.toLatin1());
    return prepareBackups(home) && keepAt(home, oldest) && keepAt(home, older) && keepAt(home, young);
}

/// What is offered to be put back is whole; the one of yesterday is among it. How many of the old ones there
/// are still.
int judgeCopies(const CliHome &home, Findings &findings)
{
    int aged = 0;
    bool hasYoung = false;
    for (const auto &copy : home.run({u"undo"_s, u"--list"_s, u"--json"_s}).array()) {
        const QString name = copy[u"name"].toString();
        const QString time = name.right(15);
        const QString database = copy[u"path"].toString() + u"/rustresort.db"_s;
        if (!copy[u"left_alone"].toString().isEmpty())
            findings.lost += u"%1 is no safety copy any more: %2"_s.arg(name, copy[u"left_alone"].toString());
        const bool isYoung = time.toLatin1() == known(home, u"young"_s);
        hasYoung = hasYoung || isYoung;
        if (!isYoung && time != oldest && time != older) {
            if (contentOf(database) != known(home, u"old"_s))
                findings.lost += u"the safety copy is not the old database: "_s + name;
            continue;
        }
        if (askShell(database, u"SELECT words FROM kept"_s) != time.toLatin1())
            findings.lost += u"offered, but not whole: "_s + name;
        aged += isYoung ? 0 : 1;
    }
    if (!hasYoung)
        findings.lost += u"the safety copy of yesterday is gone"_s;
    return aged;
}

void judgeRestoreAmongAged(const CliHome &home, bool done, Findings &findings)
{
    runNext(home, findings);
    const QByteArray now = contentOf(databaseOf(home));
    const bool isNew = now == known(home, u"new"_s);
    if (!isNew && now != known(home, u"old"_s))
        findings.lost += u"the database is neither the old one nor the new one"_s;
    if (done && !isNew)
        findings.lost += u"it said that the database was restored, but it was not"_s;
    const int aged = judgeCopies(home, findings);
    const int copies = static_cast<int>(namesIn(home.path(u"data"_s)).filter(u".before-restore-"_s).size());
    if (copies != 1 + aged + (isNew ? 1 : 0))
        findings.lost += u"%1 safety copies"_s.arg(copies);
    if (!isNew && aged != 2)
        findings.lost += u"a safety copy was let go before the restore was done"_s;
    judgeTidiness(home, findings);
    if (!lifeboat::done(home, {u"backup"_s}))
        findings.lost += u"no backup can be made any more"_s;
    if (judgeCopies(home, findings) != 0)
        findings.untidy += u"what is old is still there after another run"_s;
    judgeTidiness(home, findings);
}

void judgeBackupAmongAged(const CliHome &home, bool, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeCopies(home, findings);
    judgeTidiness(home, findings);
    judgeBackups(home, generationsKept, findings);
    if (!lifeboat::done(home, {u"backup"_s}) || judgeCopies(home, findings) != 0)
        findings.untidy += u"what is old is still there after another run"_s;
    judgeTidiness(home, findings);
}

void judgeRemoval(const CliHome &home, bool done, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    const int aged = judgeCopies(home, findings);
    if (!QFileInfo::exists(copyAt(home, oldest)))
        findings.lost += u"the other old one is gone"_s;
    if (done && aged != 1)
        findings.lost += u"it said that it was removed, but it was not"_s;
    judgeTidiness(home, findings);
}

/// The profile's commands say whether the program runs.
bool prepareProgram(CliHome &home)
{
    const QString stopped = home.path(u"stopped"_s);
    const QString hooks = u"[lifeboat.hooks]\nbefore_restore = %1\nafter_restore = %2\n"_s.arg(
        toml(u"touch '%1'"_s.arg(stopped)), toml(u"rm '%1'"_s.arg(stopped)));
    return prepareBackups(home)
           && rewrite(home.path(profileFileName()), bytesOf(home.path(profileFileName())) + hooks.toUtf8());
}

void judgeProgram(const CliHome &home, bool done, Findings &findings)
{
    if (done && QFileInfo::exists(home.path(u"stopped"_s)))
        findings.lost += u"it said that the database was restored, but the program does not run"_s;
    runNext(home, findings);
    if (QFileInfo::exists(home.path(u"stopped"_s)))
        findings.lost += u"the program was not started again"_s;
    const QByteArray now = contentOf(databaseOf(home));
    if (now != known(home, u"old"_s) && now != known(home, u"new"_s))
        findings.lost += u"the database is neither the old one nor the new one"_s;
    judgeTidiness(home, findings);
}

/// Two backups, and a database that has not changed since.
bool prepareUnchanged(CliHome &home)
{
    if (!makeDatabase(home) || !makeBackups(home, generationsKept))
        return false;
    remember(home, u"old"_s, contentOf(databaseOf(home)));
    return true;
}

/// What was being written beside the backups is not left in the store.
void judgeBesideBackups(const CliHome &home, bool, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeBackups(home, generationsKept, findings);
    if (!lifeboat::done(home, {u"backup"_s}))
        findings.lost += u"no backup can be made any more"_s;
    judgeStoreFolder(home, findings);
    judgeTidiness(home, findings);
}

} // namespace

QList<Scene> safetyScenes()
{
    const auto backups = [](CliHome &home) { return prepareBackups(home); };
    return {
        {u"restore among old safety copies"_s,
         {u"restore"_s, u"--yes"_s},
         prepareAged,
         judgeRestoreAmongAged,
         0,
         true},
        {u"backup among old safety copies"_s, {u"backup"_s}, prepareAged, judgeBackupAmongAged, 0, true},
        {u"undo --remove"_s, {u"undo"_s, u"--remove"_s, older, u"--yes"_s}, prepareAged, judgeRemoval},
        {u"restore between commands"_s, {u"restore"_s, u"--yes"_s}, prepareProgram, judgeProgram},
        {u"backup of what has not changed"_s,
         {u"backup"_s, u"--if-changed"_s},
         prepareUnchanged,
         judgeBesideBackups,
         0,
         true},
        {u"drill, and what it notes"_s, {u"drill"_s}, backups, judgeBesideBackups, 0, true},
    };
}

} // namespace lifeboat
