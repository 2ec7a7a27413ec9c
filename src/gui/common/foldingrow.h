// SPDX-License-Identifier: GPL-3.0-or-later
// Two widgets side by side, and one above the other where there is no room for that: a narrow window, large
// letters, long words. It asks for no more width than the wider of the two. Window's thread.
#pragma once

#include <QWidget>

class QBoxLayout;

namespace lifeboat {

class FoldingRow final : public QWidget
{
    Q_OBJECT
public:
    /// They become its children; room that is left goes to `wide`, which is one of the two.
    FoldingRow(QWidget *first, QWidget *second, QWidget *wide, QWidget *parent);

    [[nodiscard]] bool isFolded() const;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void foldChanged(bool folded);

protected:
    bool event(QEvent *event) override;

private:
    void fold();

    QBoxLayout *m_layout;
    QWidget *m_first;
    QWidget *m_second;
};

} // namespace lifeboat
