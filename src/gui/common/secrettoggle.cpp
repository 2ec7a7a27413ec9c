// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/secrettoggle.h"

#include "gui/common/icons.h"

#include <QEvent>
#include <QLineEdit>
#include <QStyle>

namespace lifeboat {

using namespace Qt::StringLiterals;

SecretToggle::SecretToggle(QLineEdit *line) : QToolButton(line), m_line(line)
{
    // A trailing action of the line would be the short way, and cannot be reached with the keyboard.
    setObjectName(u"showSecret"_s);
    setCheckable(true);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::ArrowCursor);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    setIconSize(QSize(size, size));
    m_line->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData
                                | Qt::ImhNoAutoUppercase);
    m_line->installEventFilter(this);
    connect(this, &QToolButton::toggled, this, &SecretToggle::show);
    show(false);
    place();
}

void SecretToggle::show(bool plain)
{
    const QString words = plain ? tr("Hide secret") : tr("Show secret");
    m_line->setEchoMode(plain ? QLineEdit::Normal : QLineEdit::Password);
    setIcon(themedIcon(plain ? u"hide"_s : u"show"_s));
    setAccessibleName(words);
    setToolTip(words);
}

void SecretToggle::place()
{
    const int frame =
        m_line->hasFrame() ? style()->pixelMetric(QStyle::PM_DefaultFrameWidth, nullptr, m_line) : 0;
    const int side = qMin(m_line->height() - 2 * frame, sizeHint().height());
    const bool rightToLeft = m_line->layoutDirection() == Qt::RightToLeft;
    m_line->setTextMargins(rightToLeft ? side : 0, 0, rightToLeft ? 0 : side, 0);
    setGeometry(rightToLeft ? frame : m_line->width() - frame - side, (m_line->height() - side) / 2, side,
                side);
}

bool SecretToggle::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type == QEvent::Resize || type == QEvent::LayoutDirectionChange || type == QEvent::StyleChange)
        place();
    return QToolButton::eventFilter(watched, event);
}

} // namespace lifeboat
