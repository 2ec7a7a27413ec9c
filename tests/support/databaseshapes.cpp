// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/databaseshapes.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDebug>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sqlite3.h>

#include <functional>
#include <memory>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct Closer
{
    void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, Closer>;

Handle openHandle(const QString &path)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(QFile::encodeName(path).constData(), &handle);
    return Handle(handle);
}

bool run(sqlite3 *handle, const QByteArray &sql)
{
    char *message = nullptr;
    if (sqlite3_exec(handle, sql.constData(), nullptr, nullptr, &message) == SQLITE_OK)
        return true;
    qWarning() << "SQL failed:" << message << sql.left(200);
    sqlite3_free(message);
    return false;
}

/// A table of `rows` rows whose content depends on nothing but its number.
QByteArray filledTable(const QByteArray &name, int rows)
{
    return "CREATE TABLE " + name
           + " (id INTEGER PRIMARY KEY, word TEXT, body BLOB);"
             "CREATE INDEX "
           + name + "_word ON " + name
           + " (word);"
             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
           + QByteArray::number(rows)
           + ")"
             "INSERT INTO "
           + name + " SELECT i, 'word ' || i * 7919 % 1000 || ' – ünïcode', zeroblob(i % 300) FROM n;";
}

using Maker = std::function<bool(const QString &path)>;

Maker sqlMaker(const QByteArray &sql)
{
    return [sql](const QString &path) { return runSql(path, sql); };
}

Maker pageSizeMaker(int size)
{
    return sqlMaker("PRAGMA page_size=" + QByteArray::number(size) + ";" + filledTable("t", 500));
}

bool makeReservedBytes(const QString &path)
{
    const Handle handle = openHandle(path);
    int bytes = 32;
    return sqlite3_file_control(handle.get(), "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes) == SQLITE_OK
           && run(handle.get(), filledTable("t", 500) + "VACUUM;");
}

bool copySet(const QString &from, const QString &to, const QStringList &suffixes)
{
    for (const QString &suffix : suffixes) {
        if (QFile::exists(from + suffix) && !QFile::copy(from + suffix, to + suffix))
            return false;
    }
    return true;
}

/// What a crash leaves: the files of a database whose program never closed it.
Maker crashMaker(const QByteArray &before, const QByteArray &atCrash, const QStringList &suffixes)
{
    return [=](const QString &path) {
        const QTemporaryDir scratch;
        const QString original = scratch.filePath(u"crashing.db"_s);
        const Handle handle = openHandle(original);
        return run(handle.get(), before) && run(handle.get(), atCrash) && copySet(original, path, suffixes);
    };
}

Maker staleWalMaker(const QStringList &suffixes)
{
    return crashMaker("PRAGMA journal_mode=WAL;" + filledTable("t", 300) + "PRAGMA wal_checkpoint(TRUNCATE);",
                      "UPDATE t SET word = 'only in the wal';" + filledTable("later", 50), suffixes);
}

/// A tiny cache makes SQLite write changed pages, and first the journal, before the commit that never comes.
Maker hotJournalMaker()
{
    return crashMaker(
        filledTable("t", 3000),
        "PRAGMA cache_size=5; BEGIN; UPDATE t SET word = 'never committed', body = zeroblob(400)",
        {u""_s, u"-journal"_s});
}

bool makeReadOnlyFolder(const QString &path)
{
    const QFileInfo info(path);
    return runSql(path, "PRAGMA journal_mode=WAL;" + filledTable("t", 300))
           && QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther)
           && QFile::setPermissions(info.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup
                                                     | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther);
}

bool makeSymlink(const QString &path)
{
    const QString folder = QFileInfo(path).path();
    const QString real = folder + u"/elsewhere/real.db"_s;
    return QDir(folder).mkdir(u"elsewhere"_s)
           && runSql(real, "PRAGMA journal_mode=WAL;" + filledTable("t", 300))
           && QFile::link(u"elsewhere/real.db"_s, path);
}

struct Shape
{
    QString name;
    Maker make;
    QString fileName = u"shape.db"_s;
};

