// SPDX-License-Identifier: GPL-3.0-or-later
// One line above the pages that says something calmly, with the buttons that answer it. Hidden until it is
// needed.
#pragma once

#include <QIcon>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace lifeboat {

class NoticeBar : public QWidget
{
    Q_OBJECT
public:
    /// `meaning` is the icon for those who do not see it.
    NoticeBar(const QIcon &icon, const QString &meaning, QWidget *parent);

protected:
    void setText(const QString &text);
    [[nodiscard]] QPushButton *addButton(const QString &text, const QString &help);
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    QIcon m_icon;
    QLabel *m_picture;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace lifeboat
