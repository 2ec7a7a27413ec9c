// SPDX-License-Identifier: GPL-3.0-or-later
// What this machine last knew of each profile's backups: the list, to show while the store is out of reach,
// what drills have proven of them, and which ones were verified here. Small JSON files without secrets;
// losing them loses nothing but that. Thread-safe; reads and writes files, so workers only.
#pragma once

#include "engine/proofs.h"

#include <QHash>

#include <mutex>
#include <optional>

namespace lifeboat {

enum class Verdict { Sound, Damaged, KeyDoesNotFit };

/// What verifying a backup came to.
struct Verification
{
    QDateTime at; ///< UTC, whole seconds once it was kept
    Verdict verdict = Verdict::Sound;
    QString problem; ///< what is wrong with it, when it is not sound

    bool operator==(const Verification &) const = default;
};

/// What the outcome of verifying says of the backup; nothing when it could not be verified.
[[nodiscard]] std::optional<Verification> verificationOf(const std::optional<Error> &problem,
                                                         const QDateTime &at);

using Verifications = QHash<QString, Verification>; ///< by key

struct KnownListing
{
    QDateTime at; ///< UTC, when the store listed it; invalid when it never did
    QList<BackupEntry> newestFirst;
    Verifications verifications;
    Proofs proofs; ///< as the store told last
};

/// Where a profile's backups are, in one line: profiles with the same place list the same backups.
[[nodiscard]] QString listingPlace(const Profile &profile);

class ListingCache final
{
public:
    /// The newest that are kept of a listing.
    static constexpr qsizetype mostEntries = 20'000;

    /// `folder` is made when something is first kept there.
    explicit ListingCache(QString folder);
    Q_DISABLE_COPY_MOVE(ListingCache)

    /// Empty when nothing is known, the file is damaged, or it is about another place.
    [[nodiscard]] KnownListing read(const Profile &profile) const;
    /// Forgets verifications and proofs of backups that are no longer there.
    [[nodiscard]] Result<void> keepListing(const Profile &profile, const QList<BackupEntry> &newestFirst,
                                           const QDateTime &at);
    [[nodiscard]] Result<void> keepProofs(const Profile &profile, const Proofs &proofs);
    [[nodiscard]] Result<void> keepVerification(const Profile &profile, const QString &key,
                                                const Verification &verification);

private:
    [[nodiscard]] QString fileOf(const Profile &profile) const;
    [[nodiscard]] KnownListing readFile(const Profile &profile) const;
    [[nodiscard]] Result<void> writeFile(const Profile &profile, const KnownListing &known) const;

    QString m_folder;
    mutable std::mutex m_mutex;
};

} // namespace lifeboat
