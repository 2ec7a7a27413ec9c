// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/elidedlabel.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace lifeboat {

namespace {

constexpr int fewestCharacters = 16;

} // namespace

ElidedLabel::ElidedLabel(QWidget *parent) : QFrame(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    setText({}, {text});
}

void ElidedLabel::setText(const QString &words, const QStringList &paths)
{
    m_words = words;
    m_paths = paths;
    const QString text = filled(words, paths);
    m_text = text;
    setToolTip(text.toHtmlEscaped());
    setAccessibleName(text);
    updateGeometry();
    update();
}

/// Unlike QString::arg(), for any number of them, and for paths with a %1 of their own.
QString ElidedLabel::filled(const QString &words, const QStringList &paths)
{
    if (words.isEmpty())
        return paths.constFirst();
    QString text;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const int number = words.at(i) == u'%' && i + 1 < words.size() ? words.at(i + 1).digitValue() : -1;
        if (number >= 1 && number <= paths.size()) {
            text += paths.at(number - 1);
            ++i;
        } else {
            text += words.at(i);
        }
    }
    return text;
}

QString ElidedLabel::shortened(int width) const
{
    const QFontMetrics metrics = fontMetrics();
    if (metrics.horizontalAdvance(m_text) <= width)
        return m_text;
    QStringList shown = m_paths;
    // A whole is not quite as wide as its parts.
    int room = width - static_cast<int>(m_paths.size());
    if (!m_words.isEmpty())
        room -= metrics.horizontalAdvance(filled(m_words, QStringList(m_paths.size(), QString())));
    // The shortest first: what it does not need is the others'.
    QList<qsizetype> order(shown.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](qsizetype i) { return metrics.horizontalAdvance(m_paths.at(i)); });
    for (qsizetype left = order.size(); const qsizetype i : order) {
        shown[i] =
            metrics.elidedText(m_paths.at(i), Qt::ElideMiddle, std::max(0, room) / static_cast<int>(left--));
        room -= metrics.horizontalAdvance(shown.at(i));
    }
    return metrics.elidedText(filled(m_words, shown), Qt::ElideMiddle, width);
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text), fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int few = fontMetrics().averageCharWidth() * fewestCharacters;
    return {std::min(few, sizeHint().width()), sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // or a path would begin with its last slash
    painter.setPen(palette().color(foregroundRole()));
    // A path reads from left to right in any language; it only stands at the other side.
    painter.drawText(rect(),
                     static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine)
                         | static_cast<int>(isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft),
                     shortened(width()));
}

} // namespace lifeboat
