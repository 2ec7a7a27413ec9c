// SPDX-License-Identifier: GPL-3.0-or-later
// How the service gets a store without knowing which kinds exist; the composition root implements it.
#pragma once

#include "engine/profile.h"
#include "storage/objectstore.h"

#include <memory>

namespace lifeboat {

class StoreFactory
{
public:
    virtual ~StoreFactory() = default;
    /// A store for the profile's destination, to be used on the calling thread.
    [[nodiscard]] virtual Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &profile) = 0;
    /// Which link of the credentials chain answers for the profile; empty for a destination without
    /// credentials.
    [[nodiscard]] virtual Result<QString> credentialsOrigin(const LoadedProfile &profile,
                                                            const CancelToken &cancel) = 0;
    /// Requests that stores opened here have sent, or null when the destination does not count them.
    [[nodiscard]] virtual const RequestMeter *meter() const = 0;

protected:
    StoreFactory() = default;
    Q_DISABLE_COPY_MOVE(StoreFactory)
};

} // namespace lifeboat
