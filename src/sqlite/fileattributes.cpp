// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/fileattributes.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"

#include <QFile>

#include <cerrno>

#include <sys/xattr.h>

namespace lifeboat::sqlite {

namespace {

constexpr int mostBytes = 64 * 1024; ///< XATTR_SIZE_MAX and XATTR_LIST_MAX of Linux
constexpr QByteArrayView accessList = "system.posix_acl_access";

QByteArrayList attributesOf(const QString &path)
{
    QByteArray names(mostBytes, Qt::Uninitialized);
    const ssize_t size = ::listxattr(QFile::encodeName(path).constData(), names.data(), mostBytes);
    names.truncate(std::max<ssize_t>(size, 0));
    QByteArrayList list = names.split('\0');
    list.removeAll(QByteArray());
    return list;
}

QByteArray valueOf(const QString &path, const QByteArray &name)
{
    QByteArray value(mostBytes, Qt::Uninitialized);
    const ssize_t size =
        ::getxattr(QFile::encodeName(path).constData(), name.constData(), value.data(), mostBytes);
    value.truncate(std::max<ssize_t>(size, 0));
    return value;
}

/// A label that the system gives by itself, or that this file system does not know.
bool mayBeMissing(const QByteArray &name, int number)
{
    return number == EOPNOTSUPP || name.startsWith("security.") || name.startsWith("trusted.");
}

int adoptAttributes(FileSystem &files, const QString &path, const QString &model)
{
    const QByteArrayList wanted = attributesOf(model);
    for (const QByteArray &name : wanted) {
        const QByteArray value = valueOf(model, name);
        const int number = valueOf(path, name) == value ? 0 : files.setAttribute(path, name, value);
        if (number != 0 && !mayBeMissing(name, number))
            return number;
    }
    // A new file may have got one from the default of its folder.
    const QByteArray inherited = accessList.toByteArray();
    if (!wanted.contains(inherited) && attributesOf(path).contains(inherited))
        return files.removeAttribute(path, inherited);
    return 0;
}

} // namespace

Result<void> adopt(FileSystem &files, const QString &path, const QString &model, const QString &operation)
{
    const auto wanted = statOf(model);
    if (!wanted)
        return {};
    const auto status = statOf(path);
    const bool foreign = !status || status->st_uid != wanted->st_uid || status->st_gid != wanted->st_gid;
    int number = foreign ? files.setOwner(path, wanted->st_uid, wanted->st_gid) : 0;
    if (number == 0)
        number = adoptAttributes(files, path, model);
    if (number == 0) // last: the group's bits of a file with an ACL are the ACL's mask
        number = files.setMode(path, wanted->st_mode & 07777);
    if (number != 0) {
        return fail(
            systemError(number, operation,
                        Text::tr("Cannot give %1 the owner and permissions of the database it replaces")
                            .arg(quoted(path))));
    }
    return {};
}

} // namespace lifeboat::sqlite
