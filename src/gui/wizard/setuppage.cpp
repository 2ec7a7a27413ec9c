// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/setuppage.h"

#include "gui/common/errornotice.h"

#include <QFontDatabase>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

QLabel *wrappingLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QFont fixedFont(const QWidget *widget)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (widget->font().pointSizeF() > 0) // else it is stated in pixels
        font.setPointSizeF(widget->font().pointSizeF());
    return font;
}

SetupPage::SetupPage(QWidget *parent)
    : QWizardPage(parent), m_scroll(new QScrollArea(this)), m_error(new ErrorNotice),
      m_reason(wrappingLabel({}, this))
{
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins({});
    m_body = new QVBoxLayout;
    rows->addWidget(m_error);
    rows->addLayout(m_body, 1);
    m_error->setRetryVisible(false);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);

    m_reason->setObjectName(u"reason"_s);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_reason);
}

void SetupPage::setBusy(const QString &what)
{
    m_busy = what;
    m_scroll->setEnabled(what.isEmpty());
    review();
}

void SetupPage::showError(const QString &what, const Error &error)
{
    m_error->showError(what, error);
    reveal(m_error);
}

void SetupPage::reveal(QWidget *widget)
{
    // After the layout has given it its place.
    QTimer::singleShot(0, widget, [this, widget] { m_scroll->ensureWidgetVisible(widget); });
}

void SetupPage::clearError()
{
    m_error->hide();
}

void SetupPage::review()
{
    const QString reason = m_busy.isEmpty() ? problem() : m_busy;
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    Q_EMIT completeChanged();
}

} // namespace lifeboat
