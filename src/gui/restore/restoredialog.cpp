// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/restoredialog.h"

#include "base/format.h"
#include "base/text.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/common/timewords.h"
#include "gui/restore/databasebrowser.h"
#include "gui/restore/restoreprogress.h"
#include "gui/selectedprofile.h"
#include "ui_restoredialog.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

using Way = RestoreChoice::Way;

constexpr int widthInCharacters = 84;
constexpr int linesAtFirst = 38; ///< until it is known what there is to say

void makeHeading(QLabel *label)
{
    QFont font = label->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.2);
    label->setFont(font);
}

/// Beside the database, so that it is easily found: "blog-20260131-090500.db".
QString proposedFile(const QString &database, const QDateTime &takenAt)
{
    const QFileInfo info(database);
    const QString suffix = info.suffix().isEmpty() ? QString() : u'.' + info.suffix();
    return info.absolutePath() + u'/' + info.completeBaseName()
           + takenAt.toLocalTime().toString(u"-yyyyMMdd-HHmmss"_s) + suffix;
}

} // namespace

RestoreDialog::RestoreDialog(ConsoleContext console, ProfilePointer profile, const BackupEntry &backup,
                             QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::RestoreDialog>()), m_console(console),
      m_profile(std::move(profile)), m_backup(backup)
{
    m_ui->setupUi(this);
    setWindowTitle(tr("Restore %1").arg(m_profile->profile.id));
    makeHeading(m_ui->planTitle);
    makeHeading(m_ui->progressTitle);
    makeHeading(m_ui->resultTitle);
    m_ui->planTitle->setText(
        tr("Restore the backup of %1").arg(whenWords(backup.takenAt, m_console.backups.clock().utcNow())));
    m_ui->otherFile->setText(proposedFile(m_profile->profile.databasePath, backup.takenAt));
    m_ui->notice->setRetryVisible(false);
    m_ui->failure->setRetryVisible(false);
    m_ui->live->hide();
    setMinimumWidth(fontMetrics().averageCharWidth() * widthInCharacters);
    setUpButtons();
    connectChoices();
    showPage(m_ui->planPage);
}

RestoreDialog::~RestoreDialog() = default;

void RestoreDialog::setUpButtons()
{
    QDialogButtonBox *box = m_ui->buttons;
    m_recheck = box->addButton(tr("Check &again"), QDialogButtonBox::ResetRole);
    m_details = box->addButton(tr("Show &details"), QDialogButtonBox::ResetRole);
    m_undo = box->addButton(tr("&Undo restore"), QDialogButtonBox::ActionRole);
    m_undo->setIcon(themedIcon(u"undo"_s));
    m_go = box->addButton(QString(), QDialogButtonBox::ActionRole);
    m_close = box->addButton(QDialogButtonBox::Cancel);
    m_details->setCheckable(true);
    m_recheck->setToolTip(tr("Look again who has the database open and how much room there is"));
    m_recheck->setAutoDefault(false);
    m_details->setAutoDefault(false);
    m_undo->setAutoDefault(false);
    connect(m_recheck, &QPushButton::clicked, this, &RestoreDialog::recheck);
    connect(m_details, &QPushButton::toggled, this, &RestoreDialog::setDetailsVisible);
    connect(m_undo, &QPushButton::clicked, this, &RestoreDialog::undo);
    connect(m_go, &QPushButton::clicked, this, &RestoreDialog::begin);
    connect(box, &QDialogButtonBox::rejected, this, &RestoreDialog::reject);
}

void RestoreDialog::connectChoices()
{
    for (QRadioButton *way : {m_ui->replace, m_ui->toOtherFile, m_ui->browse}) {
        connect(way, &QRadioButton::toggled, this, [this](bool chosen) {
            if (chosen)
                recheck();
        });
    }
    connect(m_ui->otherFile, &QLineEdit::textEdited, this, [this] {
        m_ui->toOtherFile->setChecked(true);
        m_plan.reset(); // it was about another file
        updatePlanPage();
    });
    connect(m_ui->otherFile, &QLineEdit::editingFinished, this, [this] {
        if (!m_plan && !m_job && m_ui->pages->currentWidget() == m_ui->planPage)
            recheck();
    });
    connect(m_ui->chooseOtherFile, &QPushButton::clicked, this, &RestoreDialog::chooseOtherFile);
    connect(m_ui->live, &QCheckBox::toggled, this, &RestoreDialog::recheck);
    connect(m_ui->stopCommand, &QLineEdit::textChanged, this, &RestoreDialog::updatePlanPage);
}

