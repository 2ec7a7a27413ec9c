// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/errornotice.h"

#include "base/format.h"
#include "base/log.h"
#include "gui/common/icons.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QLabel *wrappingLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

QString errorDetails(const Error &error, const QString &what)
{
    const QString text = u"Lifeboat %1, %2\n%3\n%4: %5 (%6)\n%7\n"_s.arg(
        QStringLiteral(LIFEBOAT_VERSION), formatUtc(QDateTime::currentDateTimeUtc()), what, error.operation,
        error.message, errorCodeName(error.code), error.hint);
    return redact(text);
}

ErrorNotice::ErrorNotice(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_what(wrappingLabel(this)), m_message(wrappingLabel(this)),
      m_hint(wrappingLabel(this)), m_retry(new QPushButton(tr("&Try again"), this)),
      m_copy(new QPushButton(tr("&Copy details"), this))
{
    QFont heading = m_what->font();
    heading.setBold(true);
    heading.setPointSizeF(heading.pointSizeF() * 1.2);
    m_what->setFont(heading);
    m_icon->setAccessibleName(tr("Error"));
    m_icon->setAlignment(Qt::AlignTop);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_retry);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    auto *text = new QVBoxLayout;
    text->addWidget(m_what);
    text->addWidget(m_message);
    text->addWidget(m_hint);
    text->addSpacing(style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing));
    text->addLayout(buttons);
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_icon);
    row->addLayout(text, 1);

    connect(m_retry, &QPushButton::clicked, this, &ErrorNotice::retryRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_details); });
    hide();
}

void ErrorNotice::showError(const QString &what, const Error &error)
{
    const int size = style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this);
    m_icon->setPixmap(healthIcon(Health::Warning).pixmap(QSize(size, size), devicePixelRatioF()));
    m_what->setText(what);
    m_message->setText(error.message);
    m_hint->setText(error.hint);
    m_hint->setVisible(!error.hint.isEmpty());
    m_details = errorDetails(error, what);
    show();
}

void ErrorNotice::setRetryVisible(bool visible)
{
    m_retry->setVisible(visible);
}

void openErrorDialog(QWidget *parent, const QString &what, const Error &error)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, what, what, QMessageBox::Close, parent);
    dressBox(*box, healthIcon(Health::Warning));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(error.hint.isEmpty() ? error.message : error.message + u"\n\n"_s + error.hint);
    auto *copy = box->addButton(ErrorNotice::tr("Copy details"), QMessageBox::ActionRole);
    const QString details = errorDetails(error, what);
    copy->disconnect(box); // an action button would otherwise close the box
    QObject::connect(copy, &QAbstractButton::clicked, box,
                     [details] { QGuiApplication::clipboard()->setText(details); });
    box->setDefaultButton(QMessageBox::Close);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace lifeboat
