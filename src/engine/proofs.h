// SPDX-License-Identifier: GPL-3.0-or-later
// What restore drills have proven, as it is kept in the store for every machine to see. Synchronous.
#pragma once

#include "engine/health.h"
#include "engine/sideobjects.h"

#include <QHash>

namespace lifeboat {

/// What a drill held the restored database against.
struct Compared
{
    bool checksum = false;           ///< with the one recorded with the object
    bool facts = false;              ///< schema and rows with what they were when it was backed up
    qsizetype tables = 0;            ///< whose rows were counted
    bool allTables = false;          ///< every one there is
    qsizetype assertions = 0;        ///< of the profile, that hold
    qint64 foreignKeyViolations = 0; ///< as backed up

    bool operator==(const Compared &) const = default;
};

enum class DrillVerdict {
    Restored, ///< it is what it was, and says what it should
    Damaged,  ///< it cannot be opened, or is not what it was
    Untrue,   ///< it is what it was, but an assertion of the profile does not hold
};

struct Proof
{
    QDateTime at; ///< UTC
    QString host; ///< where the drill was held
    DrillVerdict verdict = DrillVerdict::Damaged;
    Compared compared;
    QString problem; ///< why not
    /// The object that was restored, as the store listed it: a proof is of no other one under its key.
    qint64 size = 0;
    QDateTime lastModified; ///< UTC; invalid when the store did not say

    [[nodiscard]] bool isRestored() const { return verdict == DrillVerdict::Restored; }

    bool operator==(const Proof &) const = default;
};

using Proofs = QHash<QString, Proof>; ///< the latest, by backup key

[[nodiscard]] QJsonObject toJson(const Proof &proof);
/// Nothing for what toJson() does not make.
[[nodiscard]] std::optional<Proof> proofFrom(const QJsonObject &json);

[[nodiscard]] Result<void> putProof(const SideObjects &side, const QString &backupKey, const Proof &proof,
                                    const CancelToken &cancel);
/// That of this very object; nothing when there is none, or the object was replaced since.
[[nodiscard]] Result<std::optional<Proof>> getProof(const SideObjects &side, const BackupEntry &backup,
                                                    const CancelToken &cancel);
/// Of backups that are in `newestFirst`, at most of the 100 newest that have one.
[[nodiscard]] Result<Proofs> getProofs(const SideObjects &side, const QList<BackupEntry> &newestFirst,
                                       const CancelToken &cancel);

/// The latest drill. Proofs go with their backups; this stays.
struct LastDrill
{
    QDateTime at; ///< UTC
    QString host;
    QString backup; ///< its key
    DrillVerdict verdict = DrillVerdict::Damaged;
    QDateTime restoredAt; ///< UTC; of the latest that restored a backup, which may be this one; or invalid

    bool operator==(const LastDrill &) const = default;
};

/// Follows `before`, of which `restoredAt` is kept when this one fails.
[[nodiscard]] LastDrill lastDrillFrom(const Proof &proof, const QString &backupKey,
                                      const std::optional<LastDrill> &before);
[[nodiscard]] Result<void> putLastDrill(const SideObjects &side, const LastDrill &drill,
                                        const CancelToken &cancel);
[[nodiscard]] Result<std::optional<LastDrill>> getLastDrill(const SideObjects &side,
                                                            const CancelToken &cancel);

/// From the proofs of backups that are still there, and what is kept of the latest drill. Neither is believed
/// when it is from the future.
[[nodiscard]] DrillDates drillDates(const Proofs &proofs, const std::optional<LastDrill> &last,
                                    const QDateTime &now);

} // namespace lifeboat
