// SPDX-License-Identifier: GPL-3.0-or-later
// Where a secret is kept: in the keychain when this desktop has one, for this session, or nowhere. Window's
// thread.
#pragma once

#include "gui/common/consolecontext.h"

#include <QComboBox>

namespace lifeboat {

class SecretPlaceBox final : public QComboBox
{
    Q_OBJECT
public:
    /// Asks for the keychain by itself, and has the session chosen until it answers.
    SecretPlaceBox(const ConsoleContext &console, QWidget *parent);

    [[nodiscard]] SecretPlace place() const;
    /// What the chosen place means; `variables` are what the environment has to hold.
    [[nodiscard]] QString words(const QStringList &variables) const;

private:
    void addKeychain(const QString &name);
};

/// Writes `edits` and puts `secret` into `place`. Blocks.
[[nodiscard]] Result<void> changeWithSecretIn(SecretPlace place, ProfileCatalog &profiles,
                                              const SecretName &name, QList<ProfileEdit> edits,
                                              const SecretBytes &secret, const CancelToken &cancel);

} // namespace lifeboat
