// SPDX-License-Identifier: GPL-3.0-or-later
// Asks, months after it was last confirmed, whether the owner of an encrypted profile still holds its
// recovery kit. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/noticebar.h"

namespace lifeboat {

class KitReminderBar final : public NoticeBar
{
    Q_OBJECT
public:
    /// Confirmations are kept in `stateFolder`, see KitRecord.
    KitReminderBar(ConsoleContext console, QString stateFolder, QWidget *parent);

    /// Asks when it is time to; hidden otherwise. null: nothing is selected.
    void showProfile(const ProfilePointer &profile);

Q_SIGNALS:
    void kitRequested();

private:
    void ask(const QDateTime &lastConfirmed);
    /// Hides and keeps the answer.
    void answer(std::function<Result<void>(const QString &profile, const QDateTime &now)> keep);

    ConsoleContext m_console;
    QString m_stateFolder;
    QString m_profile; ///< Profile::id; empty: nothing is asked
};

} // namespace lifeboat
