// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/profile.h"

#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

QString Profile::keyPrefix() const
{
    const auto *s3 = std::get_if<S3Destination>(&destination);
    return s3 ? s3->keyPrefix : QString();
}

QString missingKeyHint(const EncryptionSettings &settings)
{
    if (settings.keyInKeychain)
        return Text::tr("This profile's key lies in the desktop's keychain. A server or cron job takes it "
                        "from the environment variable BACKUP_ENCRYPTION_KEY.");
    return Text::tr("Set BACKUP_ENCRYPTION_KEY, or key_file under [storage.backup.encryption]; "
                    "\"lifeboat-cli keygen\" makes a key.");
}

std::optional<Error> secretOutOfReach(const LoadedProfile &loaded)
{
    const auto *s3 = std::get_if<S3Destination>(&loaded.profile.destination);
    if (!s3 || !s3->secretInKeychain || loaded.secrets.credentials)
        return {};
    return Error{ErrorCode::AuthFailed, u"credentials.keychain"_s,
                 Text::tr("The secret of access key %1 lies in the desktop's keychain.").arg(s3->accessKeyId),
                 Text::tr("A server or cron job takes it from the environment variables BACKUP_S3_ACCESS_KEY "
                          "and BACKUP_S3_SECRET_KEY."),
                 false};
}

} // namespace lifeboat
