// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/sample.h"

#include "base/text.h"
#include "sqlite/connection.h"

#include <QFile>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto schema = R"(
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE account (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, display_name TEXT, created_at TEXT NOT NULL);
CREATE TABLE statuses (id TEXT PRIMARY KEY, uri TEXT NOT NULL UNIQUE, content TEXT NOT NULL, visibility TEXT NOT NULL,
                       created_at TEXT NOT NULL);
CREATE INDEX idx_statuses_created_at ON statuses(created_at DESC);
CREATE TABLE media_attachments (id TEXT PRIMARY KEY, status_id TEXT REFERENCES statuses(id), s3_key TEXT NOT NULL,
                                file_size INTEGER NOT NULL);
CREATE TABLE follows (id TEXT PRIMARY KEY, target_address TEXT NOT NULL UNIQUE);
CREATE TABLE followers (id TEXT PRIMARY KEY, follower_address TEXT NOT NULL UNIQUE);
CREATE TABLE notifications (id TEXT PRIMARY KEY, notification_type TEXT NOT NULL, status_id TEXT NOT NULL REFERENCES statuses(id),
                            created_at TEXT NOT NULL);
CREATE TABLE domain_blocks (id TEXT PRIMARY KEY, domain TEXT NOT NULL UNIQUE);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO account VALUES ('1', 'admin', 'A person of the fediverse', datetime('now'));
INSERT INTO settings VALUES ('instance.title', 'A lifeboat drill');
INSERT INTO followers SELECT hex(randomblob(8)), 'friend' || value || '@example.social'
    FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 40) SELECT value FROM n);
COMMIT;
)";

constexpr auto fill = R"(
INSERT INTO statuses
    WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT %1)
    SELECT hex(randomblob(8)), 'https://example.social/statuses/' || hex(randomblob(8)),
           'Post number ' || value || ': ' || hex(randomblob(200)), 'public', datetime('now', '-' || value || ' minutes') FROM n;
)";

constexpr auto postOne = R"(
BEGIN IMMEDIATE;
INSERT INTO statuses VALUES (hex(randomblob(8)), 'https://example.social/statuses/' || hex(randomblob(8)),
                             'Written while the backup runs: ' || hex(randomblob(100)), 'public', datetime('now'));
INSERT INTO notifications SELECT hex(randomblob(8)), 'mention', id, created_at FROM statuses WHERE rowid = last_insert_rowid();
COMMIT;
)";

} // namespace

struct SampleWriter::Private
{
    sqlite::Connection connection;
};

Result<void> createSampleDatabase(const QString &path, int statuses)
{
    QFile file(path); // SQLite takes an empty file for a new database
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)) {
        return fail(ErrorCode::Io, u"sqlite.sample"_s,
                    Text::tr("Cannot create %1: %2.").arg(path, file.errorString()));
    }
    file.close();
    auto connection = sqlite::Connection::open(path, sqlite::Access::ReadWrite, u"sqlite.sample"_s);
    if (!connection)
        return fail(connection.error());
    if (const auto made = connection->execute(schema); !made)
        return made;
    return connection->execute(QString::fromLatin1(fill).arg(statuses).toUtf8().constData());
}

SampleWriter::SampleWriter(std::unique_ptr<Private> privateData) : d(std::move(privateData)) {}

SampleWriter::~SampleWriter() = default;

Result<std::unique_ptr<SampleWriter>> SampleWriter::open(const QString &path)
{
    auto connection = sqlite::Connection::open(path, sqlite::Access::ReadWrite, u"sqlite.sample"_s);
    if (!connection)
        return fail(connection.error());
    connection->setPatience(sqlite::Patience(std::chrono::minutes(10), CancelToken()));
    return std::unique_ptr<SampleWriter>(
        new SampleWriter(std::make_unique<Private>(Private{std::move(*connection)})));
}

Result<void> SampleWriter::post()
{
    return d->connection.execute(postOne);
}

} // namespace lifeboat
