// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/scenes.h"

#include "support/bytesof.h"
#include "support/databaseshapes.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <sqlite3.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto databaseName = u"rustresort.db"_s;
constexpr int statuses = 60;
constexpr int retention = 2;
const auto profileName = u".config/lifeboat/profiles/test.toml"_s;

QString databaseOf(const CliHome &home)
{
    return home.path(u"data/"_s + databaseName);
}

bool rewrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
}

/// `store`: the table of the destination and its keys.
bool writeProfile(const CliHome &home, const QString &store)
{
    const QString file =
        home.writeProfile(u"test"_s, u"[database]\npath = %1\n[storage.backup]\nretention_count = %2\n%3"
                                     "[storage.backup.encryption]\nenabled = true\nkey_file = %4\n"
                                     "[lifeboat]\nname = \"rustresort\"\n"_s.arg(toml(databaseOf(home)))
                                         .arg(retention)
                                         .arg(store, toml(home.path(u"key"_s))));
    return QFile::exists(file);
}

bool done(const CliHome &home, const QStringList &command)
{
    const CliResult result = home.run(command);
    if (result.exitCode != 0)
        qWarning() << command << result.said();
    return result.exitCode == 0;
}

/// A server that was killed: its last changes are only in the -wal.
bool crashWith(const QString &database, const QByteArray &sql)
{
    const QString scratch = database + u".running"_s;
    if (!QFile::copy(database, scratch))
        return false;
    const QByteArray script = "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;" + sql;
    sqlite3 *handle = nullptr;
    bool made = sqlite3_open(QFile::encodeName(scratch).constData(), &handle) == SQLITE_OK
                && sqlite3_exec(handle, script.constData(), nullptr, nullptr, nullptr) == SQLITE_OK;
    made = made && QFile::remove(database);
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s})
        made = made && QFile::copy(scratch + suffix, database + suffix);
    sqlite3_close(handle);
    return QFile::remove(scratch) && made;
}

bool makeDatabase(const CliHome &home, int size = statuses)
{
    return QDir().mkpath(home.path(u"data"_s)) && makeRustResort(databaseOf(home), size)
           && writeProfile(home, u"[storage.folder]\npath = %1\n"_s.arg(toml(home.path(u"store"_s))));
}

/// `count` backups, each of another second, and a database that has moved on.
bool makeBackups(const CliHome &home, int count)
{
    for (int i = 0; i < count; ++i) {
        if (!runSql(databaseOf(home), "UPDATE settings SET value = value || '.' WHERE key = 'schema'")
            || !done(home, {u"backup"_s}))
            return false;
    }
    return true;
}

/// What the sqlite3 shell says a database holds; its own words when it is not whole.
QByteArray contentOf(const QString &database)
{
    if (!QFile::exists(database))
        return "absent";
    const QByteArray verdict = askShell(database, u"PRAGMA integrity_check"_s);
    return verdict == "ok" ? dumpOf(database) : "damaged: " + verdict;
}

/// A file in the home that the judges compare with, made by prepare().
void remember(const CliHome &home, const QString &name, const QByteArray &what)
{
    QFile file(home.path(u"known-"_s + name));
    if (file.open(QIODevice::WriteOnly))
        file.write(what);
}

QByteArray known(const CliHome &home, const QString &name)
{
    return bytesOf(home.path(u"known-"_s + name));
}

/// The command after the fault, which finds and mends what the fault left.
void runNext(const CliHome &home, Findings &findings)
{
    const CliResult next = home.run({u"list"_s, u"--json"_s});
    if (next.exitCode != 0)
        findings.lost += u"the next command fails: "_s + QString::fromUtf8(next.said());
}

QStringList safetyCopies(const CliHome &home)
{
    return namesIn(home.path(u"data"_s)).filter(u".before-restore-"_s);
}

/// Nothing but databases and safety copies, and nothing decrypted, may be anywhere.
void judgeTidiness(const CliHome &home, Findings &findings)
{
    static const QRegularExpression ours(
        u"^rustresort\\.db(-wal|-shm|-journal|\\.before-restore-\\d{8}_\\d{6})?$"_s);
    for (const QString &name : namesIn(home.path(u"data"_s))) {
        if (!ours.match(name).hasMatch())
            findings.untidy += u"left in data: "_s + name;
    }
    static const QRegularExpression homes(
        u"^(data|store|key|known-.*|\\.cache|\\.config|\\.local|out\\.db|in\\.enc|new\\.key)$"_s);
    for (const QString &name : namesIn(home.path({}))) {
        if (!homes.match(name).hasMatch())
            findings.untidy += u"left in the home: "_s + name;
    }
    for (const QString &run : namesIn(home.path(u".cache/lifeboat"_s))) {
        const QStringList left = namesIn(home.path(u".cache/lifeboat/"_s + run));
        if (!left.isEmpty() && left != QStringList{u"note"_s})
            findings.untidy += u"left in the cache: %1: %2"_s.arg(run, left.join(u' '));
    }
}

