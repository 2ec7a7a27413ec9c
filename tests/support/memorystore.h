// SPDX-License-Identifier: GPL-3.0-or-later
// An ObjectStore in memory whose answers a test can bend: for the rules above a store, not for the store.
// One thread.
#pragma once

#include "storage/objectstore.h"

#include <functional>
#include <map>

namespace lifeboat {

class MemoryStore final : public ObjectStore
{
public:
    struct Object
    {
        ObjectInfo info;
        QByteArray bytes;
    };

    /// Keys in byte order.
    std::map<QByteArray, Object> objects;
    /// Asked before every call with "put", "get", "head", "list" or "remove" and the key or prefix; an error
    /// it returns is the call's answer.
    std::function<Result<void>(const QString &operation, const QString &key)> before;
    int pageSize = 1000;
    QStringList unfinishedAsked; ///< prefixes given to removeUnfinished()

    void insert(const QString &key, const QByteArray &bytes, const ObjectMetadata &metadata = {})
    {
        ObjectInfo info;
        info.key = key;
        info.size = bytes.size();
        info.metadata = metadata;
        objects[key.toUtf8()] = {info, bytes};
    }

    QStringList keys() const
    {
        QStringList all;
        for (const auto &entry : objects)
            all.append(entry.second.info.key);
        return all;
    }

    QString displayName() const override { return QStringLiteral("memory"); }

    Result<void> put(const PutRequest &request, BlockSource &body) override
    {
        if (const auto go = ask(QStringLiteral("put"), request.key); !go)
            return go;
        if (request.createOnly && objects.count(request.key.toUtf8()) > 0)
            return fail(ErrorCode::AlreadyExists, QStringLiteral("memory.put"), QStringLiteral("exists"));
        QByteArray bytes(body.size(), Qt::Uninitialized);
        const auto count = body.read(bytes.data(), bytes.size());
        if (!count)
            return fail(count.error());
        if (*count != body.size())
            return fail(ErrorCode::Io, QStringLiteral("memory.put"), QStringLiteral("short body"));
        insert(request.key, bytes, request.metadata);
        return {};
    }

    Result<ObjectInfo> get(const GetRequest &request, BlockSink &sink) override
    {
        if (const auto go = ask(QStringLiteral("get"), request.key); !go)
            return fail(go.error());
        const auto found = objects.find(request.key.toUtf8());
        if (found == objects.end())
            return fail(ErrorCode::NotFound, QStringLiteral("memory.get"), QStringLiteral("no such object"));
        // In odd pieces, so that nobody relies on block sizes.
        const QByteArray &bytes = found->second.bytes;
        for (qsizetype at = 0; at < bytes.size(); at += 4099) {
            if (const auto go = request.cancel.check(QStringLiteral("memory.get")); !go)
                return fail(go.error());
            if (const auto written = sink.write(
                    QByteArrayView(bytes).sliced(at, std::min<qsizetype>(4099, bytes.size() - at)));
                !written)
                return fail(written.error());
        }
        return found->second.info;
    }

    Result<ObjectInfo> head(const QString &key, const CancelToken &) override
    {
        if (const auto go = ask(QStringLiteral("head"), key); !go)
            return fail(go.error());
        const auto found = objects.find(key.toUtf8());
        if (found == objects.end())
            return fail(ErrorCode::NotFound, QStringLiteral("memory.head"), QStringLiteral("no such object"));
        return found->second.info;
    }

    Result<ListPage> list(const QString &prefix, const QString &token, const CancelToken &) override
    {
        if (const auto go = ask(QStringLiteral("list"), prefix); !go)
            return fail(go.error());
        ListPage page;
        for (auto it = objects.upper_bound(token.toUtf8()); it != objects.end(); ++it) {
            if (!it->second.info.key.startsWith(prefix))
                continue;
            if (page.objects.size() == pageSize) {
                page.next = page.objects.constLast().key;
                break;
            }
            page.objects.append(it->second.info);
        }
        return page;
    }

    Result<void> remove(const QString &key, const CancelToken &) override
    {
        if (const auto go = ask(QStringLiteral("remove"), key); !go)
            return go;
        objects.erase(key.toUtf8());
        return {};
    }

    Result<int> removeUnfinished(const QString &prefix, const QDateTime &, const CancelToken &) override
    {
        unfinishedAsked.append(prefix);
        return 0;
    }

private:
    Result<void> ask(const QString &operation, const QString &key) const
    {
        return before ? before(operation, key) : Result<void>();
    }
};

} // namespace lifeboat
