// SPDX-License-Identifier: GPL-3.0-or-later
// Shows what the retention rules let go and why the rest stays, as the store has it now, and asks whether
// that shall be removed. Removes nothing itself. Window's thread; opened, never executed.
#pragma once

#include "gui/common/consolecontext.h"

#include <QDialog>

#include <memory>

class QPushButton;
class QTreeView;

namespace lifeboat {

namespace Ui {
class PruneDialog;
}

class PruneModel;

class PruneDialog final : public QDialog
{
    Q_OBJECT
public:
    PruneDialog(ConsoleContext console, ProfilePointer profile, QWidget *parent);
    ~PruneDialog() override;

Q_SIGNALS:
    /// These were shown, and may go.
    void confirmed(const QStringList &keys);

private:
    void ask();
    void showPlan(const PruneReport &report);
    void showFailure(const Error &error);
    [[nodiscard]] QString rulesInWords() const;
    void fitColumns(QTreeView &list) const;

    std::unique_ptr<Ui::PruneDialog> m_ui;
    ConsoleContext m_console;
    ProfilePointer m_profile;
    PruneModel *m_goingModel;
    PruneModel *m_stayingModel;
    QPushButton *m_remove;
    QStringList m_going;
};

} // namespace lifeboat
