// SPDX-License-Identifier: GPL-3.0-or-later
// Asks, months after it was last confirmed, whether the owner of an encrypted profile still holds its
// recovery kit. A console may stay for months: it looks again while it does. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/noticebar.h"

#include <QTimer>

#include <chrono>

namespace lifeboat {

class KitReminderBar final : public NoticeBar
{
    Q_OBJECT
public:
    /// Confirmations are kept in `stateFolder`, see KitRecord; they are looked at every `interval`.
    KitReminderBar(ConsoleContext console, QString stateFolder, QWidget *parent,
                   std::chrono::milliseconds interval = std::chrono::hours(1));

    /// Asks when it is time to; hidden otherwise. null: nothing is selected.
    void showProfile(const ProfilePointer &profile);

Q_SIGNALS:
    void kitRequested();

private:
    /// Asks, or goes away, by what the record says now.
    void look();
    void ask(const QDateTime &lastConfirmed);
    /// Hides and keeps the answer.
    void answer(std::function<Result<void>(const QString &profile, const QDateTime &now)> keep);

    ConsoleContext m_console;
    QString m_stateFolder;
    QString m_profile; ///< Profile::id; empty: nothing is asked
    QTimer m_again;
    int m_looks = 0; ///< only the latest counts
};

} // namespace lifeboat
