// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before backups are deleted, and names them. The newest is left out unless it is asked for by itself.
// Opened, never executed; deletes itself when closed.
#pragma once

#include "engine/listing.h"

#include <QMessageBox>

namespace lifeboat {

class DeleteConfirmation final : public QMessageBox
{
    Q_OBJECT
public:
    /// `newestKey` is that of the newest backup in the store, selected or not.
    DeleteConfirmation(const QList<BackupEntry> &selected, const QString &newestKey, const QDateTime &now,
                       QWidget *parent);

Q_SIGNALS:
    void confirmed(const QList<lifeboat::BackupEntry> &backups, bool evenNewest);

private:
    [[nodiscard]] QList<BackupEntry> chosen() const;
    void describe();

    QList<BackupEntry> m_selected; ///< newest first
    QString m_newestKey;
    QDateTime m_now;
    QPushButton *m_delete;
    QCheckBox *m_evenNewest = nullptr; ///< there when the newest is selected
};

} // namespace lifeboat
