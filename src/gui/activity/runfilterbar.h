// SPDX-License-Identifier: GPL-3.0-or-later
// Which runs are to be seen: of which database, what, how it ended, and words. Window's thread.
#pragma once

#include "engine/runhistory.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace lifeboat {

class RunFilterBar final : public QWidget
{
    Q_OBJECT
public:
    /// `button`, which does something with what is seen, stands at the end.
    RunFilterBar(QWidget *button, QWidget *parent);

    [[nodiscard]] RunFilter filter() const;
    /// Keeps the selected one, also when it is not among them any more.
    void setProfiles(const QStringList &names);
    void clear(); ///< everything is to be seen

Q_SIGNALS:
    void changed();

private:
    QComboBox *m_profile;
    QComboBox *m_kind;
    QComboBox *m_outcome;
    QLineEdit *m_text;
    QTimer m_typing; ///< a question for each key would be too many
};

} // namespace lifeboat
