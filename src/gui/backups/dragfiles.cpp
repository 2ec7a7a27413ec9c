// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/dragfiles.h"

#include "gui/backups/backuplist.h"
#include "gui/selectedprofile.h"

#include <QFile>
#include <QMimeData>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

QString databaseFileName(const BackupEntry &backup)
{
    QString name = backup.key.section(u'/', -1);
    if (name.endsWith(u".enc"))
        name.chop(4);
    return name;
}

DragFiles::DragFiles(ConsoleContext console, const SelectedProfile &selected, QObject *parent)
    : QObject(parent), m_console(console), m_selected(selected)
{
}

QString DragFiles::sourceOf(const BackupEntry &backup) const
{
    return m_selected.name() + u'\n' + backup.key;
}

void DragFiles::drag(const BackupEntry &backup, BackupList *list)
{
    m_list = list;
    auto copy = mimeData(backup);
    if (!copy)
        return prepare(backup);
    m_dragged = m_copy.owner; // events go on meanwhile, and another copy may take its place
    list->dragOut(std::move(copy));
}

std::unique_ptr<QMimeData> DragFiles::mimeData(const BackupEntry &backup) const
{
    if (m_copy.source != sourceOf(backup))
        return nullptr;
    auto data = std::make_unique<QMimeData>();
    data->setUrls({QUrl::fromLocalFile(m_copy.file)});
    data->setText(backup.key);
    return data;
}

void DragFiles::prepare(const BackupEntry &backup)
{
    const ProfilePointer profile = m_selected.profile();
    if (!profile)
        return;
    const QString source = sourceOf(backup);
    const QString name = databaseFileName(backup);
    Q_EMIT told(
        tr("%1 is being fetched and checked. Hold it until it is ready, or drag it again then.").arg(name));
    if (m_wanted == source)
        return;
    m_wanted = source;
    const auto job = m_console.jobs.start<Copy>(
        JobKind::Download, profile->profile.id,
        [&service = m_console.backups, profile, key = backup.key, source,
         name](const JobControl &control) -> Result<Copy> {
            auto fetched = service.fetch(*profile, key, control);
            if (!fetched)
                return fail(fetched.error());
            const auto owner = std::make_shared<FetchedBackup>(std::move(*fetched));
            const QString named = owner->workspace->path(name);
            if (!QFile::rename(owner->file, named)) {
                return fail(ErrorCode::Io, u"drag.name"_s,
                            tr("The fetched copy cannot be named %1.").arg(name),
                            tr("Use Download… instead."));
            }
            return Copy{source, named, owner};
        },
        this, [this, source, backup](const Result<Copy> &copy) { take(source, backup, copy); });
    if (!job)
        take(source, backup, fail(job.error()));
}

void DragFiles::take(const QString &source, const BackupEntry &backup, const Result<Copy> &copy)
{
    if (m_wanted != source)
        return; // another one was dragged meanwhile
    m_wanted.clear();
    const QString name = databaseFileName(backup);
    if (copy) {
        m_copy = *copy;
        const bool held = m_list->isHeld();
        Q_EMIT told(held ? tr("%1 is ready: drop it where you want it.").arg(name)
                         : tr("%1 is ready: drag it to where you want it.").arg(name));
        if (held)
            drag(backup, m_list);
    } else if (copy.error().code == ErrorCode::Cancelled) {
        Q_EMIT told(tr("Cancelled."));
    } else {
        Q_EMIT failed(tr("%1 cannot be dragged").arg(name), copy.error());
    }
}

} // namespace lifeboat
