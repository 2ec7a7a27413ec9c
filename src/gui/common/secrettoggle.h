// SPDX-License-Identifier: GPL-3.0-or-later
// The eye at the end of a line for a secret: shows and hides what is typed. Belongs to its line edit.
// Window's thread.
#pragma once

#include <QToolButton>

class QLineEdit;

namespace lifeboat {

class SecretToggle final : public QToolButton
{
    Q_OBJECT
public:
    /// Hides the text of `line` and keeps it from being guessed, learnt or corrected by input methods.
    explicit SecretToggle(QLineEdit *line);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void show(bool plain);
    void place();

    QLineEdit *m_line;
};

} // namespace lifeboat
