// SPDX-License-Identifier: GPL-3.0-or-later
// The one interface every destination implements; tests/support/storecontract.h is its meaning in code.
//
// Keys are relative, '/'-separated UTF-8, up to 1,024 bytes; validateKey() is applied by every
// implementation (no empty, "." or ".." segment, no control character, no leading or trailing slash).
// A store is synchronous, belongs to the thread that made it and retries by itself where that is safe:
// an error that comes back is final for this call.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>
#include <optional>

namespace lifeboat {

/// Lower-case names without "x-amz-meta-"; values are printable ASCII, 8,192 bytes in all at most.
using ObjectMetadata = QMap<QString, QString>;

struct ObjectInfo
{
    QString key;
    qint64 size = 0;         ///< bytes
    QDateTime lastModified;  ///< UTC
    QString etag;            ///< without quotes; opaque
    QString contentType;     ///< head() and get() only
    ObjectMetadata metadata; ///< head() and get() only
};

struct PutRequest
{
    QString key;
    QString contentType;
    ObjectMetadata metadata;
    /// Fail with ErrorCode::AlreadyExists rather than replace. On by default: backups are immutable.
    bool createOnly = true;
    CancelToken cancel;
    ByteProgress progress; ///< bytes accepted by the store
};

struct ByteRange
{
    qint64 offset = 0;
    qint64 length = 0; ///< at least 1
};

struct GetRequest
{
    QString key;
    std::optional<ByteRange> range; ///< whole object when absent
    CancelToken cancel;
    ByteProgress progress; ///< bytes delivered to the sink, of those asked for
};

struct ListPage
{
    QList<ObjectInfo> objects; ///< in key order (UTF-8 bytes)
    QString next;              ///< opaque token of the next page; empty on the last one
};

class ObjectStore
{
public:
    virtual ~ObjectStore() = default;

    /// For messages: "R2 bucket rustresort-backup", "folder /mnt/backups".
    [[nodiscard]] virtual QString displayName() const = 0;

    /// Stores `body` (read once, front to back) under the key: afterwards the whole object is there, or
    /// nothing is. A body that ends before its size() fails and leaves nothing. When the answer to a write
    /// was lost, the outcome is settled by asking the store, never guessed.
    [[nodiscard]] virtual Result<void> put(const PutRequest &request, BlockSource &body) = 0;

    /// Delivers the object to `sink` in order and returns what it is. The sink may have received bytes
    /// when an error comes back; a successful return means exactly the asked-for bytes were delivered.
    [[nodiscard]] virtual Result<ObjectInfo> get(const GetRequest &request, BlockSink &sink) = 0;

    /// ErrorCode::NotFound when there is no such object.
    [[nodiscard]] virtual Result<ObjectInfo> head(const QString &key, const CancelToken &cancel) = 0;

    /// One page of keys that begin with `prefix` (any string, may be empty). `token` is empty for the first
    /// page, then the previous page's `next`.
    [[nodiscard]] virtual Result<ListPage> list(const QString &prefix, const QString &token,
                                                const CancelToken &cancel) = 0;

    /// Removing what is not there succeeds. ErrorCode::KeptByLock when a bucket lock forbids it.
    [[nodiscard]] virtual Result<void> remove(const QString &key, const CancelToken &cancel) = 0;

    /// Aborts unfinished uploads (or removes unfinished temporary files) of keys beginning with `prefix` that
    /// were started before `olderThan`; returns how many. A store that cannot list them returns 0.
    [[nodiscard]] virtual Result<int> removeUnfinished(const QString &prefix, const QDateTime &olderThan,
                                                       const CancelToken &cancel) = 0;

protected:
    ObjectStore() = default;
    Q_DISABLE_COPY_MOVE(ObjectStore)
};

/// Objects of one listing: a backup every five minutes for more than two years. A listing is kept in memory.
inline constexpr qsizetype mostListed = 250'000;

/// Every page of list(), in order, each also told to `onPage` as it arrives. Fails rather than return a
/// listing that may be incomplete, and with ErrorCode::Protocol for one that has more than `mostListed`
/// objects or does not come to an end.
[[nodiscard]] Result<QList<ObjectInfo>> listAll(
    ObjectStore &store, const QString &prefix, const CancelToken &cancel,
    const std::function<void(const QList<ObjectInfo> &)> &onPage = {});

/// ErrorCode::Usage with the reason when `key` cannot be stored safely everywhere.
[[nodiscard]] Result<void> validateKey(const QString &key);

} // namespace lifeboat
