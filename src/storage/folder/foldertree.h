// SPDX-License-Identifier: GPL-3.0-or-later
// The folders of a destination, reached segment by segment from the open root, so that no symbolic link
// and no ".." can lead out of it. Paths are relative UTF-8 bytes with '/' between segments.
// Used from the thread of the store that owns it.
#pragma once

#include "base/result.h"
#include "storage/folder/systemcalls.h"

#include <QString>

#include <memory>
#include <optional>

namespace lifeboat {

inline constexpr QByteArrayView ownFolder = ".lifeboat";
inline constexpr QByteArrayView temporaryFolder = ".lifeboat/tmp";
inline constexpr QByteArrayView metadataFolder = ".lifeboat/meta";

/// Where a file lies or will lie: its folder, held open, and its name there.
struct FilePlace
{
    FileDescriptor folder;
    QByteArray name;
};

class FolderTree final
{
public:
    /// A root that is missing, alone, is made (0700) by the first makeFolder() and is absent until then.
    [[nodiscard]] static Result<std::unique_ptr<FolderTree>> open(const QString &root,
                                                                  std::shared_ptr<const SystemCalls> calls);

    [[nodiscard]] const SystemCalls &calls() const { return *m_calls; }
    /// Absolute path for messages.
    [[nodiscard]] QString shown(QByteArrayView path) const;
    [[nodiscard]] const QString &root() const { return m_root; }
    [[nodiscard]] bool isThere() const { return m_folder.isOpen(); }

    /// Opens a folder below the root ("" is the root); absent when it, or one above it, is not a folder.
    [[nodiscard]] Result<std::optional<FileDescriptor>> findFolder(QByteArrayView path) const;
    /// Opens it after creating what is missing, each new folder synced into its parent.
    [[nodiscard]] Result<FileDescriptor> makeFolder(QByteArrayView path) const;

    /// The place of a file whose folder must exist; absent when it does not.
    [[nodiscard]] Result<std::optional<FilePlace>> find(QByteArrayView path) const;
    [[nodiscard]] Result<FilePlace> make(QByteArrayView path) const;

    [[nodiscard]] Result<void> syncFolder(const FilePlace &place, QByteArrayView path) const;
    /// Whether there was a file to remove.
    [[nodiscard]] Result<bool> removeFile(const FilePlace &place, QByteArrayView path) const;

private:
    FolderTree(QString root, FileDescriptor folder, std::shared_ptr<const SystemCalls> calls);
    [[nodiscard]] FileDescriptor step(int folder, const QByteArray &name) const;

    /// The root, open; where it is missing it is looked for again.
    [[nodiscard]] FileDescriptor openRoot() const;

    QString m_root;
    mutable FileDescriptor m_folder; ///< closed while the root is missing
    std::shared_ptr<const SystemCalls> m_calls;
};

} // namespace lifeboat
