// SPDX-License-Identifier: GPL-3.0-or-later
// One line that may be longer than its place, a path or a key, or words around some: shortened in the middle,
// whole in its tooltip.
#pragma once

#include <QFrame>

namespace lifeboat {

class ElidedLabel final : public QFrame
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    void setText(const QString &text);
    /// `words` have a %1 for each of `paths`, and are not shortened while these can be.
    void setText(const QString &words, const QStringList &paths);
    [[nodiscard]] QString text() const { return m_text; }
    /// What of it is shown in this width.
    [[nodiscard]] QString shortened(int width) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] static QString filled(const QString &words, const QStringList &paths);

    QString m_text;
    QString m_words; ///< empty where the text is nothing but a path
    QStringList m_paths{QString()};
};

} // namespace lifeboat
