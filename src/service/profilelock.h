// SPDX-License-Identifier: GPL-3.0-or-later
// One job that changes things per profile, over all processes: the window, a daemon and a cron job may be
// told the same. The lock lies on the profile's own config file, so it needs no place of its own, and the
// kernel lets go of it with the process, however that ends.
#pragma once

#include "base/result.h"
#include "engine/profile.h"
#include "storage/folder/systemcalls.h"

namespace lifeboat {

class ProfileLock final
{
public:
    /// ErrorCode::Busy when another process, or another job of this one, has it. A file system without locks
    /// and a profile without a file hold nobody up.
    [[nodiscard]] static Result<ProfileLock> take(const Profile &profile);

private:
    explicit ProfileLock(FileDescriptor file) : m_file(std::move(file)) {}

    FileDescriptor m_file;
};

} // namespace lifeboat