/// Every backup that is listed downloads, opens and proves good, and the newest restores; at least `fewest`
/// of them.
void judgeBackups(const CliHome &home, int fewest, Findings &findings)
{
    const QJsonArray listed = home.run({u"list"_s, u"--json"_s}).array();
    if (listed.size() < fewest)
        findings.lost += u"only %1 backups are listed"_s.arg(listed.size());
    const CliResult verified = home.run({u"verify"_s, u"--all"_s, u"--json"_s});
    if (!listed.isEmpty() && verified.exitCode != 0)
        findings.lost += u"a listed backup is not good: "_s + QString::fromUtf8(verified.said());
    if (listed.isEmpty())
        return;
    const QString key = listed.at(0)[u"key"].toString();
    const CliResult restored = home.run({u"restore"_s, key, u"--to"_s, u"judged.db"_s, u"--yes"_s});
    const QString judged = home.path(u"judged.db"_s);
    if (restored.exitCode != 0 || askShell(judged, u"PRAGMA integrity_check"_s) != "ok")
        findings.lost += u"%1 cannot be had back: %2"_s.arg(key, QString::fromUtf8(restored.said()));
    QFile::remove(judged);
}

void judgeUnchanged(const CliHome &home, Findings &findings)
{
    if (contentOf(databaseOf(home)) != known(home, u"old"_s))
        findings.lost +=
            u"the database is not what it was: "_s + QString::fromLatin1(contentOf(databaseOf(home)));
}

/// Nothing of an interrupted backup may be left once another one was made.
void judgeStoreFolder(const CliHome &home, Findings &findings)
{
    if (!namesIn(home.path(u"store/.lifeboat/tmp"_s)).isEmpty())
        findings.untidy += u"left in the store: "_s + namesIn(home.path(u"store/.lifeboat/tmp"_s)).join(u' ');
    // A description without its object, of a backup that was being pruned, goes within a day.
    const QStringList described = namesIn(home.path(u"store/.lifeboat/meta/backups"_s));
    for (const QString &object : namesIn(home.path(u"store/backups"_s))) {
        if (!described.contains(object + u".json"_s))
            findings.lost += u"without its description: "_s + object;
    }
}

void judgeBackup(const CliHome &home, bool done, Findings &findings)
{
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeTidiness(home, findings);
    judgeBackups(home, retention, findings);
    const auto newest = home.run({u"list"_s, u"--json"_s}).array().at(0)[u"key"].toString();
    if (done && newest == QString::fromUtf8(known(home, u"newest"_s)))
        findings.lost += u"it said that a backup was made, but there is none"_s;
    if (!lifeboat::done(home, {u"backup"_s})) {
        findings.lost += u"no backup can be made any more"_s;
        return;
    }
    judgeBackups(home, retention, findings);
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
    judgeBackups(home, retention, findings);
    const auto newest = home.run({u"list"_s, u"--json"_s}).array().at(0)[u"key"].toString();
    if (newest != QString::fromUtf8(known(home, u"newest"_s)))
        findings.lost += u"the newest backup is gone"_s;
    judgeTidiness(home, findings);
    if (!lifeboat::done(home, {u"prune"_s}) || home.run({u"list"_s, u"--json"_s}).array().size() != retention)
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
    judgeBackups(home, retention, findings);
    judgeTidiness(home, findings);
}

/// Two backups; the database goes on, and its server is killed.
bool prepareBackups(CliHome &home, int count = retention)
{
    if (!makeDatabase(home) || !makeBackups(home, count))
        return false;
    remember(home, u"new"_s, contentOf(databaseOf(home)));
    remember(home, u"backup"_s, known(home, u"new"_s));
    remember(home, u"newest"_s, home.run({u"list"_s, u"--json"_s}).array().at(0)[u"key"].toString().toUtf8());
    remember(home, u"copies"_s, "0");
    const bool crashed =
        crashWith(databaseOf(home), "DELETE FROM followers; INSERT INTO settings VALUES ('after', 'x')");
    remember(home, u"old"_s, contentOf(databaseOf(home)));
    return crashed;
}

/// Four backups for a retention of two, by raising it for as long as they are made.
bool prepareSurplus(CliHome &home)
{
    if (!makeDatabase(home))
        return false;
    const QString profile = home.path(profileName);
    const QByteArray text = bytesOf(profile);
    QByteArray generous = text;
    generous.replace("retention_count = 2", "retention_count = 9");
    if (!rewrite(profile, generous) || !makeBackups(home, 4) || !rewrite(profile, text))
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
            home, u"bucket = %1\nprefix = %2\n[cloudflare]\nendpoint = %3\nregion = %4\n"_s.arg(
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
    if (server) {
        const auto small = [server](CliHome &home) { return prepareS3(home, *server, statuses); };
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
    QByteArray profile = bytesOf(home->path(profileName));
    profile.replace(QFileInfo(prepared.path(u"."_s)).dir().dirName().toUtf8(),
                    QFileInfo(home->path(u"."_s)).dir().dirName().toUtf8());
    return rewrite(home->path(profileName), profile) ? std::move(home) : nullptr;
}

} // namespace lifeboat
