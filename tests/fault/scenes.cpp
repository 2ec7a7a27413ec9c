// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/scenes.h"

#include "fault/safetyscenes.h"
#include "fault/scenekit.h"
#include "fault/unsentscenes.h"
#include "support/bytesof.h"
#include "support/databaseshapes.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto databaseName = u"rustresort.db"_s;

QStringList safetyCopies(const CliHome &home)
{
    return namesIn(home.path(u"data"_s)).filter(u".before-restore-"_s);
}

void judgeBackup(const CliHome &home, bool done, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeTidiness(home, findings);
    judgeBackups(home, generationsKept, findings);
    const auto newest = home.run({u"list"_s, u"--json"_s}).array().at(0)[u"key"].toString();
    if (done && newest == QString::fromUtf8(known(home, u"newest"_s)))
        findings.lost += u"it said that a backup was made, but there is none"_s;
    if (!lifeboat::done(home, {u"backup"_s})) {
        findings.lost += u"no backup can be made any more"_s;
        return;
    }
    judgeBackups(home, generationsKept, findings);
    judgeStoreFolder(home, findings);
    judgeTidiness(home, findings);
    if (QDir(home.path(u".cache/lifeboat"_s)).exists())
        findings.untidy += u"the workspace is still there after another backup"_s;
}

void judgeBackupToS3(const CliHome &home, bool done, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeTidiness(home, findings);
    judgeBackups(home, done ? 1 : 0, findings);
    if (!lifeboat::done(home, {u"backup"_s}))
        findings.lost += u"no backup can be made any more"_s;
    judgeBackups(home, 1, findings);
    judgeTidiness(home, findings);
}

void judgeRestore(const CliHome &home, bool done, Findings &findings)
{
    const auto before = contentOf(databaseOf(home));
    if (before == "absent")
        findings.lost += u"there is no database"_s;
    const auto copiesBefore = known(home, u"copies"_s).toInt();
    runNext(home, findings);
    const QByteArray now = contentOf(databaseOf(home));
    const bool isOld = now == known(home, u"old"_s);
    const bool isNew = now == known(home, u"new"_s);
    if (!isOld && !isNew)
        findings.lost +=
            u"the database is neither the old one nor the new one: "_s + QString::fromLatin1(now);
    if (done && !isNew)
        findings.lost += u"it said that the database was restored, but it was not"_s;
    const QStringList copies = safetyCopies(home);
    if (isNew && copies.size() != copiesBefore + 1)
        findings.lost += u"restored, with %1 safety copies"_s.arg(copies.size());
    if (isNew && !copies.isEmpty()
        && contentOf(home.path(u"data/%1/%2"_s.arg(copies.constLast(), databaseName)))
               != known(home, u"old"_s))
        findings.lost += u"the safety copy is not the old database"_s;
    if (isOld && copies.size() != copiesBefore)
        findings.untidy += u"a safety copy of what was not replaced: "_s + copies.join(u' ');
    judgeTidiness(home, findings);
    if (!lifeboat::done(home, {u"restore"_s, u"--yes"_s})
        || contentOf(databaseOf(home)) != known(home, u"backup"_s))
        findings.lost += u"nothing can be restored any more"_s;
    judgeTidiness(home, findings);
}

/// The files of a set that SQLite cannot read, byte by byte.
QByteArray bytesOfSet(const QString &database)
{
    QByteArray bytes;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-journal"_s})
        bytes += suffix.toUtf8() + '=' + bytesOf(database + suffix) + ';';
    return bytes;
}

void judgeRestoreOverDamaged(const CliHome &home, bool done, Findings &findings)
{
    runNext(home, findings);
    const bool isOld = bytesOfSet(databaseOf(home)) == known(home, u"old"_s);
    const bool isNew = !isOld && contentOf(databaseOf(home)) == known(home, u"new"_s);
    const QStringList copies = safetyCopies(home);
    if (!isOld && !isNew)
        findings.lost +=
            u"neither the old set nor the new database: "_s + namesIn(home.path(u"data"_s)).join(u' ');
    if (done && !isNew)
        findings.lost += u"it said that the database was restored, but it was not"_s;
    if (isNew
        && (copies.isEmpty()
            || bytesOfSet(home.path(u"data/%1/%2"_s.arg(copies.constLast(), databaseName)))
                   != known(home, u"old"_s)))
        findings.lost += u"the safety copy is not the old set"_s;
    if (isOld && !copies.isEmpty())
        findings.untidy += u"a safety copy of what was not replaced: "_s + copies.join(u' ');
    judgeTidiness(home, findings);
}

