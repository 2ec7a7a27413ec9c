// SPDX-License-Identifier: GPL-3.0-or-later
// A line that changes often: as wide as the longest that it has said. A QLabel has the whole window laid out
// and drawn anew each time it says something else. Window's thread.
#pragma once

#include <QFrame>

namespace lifeboat {

class SteadyLabel final : public QFrame
{
    Q_OBJECT
public:
    explicit SteadyLabel(QWidget *parent = nullptr);
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString m_text;
    int m_widest = 0;
};

} // namespace lifeboat
