// SPDX-License-Identifier: GPL-3.0-or-later
// Sends a profile's backups somewhere else from now on: to R2, another S3 store or a folder. What is in the
// old place stays there. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;

namespace lifeboat {

class ConnectionTest;
class DestinationForm;
class ErrorNotice;
class SecretPlaceBox;

/// What to change in a profile's file for this destination. `replaces` takes the old one out; without, it
/// stays for another program that reads it where it can.
[[nodiscard]] QList<ProfileEdit> destinationEdits(
    const std::variant<FolderDestination, S3Destination> &destination, const QString &accessKeyId,
    bool replaces);

class DestinationDialog final : public QDialog
{
    Q_OBJECT
public:
    DestinationDialog(const ConsoleContext &console, const ProfilePointer &profile, QWidget *parent);

    void accept() override;

Q_SIGNALS:
    /// The file names the new destination.
    void destinationChanged(const QString &profile);

private:
    [[nodiscard]] ProfilePointer draft() const;
    [[nodiscard]] QString problem() const;
    void review();
    void openImport();
    void openPolicy();
    void setBusy(bool busy);

    ConsoleContext m_console;
    ProfilePointer m_profile;
    DestinationForm *m_form;
    QWidget *m_keeping; ///< of the secret, while there is one
    SecretPlaceBox *m_place;
    QLabel *m_placeNote;
    ConnectionTest *m_test;
    ErrorNotice *m_error;
    QLabel *m_reason;
    QDialogButtonBox *m_buttons;
    bool m_busy = false;
};

} // namespace lifeboat