void RestoreDialog::open()
{
    resize(minimumWidth(), fontMetrics().height() * linesAtFirst);
    QDialog::open();
    recheck();
}

RestoreChoice RestoreDialog::choice() const
{
    RestoreChoice choice;
    if (m_ui->browse->isChecked())
        choice.way = Way::Browse;
    else if (m_ui->toOtherFile->isChecked())
        choice.way = Way::OtherFile;
    if (choice.way == Way::OtherFile)
        choice.otherFile = QFileInfo(m_ui->otherFile->text().trimmed()).absoluteFilePath();
    choice.live = m_ui->live->isChecked();
    choice.commands = {m_ui->stopCommand->text().trimmed(), m_ui->startCommand->text().trimmed()};
    return choice;
}

void RestoreDialog::chooseOtherFile()
{
    auto *dialog = new QFileDialog(this, tr("Restore to another file"), m_ui->otherFile->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // our own page says what is there
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_ui->otherFile->setText(file);
        m_ui->toOtherFile->setChecked(true);
        recheck();
    });
    dialog->open();
}

void RestoreDialog::recheck()
{
    const RestoreChoice wanted = choice();
    m_plan.reset();
    if (m_check)
        m_check->cancel();
    updatePlanPage();
    const auto job = m_console.jobs.start<RestorePlan>(
        JobKind::Check, m_profile->profile.id,
        [profile = m_profile, backup = m_backup, wanted,
         &clock = m_console.backups.clock()](const JobControl &) {
            return planRestore(*profile, backup, wanted.otherFile, wanted.isLive(), clock.utcNow());
        },
        this,
        [this, number = ++m_planNumber](const Result<RestorePlan> &plan) {
            if (number == m_planNumber)
                showPlan(plan);
        });
    if (job)
        m_check = *job;
    else
        showPlan(fail(job.error()));
}

void RestoreDialog::showPlan(const Result<RestorePlan> &plan)
{
    if (plan)
        m_plan = *plan;
    else
        m_ui->notice->showError(tr("The restore cannot be prepared"), plan.error());
    m_ui->notice->setVisible(!plan);
    m_ui->facts->setVisible(plan.has_value());
    updatePlanPage();
    fitHeightSoon();
    if (m_go->isEnabled())
        m_go->setFocus();
}

void RestoreDialog::updatePlanPage()
{
    const RestoreChoice chosen = choice();
    const bool browsing = chosen.way == Way::Browse;
    m_ui->otherFile->setEnabled(chosen.way == Way::OtherFile);
    m_ui->commands->setEnabled(!browsing);
    switch (chosen.way) {
    case Way::Replace: m_go->setText(tr("&Replace the database")); break;
    case Way::OtherFile: m_go->setText(tr("&Restore to this file")); break;
    case Way::Browse: m_go->setText(tr("&Open read-only")); break;
    }
    m_recheck->setEnabled(m_plan || m_ui->notice->isVisibleTo(this));
    if (!m_plan) {
        m_go->setEnabled(false);
        m_ui->obstacle->setText(m_ui->notice->isVisibleTo(this) ? QString() : tr("Looking…"));
        return;
    }
    m_ui->facts->setFacts(planFacts(*m_plan, chosen, m_console.backups.clock().utcNow()));
    m_ui->live->setVisible(!browsing && (!m_plan->users.isEmpty() || chosen.live));
    const QString obstacle = obstacleTo(*m_plan, chosen);
    m_ui->obstacle->setText(obstacle);
    m_go->setEnabled(obstacle.isEmpty());
}

