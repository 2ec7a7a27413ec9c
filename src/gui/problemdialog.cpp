// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/problemdialog.h"

#include "gui/common/errornotice.h"
#include "gui/common/opening.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

Result<void> write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(ErrorCode::Io, u"report.save"_s,
                ProblemDialog::tr("%1 cannot be written: %2.").arg(path, file.errorString()),
                ProblemDialog::tr("Choose a folder that you may write to."));
}

} // namespace

ProblemDialog::ProblemDialog(Jobs &jobs, const QString &report, QWidget *parent)
    : QDialog(parent), m_jobs(jobs), m_text(new QPlainTextEdit(report, this)), m_done(new QLabel(this))
{
    setWindowTitle(tr("Report a problem"));
    auto *intro =
        new QLabel(tr("Nothing is sent. Secrets are left out already; take out what else you do not want "
                      "to tell, say at the top what happened, and add the text to your report."),
                   this);
    intro->setWordWrap(true);
    m_text->setAccessibleName(tr("Report"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setTabChangesFocus(true);
    m_done->setTextFormat(Qt::PlainText);
    m_done->setWordWrap(true);
    m_done->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const auto *copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    const auto *saveButton = buttons->addButton(tr("&Save…"), QDialogButtonBox::ActionRole);
    auto *column = new QVBoxLayout(this);
    column->addWidget(intro);
    column->addWidget(m_text, 1);
    column->addWidget(m_done);
    column->addWidget(buttons);
    openAt(*this, {fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 34});

    connect(copyButton, &QPushButton::clicked, this, &ProblemDialog::copy);
    connect(saveButton, &QPushButton::clicked, this, &ProblemDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ProblemDialog::showDone(const QString &what)
{
    m_done->setText(what);
    m_done->show();
}

void ProblemDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    showDone(tr("The report is on the clipboard."));
}

void ProblemDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the report"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                   tr("Text files (*.txt)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"txt"_s);
    dialog->selectFile(u"lifeboat-report.txt"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ProblemDialog::save);
    dialog->open();
}

void ProblemDialog::save(const QString &path)
{
    const auto started = m_jobs.start<void>(
        JobKind::Check, {},
        [path, bytes = m_text->toPlainText().toUtf8()](const JobControl &) { return write(path, bytes); },
        this,
        [this, path](const Result<void> &saved) {
            if (saved)
                showDone(tr("Saved as %1.").arg(path));
            else
                openErrorDialog(this, tr("The report was not saved"), saved.error());
        });
    Q_ASSERT(started);
}

} // namespace lifeboat
