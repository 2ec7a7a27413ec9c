// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before backups are deleted, names them, and says what is lost with them. The newest is left out unless
// it is asked for by itself.
// Opened, never executed; deletes itself when closed.
#pragma once

#include "engine/deletion.h"

#include <QMessageBox>

#include <functional>

namespace lifeboat {

class DeleteConfirmation final : public QMessageBox
{
    Q_OBJECT
public:
    /// Asked each time that something else would go.
    using LossOf = std::function<DeletionLoss(const QList<BackupEntry> &going)>;

    /// `newestKey` is that of the newest backup in the store, selected or not.
    DeleteConfirmation(const QList<BackupEntry> &selected, const QString &newestKey, LossOf lossOf,
                       const QDateTime &now, QWidget *parent);

    /// Once more, when more is known of what is lost.
    void describe();

Q_SIGNALS:
    void confirmed(const QList<lifeboat::BackupEntry> &backups, bool evenNewest);

private:
    [[nodiscard]] QList<BackupEntry> chosen() const;

    QList<BackupEntry> m_selected; ///< newest first
    QString m_newestKey;
    LossOf m_lossOf;
    QDateTime m_now;
    QPushButton *m_delete;
    QCheckBox *m_evenNewest = nullptr; ///< there when the newest is selected
};

} // namespace lifeboat
