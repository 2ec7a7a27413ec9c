// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/unsent.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/filestreams.h"
#include "engine/placefile.h"
#include "engine/workspace.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QStorageInfo>

#include <algorithm>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 1;
constexpr qint64 longestDescription = qint64(256) << 10;
constexpr qsizetype blockSize = 1 << 20;
const auto operation = u"unsent.keep"_s;
const auto descriptionSuffix = u".json"_s;
const auto partSuffix = u".part"_s;
constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;

QString nameOf(const QString &key)
{
    return key.section(u'/', -1);
}

QByteArray descriptionOf(const UnsentBackup &backup)
{
    QJsonObject metadata;
    for (auto it = backup.metadata.begin(); it != backup.metadata.end(); ++it)
        metadata.insert(it.key(), it.value());
    QJsonObject json{{u"version"_s, formatVersion},
                     {u"key"_s, backup.key},
                     {u"taken_at"_s, formatUtc(backup.takenAt)},
                     {u"size"_s, backup.size},
                     {u"metadata"_s, metadata}};
    if (!backup.facts.isEmpty())
        json.insert(u"facts"_s, QString::fromLatin1(backup.facts.toBase64()));
    return QJsonDocument(json).toJson();
}

enum class Reading { Good, Foreign, Damaged };

/// Foreign: of a version that is not ours, which knows what to do with it.
Reading readDescription(const QString &path, UnsentBackup &backup)
{
    QFile file(path);
    if (QFileInfo(path).isSymLink() || !file.open(QIODevice::ReadOnly))
        return Reading::Damaged;
    const QJsonObject json = QJsonDocument::fromJson(file.read(longestDescription)).object();
    const int version = json[u"version"].toInt();
    if (version != formatVersion)
        return version > formatVersion ? Reading::Foreign : Reading::Damaged;
    backup.key = json[u"key"].toString();
    backup.takenAt = QDateTime::fromString(json[u"taken_at"].toString(), Qt::ISODate).toUTC();
    backup.size = json[u"size"].toInteger();
    const QJsonObject metadata = json[u"metadata"].toObject();
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        backup.metadata.insert(it.key(), it->toString());
    backup.facts = QByteArray::fromBase64(json[u"facts"].toString().toLatin1());
    const bool isWhole = nameOf(backup.key) + descriptionSuffix == QFileInfo(path).fileName()
                         && backup.takenAt.isValid() && backup.size > 0 && !backup.objectSha256().isEmpty();
    return isWhole ? Reading::Good : Reading::Damaged;
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

void syncFolder(const QString &folder)
{
    const int file = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        ::fsync(file);
        ::close(file);
    }
}

Result<void> copy(BlockSource &from, const QString &to, const CancelToken &cancel,
                  const ByteProgress &progress)
{
    auto sink = FileSink::create(to);
    if (!sink)
        return fail(sink.error());
    QByteArray block(blockSize, Qt::Uninitialized);
    for (;;) {
        if (const auto go = cancel.check(operation); !go)
            return go;
        const auto count = from.read(block.data(), block.size());
        if (!count)
            return fail(count.error());
        if (*count == 0)
            break;
        if (const auto written = (*sink)->write(QByteArrayView(block).first(*count)); !written)
            return written;
        if (progress)
            progress((*sink)->size(), from.size());
    }
    (*sink)->finish();
    return {};
}

Error damaged(const UnsentBackup &backup, const QString &why)
{
    return {
        ErrorCode::Corrupt, u"unsent.open"_s,
        Text::tr("The backup %1, which was kept on this machine, is not uploaded: %2.").arg(backup.key, why),
        Text::tr("It is removed. The disk it lay on may be failing."), false};
}

} // namespace

QString UnsentBackup::contentSha256() const
{
    return metadata.value(u"sha256"_s);
}

QString UnsentBackup::objectSha256() const
{
    return metadata.value(u"object-sha256"_s);
}

QString UnsentBackups::fileOf(const UnsentBackup &backup) const
{
    return m_folder + u'/' + nameOf(backup.key);
}

QList<UnsentBackup> UnsentBackups::list() const
{
    QList<UnsentBackup> backups;
    for (const QString &name : isOff() ? QStringList() : filesIn(m_folder)) {
        UnsentBackup backup;
        if (name.endsWith(descriptionSuffix)
            && readDescription(m_folder + u'/' + name, backup) == Reading::Good
            && QFileInfo(fileOf(backup)).isFile())
            backups.append(backup);
    }
    std::ranges::sort(backups, {},
                      [](const UnsentBackup &backup) { return std::pair(backup.takenAt, backup.key); });
    return backups;
}

void UnsentBackups::tidy() const
{
    if (isOff() || !QFileInfo::exists(m_folder))
        return;
    const QStringList names = filesIn(m_folder);
    for (const QString &name : names) {
        const QString path = m_folder + u'/' + name;
        UnsentBackup backup;
        bool isLitter = false;
        if (name.endsWith(descriptionSuffix))
            isLitter = !names.contains(name.chopped(descriptionSuffix.size()))
                       || readDescription(path, backup) == Reading::Damaged;
        else
            isLitter = !names.contains(name + descriptionSuffix);
        if (isLitter && QFile::remove(path))
            qCInfo(logEngine).noquote() << "removed what an interrupted run left:" << path;
    }
    QDir().rmdir(m_folder); // succeeds when it is empty
}

