// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/policydialog.h"

#include "gui/wizard/setuppage.h"
#include "service/bucketpolicy.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

PolicyDialog::PolicyDialog(const Profile &profile, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("What the key must be allowed to do"));
    auto *r2 =
        wrappingLabel(tr("Cloudflare R2: make an API token with the permission \"Object Read & Write\", for "
                         "this bucket only. It needs nothing else."),
                      this);
    auto *others =
        wrappingLabel(tr("Stores with policies as AWS has them: give the key's user this one."), this);
    auto *policy = new QPlainTextEdit(this);
    policy->setObjectName(u"policy"_s);
    policy->setAccessibleName(tr("Policy"));
    policy->setReadOnly(true);
    policy->setFont(fixedFont(this));
    policy->setLineWrapMode(QPlainTextEdit::NoWrap);
    const auto json = leastPrivilegePolicy(profile);
    policy->setPlainText(json ? QString::fromUtf8(QJsonDocument(*json).toJson()) : describe(json.error()));
    const QFontMetrics metrics(policy->font());
    policy->setMinimumSize(metrics.averageCharWidth() * 60, metrics.lineSpacing() * 16);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *copy = buttons->addButton(tr("&Copy policy"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this,
            [policy] { QGuiApplication::clipboard()->setText(policy->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &PolicyDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(r2);
    layout->addWidget(others);
    layout->addWidget(policy, 1);
    layout->addWidget(buttons);
}

} // namespace lifeboat
