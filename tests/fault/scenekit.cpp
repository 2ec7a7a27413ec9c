// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/scenekit.h"

#include "support/bytesof.h"
#include "support/databaseshapes.h"

#include <QRegularExpression>

#include <sqlite3.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto databaseName = u"rustresort.db"_s;

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

} // namespace

QString profileFileName()
{
    return u".config/lifeboat/profiles/test.toml"_s;
}

QString databaseOf(const CliHome &home)
{
    return home.path(u"data/"_s + databaseName);
}

bool rewrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
}

bool done(const CliHome &home, const QStringList &command)
{
    const CliResult result = home.run(command);
    if (result.exitCode != 0)
        qWarning() << command << result.said();
    return result.exitCode == 0;
}

bool writeProfile(const CliHome &home, const QString &store)
{
    const QString file =
        home.writeProfile(u"test"_s, u"[database]\npath = %1\n[storage.backup]\nretention_count = %2\n%3"
                                     "[storage.backup.encryption]\nenabled = true\nkey_file = %4\n"
                                     "[lifeboat]\nname = \"rustresort\"\n"_s.arg(toml(databaseOf(home)))
                                         .arg(generationsKept)
                                         .arg(store, toml(home.path(u"key"_s))));
    return QFile::exists(file);
}

bool makeDatabase(const CliHome &home, int size)
{
    return QDir().mkpath(home.path(u"data"_s)) && makeRustResort(databaseOf(home), size)
           && writeProfile(home, u"[storage.folder]\npath = %1\n"_s.arg(toml(home.path(u"store"_s))));
}

bool makeBackups(const CliHome &home, int count)
{
    for (int i = 0; i < count; ++i) {
        if (!runSql(databaseOf(home), "UPDATE settings SET value = value || '.' WHERE key = 'schema'")
            || !done(home, {u"backup"_s}))
            return false;
    }
    return true;
}

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

QByteArray contentOf(const QString &database)
{
    if (!QFile::exists(database))
        return "absent";
    const QByteArray verdict = askShell(database, u"PRAGMA integrity_check"_s);
    return verdict == "ok" ? dumpOf(database) : "damaged: " + verdict;
}

void runNext(const CliHome &home, Findings &findings)
{
    const CliResult next = home.run({u"list"_s, u"--json"_s});
    if (next.exitCode != 0)
        findings.lost += u"the next command fails: "_s + QString::fromUtf8(next.said());
}

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

bool prepareBackups(CliHome &home, int count)
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

bool keepEverything(const CliHome &home)
{
    const QString profile = home.path(profileFileName());
    QByteArray text = bytesOf(profile);
    text.replace("retention_count = 2", "retention_count = 9");
    return rewrite(profile, text);
}

} // namespace lifeboat