void RestoreDialog::begin()
{
    m_done = choice();
    m_begun = m_console.backups.clock().monotonic();
    if (m_done.way == Way::Browse)
        browse();
    else
        restore();
}

void RestoreDialog::restore()
{
    RestoreOptions options;
    options.backup = m_backup.key;
    options.target = m_done.otherFile;
    options.live = m_done.isLive();
    options.commands = m_done.commands;
    m_ui->progressTitle->setText(tr("Restoring the backup of %1")
                                     .arg(whenWords(m_backup.takenAt, m_console.backups.clock().utcNow())));
    m_ui->progress->begin(RestoreProgress::Work::Restore, m_backup.sealed, !options.commands.stop.isEmpty(),
                          !options.commands.start.isEmpty());
    follow(m_console.jobs.start<RestoreOutcome>(
        JobKind::Restore, m_profile->profile.id,
        [console = m_console, profile = m_profile,
         options](const JobControl &control) -> Result<RestoreOutcome> {
            if (const auto same = checkUnchanged(console.profiles, *profile); !same)
                return fail(same.error());
            return console.backups.restore(*profile, options, control);
        },
        this, [this](const Result<RestoreOutcome> &outcome) { showOutcome(JobKind::Restore, outcome); }));
}

void RestoreDialog::undo()
{
    m_begun = m_console.backups.clock().monotonic();
    const UndoOptions options{m_restoredTarget, m_safetyCopy, m_done.isLive(), m_done.commands};
    m_ui->progressTitle->setText(tr("Undoing the restore"));
    m_ui->progress->begin(RestoreProgress::Work::Undo, false, !options.commands.stop.isEmpty(),
                          !options.commands.start.isEmpty());
    follow(m_console.jobs.start<RestoreOutcome>(
        JobKind::UndoRestore, m_profile->profile.id,
        [&service = m_console.backups, profile = m_profile, options](const JobControl &control) {
            return service.undoRestore(*profile, options, control);
        },
        this, [this](const Result<RestoreOutcome> &outcome) { showOutcome(JobKind::UndoRestore, outcome); }));
}

void RestoreDialog::browse()
{
    using Copy = std::shared_ptr<FetchedBackup>;
    m_ui->progressTitle->setText(tr("Fetching a copy to look into"));
    m_ui->progress->begin(RestoreProgress::Work::Browse, m_backup.sealed, false, false);
    follow(m_console.jobs.start<Copy>(
        JobKind::Download, m_profile->profile.id,
        [&service = m_console.backups, profile = m_profile,
         key = m_backup.key](const JobControl &control) -> Result<Copy> {
            auto fetched = service.fetch(*profile, key, control);
            if (!fetched)
                return fail(fetched.error());
            return std::make_shared<FetchedBackup>(std::move(*fetched));
        },
        this,
        [this](const Result<Copy> &copy) {
            if (copy)
                openBrowser(*copy);
            else
                showFailure(JobKind::Download, copy.error());
        }));
}

void RestoreDialog::follow(const Result<Job *> &job)
{
    if (!job) {
        openErrorDialog(this, tr("This cannot begin now"), job.error());
        return;
    }
    m_job = *job;
    connect(m_job, &Job::progressed, this, &RestoreDialog::showProgress);
    showPage(m_ui->progressPage);
}

void RestoreDialog::showProgress(const JobProgress &progress)
{
    m_ui->progress->showProgress(progress);
    const bool late = m_ui->progress->isPastCancelling();
    m_close->setEnabled(!late && m_job && !m_job->isCancelled());
    if (late && m_question)
        m_question->reject();
    m_ui->obstacle->setText(progress.stage == Stage::Tend
                                ? tr("All is in place; what was there before is being checked.")
                            : late ? tr("The database is being exchanged: too late to cancel.")
                                   : QString());
}

