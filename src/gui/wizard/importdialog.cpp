// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/importdialog.h"

#include "gui/wizard/setuppage.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

ImportDialog::ImportDialog(Jobs &jobs, const QProcessEnvironment &environment, QWidget *parent)
    : QDialog(parent), m_list(new QListWidget(this)), m_state(wrappingLabel(tr("Looking…"), this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Import access keys"));
    auto *title = new QLabel(tr("Access keys that &other programs have:"), this);
    title->setBuddy(m_list);
    m_list->setObjectName(u"credentials"_s);
    m_list->setAccessibleName(tr("Access keys"));
    m_list->setAccessibleDescription(tr("Return takes over the one that is selected"));
    m_list->setWordWrap(true);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_state->setObjectName(u"importState"_s);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Import"));
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(title);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_state);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &ImportDialog::take);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &ImportDialog::reject);
    connect(m_list, &QListWidget::itemActivated, this, &ImportDialog::take);
    connect(m_list, &QListWidget::itemSelectionChanged, this, [this] {
        m_buttons->button(QDialogButtonBox::Ok)->setEnabled(!m_list->selectedItems().isEmpty());
    });
    const auto started = jobs.start<Offer>(
        JobKind::Check, {},
        [environment](const JobControl &) -> Result<Offer> {
            return std::make_shared<const ImportOffer>(importableCredentials(environment));
        },
        this, [this](const Result<Offer> &offer) { show(offer.value_or(std::make_shared<ImportOffer>())); });
    Q_ASSERT(started);
}

void ImportDialog::show(const Offer &offer)
{
    m_offer = offer;
    for (const ImportedCredentials &keys : offer->found) {
        const QString place = keys.endpoint.isEmpty() ? keys.region : keys.endpoint.host();
        QString text = tr("%1 (%2)", "name, origin").arg(keys.name, keys.origin);
        if (!place.isEmpty())
            text += u" · "_s + place;
        if (!keys.unusable.isEmpty())
            text += u'\n' + keys.unusable;
        auto *item = new QListWidgetItem(text, m_list);
        if (!keys.unusable.isEmpty())
            item->setFlags(Qt::NoItemFlags);
        else if (m_list->selectedItems().isEmpty())
            m_list->setCurrentItem(item);
    }
    QStringList notes;
    for (const Error &problem : offer->problems)
        notes += describe(problem);
    if (offer->found.empty() && notes.isEmpty())
        notes += tr("Neither rclone nor the AWS tools have S3 access keys here.");
    m_state->setText(notes.join(u'\n'));
    m_state->setVisible(!notes.isEmpty());
    m_list->setEnabled(!offer->found.empty());
}

void ImportDialog::take()
{
    if (m_list->selectedItems().isEmpty())
        return;
    Q_EMIT chosen(m_offer->found.at(static_cast<std::size_t>(m_list->currentRow())));
    accept();
}

} // namespace lifeboat
