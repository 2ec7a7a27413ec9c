// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/foldererror.h"

#include "base/text.h"

#include <cerrno>
#include <system_error>

namespace lifeboat {

namespace {

struct Meaning
{
    ErrorCode code;
    QString hint;
};

Meaning meaningOf(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return {ErrorCode::NoSpace,
                Text::tr("Free some room there, keep fewer backups, or choose another destination.")};
    case EROFS:
        return {ErrorCode::PermissionDenied,
                Text::tr("The disk is mounted read-only. Mount it for writing; if the system did that by "
                         "itself, check the disk for errors.")};
    case EACCES:
    case EPERM:
        return {ErrorCode::PermissionDenied,
                Text::tr("Check who owns the folder and that this user may read and write it.")};
    case ENOENT: return {ErrorCode::NotFound, Text::tr("Is the disk mounted?")};
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
        return {ErrorCode::Refused,
                Text::tr("A file, folder or symbolic link is in the way; links inside a destination are "
                         "never followed. Move it away.")};
    case ENAMETOOLONG:
    case EFBIG: return {ErrorCode::TooLarge, Text::tr("The file system there does not take it.")};
    case EBUSY:
    case ETXTBSY: return {ErrorCode::Busy, Text::tr("Try again when nothing else uses it.")};
    default: return {ErrorCode::Io, Text::tr("Check that the disk is connected and healthy.")};
    }
}

} // namespace

Error systemError(const QString &operation, int number, const QString &what)
{
    const auto [code, hint] = meaningOf(number);
    const QString reason = QString::fromStdString(std::generic_category().message(number));
    return Error{code, operation, Text::tr("%1: %2.").arg(what, reason), hint, code == ErrorCode::Busy};
}

} // namespace lifeboat
