// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/undodialog.h"

#include "base/format.h"
#include "engine/putback.h"
#include "engine/runhistory.h"
#include "gui/common/elidedlabel.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/common/listheader.h"
#include "gui/common/textdelegate.h"
#include "gui/common/timewords.h"
#include "gui/restore/restoreprogress.h"
#include "gui/selectedprofile.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int widthInCharacters = 84;
constexpr int shownLines = 7;

enum Column { When, ReplacedBy, Size, State };

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QString stateOf(const SafetyCopyInfo &copy)
{
    if (!copy.obstacle.isEmpty() || !copy.hasDatabase)
        return UndoDialog::tr("Not a safety copy");
    switch (copy.findings.verdict) {
    case SafetyFindings::Verdict::Sound: return UndoDialog::tr("Checked");
    case SafetyFindings::Verdict::Damaged: return UndoDialog::tr("Was damaged when it was replaced");
    case SafetyFindings::Verdict::Unchecked: break;
    }
    return UndoDialog::tr("Not checked");
}

QString aboutOf(const SafetyCopyInfo &copy, const RestoreSettings &rule, const QDateTime &now)
{
    if (!copy.obstacle.isEmpty())
        return copy.obstacle;
    if (!copy.hasDatabase)
        return UndoDialog::tr("There is no database in it.");
    if (!copy.findings.problem.isEmpty())
        return copy.findings.problem;
    const auto until = keptUntil(copy, rule);
    return until ? UndoDialog::tr("Kept until %1.").arg(whenWords(*until, now))
                 : UndoDialog::tr("Kept for ever.");
}

/// The runs that gave this profile's database another content; none where they are not remembered.
QList<RunRecord> exchangesOf(const QString &profile, const QString &historyPath)
{
    if (!QFileInfo::exists(historyPath))
        return {};
    const auto history = RunHistory::open(historyPath);
    RunFilter filter;
    filter.profile = profile;
    filter.limit = 0;
    auto runs = history ? (*history)->list(filter).value_or(QList<RunRecord>()) : QList<RunRecord>();
    runs.removeIf([](const RunRecord &run) {
        return run.kind != JobKind::Restore && run.kind != JobKind::UndoRestore;
    });
    return runs;
}

/// Empty when no run, or more than one, can have done it.
QString replacedBy(const SafetyCopyInfo &copy, const QList<RunRecord> &runs)
{
    const auto didIt = [at = copy.replacedAt.toSecsSinceEpoch()](const RunRecord &run) {
        return run.startedAt.toSecsSinceEpoch() <= at && at <= run.finishedAt.toSecsSinceEpoch();
    };
    const auto run = std::ranges::find_if(runs, didIt);
    if (run == runs.cend() || std::ranges::count_if(runs, didIt) > 1)
        return {};
    return run->kind == JobKind::UndoRestore ? UndoDialog::tr("An undone restore")
                                             : run->backupKey.section(u'/', -1);
}

/// To the second for those that cannot be told apart otherwise.
QStringList whenWordsOf(const QList<SafetyCopyInfo> &copies, const QDateTime &now)
{
    QStringList words;
    for (const SafetyCopyInfo &copy : copies)
        words += whenWords(copy.replacedAt, now);
    const QStringList coarse = words;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (coarse.count(coarse[i]) > 1)
            words[i] = whenWords(copies[i].replacedAt, now, TimeDetail::Seconds);
    }
    return words;
}

} // namespace

UndoDialog::UndoDialog(ConsoleContext console, ProfilePointer profile, QString historyPath, QWidget *parent)
    : QDialog(parent), m_console(console), m_profile(std::move(profile)),
      m_historyPath(std::move(historyPath)), m_pages(new QStackedWidget(this)), m_choice(makeChoice()),
      m_progress(new RestoreProgress(m_pages)), m_result(makeResult())
{
    setWindowTitle(tr("Undo a restore of %1").arg(m_profile->profile.id));
    setMinimumWidth(fontMetrics().averageCharWidth() * widthInCharacters);
    for (QWidget *page : {m_choice, static_cast<QWidget *>(m_progress), m_result})
        m_pages->addWidget(page);
    auto *box = new QDialogButtonBox(this);
    m_go = box->addButton(tr("&Put it back"), QDialogButtonBox::ActionRole);
    m_go->setIcon(themedIcon(u"undo"_s));
    m_go->setAutoDefault(false); // whoever only presses Enter has not chosen yet
    m_close = box->addButton(QDialogButtonBox::Close);
    m_close->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_pages, 1);
    column->addWidget(box);
    connect(m_go, &QPushButton::clicked, this, &UndoDialog::putBack);
    connect(box, &QDialogButtonBox::rejected, this, &UndoDialog::reject);
    showPage(m_choice);
}