QList<Shape> allShapes()
{
    const QByteArray filled = filledTable("t", 500);
    QList<Shape> shapes;
    for (int size = 512; size <= 65536; size *= 2)
        shapes += {u"page-size-%1"_s.arg(size), pageSizeMaker(size)};
    shapes += {
        {u"no-tables"_s, sqlMaker("PRAGMA user_version=1; PRAGMA user_version=0;")},
        {u"no-tables-wal"_s, sqlMaker("PRAGMA journal_mode=WAL;")},
        {u"one-page"_s, sqlMaker("PRAGMA page_size=65536; VACUUM; PRAGMA application_id=7;")},
        {u"auto-vacuum-full"_s,
         sqlMaker("PRAGMA auto_vacuum=FULL;" + filled + "DELETE FROM t WHERE id % 3 = 0;")},
        {u"auto-vacuum-incremental"_s,
         sqlMaker("PRAGMA auto_vacuum=INCREMENTAL;" + filled + "DELETE FROM t WHERE id > 100;")},
        {u"free-pages"_s, sqlMaker(filled + "DELETE FROM t WHERE id > 100;")},
        {u"without-rowid"_s,
         sqlMaker("CREATE TABLE w (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;"
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)"
                  "INSERT INTO w SELECT 'k' || i, i % 7, hex(i) FROM n;")},
        {u"utf-16le"_s, sqlMaker("PRAGMA encoding='UTF-16le';" + filled)},
        {u"utf-16be"_s, sqlMaker("PRAGMA encoding='UTF-16be';" + filled)},
        {u"fts5"_s,
         sqlMaker("CREATE VIRTUAL TABLE posts USING fts5(title, body);"
                  "INSERT INTO posts VALUES ('First', 'hello fediverse'), ('Second', 'it is a lifeboat');")},
        {u"reserved-bytes"_s, makeReservedBytes},
        {u"versions"_s, sqlMaker(filled + "PRAGMA user_version=-42; PRAGMA application_id=0x4c694265;")},
        {u"wal-closed"_s, sqlMaker("PRAGMA journal_mode=WAL;" + filled)},
        {u"wal-after-crash"_s, staleWalMaker({u""_s, u"-wal"_s, u"-shm"_s})},
        {u"wal-without-shm"_s, staleWalMaker({u""_s, u"-wal"_s})},
        {u"hot-journal"_s, hotJournalMaker()},
        {u"persistent-journal"_s, sqlMaker("PRAGMA journal_mode=PERSIST;" + filled)},
        {u"symlink"_s, makeSymlink},
        {u"read-only-folder"_s, makeReadOnlyFolder},
        {u"name-with-spaces"_s, sqlMaker(filled), u" my data base .db"_s},
        {u"name-with-quotes"_s, sqlMaker(filled), u"it's \"the\" `db`.sqlite"_s},
        {u"name-with-uri-marks"_s, sqlMaker(filled), u"file:a?mode=memory&b#c%41%.db"_s},
        {u"name-with-unicode"_s, sqlMaker("PRAGMA journal_mode=WAL;" + filled), u"データベース-ø-🚤.db"_s},
        {u"name-with-newline"_s, sqlMaker(filled), u"two\nlines\t.db"_s},
        {u"rustresort"_s, [](const QString &path) { return makeRustResort(path, 200); }, u"rustresort.db"_s},
    };
    return shapes;
}

QByteArray shell(const QString &path, const QStringList &commands)
{
    QProcess process;
    // The name comes as ".open" would mangle it; a leading "file:" means a file only with an absolute path.
    process.start(u"sqlite3"_s, QStringList{u"-batch"_s, QFileInfo(path).absoluteFilePath()} + commands);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0) {
        qWarning() << "sqlite3 failed:" << process.errorString() << process.readAllStandardError();
        return {};
    }
    return process.readAllStandardOutput();
}

/// A copy of the database and its sidecars, and the folder it lies in.
struct PrivateCopy
{
    QTemporaryDir folder;
    QString path = folder.filePath(u"copy.db"_s);

    explicit PrivateCopy(const QString &original)
    {
        const QString real = QFileInfo(original).canonicalFilePath();
        valid = !real.isEmpty() && copySet(real, path, {u""_s, u"-wal"_s, u"-journal"_s});
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    }
    bool valid = false;
};

QByteArray hexDigest(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

} // namespace

QStringList databaseShapes()
{
    QStringList names;
    for (const Shape &shape : allShapes())
        names += shape.name;
    return names;
}

QString makeShape(const QString &name, const QString &folder)
{
    for (const Shape &shape : allShapes()) {
        const QString path = folder + u'/' + shape.fileName;
        if (shape.name == name)
            return shape.make(path) ? path : QString();
    }
    qWarning() << "no such shape:" << name;
    return {};
}