void RestoreDialog::showOutcome(JobKind kind, const Result<RestoreOutcome> &outcome)
{
    Activity activity;
    activity.finishedAt = m_console.backups.clock().utcNow();
    activity.kind = kind;
    activity.profile = m_profile->profile.id;
    activity.duration = m_console.backups.clock().monotonic() - m_begun;
    if (outcome) {
        showSuccess(kind, *outcome);
        activity.result = kind == JobKind::Restore
                              ? tr("Restored %1 from %2", "path, backup").arg(outcome->target, m_backup.key)
                              : tr("%1 is what it was before the restore").arg(outcome->target);
    } else {
        showFailure(kind, outcome.error());
        activity.problem = outcome.error();
    }
    Q_EMIT finishedRestore(activity);
}

void RestoreDialog::showSuccess(JobKind kind, const RestoreOutcome &outcome)
{
    m_restoredTarget = outcome.target;
    m_safetyCopy = outcome.safetyCopy;
    const bool undone = kind == JobKind::UndoRestore;
    m_ui->resultTitle->setText(undone ? tr("The restore is undone") : tr("Restored"));
    m_ui->resultText->setText(undone
                                  ? tr("This database is what it was before the restore:")
                                  : tr("This database is now the backup of %1 (%2), checked:", "when, size")
                                        .arg(whenWords(m_backup.takenAt, m_console.backups.clock().utcNow()),
                                             formatBytes(outcome.databaseSize)));
    m_ui->targetPath->setText(outcome.target);
    m_ui->targetPath->show();
    const auto startProblem = outcome.startProblem();
    m_ui->resultIcon->setPixmap(healthIcon(startProblem ? Health::Warning : Health::Healthy)
                                    .pixmap(QSize(32, 32), devicePixelRatioF()));
    m_ui->resultIcon->setAccessibleName(startProblem ? tr("Attention") : tr("Done"));
    m_ui->keptText->setText(outcome.safetyCopy.isEmpty() ? tr("There was nothing to keep.")
                            : undone                     ? tr("The backup that had been restored is kept in:")
                                                         : tr("What was there before is kept in:"));
    m_ui->keptPath->setText(outcome.safetyCopy);
    m_ui->keptPath->setVisible(!outcome.safetyCopy.isEmpty());
    m_ui->failure->setVisible(startProblem.has_value());
    if (startProblem)
        m_ui->failure->showError(tr("The program may not be running again"), *startProblem);
    m_ui->details->setPlainText(outcomeDetails(outcome));
    m_ui->success->show();
    showPage(m_ui->resultPage);
    m_undo->setVisible(!undone && !outcome.safetyCopy.isEmpty());
}

void RestoreDialog::showFailure(JobKind kind, const Error &error)
{
    const bool cancelled = error.code == ErrorCode::Cancelled;
    m_ui->success->setVisible(cancelled);
    m_ui->failure->setVisible(!cancelled);
    const QString unchanged =
        kind == JobKind::Download ? tr("Nothing was changed.") : tr("Your database is as it was.");
    if (cancelled) {
        m_ui->resultIcon->setPixmap(themedIcon(u"stop"_s).pixmap(QSize(32, 32), devicePixelRatioF()));
        m_ui->resultIcon->setAccessibleName(tr("Cancelled"));
        m_ui->resultTitle->setText(tr("Cancelled"));
        m_ui->resultText->setText(unchanged);
        m_ui->keptText->setText(error.hint);
        m_ui->targetPath->hide();
        m_ui->keptPath->hide();
    } else {
        Error shown = error;
        if (!shown.message.contains(Text::tr("The database is as it was.")))
            shown.message += u' ' + unchanged;
        m_ui->failure->showError(kind == JobKind::UndoRestore ? tr("The restore was not undone")
                                 : kind == JobKind::Download  ? tr("The backup cannot be opened")
                                                              : tr("The backup was not restored"),
                                 shown);
    }
    m_ui->details->clear();
    showPage(m_ui->resultPage);
    m_undo->setVisible(kind == JobKind::UndoRestore);
}

