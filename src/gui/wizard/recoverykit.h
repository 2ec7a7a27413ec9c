// SPDX-License-Identifier: GPL-3.0-or-later
// What its owner needs to open backups when this machine and Lifeboat are gone: the key, which backups it
// opens, and how. A value that holds the key; saving blocks for the disk, any thread.
#pragma once

#include "engine/profile.h"

#include <QCoreApplication>
#include <QDateTime>

class QPagedPaintDevice;

namespace lifeboat {

class RecoveryKit final
{
    Q_DECLARE_TR_FUNCTIONS(RecoveryKit)
public:
    /// ErrorCode::WrongKey when the profile has no key at hand.
    [[nodiscard]] static Result<RecoveryKit> of(const LoadedProfile &profile, const QDateTime &madeAt);

    [[nodiscard]] QString profile() const { return m_profile; }
    [[nodiscard]] QString fingerprint() const { return m_fingerprint; }
    /// A file's name without its suffix.
    [[nodiscard]] QString suggestedName() const;

    /// The kit as plain text, UTF-8, at most 76 columns where the words allow it.
    [[nodiscard]] SecretBytes text() const;
    /// Both replace what is at `path`, all or nothing, and leave a file that only its owner can read. The PDF
    /// has one page, of the size that is usual here.
    [[nodiscard]] Result<void> saveText(const QString &path) const;
    [[nodiscard]] Result<void> savePdf(const QString &path) const;
    /// One page on paper of whatever size and margins `paper` has.
    [[nodiscard]] Result<void> print(QPagedPaintDevice &paper) const;

private:
    RecoveryKit() = default;

    struct Line
    {
        QString label;
        QString value;
    };
    [[nodiscard]] QList<Line> facts() const;
    [[nodiscard]] QStringList steps() const;
    [[nodiscard]] QString html() const;
    [[nodiscard]] Result<void> save(const QString &path, QByteArrayView content) const;

    QString m_profile;
    QString m_database;
    QString m_destination;
    QString m_fingerprint;
    SecretBytes m_key; ///< Base64
    QDateTime m_madeAt;
};

/// The Python program of FORMAT.md, which opens a backup without Lifeboat.
[[nodiscard]] QString openingProgram();

} // namespace lifeboat
