// SPDX-License-Identifier: GPL-3.0-or-later
// The environment variables that give a secret where no keychain does, as hints name them. Any thread.
#pragma once

#include "base/text.h"
#include "engine/secretstore.h"

namespace lifeboat {

/// "BACKUP_ENCRYPTION_KEY"; more than one are joined with "and".
[[nodiscard]] inline QString variablesOf(SecretName::Kind kind)
{
    return kind == SecretName::Kind::EncryptionKey
               ? QStringLiteral("BACKUP_ENCRYPTION_KEY")
               : Text::tr("%1 and %2", "environment variables")
                     .arg(QStringLiteral("BACKUP_S3_ACCESS_KEY"), QStringLiteral("BACKUP_S3_SECRET_KEY"));
}

/// What to do where there is no keychain to keep the secret in.
[[nodiscard]] inline QString withoutKeychainHint(SecretName::Kind kind)
{
    return Text::tr("Keep the secret for this session only, or set %1 in the environment.")
        .arg(variablesOf(kind));
}

} // namespace lifeboat
