// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/filestamp.h"

#include "sqlite/databasefile.h"

namespace lifeboat {

FileStamp stampOf(const QString &path)
{
    const auto status = sqlite::statOf(path);
    if (!status)
        return {};
    return {status->st_dev, status->st_ino, status->st_size,
            std::chrono::seconds(status->st_mtim.tv_sec) + std::chrono::nanoseconds(status->st_mtim.tv_nsec)};
}

} // namespace lifeboat
