// SPDX-License-Identifier: GPL-3.0-or-later
// Sealed backups that a store did not take, in a folder of this machine until a later run uploads them
// (FORMAT.md, "Kept backups"). Who changes the folder holds the profile's lock; anybody may look. One thread.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "storage/objectstore.h"

#include <QDateTime>
#include <QList>

#include <memory>

namespace lifeboat {

/// One of them, and all that its upload needs.
struct UnsentBackup
{
    QString key;             ///< that it is to have in the store
    QDateTime takenAt;       ///< UTC
    qint64 size = 0;         ///< bytes of the sealed file
    ObjectMetadata metadata; ///< of the object, as the run that made it would have sent it
    QByteArray facts;        ///< the sealed side object; empty: none could be gathered

    [[nodiscard]] QString contentSha256() const;
    [[nodiscard]] QString objectSha256() const;
};

class UnsentBackups final
{
public:
    /// `folder` need not exist; an empty one keeps nothing.
    explicit UnsentBackups(QString folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] bool isOff() const { return m_folder.isEmpty(); }
    [[nodiscard]] QString folder() const { return m_folder; }
    /// Those that are there with their description, oldest first. That the bytes are still what they were is
    /// for open() to tell.
    [[nodiscard]] QList<UnsentBackup> list() const;
    /// Removes what killed runs left, and the folder when nothing else is in it.
    void tidy() const;
    /// Writes `sealed` and then its description, so that a kill at any moment leaves both or litter. Then
    /// makes room: an older one with the same content goes, and the oldest while all are over `limit` bytes.
    /// ErrorCode::TooLarge when this one alone is, ErrorCode::NoSpace, PermissionDenied and Io as the disk
    /// has it; nothing has changed then.
    [[nodiscard]] Result<void> keep(const UnsentBackup &backup, BlockSource &sealed, qint64 limit,
                                    const CancelToken &cancel, const ByteProgress &progress) const;
    /// Its bytes, of which the SHA-256 was just found to be right. ErrorCode::Corrupt when it is not.
    [[nodiscard]] Result<std::unique_ptr<BlockSource>> open(const UnsentBackup &backup,
                                                            const CancelToken &cancel) const;
    void remove(const UnsentBackup &backup) const;

private:
    [[nodiscard]] QString fileOf(const UnsentBackup &backup) const;
    [[nodiscard]] Result<void> makeFolder() const;
    [[nodiscard]] Result<void> write(const UnsentBackup &backup, BlockSource &sealed,
                                     const CancelToken &cancel, const ByteProgress &progress) const;
    void makeRoom(const UnsentBackup &newest, qint64 limit) const;

    QString m_folder;
};

} // namespace lifeboat
