// SPDX-License-Identifier: GPL-3.0-or-later
// Stands for a store that cannot be opened, so that a backup is made all the same, and kept on this machine:
// every call answers with the error. One thread.
#pragma once

#include "storage/objectstore.h"

namespace lifeboat {

class AbsentStore final : public ObjectStore
{
public:
    explicit AbsentStore(Error why) : m_why(std::move(why)) {}

    [[nodiscard]] QString displayName() const override { return {}; }
    [[nodiscard]] Result<void> put(const PutRequest &, BlockSource &) override { return fail(m_why); }
    [[nodiscard]] Result<ObjectInfo> get(const GetRequest &, BlockSink &) override { return fail(m_why); }
    [[nodiscard]] Result<ObjectInfo> head(const QString &, const CancelToken &) override
    {
        return fail(m_why);
    }
    [[nodiscard]] Result<ListPage> list(const QString &, const QString &, const CancelToken &) override
    {
        return fail(m_why);
    }
    [[nodiscard]] Result<void> remove(const QString &, const CancelToken &) override { return fail(m_why); }
    [[nodiscard]] Result<int> removeUnfinished(const QString &, const QDateTime &,
                                               const CancelToken &) override
    {
        return fail(m_why);
    }

private:
    Error m_why;
};

} // namespace lifeboat
