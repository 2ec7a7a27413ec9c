// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/profilelock.h"

#include "base/text.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

Result<ProfileLock> ProfileLock::take(const Profile &profile)
{
    FileDescriptor file(::open(QFile::encodeName(profile.configFile).constData(), O_RDONLY | O_CLOEXEC));
    if (file.isOpen() && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return fail(Error{
            ErrorCode::Busy, u"profile.lock"_s,
            Text::tr("Another Lifeboat is working on %1 right now.").arg(profile.id),
            Text::tr("Wait until it has finished: the window, a daemon and cron jobs take turns."), true});
    }
    return ProfileLock(std::move(file));
}

} // namespace lifeboat