QWidget *UndoDialog::makeChoice()
{
    auto *page = new QWidget(m_pages);
    auto *heading = plainLabel(page);
    heading->setText(tr("Wh&at restores have replaced. What is there now is kept likewise."));
    m_list = new QTreeWidget(page);
    m_list->setObjectName(u"safetyCopies"_s);
    m_list->setAccessibleDescription(tr("Newest first. What is selected is described below."));
    m_list->setAccessibleName(tr("What restores have replaced"));
    m_list->setHeader(new ListHeader(m_list));
    m_list->setHeaderLabels({tr("Replaced"), tr("By", "what replaced it"), tr("Size"), tr("State")});
    m_list->headerItem()->setTextAlignment(Size, Qt::AlignRight | Qt::AlignVCenter);
    m_list->setItemDelegate(new TextDelegate(Qt::ElideMiddle, m_list));
    m_list->setRootIsDecorated(false);
    m_list->setAllColumnsShowFocus(true);
    m_list->setMinimumHeight(m_list->fontMetrics().lineSpacing() * shownLines);
    heading->setTextFormat(Qt::AutoText); // a mnemonic is not plain text
    heading->setBuddy(m_list);
    m_trouble = new ErrorNotice(page);
    m_trouble->setObjectName(u"trouble"_s);
    m_trouble->setRetryVisible(true);
    m_trouble->hide();
    m_about = plainLabel(page);
    m_about->setObjectName(u"about"_s);
    m_path = new ElidedLabel(page);
    m_live = new QCheckBox(tr("&Write into the open database, while its programs go on"), page);
    m_live->setObjectName(u"live"_s);
    m_live->hide();
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->addWidget(heading);
    column->addWidget(m_trouble);
    column->addWidget(m_list, 1);
    column->addWidget(m_path);
    column->addWidget(m_about);
    column->addWidget(m_live);
    connect(m_trouble, &ErrorNotice::retryRequested, this, &UndoDialog::look);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &UndoDialog::updateChoice);
    connect(m_live, &QCheckBox::toggled, this, &UndoDialog::updateChoice);
    return page;
}

QWidget *UndoDialog::makeResult()
{
    auto *page = new QWidget(m_pages);
    m_words = plainLabel(page);
    m_words->setObjectName(u"words"_s);
    m_kept = new ElidedLabel(page);
    m_failure = new ErrorNotice(page);
    m_failure->setObjectName(u"failure"_s);
    m_failure->setRetryVisible(false);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->addWidget(m_words);
    column->addWidget(m_kept);
    column->addWidget(m_failure);
    column->addStretch();
    return page;
}

void UndoDialog::open()
{
    QDialog::open();
    look();
}

void UndoDialog::look()
{
    m_trouble->hide();
    m_about->show();
    m_about->setText(tr("Looking…"));
    const auto job = m_console.jobs.start<Found>(
        JobKind::Check, m_profile->profile.id,
        [profile = m_profile, &service = m_console.backups, history = m_historyPath](const JobControl &) {
            return find(service, *profile, history);
        },
        this, [this](const Result<Found> &found) { showFound(found); });
    if (!job)
        showFound(fail(job.error()));
}

Result<UndoDialog::Found> UndoDialog::find(const BackupService &service, const LoadedProfile &profile,
                                           const QString &historyPath)
{
    const QString database = realTarget(profile.profile.databasePath);
    const QFileInfo folder(QFileInfo(database).path());
    if (!folder.isDir() || !folder.isReadable()) // its copies are not gone for that
        return fail(ErrorCode::Io, u"undo.look"_s, tr("The folder %1 cannot be read.").arg(folder.filePath()),
                    tr("Safety copies lie beside the database. Make its folder available, and try again."));
    Found found{service.safetyCopies(profile), {}, {}};
    const QList<RunRecord> runs = exchangesOf(profile.profile.id, historyPath);
    for (const SafetyCopyInfo &copy : std::as_const(found.copies))
        found.replacedBy += replacedBy(copy, runs);
    if (const auto users = findDatabaseUsers(profile.profile.databasePath))
        found.users = *users; // without a database nobody has it open
    return found;
}

