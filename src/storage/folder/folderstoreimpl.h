// SPDX-License-Identifier: GPL-3.0-or-later
// The folder store itself, with its system calls passed in; everyone but its tests calls openFolderStore().
// Used on the thread that made it; several stores, in any process, may share one folder.
#pragma once

#include "storage/folder/folderstore.h"
#include "storage/folder/foldertree.h"
#include "storage/folder/sidecar.h"
#include "storage/folder/temporaryfile.h"

namespace lifeboat {

class FolderStore final : public ObjectStore
{
public:
    explicit FolderStore(std::unique_ptr<FolderTree> tree, std::shared_ptr<FolderMemory> memory = nullptr)
        : m_tree(std::move(tree)), m_memory(std::move(memory))
    {
    }

    [[nodiscard]] QString displayName() const override;
    [[nodiscard]] Result<void> put(const PutRequest &request, BlockSource &body) override;
    [[nodiscard]] Result<ObjectInfo> get(const GetRequest &request, BlockSink &sink) override;
    [[nodiscard]] Result<ObjectInfo> head(const QString &key, const CancelToken &cancel) override;
    [[nodiscard]] Result<ListPage> list(const QString &prefix, const QString &token,
                                        const CancelToken &cancel) override;
    [[nodiscard]] Result<void> remove(const QString &key, const CancelToken &cancel) override;
    [[nodiscard]] Result<int> removeUnfinished(const QString &prefix, const QDateTime &olderThan,
                                               const CancelToken &cancel) override;

private:
    struct OpenObject
    {
        FileDescriptor file;
        ObjectInfo info;
    };

    /// The key as a path, or why it is refused.
    [[nodiscard]] Result<QByteArray> pathOf(const QString &key) const;
    [[nodiscard]] Result<bool> exists(const QByteArray &path) const;
    [[nodiscard]] Result<OpenObject> openObject(const QString &key) const;
    [[nodiscard]] Result<Sidecar> readSidecar(const QByteArray &path) const;
    [[nodiscard]] Result<void> receive(const PutRequest &request, BlockSource &body,
                                       TemporaryFile &file) const;
    [[nodiscard]] Result<void> commit(const PutRequest &request, qint64 size, const QByteArray &path,
                                      TemporaryFile &file) const;
    [[nodiscard]] Result<void> placeObject(const QByteArray &path, TemporaryFile &file, bool replace) const;
    [[nodiscard]] Result<void> writeSidecar(const PutRequest &request, qint64 size,
                                            const QByteArray &path) const;
    void removeAbandoned() const;
    [[nodiscard]] Result<void> removePath(const QByteArray &path) const;
    [[nodiscard]] Result<int> removeOldFiles(
        const QByteArray &folder, const QDateTime &olderThan, const CancelToken &cancel,
        const std::function<Result<bool>(const QByteArray &)> &isOurs) const;
    [[nodiscard]] Result<int> removeOldSidecars(const QByteArray &folder, const QByteArray &prefix,
                                                const QDateTime &olderThan, const CancelToken &cancel) const;

    std::unique_ptr<FolderTree> m_tree;
    std::shared_ptr<FolderMemory> m_memory; ///< null when nobody remembers
};

} // namespace lifeboat