void RestoreDialog::openBrowser(const std::shared_ptr<FetchedBackup> &copy)
{
    auto *browser = new DatabaseBrowser(m_console, m_profile, copy, parentWidget());
    browser->setAttribute(Qt::WA_DeleteOnClose);
    connect(browser, &DatabaseBrowser::restoreRequested, this, [this] {
        m_ui->replace->setChecked(true);
        showPage(m_ui->planPage);
        open();
    });
    connect(browser, &QDialog::rejected, this, &QDialog::reject);
    // Out of the way, yet alive: from looking one may come back to restoring.
    hide();
    browser->show();
}

void RestoreDialog::reject()
{
    if (!m_job || m_ui->pages->currentWidget() != m_ui->progressPage) {
        QDialog::reject();
        return;
    }
    if (!m_ui->progress->isPastCancelling())
        askToCancel();
}

void RestoreDialog::askToCancel()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, windowTitle(), tr("Cancel what is running?"),
                                QMessageBox::NoButton, this);
    m_question = box;
    dressBox(*box, themedIcon(u"question"_s));
    box->setInformativeText(
        tr("It goes on until you answer. Nothing has been changed yet; this question closes when it "
           "is too late for it."));
    auto *cancel = box->addButton(tr("&Cancel it"), QMessageBox::DestructiveRole);
    auto *goOn = box->addButton(tr("&Go on"), QMessageBox::RejectRole);
    box->setDefaultButton(goOn);
    box->setEscapeButton(goOn);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(cancel, &QAbstractButton::clicked, this, [this] {
        if (!m_job)
            return;
        m_job->cancel();
        m_close->setEnabled(false);
        m_ui->obstacle->setText(tr("Cancelling…"));
    });
    connect(m_job, &Job::finished, box, &QMessageBox::reject); // too late to ask
    box->open();
}

void RestoreDialog::showPage(QWidget *page)
{
    const bool planning = page == m_ui->planPage;
    const bool ended = page == m_ui->resultPage;
    for (int i = 0; i < m_ui->pages->count(); ++i) {
        // Those that are not shown are not to be as tall as the one that is.
        const auto policy = m_ui->pages->widget(i) == page ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_ui->pages->widget(i)->setSizePolicy(QSizePolicy::Preferred, policy);
    }
    m_ui->pages->setCurrentWidget(page);
    m_ui->obstacle->clear();
    m_go->setVisible(planning);
    m_go->setDefault(planning);
    m_recheck->setVisible(planning);
    m_undo->hide();
    m_details->setChecked(false);
    m_details->setVisible(ended && !m_ui->details->toPlainText().isEmpty());
    m_ui->details->hide();
    m_close->setText(ended ? tr("&Close") : tr("&Cancel"));
    m_close->setEnabled(true);
    if (!planning)
        m_close->setFocus();
    fitHeight();
    fitHeightSoon();
}

void RestoreDialog::fitHeightSoon()
{
    // A layout shows what is added to it, and counts it, when the event loop comes round.
    QMetaObject::invokeMethod(this, &RestoreDialog::fitHeight, Qt::QueuedConnection);
}

void RestoreDialog::fitHeight()
{
    if (!isVisible())
        return;
    layout()->activate();
    const int inner = m_ui->pages->width();
    // A scroll area does not say how tall its content is.
    const QWidget *page = m_ui->pages->currentWidget();
    const QLayout *content = page == m_ui->planPage ? m_ui->planContent->layout() : page->layout();
    const int shown = content->hasHeightForWidth() ? content->totalHeightForWidth(inner)
                                                   : content->totalSizeHint().height();
    const int around = layout()->contentsMargins().top() + layout()->contentsMargins().bottom()
                       + 2 * layout()->spacing() + m_ui->buttons->sizeHint().height()
                       + m_ui->obstacle->heightForWidth(inner);
    const int most = screen()->availableGeometry().height() * 9 / 10;
    resize(width(), std::min(most, std::max(around + shown, minimumSizeHint().height())));
}

void RestoreDialog::setDetailsVisible(bool visible)
{
    m_ui->details->setVisible(visible);
    fitHeightSoon();
    m_details->setText(visible ? tr("Hide &details") : tr("Show &details"));
}

} // namespace lifeboat