void UndoDialog::showFound(const Result<Found> &found)
{
    m_found = found.value_or(Found());
    m_list->clear();
    m_trouble->setVisible(!found);
    m_about->setVisible(found.has_value());
    if (!found) {
        m_trouble->showError(tr("The safety copies cannot be listed"), found.error());
        return updateChoice();
    }
    const QDateTime now = m_console.backups.clock().utcNow();
    const QStringList when = whenWordsOf(m_found.copies, now);
    for (qsizetype i = 0; i < m_found.copies.size(); ++i) {
        const SafetyCopyInfo &copy = m_found.copies.at(i);
        auto *row = new QTreeWidgetItem(
            m_list, {when[i], m_found.replacedBy[i], formatBytes(copy.size), stateOf(copy)});
        row->setToolTip(ReplacedBy, m_found.replacedBy[i].toHtmlEscaped());
        row->setTextAlignment(Size, Qt::AlignRight | Qt::AlignVCenter);
    }
    m_list->setColumnHidden(ReplacedBy, m_found.replacedBy.join(QString()).isEmpty());
    for (const Column column : {When, ReplacedBy, Size}) {
        m_list->resizeColumnToContents(column);
        m_list->setColumnWidth(column, m_list->columnWidth(column) + 3 * fontMetrics().averageCharWidth());
    }
    m_live->setVisible(!m_found.users.isEmpty());
    m_list->setCurrentItem(m_list->topLevelItem(0));
    updateChoice();
}

const SafetyCopyInfo *UndoDialog::chosen() const
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    return row >= 0 && row < m_found.copies.size() ? &m_found.copies.at(row) : nullptr;
}

void UndoDialog::updateChoice()
{
    const SafetyCopyInfo *copy = chosen();
    const bool isFree = m_found.users.isEmpty() || m_live->isChecked();
    m_go->setEnabled(copy && copy->obstacle.isEmpty() && copy->hasDatabase && isFree && !m_job);
    m_path->setText(copy ? copy->folder : QString());
    if (!copy)
        m_about->setText(tr("No restore of this database has replaced anything that is still kept."));
    else if (!isFree)
        m_about->setText(
            tr("The database is open in %1. Close it and open this again, or write into it:", "program")
                .arg(m_found.users.constFirst().program));
    else
        m_about->setText(aboutOf(*copy, m_profile->profile.restore, m_console.backups.clock().utcNow()));
}

void UndoDialog::putBack()
{
    const SafetyCopyInfo *copy = chosen();
    if (!copy || !m_go->isEnabled())
        return;
    m_begun = m_console.backups.clock().monotonic();
    const UndoOptions options{m_profile->profile.databasePath, copy->folder, m_live->isChecked(), {}};
    m_progress->begin(RestoreProgress::Work::Undo, false, false, false);
    const auto job = m_console.jobs.start<RestoreOutcome>(
        JobKind::UndoRestore, m_profile->profile.id,
        [console = m_console, profile = m_profile,
         options](const JobControl &control) -> Result<RestoreOutcome> {
            if (const auto same = checkUnchanged(console.profiles, *profile); !same)
                return fail(same.error());
            return console.backups.undoRestore(*profile, options, control);
        },
        this, [this](const Result<RestoreOutcome> &outcome) { showOutcome(outcome); });
    if (!job) {
        openErrorDialog(this, tr("This cannot begin now"), job.error());
        return;
    }
    m_job = *job;
    connect(m_job, &Job::progressed, this, &UndoDialog::showProgress);
    showPage(m_progress);
}

void UndoDialog::showProgress(const JobProgress &progress)
{
    m_progress->showProgress(progress);
    m_close->setEnabled(!m_progress->isPastCancelling() && m_job && !m_job->isCancelled());
}

void UndoDialog::showOutcome(const Result<RestoreOutcome> &outcome)
{
    const Clock &clock = m_console.backups.clock();
    Activity activity;
    activity.finishedAt = clock.utcNow();
    activity.kind = JobKind::UndoRestore;
    activity.profile = m_profile->profile.id;
    activity.duration = clock.monotonic() - m_begun;
    m_failure->setVisible(!outcome || !outcome->warnings.isEmpty());
    m_words->setVisible(outcome.has_value());
    m_kept->setVisible(outcome && !outcome->safetyCopy.isEmpty());
    if (outcome) {
        activity.result = tr("%1 is what it was before the restore").arg(outcome->target);
        m_words->setText(tr("The restore is undone. What was there until now is kept in:"));
        m_kept->setText(outcome->safetyCopy);
        if (!outcome->warnings.isEmpty())
            m_failure->showError(tr("Something else did not work"), outcome->warnings.constFirst());
    } else {
        activity.problem = outcome.error();
        m_failure->showError(tr("The restore was not undone"), outcome.error());
    }
    showPage(m_result);
    Q_EMIT finishedRestore(activity);
}

void UndoDialog::reject()
{
    if (!m_job || m_pages->currentWidget() != m_progress)
        QDialog::reject();
    else if (!m_progress->isPastCancelling())
        m_job->cancel();
}

void UndoDialog::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
    m_go->setVisible(page == m_choice);
    m_close->setText(page == m_progress ? tr("&Cancel") : tr("&Close"));
    m_close->setEnabled(true);
    if (page == m_choice)
        updateChoice();
}

} // namespace lifeboat
