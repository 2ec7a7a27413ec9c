// SPDX-License-Identifier: GPL-3.0-or-later
// Turns encryption on for a profile that has no key: makes one, has its recovery kit saved and confirmed, and
// only then writes anything. Window's thread.
#pragma once

#include "crypto/keys.h"
#include "gui/common/consolecontext.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QScrollArea;

namespace lifeboat {

class ErrorNotice;
class RecoveryKitPanel;
class SecretPlaceBox;

class NewKeyDialog final : public QDialog
{
    Q_OBJECT
public:
    /// That the kit was confirmed is noted in `stateFolder`, see KitRecord.
    NewKeyDialog(const ConsoleContext &console, const ProfilePointer &profile, QString stateFolder,
                 QWidget *parent);

    void accept() override;

Q_SIGNALS:
    /// Backups of the profile are sealed from now on.
    void keyMade(const QString &profile);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeKit();
    void review();
    void setBusy(bool busy);

    ConsoleContext m_console;
    ProfilePointer m_profile;
    QString m_stateFolder;
    Result<SecretBytes> m_key;
    RecoveryKitPanel *m_panel;
    SecretPlaceBox *m_place;
    QLabel *m_placeNote;
    QScrollArea *m_scroll = nullptr;
    ErrorNotice *m_error;
    QLabel *m_reason;
    QDialogButtonBox *m_buttons;
    bool m_busy = false;
};

} // namespace lifeboat
