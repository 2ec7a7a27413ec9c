// SPDX-License-Identifier: GPL-3.0-or-later
// A private folder for one run's temporary files, on a file system with room. Removed with everything in it
// on every way out; what a killed run left is removed when the next one opens a workspace in the same place,
// but for the note it may have left: that waits for whoever does the same work again. Owned by the job; used
// from one thread.
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace lifeboat {

/// Bytes that Workspace::open() leaves free for everybody else.
inline constexpr qint64 workspaceReserve = qint64(64) << 20;

class Workspace final
{
public:
    /// The first of `bases` that can be made private (0700, ours) and has `bytesNeeded` and a reserve free.
    /// ErrorCode::NoSpace or PermissionDenied say what was found in each place.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(const QStringList &bases,
                                                                 qint64 bytesNeeded);
    /// Removes what killed runs left in `base`, but for the notes of the last days, and `base` itself when it
    /// is empty then. Runs that live are left alone. What cannot be removed now is left for the next time.
    static void sweep(const QString &base);
    ~Workspace();
    Q_DISABLE_COPY_MOVE(Workspace)

    /// Notes that killed runs left here and that are `mine`; each is told once.
    [[nodiscard]] QStringList takeNotes(const std::function<bool(const QString &note)> &mine) const;
    /// Leaves word for whoever finds this run dead, e.g. the key it was uploading.
    void leaveNote(const QString &text) const;
    [[nodiscard]] QString base() const { return m_base; }
    /// Full path for a file called `name` in this workspace.
    [[nodiscard]] QString path(const QString &name) const;

private:
    Workspace(QString base, QString folder, int lock)
        : m_base(std::move(base)), m_folder(std::move(folder)), m_lock(lock)
    {
    }
    QString m_base;
    QString m_folder;
    int m_lock; ///< flock()ed descriptor: while it is held, this run is alive
};

/// Where to try in turn: `chosen` alone when it is set; otherwise the user's cache folder, /var/tmp, and the
/// folder `beside` (a database's). Never /tmp, which is often memory.
[[nodiscard]] QStringList workspaceBases(const QString &chosen, const QString &beside);

} // namespace lifeboat
