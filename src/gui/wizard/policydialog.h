// SPDX-License-Identifier: GPL-3.0-or-later
// The least an access key must be allowed to do in a bucket, to be copied to the store's console.
#pragma once

#include "engine/profile.h"

#include <QDialog>

namespace lifeboat {

class PolicyDialog final : public QDialog
{
    Q_OBJECT
public:
    PolicyDialog(const Profile &profile, QWidget *parent);
};

} // namespace lifeboat