Result<void> UnsentBackups::makeFolder() const
{
    if (QFileInfo(m_folder).isDir())
        return {};
    const QString parent = QFileInfo(m_folder).path();
    if (!QDir().mkpath(m_folder) || !QFile::setPermissions(parent, ownerOnly)
        || !QFile::setPermissions(m_folder, ownerOnly)) {
        return fail(ErrorCode::PermissionDenied, operation,
                    Text::tr("The folder %1 cannot be made.").arg(m_folder));
    }
    syncFolder(parent);
    syncFolder(QFileInfo(parent).path());
    return {};
}

Result<void> UnsentBackups::write(const UnsentBackup &backup, BlockSource &sealed, const CancelToken &cancel,
                                  const ByteProgress &progress) const
{
    const QString file = fileOf(backup);
    const QString description = file + descriptionSuffix;
    auto litter = qScopeGuard([&] {
        for (const QString &each : {file + partSuffix, description + partSuffix, file})
            QFile::remove(each);
    });
    QFile::remove(file + partSuffix);
    if (const auto copied = copy(sealed, file + partSuffix, cancel, progress); !copied)
        return copied;
    QFile::remove(description); // of one that was kept within the same second
    if (const auto placed = placeFile(file + partSuffix, file, true); !placed)
        return placed;
    // Last, and complete from its first moment: with it the pair counts.
    BytesSource text(descriptionOf(backup));
    QFile::remove(description + partSuffix);
    if (const auto written = copy(text, description + partSuffix, {}, {}); !written)
        return written;
    if (const auto placed = placeFile(description + partSuffix, description, true); !placed)
        return placed;
    litter.dismiss();
    return {};
}

Result<void> UnsentBackups::keep(const UnsentBackup &backup, BlockSource &sealed, qint64 limit,
                                 const CancelToken &cancel, const ByteProgress &progress) const
{
    if (backup.size > limit) {
        return fail(
            ErrorCode::TooLarge, operation,
            Text::tr("It takes %1, and the limit is %2.").arg(formatBytes(backup.size), formatBytes(limit)));
    }
    const auto kept = [&]() -> Result<void> {
        if (const auto made = makeFolder(); !made)
            return made;
        const qint64 available = QStorageInfo(m_folder).bytesAvailable();
        if (available >= 0 && available < backup.size + workspaceReserve) {
            return fail(
                ErrorCode::NoSpace, operation,
                Text::tr("There is %1 free in %2, and %3 are needed.")
                    .arg(formatBytes(available), m_folder, formatBytes(backup.size + workspaceReserve)));
        }
        return write(backup, sealed, cancel, progress);
    }();
    if (!kept) {
        QDir().rmdir(m_folder); // nothing of ours stays where nothing is kept
        return kept;
    }
    makeRoom(backup, limit);
    return {};
}

void UnsentBackups::makeRoom(const UnsentBackup &newest, qint64 limit) const
{
    QList<UnsentBackup> backups = list();
    backups.removeIf([&](const UnsentBackup &other) { return other.key == newest.key; });
    // A store that is away for long must not fill the folder with what never changed.
    if (!backups.isEmpty() && backups.constLast().contentSha256() == newest.contentSha256()
        && backups.constLast().takenAt <= newest.takenAt)
        remove(backups.takeLast());
    qint64 bytes = newest.size;
    for (const UnsentBackup &backup : std::as_const(backups))
        bytes += backup.size;
    for (const UnsentBackup &backup : std::as_const(backups)) {
        if (bytes <= limit)
            return;
        qCInfo(logEngine).noquote() << "removed the kept backup" << backup.key << "to stay within the limit";
        remove(backup);
        bytes -= backup.size;
    }
}

Result<std::unique_ptr<BlockSource>> UnsentBackups::open(const UnsentBackup &backup,
                                                         const CancelToken &cancel) const
{
    const QString path = fileOf(backup);
    auto first = FileSource::open(path);
    if (!first)
        return fail(first.error());
    if ((*first)->size() != backup.size)
        return fail(damaged(
            backup, Text::tr("it is %1 bytes long instead of %2").arg((*first)->size()).arg(backup.size)));
    const auto digest = digestOf(**first, u"unsent.check"_s, cancel);
    if (!digest)
        return fail(digest.error());
    if (*digest != backup.objectSha256())
        return fail(damaged(backup, Text::tr("its checksum is not the one it had")));
    auto again = FileSource::open(path);
    if (!again)
        return fail(again.error());
    return std::make_unique<UnchangedSource>(std::move(*again), backup.objectSha256());
}

void UnsentBackups::remove(const UnsentBackup &backup) const
{
    // In this order, and not one without the other: what counts as kept is whole.
    const QString description = fileOf(backup) + descriptionSuffix;
    if (QFile::remove(description) || !QFile::exists(description))
        QFile::remove(fileOf(backup));
    QDir().rmdir(m_folder);
}

} // namespace lifeboat
