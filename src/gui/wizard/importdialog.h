// SPDX-License-Identifier: GPL-3.0-or-later
// Offers the access keys that rclone and the AWS tools of this user already have.
#pragma once

#include "service/credentialimport.h"
#include "service/jobs.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QListWidget;

namespace lifeboat {

class ImportDialog final : public QDialog
{
    Q_OBJECT
public:
    ImportDialog(Jobs &jobs, const QProcessEnvironment &environment, QWidget *parent);

Q_SIGNALS:
    void chosen(const lifeboat::ImportedCredentials &credentials);

private:
    using Offer = std::shared_ptr<const ImportOffer>;
    void show(const Offer &offer);
    void take();

    Offer m_offer;
    QListWidget *m_list;
    QLabel *m_state;
    QDialogButtonBox *m_buttons;
};

} // namespace lifeboat
