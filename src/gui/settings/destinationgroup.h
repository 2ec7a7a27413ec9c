// SPDX-License-Identifier: GPL-3.0-or-later
// Where a profile's backups go, and the way there. Window's thread.
#pragma once

#include "gui/settings/settingsgroup.h"

namespace lifeboat {

class DestinationGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    DestinationGroup(const LoadedProfile &loaded, QWidget *parent);

    [[nodiscard]] QList<ProfileEdit> edits() const override;
    void settle() override;
    /// A new secret access key was typed.
    [[nodiscard]] bool hasSecret() const;
    [[nodiscard]] SecretBytes secret() const;

Q_SIGNALS:
    void destinationRequested();

private:
    void addStore(const LoadedProfile &loaded, const S3Destination &s3);
    void addAccessKey(const LoadedProfile &loaded, const S3Destination &s3);
    void addConnection(const S3Destination &s3);
    void addChange();
    void addUnsent(const Profile &profile);

    QLineEdit *m_accessKeyId = nullptr;
    QLineEdit *m_secret = nullptr;
};

} // namespace lifeboat
