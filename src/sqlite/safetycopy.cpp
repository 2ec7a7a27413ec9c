// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/safetycopy.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"
#include "sqlite/fileattributes.h"
#include "sqlite/swap.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

QString safetyCopyFor(const QString &target, const QDateTime &now)
{
    return target + sqlite::safetyCopyMark() + now.toString(u"yyyyMMdd_HHmmss"_s);
}

namespace sqlite {

QString safetyCopyMark()
{
    return u".before-restore-"_s;
}

QStringList safetyCopyFiles(const QString &databaseName)
{
    QStringList files{databaseName, findingsFile(databaseName)};
    for (const char *suffix : sidecarSuffixes)
        files += sidecarOf(databaseName, suffix);
    return files;
}

QString findingsFile(const QString &databaseName)
{
    return u'.' + databaseName + u".lifeboat-findings"_s;
}

SafetyCopy::SafetyCopy(FileSystem &files, QString database, const QDateTime &now, QString operation)
    : m_files(files), m_database(std::move(database)), m_operation(std::move(operation)),
      m_folder(safetyCopyFor(m_database, now))
{
}

QString SafetyCopy::mainFile() const
{
    return m_folder + u'/' + QFileInfo(m_database).fileName();
}

Result<void> SafetyCopy::create()
{
    if (const int number = m_files.makeFolder(m_folder))
        return fail(
            systemError(number, m_operation, Text::tr("Cannot create the folder %1").arg(quoted(m_folder))));
    m_created = true;
    const auto model = statOf(m_database);
    const auto status = statOf(m_folder);
    // The database's owner should reach it; that we cannot give it away is no reason not to restore.
    if (model && status && (status->st_uid != model->st_uid || status->st_gid != model->st_gid))
        (void)m_files.setOwner(m_folder, model->st_uid, model->st_gid);
    // What is moved into a folder is not safer from a power cut than the folder itself.
    return syncFolder(QFileInfo(m_folder).path());
}

Result<void> SafetyCopy::keepMain(const CancelToken &cancel)
{
    m_mainKept = true; // from here on there may be something to remove
    if (m_files.hardLink(m_database, mainFile()) == 0)
        return {};
    return copyMain(cancel);
}

Result<void> SafetyCopy::copyMain(const CancelToken &cancel)
{
    const auto model = statOf(m_database);
    if (auto copied = copyFile(m_database, mainFile(), cancel, m_operation); !copied)
        return copied;
    if (model) { // should it be put back, it is known by this time
        const std::array times{timespec{0, UTIME_OMIT}, model->st_mtim};
        (void)::utimensat(AT_FDCWD, QFile::encodeName(mainFile()).constData(), times.data(), 0);
    }
    if (auto adopted = adopt(m_files, mainFile(), m_database, m_operation); !adopted)
        return adopted;
    if (const int number = m_files.sync(mainFile()))
        return fail(systemError(number, m_operation, Text::tr("Cannot write %1").arg(quoted(mainFile()))));
    return {};
}

Result<void> SafetyCopy::moveSidecars()
{
    for (const char *suffix : sidecarSuffixes) {
        const QString from = sidecarOf(m_database, suffix);
        if (!statOf(from))
            continue;
        if (const int number = m_files.rename(from, sidecarOf(mainFile(), suffix)))
            return fail(systemError(number, m_operation, Text::tr("Cannot move %1 aside").arg(quoted(from))));
        m_moved += from;
    }
    return {};
}

Result<void> SafetyCopy::sync()
{
    if (auto synced = syncFolder(m_folder); !synced)
        return synced;
    return syncFolder(QFileInfo(m_folder).path());
}

Result<void> SafetyCopy::syncFolder(const QString &folder)
{
    if (const int number = m_files.sync(folder))
        return fail(
            systemError(number, m_operation, Text::tr("Cannot write the folder %1").arg(quoted(folder))));
    return {};
}

bool SafetyCopy::putBack(bool replaced)
{
    bool complete = true;
    if (m_mainKept && replaced)
        complete = m_files.rename(mainFile(), m_database) == 0;
    else if (m_mainKept && statOf(mainFile()))
        complete = m_files.removeFile(mainFile()) == 0;
    for (const QString &original : m_moved) {
        const QString kept = m_folder + u'/' + QFileInfo(original).fileName();
        complete = m_files.rename(kept, original) == 0 && complete;
    }
    if (m_created)
        complete = m_files.removeFolder(m_folder) == 0 && complete;
    (void)m_files.sync(QFileInfo(m_folder).path());
    return complete;
}

} // namespace sqlite

} // namespace lifeboat
