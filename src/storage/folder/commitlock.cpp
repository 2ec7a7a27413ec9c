// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/commitlock.h"

#include "base/clock.h"
#include "base/text.h"
#include "storage/folder/foldererror.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Result<CommitLock> CommitLock::take(const FolderTree &tree, const CancelToken &cancel)
{
    if (const auto going = cancel.check(u"folder.lock"_s); !going)
        return fail(going.error());
    const QString shown = tree.shown(".lifeboat/lock");
    const auto folder = tree.makeFolder(ownFolder);
    if (!folder)
        return fail(folder.error());
    FileDescriptor file(
        ::openat(folder->get(), "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!file.isOpen())
        return fail(systemError(u"folder.lock"_s, errno, Text::tr("Cannot open %1").arg(shown)));

    SystemClock clock;
    const auto giveUp = clock.monotonic() + 10s;
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL)
            break;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return fail(systemError(u"folder.lock"_s, errno, Text::tr("Cannot lock %1").arg(shown)));
        if (clock.monotonic() >= giveUp)
            return fail(systemError(u"folder.lock"_s, EBUSY, Text::tr("Cannot lock %1").arg(shown)));
        if (!clock.sleep(5ms, cancel))
            return fail(cancel.check(u"folder.lock"_s).error());
    }
    return CommitLock(std::move(file));
}

} // namespace lifeboat
