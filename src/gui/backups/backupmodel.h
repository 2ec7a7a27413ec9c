// SPDX-License-Identifier: GPL-3.0-or-later
// The backups of one profile as rows, in the order they arrived. Window's thread.
#pragma once

#include "base/clock.h"
#include "gui/backups/backuprow.h"
#include "service/listingcache.h"

#include <QAbstractTableModel>
#include <QSet>

namespace lifeboat {

class BackupModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Size, Kind, Proof, Key, ColumnCount };

    /// `clock` outlives the model; it says what "today" is.
    explicit BackupModel(const Clock &clock, QObject *parent = nullptr);

    /// Those of `page` that are not there yet.
    void appendPage(const QList<BackupRow> &page);
    /// Removes what `listed` does not have: the end of a listing that was appended page by page.
    void keepOnly(const QList<BackupEntry> &listed);
    void reset();
    [[nodiscard]] const BackupEntry &entryAt(int row) const { return m_rows.at(row).entry; }

    void setVerifications(const Verifications &verifications);
    void setVerification(const QString &key, const Verification &verification);
    /// What restore drills of any machine have proven.
    void setProofs(const Proofs &proofs);
    /// All rows in the colour of what cannot be used: a list from earlier.
    void setGreyed(bool greyed);
    [[nodiscard]] bool isGreyed() const { return m_greyed; }

    [[nodiscard]] QDateTime localNow() const;
    /// Whether each of these lower-case words is in the key, the date, or the time as shown at `localNow`.
    [[nodiscard]] bool matches(int row, const QStringList &words, const QDateTime &localNow) const;
    /// What a column other than the key is sorted by: its own value, then the time. Numbers, because ten
    /// thousand rows are sorted by comparing a hundred thousand times.
    using Rank = std::pair<qint64, qint64>;
    [[nodiscard]] Rank rankOf(int row, int column) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    /// The keys, one a line.
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    [[nodiscard]] Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

private:
    [[nodiscard]] QString text(const BackupRow &row, int column) const;
    [[nodiscard]] QString toolTip(const BackupEntry &entry, int column) const;
    struct Statement;
    /// What was found last, by verifying here or by a restore drill anywhere.
    [[nodiscard]] std::optional<Statement> lastStatement(const BackupEntry &entry) const;
    [[nodiscard]] QString proofText(const BackupEntry &entry, bool withMark) const;
    [[nodiscard]] qint64 proofRank(const BackupEntry &entry) const;

    const Clock &m_clock;
    QList<BackupRow> m_rows;
    QSet<QString> m_keys;
    Verifications m_verifications;
    Proofs m_proofs;
    mutable qint64 m_second = 0;  ///< since 1970, in which the time was last asked for
    mutable QDateTime m_localNow; ///< of that second
    bool m_greyed = false;
};

} // namespace lifeboat