void judgePrune(const CliHome &home, bool, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeBackups(home, generationsKept, findings);
    const auto newest = home.run({u"list"_s, u"--json"_s}).array().at(0)[u"key"].toString();
    if (newest != QString::fromUtf8(known(home, u"newest"_s)))
        findings.lost += u"the newest backup is gone"_s;
    judgeTidiness(home, findings);
    if (!lifeboat::done(home, {u"prune"_s})
        || home.run({u"list"_s, u"--json"_s}).array().size() != generationsKept)
        findings.untidy += u"another prune does not finish the work"_s;
}

void judgeKeygen(const CliHome &home, bool done, Findings &findings)
{
    const QString file = home.path(u"new.key"_s);
    const QByteArray key = bytesOf(file);
    const bool complete = key.size() == 45 && QByteArray::fromBase64(key).size() == 32;
    if (QFile::exists(file) && !complete)
        findings.lost += u"the key file holds %1 bytes"_s.arg(key.size());
    if (done && !complete)
        findings.lost += u"it said that a key was made, but there is none"_s;
    if (complete && QFile::permissions(file).testAnyFlags(QFile::ReadGroup | QFile::ReadOther))
        findings.lost += u"others can read the key"_s;
    judgeTidiness(home, findings);
    if (!complete && !lifeboat::done(home, {u"keygen"_s, u"--out"_s, u"new.key"_s}))
        findings.untidy += u"no key can be made any more"_s;
    judgeTidiness(home, findings);
}

void judgeDownload(const CliHome &home, bool done, Findings &findings)
{
    const QString file = home.path(u"out.db"_s);
    runNext(home, findings);
    if (QFile::exists(file) && contentOf(file) != known(home, u"new"_s))
        findings.lost += u"the downloaded file is not the backup"_s;
    if (done && !QFile::exists(file))
        findings.lost += u"it said that the backup was saved, but it was not"_s;
    judgeUnchanged(home, findings);
    judgeTidiness(home, findings);
}

void judgeLooking(const CliHome &home, bool, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeBackups(home, generationsKept, findings);
    judgeTidiness(home, findings);
}

/// Four backups for a retention of two, by raising it for as long as they are made.
bool prepareSurplus(CliHome &home)
{
    if (!makeDatabase(home))
        return false;
    const QString profile = home.path(profileFileName());
    const QByteArray text = bytesOf(profile);
    if (!keepEverything(home) || !makeBackups(home, 4) || !rewrite(profile, text))
        return false;
    remember(home, u"old"_s, contentOf(databaseOf(home)));
    remember(home, u"newest"_s, home.run({u"list"_s, u"--json"_s}).array().at(0)[u"key"].toString().toUtf8());
    return true;
}

bool prepareSealedFile(CliHome &home)
{
    return prepareBackups(home) && done(home, {u"download"_s, u"--as-stored"_s, u"--to"_s, u"in.enc"_s});
}

bool prepareUndo(CliHome &home)
{
    if (!prepareBackups(home) || !done(home, {u"restore"_s, u"--yes"_s}))
        return false;
    // Now the restored database is the old one, and what was before it comes back.
    const QByteArray backup = known(home, u"new"_s);
    remember(home, u"new"_s, known(home, u"old"_s));
    remember(home, u"old"_s, backup);
    remember(home, u"copies"_s, "1");
    return true;
}

