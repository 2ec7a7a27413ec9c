// SPDX-License-Identifier: GPL-3.0-or-later
// The profile whose pages are shown: which one it is, and what was read of it. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"

#include <QObject>

namespace lifeboat {

class SelectedProfile final : public QObject
{
    Q_OBJECT
public:
    SelectedProfile(ConsoleContext console, QObject *parent);

    /// Reads it, with its secrets; an empty name selects nothing.
    void select(const QString &name);
    /// Reads it anew; what was known of it stays until then.
    void reload();

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] const ProfilePointer &profile() const { return m_profile; } ///< null until it is loaded

Q_SIGNALS:
    /// Another one was selected, or the selected one was loaded, or cannot be.
    void changed();
    void loadingFailed(const QString &name, const lifeboat::Error &error);

private:
    void take(const Result<ProfilePointer> &loaded);

    ConsoleContext m_console;
    QString m_name;
    ProfilePointer m_profile;
    int m_turn = 0; ///< of the latest reading; what an earlier one brings is out of date
};

} // namespace lifeboat
