// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of one run: times, stages, the error with its next step, and "Copy details". Window's
// thread; show it with open().
#pragma once

#include "engine/runrecord.h"

#include <QDialog>

class QFormLayout;
class QLayout;

namespace lifeboat {

class RunDetails final : public QDialog
{
    Q_OBJECT
public:
    RunDetails(const RunRecord &run, QWidget *parent);

private:
    [[nodiscard]] QLayout *makeHeading();
    [[nodiscard]] QLayout *makeError();
    [[nodiscard]] QLayout *makeFacts();
    [[nodiscard]] QLayout *makeStages();
    void copy() const;

    RunRecord m_run;
};

} // namespace lifeboat