bool prepareS3(CliHome &home, const S3Endpoint &server, int size)
{
    home.environment.insert(u"BACKUP_S3_ACCESS_KEY"_s, server.accessKey);
    home.environment.insert(u"BACKUP_S3_SECRET_KEY"_s, server.secretKey);
    const QString place = QFileInfo(home.path(u"."_s)).dir().dirName();
    const bool made =
        makeDatabase(home, size)
        && writeProfile(
            home, u"bucket = %1\n[cloudflare]\nprefix = %2\nendpoint = %3\nregion = %4\n"_s.arg(
                      toml(server.bucket), toml(place), toml(server.url.toString()), toml(server.region)));
    remember(home, u"old"_s, contentOf(databaseOf(home)));
    return made;
}

bool prepareDamaged(CliHome &home)
{
    if (!prepareBackups(home))
        return false;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-journal"_s}) {
        QFile file(databaseOf(home) + suffix);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return false;
        file.write("all that is left of it"_ba + suffix.toUtf8());
    }
    QFile::remove(databaseOf(home) + u"-shm"_s);
    remember(home, u"old"_s, bytesOfSet(databaseOf(home)));
    return true;
}

} // namespace

QList<Scene> allScenes(const std::optional<S3Endpoint> &server)
{
    const auto backups = [](CliHome &home) { return prepareBackups(home); };
    QList<Scene> scenes{
        {u"backup to a folder"_s, {u"backup"_s}, backups, judgeBackup, 0, true},
        {u"restore"_s, {u"restore"_s, u"--yes"_s}, backups, judgeRestore},
        {u"restore --live"_s, {u"restore"_s, u"--yes"_s, u"--live"_s}, backups, judgeRestore},
        {u"restore over a damaged database"_s,
         {u"restore"_s, u"--yes"_s},
         prepareDamaged,
         judgeRestoreOverDamaged},
        {u"undo"_s, {u"undo"_s, u"--yes"_s}, prepareUndo, judgeRestore},
        {u"prune"_s, {u"prune"_s}, prepareSurplus, judgePrune},
        {u"download"_s, {u"download"_s, u"--to"_s, u"out.db"_s}, backups, judgeDownload},
        {u"decrypt"_s,
         {u"decrypt"_s, u"--key-file"_s, u"key"_s, u"in.enc"_s, u"out.db"_s},
         prepareSealedFile,
         judgeDownload},
        {u"verify"_s, {u"verify"_s}, backups, judgeLooking},
        {u"drill"_s, {u"drill"_s}, backups, judgeLooking},
        {u"keygen"_s,
         {u"keygen"_s, u"--out"_s, u"new.key"_s},
         [](CliHome &home) { return makeDatabase(home); },
         judgeKeygen},
    };
    scenes += unsentScenes();
    scenes += safetyScenes();
    if (server) {
        const auto small = [server](CliHome &home) { return prepareS3(home, *server, sampleStatuses); };
        const auto large = [server](CliHome &home) { return prepareS3(home, *server, 10'000); };
        scenes += {u"backup to S3"_s, {u"backup"_s}, small, judgeBackupToS3, 40, true, true};
        scenes += {u"backup to S3 in parts"_s, {u"backup"_s}, large, judgeBackupToS3, 12, true, true};
    }
    return scenes;
}

std::unique_ptr<CliHome> cloneOf(const CliHome &prepared)
{
    auto home = std::make_unique<CliHome>();
    QProcess copy;
    copy.start(u"cp"_s, {u"-a"_s, u"--reflink=auto"_s, prepared.path(u"."_s), home->path(u"."_s)});
    if (!copy.waitForFinished() || copy.exitStatus() != QProcess::NormalExit || copy.exitCode() != 0)
        return nullptr;
    const QString there = home->environment.value(u"HOME"_s);
    home->environment = prepared.environment;
    home->environment.insert(u"HOME"_s, there);
    // Its place is in the paths of the profile, and in the prefix in the bucket.
    QByteArray profile = bytesOf(home->path(profileFileName()));
    profile.replace(QFileInfo(prepared.path(u"."_s)).dir().dirName().toUtf8(),
                    QFileInfo(home->path(u"."_s)).dir().dirName().toUtf8());
    const bool made = rewrite(home->path(profileFileName()), profile) && moveKept(*home);
    return made ? std::move(home) : nullptr;
}

} // namespace lifeboat
