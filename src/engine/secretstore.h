// SPDX-License-Identifier: GPL-3.0-or-later
// Where secrets live that must not stand in a config file: the desktop's keychain, as the engine sees it.
// Synchronous and patient (a keychain may ask its owner for a password): worker threads only. Any thread, one
// call at a time per thread.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "base/secretbytes.h"

#include <QString>

#include <optional>

namespace lifeboat {

/// Which secret of which profile.
struct SecretName
{
    enum class Kind { EncryptionKey, S3SecretKey };
    QString profile; ///< Profile::id
    Kind kind = Kind::EncryptionKey;

    bool operator==(const SecretName &) const = default;
};

/// Errors of every call: NotFound (the keychain answers, and has no such secret), Unsupported (there is no
/// keychain on this desktop), PermissionDenied (locked, and its owner dismissed the prompt or let it time
/// out), Cancelled, Io (anything else). Each says what to do instead.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    [[nodiscard]] virtual Result<SecretBytes> read(const SecretName &name, const CancelToken &cancel) = 0;
    /// Replaces what is there.
    [[nodiscard]] virtual Result<void> write(const SecretName &name, const SecretBytes &secret,
                                             const CancelToken &cancel) = 0;
    /// Removing what is not there succeeds.
    [[nodiscard]] virtual Result<void> remove(const SecretName &name, const CancelToken &cancel) = 0;
    /// For people: "GNOME Keyring", "KWallet", "this session only".
    [[nodiscard]] virtual QString displayName() const = 0;

protected:
    SecretStore() = default;
    Q_DISABLE_COPY_MOVE(SecretStore)
};

} // namespace lifeboat
