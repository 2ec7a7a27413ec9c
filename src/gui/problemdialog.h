// SPDX-License-Identifier: GPL-3.0-or-later
// Shows a problem report before anybody else sees it: to be read, shortened, copied or saved. Sends nothing.
#pragma once

#include "service/jobs.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace lifeboat {

class ProblemDialog final : public QDialog
{
    Q_OBJECT
public:
    ProblemDialog(Jobs &jobs, const QString &report, QWidget *parent);

    /// As the text stands now, replacing what is at `path`.
    void save(const QString &path);

private:
    void copy();
    void chooseFile();
    void showDone(const QString &what);

    Jobs &m_jobs;
    QPlainTextEdit *m_text;
    QLabel *m_done;
};

} // namespace lifeboat
