// SPDX-License-Identifier: GPL-3.0-or-later
// Walks a destination in the order of its keys, one page at a time, without reading any file.
// Used from one thread.
#pragma once

#include "base/canceltoken.h"
#include "storage/folder/foldertree.h"
#include "storage/objectstore.h"

#include <sys/stat.h>

namespace lifeboat {

struct FolderEntry
{
    QByteArray name; ///< with a '/' behind a folder's, so that sorting by it is sorting by key
    [[nodiscard]] bool isFolder() const { return name.endsWith('/'); }
};

/// Files and folders in `folder`, sorted by bytes; links and special files are left out.
[[nodiscard]] Result<QList<FolderEntry>> readFolder(const FolderTree &tree, QByteArrayView folder);

/// Size, time and etag out of a file's status.
[[nodiscard]] ObjectInfo objectInfo(const QString &key, const struct stat &status);

/// Whether `key` lies in the part of the tree that is ours alone (on any case-folding file system too).
[[nodiscard]] bool isReserved(QByteArrayView key);

class FolderListing final
{
public:
    /// Keys that begin with `prefix` and come after `after`.
    FolderListing(const FolderTree &tree, QByteArray prefix, QByteArray after, CancelToken cancel);

    [[nodiscard]] Result<ListPage> nextPage();

private:
    /// False when the page is full.
    [[nodiscard]] Result<bool> visit(const QByteArray &folder);
    [[nodiscard]] Result<bool> visitFile(const FilePlace &place, const QByteArray &key);
    [[nodiscard]] bool mayHold(const QByteArray &folder) const;

    const FolderTree &m_tree;
    QByteArray m_prefix;
    QByteArray m_after;
    CancelToken m_cancel;
    ListPage m_page;
};

} // namespace lifeboat
