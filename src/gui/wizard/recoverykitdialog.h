// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the recovery kit of a profile again, and asks whether its owner still holds it.
#pragma once

#include "gui/common/consolecontext.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;

namespace lifeboat {

class ErrorNotice;
class RecoveryKitPanel;

class RecoveryKitDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `profile` with its secrets. The confirmation is kept in `stateFolder`, see KitRecord.
    RecoveryKitDialog(const ConsoleContext &console, const ProfilePointer &profile, QString stateFolder,
                      QWidget *parent);

Q_SIGNALS:
    /// The user has just shown that they hold the kit, and that is recorded.
    void confirmed(const QString &profile);

private:
    void review();
    void record();

    ConsoleContext m_console;
    QString m_profile;
    QString m_stateFolder;
    RecoveryKitPanel *m_panel;
    ErrorNotice *m_error;
    QLabel *m_reason;
    QDialogButtonBox *m_buttons;
};

} // namespace lifeboat
