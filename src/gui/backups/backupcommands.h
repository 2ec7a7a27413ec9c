// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the selected backups, as actions with their shortcuts: for the list's context menu,
// the menus and the toolbar. Says which are possible; what they do is their listeners' business.
#pragma once

#include <QAction>

namespace lifeboat {

class BackupCommands final : public QObject
{
    Q_OBJECT
public:
    /// The shortcuts work while `list` has the focus. `list` owns this.
    explicit BackupCommands(QWidget *list);

    /// `reachable`: the store answers, so that backups can be fetched and deleted.
    void setSelection(int count, bool reachable);
    /// `any`: there are backups of which some may have expired.
    void setListed(bool any);

    [[nodiscard]] QAction *restore() const { return m_restore; }
    [[nodiscard]] QAction *verify() const { return m_verify; }
    [[nodiscard]] QAction *drill() const { return m_drill; }
    [[nodiscard]] QAction *download() const { return m_download; }
    [[nodiscard]] QAction *copyKey() const { return m_copyKey; }
    [[nodiscard]] QAction *remove() const { return m_remove; }
    [[nodiscard]] QAction *removeExpired() const { return m_removeExpired; }

private:
    QAction *m_restore;
    QAction *m_verify;
    QAction *m_drill;
    QAction *m_download;
    QAction *m_copyKey;
    QAction *m_remove;
    QAction *m_removeExpired;
};

} // namespace lifeboat
