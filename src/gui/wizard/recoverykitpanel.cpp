// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/recoverykitpanel.h"

#include "gui/common/errornotice.h"
#include "gui/wizard/setuppage.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPrintDialog>
#include <QPrinter>
#include <QPrinterInfo>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int groups = 4;    ///< of a fingerprint
constexpr int groupSize = 4; ///< characters

QString question(int group)
{
    switch (group) {
    case 0:
        return RecoveryKitPanel::tr("&Open the kit and enter the first four characters of its fingerprint:");
    case 1: return RecoveryKitPanel::tr("&Open the kit and enter the second group of its fingerprint:");
    case 2: return RecoveryKitPanel::tr("&Open the kit and enter the third group of its fingerprint:");
    default:
        return RecoveryKitPanel::tr("&Open the kit and enter the last four characters of its fingerprint:");
    }
}

} // namespace

RecoveryKitPanel::RecoveryKitPanel(Jobs &jobs, bool savingRequired, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_savingRequired(savingRequired),
      m_pdf(new QPushButton(tr("Save as &PDF…"), this)), m_text(new QPushButton(tr("Save as te&xt…"), this)),
      m_print(new QPushButton(tr("P&rint…"), this)), m_savedNote(wrappingLabel({}, this)),
      m_question(wrappingLabel({}, this)), m_answer(new QLineEdit(this)), m_error(new ErrorNotice(this))
{
    m_pdf->setObjectName(u"saveKitPdf"_s);
    m_text->setObjectName(u"saveKitText"_s);
    m_print->setObjectName(u"printKit"_s);
    m_savedNote->setObjectName(u"savedNote"_s);
    m_answer->setObjectName(u"fingerprintGroup"_s);
    m_answer->setToolTip(tr("Four characters, which show that the kit can be read"));
    m_question->setBuddy(m_answer);
    m_answer->setFont(fixedFont(this));
    m_answer->setMaximumWidth(m_answer->fontMetrics().averageCharWidth() * 12);
    m_answer->setValidator(new QRegularExpressionValidator(
        QRegularExpression(u" *[0-9A-Fa-f]{0,%1} *"_s.arg(groupSize)), m_answer));
    m_error->setRetryVisible(false);
    m_savedNote->hide();

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_pdf);
    buttons->addWidget(m_text);
    buttons->addWidget(m_print);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addLayout(buttons);
    layout->addWidget(m_savedNote);
    layout->addWidget(m_error);
    layout->addSpacing(fontMetrics().height());
    layout->addWidget(m_question);
    layout->addWidget(m_answer);

    connect(m_answer, &QLineEdit::textChanged, this, &RecoveryKitPanel::changed);
    connect(m_pdf, &QPushButton::clicked, this,
            [this] { chooseFile(u".pdf"_s, tr("PDF documents (*.pdf)"), &RecoveryKitPanel::savePdf); });
    connect(m_text, &QPushButton::clicked, this,
            [this] { chooseFile(u".txt"_s, tr("Text files (*.txt)"), &RecoveryKitPanel::saveText); });
    connect(m_print, &QPushButton::clicked, this, &RecoveryKitPanel::findPrinters);
}

void RecoveryKitPanel::setKit(const Kit &kit)
{
    const bool sameKey = m_kit && kit && m_kit->fingerprint() == kit->fingerprint();
    m_kit = kit;
    m_pdf->setEnabled(kit != nullptr);
    m_text->setEnabled(kit != nullptr);
    m_print->setEnabled(kit != nullptr);
    if (!sameKey) {
        m_saved.clear();
        m_printed = false;
        m_error->hide();
        showOutcome();
        m_answer->clear();
        m_askedGroup = static_cast<int>(QRandomGenerator::global()->bounded(groups));
        m_question->setText(question(m_askedGroup));
    }
    Q_EMIT changed();
}

void RecoveryKitPanel::chooseFile(const QString &suffix, const QString &filter,
                                  void (RecoveryKitPanel::*saveTo)(const QString &))
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog = new QFileDialog(this, tr("Save the recovery kit"), folder, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix.sliced(1));
    dialog->selectFile(m_kit->suggestedName() + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, saveTo);
    dialog->open();
}

void RecoveryKitPanel::savePdf(const QString &path)
{
    save(path, &RecoveryKit::savePdf);
}

