// SPDX-License-Identifier: GPL-3.0-or-later
// One line that may be longer than its place, a path or a key: shortened in the middle, whole in its tooltip.
#pragma once

#include <QFrame>

namespace lifeboat {

class ElidedLabel final : public QFrame
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace lifeboat
