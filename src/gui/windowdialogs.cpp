// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowdialogs.h"

#include "gui/common/icons.h"
#include "gui/restore/restoredialog.h"
#include "gui/restore/undodialog.h"
#include "gui/selectedprofile.h"
#include "gui/settings/preferencesdialog.h"
#include "gui/wizard/recoverykitdialog.h"
#include "gui/wizard/setupwizard.h"

#include <QMessageBox>

namespace lifeboat {

using namespace Qt::StringLiterals;

WindowDialogs::WindowDialogs(ConsoleContext console, ConsoleServices services,
                             const SelectedProfile &selected, QString stateFolder, QWidget *window)
    : QObject(window), m_console(console), m_services(std::move(services)), m_selected(selected),
      m_stateFolder(std::move(stateFolder)), m_window(window)
{
}

void WindowDialogs::openSetup(const QString &databasePath)
{
    auto *wizard = new SetupWizard(m_console, m_window);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    if (!databasePath.isEmpty())
        wizard->setDatabasePath(databasePath);
    connect(wizard, &SetupWizard::profileCreated, this, &WindowDialogs::profileCreated);
    wizard->open();
}

void WindowDialogs::openRestore(const BackupEntry &backup)
{
    auto *dialog = new RestoreDialog(m_console, m_selected.profile(), backup, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RestoreDialog::finishedRestore, this, &WindowDialogs::restored);
    dialog->open();
}

void WindowDialogs::openUndo()
{
    auto *dialog = new UndoDialog(m_console, m_selected.profile(),
                                  m_stateFolder + QStringLiteral("/history.db"), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &UndoDialog::finishedRestore, this, &WindowDialogs::restored);
    dialog->open();
}

void WindowDialogs::openRecoveryKit()
{
    auto *dialog = new RecoveryKitDialog(m_console, m_selected.profile(), m_stateFolder, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RecoveryKitDialog::confirmed, this, &WindowDialogs::kitConfirmed);
    dialog->open();
}

void WindowDialogs::openPreferences()
{
    const auto *dialog = lifeboat::openPreferences(m_window, m_console, m_services.loginStart);
    connect(dialog, &PreferencesDialog::settingsChanged, this, &WindowDialogs::settingsChanged);
}

void WindowDialogs::tellOfRecovery(const QString &profile, const QStringList &words)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("A restore was interrupted"),
                                tr("A restore of %1 was cut off before it was done.").arg(profile),
                                QMessageBox::Ok, m_window);
    dressBox(*box, themedIcon(u"information"_s));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(words.join(u"\n\n"));
    box->open();
}

} // namespace lifeboat
