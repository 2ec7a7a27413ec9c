// SPDX-License-Identifier: GPL-3.0-or-later
// For windows that change settings and reach no store.
#pragma once

#include "service/storefactory.h"

namespace lifeboat {

class NoStores final : public StoreFactory
{
public:
    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &) override
    {
        return fail(ErrorCode::Unsupported, QStringLiteral("test"), QStringLiteral("no stores here"));
    }
    Result<QString> credentialsOrigin(const LoadedProfile &, const CancelToken &) override
    {
        return QString();
    }
    [[nodiscard]] const RequestMeter *meter() const override { return nullptr; }
};

} // namespace lifeboat