void RecoveryKitPanel::saveText(const QString &path)
{
    save(path, &RecoveryKit::saveText);
}

void RecoveryKitPanel::save(const QString &path, Result<void> (RecoveryKit::*how)(const QString &) const)
{
    m_error->hide();
    setBusy(tr("Saving…"));
    const auto started = m_jobs.start<void>(
        JobKind::Check, {}, [kit = m_kit, path, how](const JobControl &) { return (*kit.*how)(path); }, this,
        [this, kit = m_kit, path](const Result<void> &saved) {
            if (!saved)
                m_error->showError(tr("The recovery kit was not saved"), saved.error());
            else if (kit->fingerprint() == m_kit->fingerprint() && !m_saved.contains(path))
                m_saved += path;
            showOutcome();
            setBusy({});
        });
    Q_ASSERT(started);
}

void RecoveryKitPanel::setBusy(const QString &words)
{
    m_busy = words;
    Q_EMIT changed();
}

/// A print server that is far away, or gone, takes its time to say so.
void RecoveryKitPanel::findPrinters()
{
    if (!m_busy.isEmpty())
        return;
    m_error->hide();
    setBusy(tr("Looking for printers…"));
    using Printer = std::shared_ptr<QPrinter>;
    const auto started = m_jobs.start<Printer>(
        JobKind::Check, {},
        [](const JobControl &) -> Result<Printer> {
            if (QPrinterInfo::availablePrinterNames().isEmpty())
                return fail(ErrorCode::NotFound, u"kit.print"_s, tr("There is no printer here."),
                            tr("Save the kit as PDF and print it where there is one."));
            return std::make_shared<QPrinter>(QPrinter::HighResolution);
        },
        this,
        [this](const Result<Printer> &printer) {
            if (printer)
                choosePrinter(*printer);
            else
                m_error->showError(tr("The recovery kit was not printed"), printer.error());
            setBusy({});
        });
    Q_ASSERT(started);
}

void RecoveryKitPanel::choosePrinter(const std::shared_ptr<QPrinter> &printer)
{
    printer->setDocName(tr("Lifeboat recovery kit"));
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QAbstractPrintDialog::PrintToFile, false); // files are saved, for their owner only
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this,
            [this, printer] { print(printer); });
    dialog->open();
}

void RecoveryKitPanel::print(const std::shared_ptr<QPagedPaintDevice> &paper)
{
    m_error->hide();
    setBusy(tr("Printing…"));
    const auto started = m_jobs.start<void>(
        JobKind::Check, {}, [kit = m_kit, paper](const JobControl &) { return kit->print(*paper); }, this,
        [this, kit = m_kit](const Result<void> &printed) {
            if (!printed)
                m_error->showError(tr("The recovery kit was not printed"), printed.error());
            else if (kit->fingerprint() == m_kit->fingerprint())
                m_printed = true;
            showOutcome();
            setBusy({});
        });
    Q_ASSERT(started);
}

void RecoveryKitPanel::showOutcome()
{
    QStringList lines;
    if (m_printed)
        lines += tr("Sent to the printer.");
    if (!m_saved.isEmpty())
        lines += tr("Saved; only you can read it:") + u'\n' + m_saved.join(u'\n');
    m_savedNote->setText(lines.join(u'\n'));
    m_savedNote->setVisible(!lines.isEmpty());
}

bool RecoveryKitPanel::isConfirmed() const
{
    const QString asked = m_kit->fingerprint().split(u'-').value(m_askedGroup);
    return m_answer->text().trimmed().compare(asked, Qt::CaseInsensitive) == 0;
}

QString RecoveryKitPanel::problem() const
{
    if (!m_kit)
        return tr("There is no key to make a recovery kit of.");
    if (!m_busy.isEmpty())
        return m_busy;
    if (m_savingRequired && m_saved.isEmpty() && !m_printed)
        return tr("Save or print the kit to go on.");
    if (isConfirmed())
        return {};
    return m_answer->text().trimmed().size() < groupSize
               ? tr("Enter the characters to show that you can open the kit.")
               : tr("That is not what the kit says; look at the line \"%1\".")
                     .arg(RecoveryKit::tr("Fingerprint"));
}

} // namespace lifeboat