bool makeRustResort(const QString &path, int statuses)
{
    const QByteArray count = QByteArray::number(statuses);
    return runSql(
        path,
        "BEGIN;"
        "CREATE TABLE account (id TEXT PRIMARY KEY, username TEXT NOT NULL, display_name TEXT, note TEXT, "
        "avatar_key TEXT, private_key TEXT NOT NULL, created_at TEXT NOT NULL);"
        "CREATE TABLE statuses (id TEXT PRIMARY KEY, uri TEXT NOT NULL UNIQUE, content TEXT NOT NULL, "
        "account TEXT, "
        "visibility TEXT NOT NULL DEFAULT 'public', in_reply_to TEXT, created_at TEXT NOT NULL);"
        "CREATE INDEX statuses_by_time ON statuses (created_at DESC);"
        "CREATE TABLE media_attachments (id TEXT PRIMARY KEY, status_id TEXT REFERENCES statuses (id), "
        "content_type TEXT, object_key TEXT, blurhash TEXT, size INTEGER);"
        "CREATE TABLE follows (id TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE, uri TEXT, created_at TEXT);"
        "CREATE TABLE followers (id TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE, inbox TEXT, created_at "
        "TEXT);"
        "CREATE TABLE notifications (id TEXT PRIMARY KEY, kind TEXT, origin TEXT, status TEXT, seen INTEGER);"
        "CREATE TABLE favourites (id TEXT PRIMARY KEY, status_id TEXT REFERENCES statuses (id));"
        "CREATE TABLE bookmarks (id TEXT PRIMARY KEY, status_id TEXT REFERENCES statuses (id));"
        "CREATE TABLE reposts (id TEXT PRIMARY KEY, status_id TEXT REFERENCES statuses (id), uri TEXT);"
        "CREATE TABLE domain_blocks (domain TEXT PRIMARY KEY, created_at TEXT) WITHOUT ROWID;"
        "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
        "INSERT INTO account VALUES ('1', 'skipper', 'The Skipper', 'Keeps a boat.', NULL, 'pem', "
        "'2026-01-01');"
        "INSERT INTO settings VALUES ('instance_title', 'Harbour'), ('schema', '12');"
        "INSERT INTO domain_blocks VALUES ('spam.example', '2026-01-02');"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
            + count
            + ")"
              "INSERT INTO statuses SELECT printf('%08d', i), 'https://harbour.example/s/' || i, "
              "'<p>Post ' || i || '</p>' || hex(zeroblob(450)), '1', 'public', NULL, "
              "datetime(1767225600 + i * 60, 'unixepoch') FROM n;"
              "INSERT INTO media_attachments SELECT 'm' || id, id, 'image/webp', 'media/' || id, 'L6Pj0^', "
              "40000 "
              "FROM statuses WHERE rowid % 5 = 0;"
              "INSERT INTO favourites SELECT 'f' || id, id FROM statuses WHERE rowid % 7 = 0;"
              "INSERT INTO bookmarks SELECT 'b' || id, id FROM statuses WHERE rowid % 11 = 0;"
              "INSERT INTO reposts SELECT 'r' || id, id, uri || '/announce' FROM statuses WHERE rowid % 13 = "
              "0;"
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40)"
              "INSERT INTO followers SELECT 'w' || i, 'friend' || i || '@sea.example', NULL, '2026-01-03' "
              "FROM n;"
              "INSERT INTO follows SELECT id, address, NULL, created_at FROM followers;"
              "INSERT INTO notifications SELECT 'n' || id, 'follow', address, NULL, 0 FROM followers;"
              "COMMIT");
}

bool runSql(const QString &path, const QByteArray &sql)
{
    const Handle handle = openHandle(path);
    sqlite3_busy_timeout(handle.get(), 30'000);
    return run(handle.get(), sql);
}

QByteArray askShell(const QString &path, const QString &sql)
{
    return shell(path, {sql}).trimmed();
}

QByteArray dumpOf(const QString &path)
{
    const PrivateCopy copy(path);
    const QByteArray dump = copy.valid ? shell(copy.path, {u".dump"_s}) : QByteArray();
    return dump.isEmpty() ? dump : hexDigest(dump);
}

QByteArray pagesOf(const QString &path)
{
    const PrivateCopy copy(path);
    if (!copy.valid
        || shell(copy.path, {u"PRAGMA wal_checkpoint(TRUNCATE); SELECT count(*) FROM sqlite_schema"_s})
               .isEmpty())
        return {};
    QFile file(copy.path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray head = file.read(100);
    for (const auto &[offset, length] : {std::pair(24, 4), {40, 4}, {92, 8}})
        head.replace(offset, length, QByteArray(length, '\0'));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(head);
    hash.addData(&file);
    return hash.result().toHex();
}

QStringList stateOf(const QString &folder)
{
    QStringList state;
    for (const QFileInfo &info :
         QDir(folder).entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name)) {
        if (info.isDir() && !info.isSymLink()) {
            state += u"[%1]"_s.arg(info.fileName());
            state += stateOf(info.filePath());
        } else if (info.fileName().endsWith("-shm"_L1)) {
            state += info.fileName();
        } else {
            QFile file(info.filePath());
            const QByteArray bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
            state += u"%1 %2 %3 %4"_s.arg(info.fileName())
                         .arg(static_cast<int>(info.permissions()), 0, 16)
                         .arg(info.lastModified().toMSecsSinceEpoch())
                         .arg(QLatin1StringView(hexDigest(bytes)));
        }
    }
    return state;
}

} // namespace lifeboat
