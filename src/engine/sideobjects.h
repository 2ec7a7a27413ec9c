// SPDX-License-Identifier: GPL-3.0-or-later
// The small JSON documents that Lifeboat keeps in the store beside the backups (FORMAT.md, "Side objects"):
// sealed where backups are, bounded, and nothing that a restore needs. One thread; the store, the profile and
// the key outlive it.
#pragma once

#include "base/secretbytes.h"
#include "engine/listing.h"

#include <QJsonObject>

#include <optional>

namespace lifeboat {

class SideObjects final
{
public:
    /// Bytes of a document.
    static constexpr qint64 largest = qint64(64) << 10;

    SideObjects(ObjectStore &store, const Profile &profile, const SecretBytes &key)
        : m_store(store), m_profile(profile), m_key(key)
    {
    }
    Q_DISABLE_COPY_MOVE(SideObjects)

    /// `name` is below lifeboat/<name>/: "fresh.json". Replaces one that is there. ErrorCode::TooLarge over
    /// `largest`.
    [[nodiscard]] Result<void> put(const QString &name, QJsonObject document,
                                   const CancelToken &cancel) const;
    /// What put() would store, as it would store it, for putBytes() to do so later.
    [[nodiscard]] Result<QByteArray> bytesOf(const QString &name, QJsonObject document) const;
    [[nodiscard]] Result<void> putBytes(const QString &name, const QByteArray &bytes, bool sealed,
                                        const CancelToken &cancel) const;
    /// Nothing when there is none, nor for one that is not what put() writes under this very name with this
    /// very key: that one is logged. An error means that the store did not answer.
    [[nodiscard]] Result<std::optional<QJsonObject>> get(const QString &name,
                                                         const CancelToken &cancel) const;
    /// Whether this very key opens what is there, whatever it says; nothing when there is none, or it is no
    /// sealed document. An error means that the store did not answer.
    [[nodiscard]] Result<std::optional<bool>> opens(const QString &name, const CancelToken &cancel) const;
    /// Names of those that begin with `beginning`, in byte order.
    [[nodiscard]] Result<QStringList> list(const QString &beginning, const CancelToken &cancel) const;
    [[nodiscard]] Result<void> remove(const QString &name, const CancelToken &cancel) const;

    /// The key of such a document in the store.
    [[nodiscard]] QString keyOf(const QString &name) const;

private:
    /// Without the profile's prefix: the same wherever the bucket is copied to.
    [[nodiscard]] QString placeOf(const QString &name) const;
    [[nodiscard]] bool isSealed() const { return m_profile.encryption.enabled; }

    ObjectStore &m_store;
    const Profile &m_profile;
    const SecretBytes &m_key;
};

/// What is kept of one backup: "facts/<stem>.json" and "proofs/<stem>.json", where <stem> is the last segment
/// of its key up to ".db".
[[nodiscard]] QString factsName(const QString &backupKey);
[[nodiscard]] QString proofName(const QString &backupKey);
/// "proofs/", where they all are.
[[nodiscard]] QString proofsFolder();

/// Removes what is kept of backups that are gone. What cannot be removed is logged: it harms nobody.
void forgetBackups(const SideObjects &side, const QStringList &backupKeys, const CancelToken &cancel);
/// Likewise of backups that others removed: of those no younger than the newest of `backups` that are not
/// among them, which are all there are.
void forgetOthers(const SideObjects &side, const QList<BackupEntry> &backups, const CancelToken &cancel);

} // namespace lifeboat
