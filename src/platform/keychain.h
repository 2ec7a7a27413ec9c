// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keychain (Secret Service or KWallet) through qtkeychain.
#pragma once

#include "engine/secretstore.h"

#include <chrono>
#include <memory>

namespace lifeboat {

struct KeychainOptions
{
    QString service; ///< what entries are filed under: "Lifeboat"
    /// How long a prompt may stand before it counts as dismissed.
    std::chrono::milliseconds patience{120'000};
};

/// One for a process, since qtkeychain has one queue. Never fails by itself; without a keychain every call
/// says Unsupported.
[[nodiscard]] std::shared_ptr<SecretStore> openKeychain(const KeychainOptions &options);

} // namespace lifeboat
