// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/activitypage.h"

#include "base/format.h"
#include "gui/activity/rundetails.h"
#include "gui/activity/runfilterbar.h"
#include "gui/activity/runmodel.h"
#include "gui/activity/runwords.h"
#include "gui/common/errornotice.h"
#include "gui/common/listheader.h"
#include "gui/common/textdelegate.h"
#include "gui/common/timewords.h"

#include <QEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyle>
#include <QTreeView>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The longest that a column is going to say, as far as it can be known.
QString widestText(int column)
{
    const QDateTime evening(QDate(2026, 12, 28), QTime(20, 48));
    switch (column) {
    case RunModel::When: return whenWords(evening, evening.addDays(1));
    case RunModel::Profile: return u"home-assistant"_s;
    case RunModel::What: return runTitle(JobKind::UndoRestore);
    case RunModel::Took: return formatDuration(std::chrono::hours(10));
    case RunModel::Size: return formatBytes(qint64(1023) << 20);
    default: return {};
    }
}

bool lets(const RunFilter &filter, const RunRecord &run)
{
    return (filter.profile.isEmpty() || filter.profile == run.profile)
           && (!filter.kind || filter.kind == run.kind) && (!filter.outcome || filter.outcome == run.outcome);
}

bool letsAll(const RunFilter &filter)
{
    return filter.profile.isEmpty() && !filter.kind && !filter.outcome && filter.text.isEmpty();
}

} // namespace

ActivityPage::ActivityPage(const ConsoleContext &console, const HistoryKeeper &history, QWidget *parent)
    : QWidget(parent), m_console(console), m_feed(new HistoryFeed(console.jobs, history.path(), this)),
      m_runs(new RunModel(this)), m_export(new QPushButton(tr("&Export…"), this)),
      m_filter(new RunFilterBar(m_export, this)), m_notice(new QLabel(this)),
      m_states(new QStackedWidget(this)), m_list(new QTreeView(this)), m_failure(new ErrorNotice(this))
{
    makeList();
    makeLayout();
    m_failure->setRetryVisible(true);
    connect(m_filter, &RunFilterBar::changed, this, &ActivityPage::load);
    connect(m_export, &QPushButton::clicked, this, &ActivityPage::askWhereToExport);
    connect(m_list, &QTreeView::activated, this, &ActivityPage::openDetails);
    connect(m_failure, &ErrorNotice::retryRequested, this, &ActivityPage::load);
    connect(m_runs, &RunModel::moreWanted, m_feed, &HistoryFeed::loadMore);
    connect(m_feed, &HistoryFeed::loaded, this, &ActivityPage::showRuns);
    connect(m_feed, &HistoryFeed::moreLoaded, m_runs, &RunModel::append);
    connect(m_feed, &HistoryFeed::failed, this, &ActivityPage::showFailure);
    connect(m_feed, &HistoryFeed::begunAnew, this, &ActivityPage::noteBegunAnew);
    connect(m_feed, &HistoryFeed::exported, this, &ActivityPage::exported);
    connect(m_feed, &HistoryFeed::exportFailed, this, [this](const Error &error) {
        openErrorDialog(this, tr("The activity cannot be exported"), error);
    });
    connect(&history, &HistoryKeeper::recorded, this, &ActivityPage::takeNew);
    connect(&history, &HistoryKeeper::begunAnew, this, &ActivityPage::noteBegunAnew);
    connect(&history, &HistoryKeeper::failed, this, &ActivityPage::showFailure);
}

void ActivityPage::makeList()
{
    m_list->setObjectName(u"runs"_s);
    m_list->setModel(m_runs);
    m_list->setAccessibleName(tr("Activity"));
    m_list->setAccessibleDescription(tr("What was done, newest first. Return opens the details."));
    m_list->setHeader(new ListHeader(m_list));
    m_list->setItemDelegate(new TextDelegate(Qt::ElideRight, m_list));
    m_list->setRootIsDecorated(false);
    m_list->setItemsExpandable(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setAlternatingRowColors(true);
    m_list->header()->setSectionsMovable(false);
    m_list->header()->setStretchLastSection(false);
    fitColumns();
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, &ActivityPage::readOn);
    connect(m_list->verticalScrollBar(), &QScrollBar::rangeChanged, this, &ActivityPage::readOn);
}

void ActivityPage::readOn()
{
    const QScrollBar *bar = m_list->verticalScrollBar();
    if (bar->value() + bar->pageStep() >= bar->maximum())
        m_runs->wantMore();
}

void ActivityPage::makeLayout()
{
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_notice->setObjectName(u"notice"_s);
    m_notice->hide();
    m_export->setAutoDefault(false);
    m_export->setToolTip(tr("Save what is listed as a table (CSV) or as JSON"));

    m_states->addWidget(m_list);
    m_states->addWidget(makeEmptyPage());
    auto *failurePage = new QWidget(this);
    failurePage->setObjectName(u"failure"_s);
    auto *failureColumn = new QVBoxLayout(failurePage);
    failureColumn->addWidget(m_failure);
    failureColumn->addStretch(1);
    m_states->addWidget(failurePage);
    m_states->setObjectName(u"states"_s);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, style()->pixelMetric(QStyle::PM_LayoutTopMargin), 0, 0);
    column->addWidget(m_filter);
    column->addWidget(m_notice);
    column->addWidget(m_states, 1);
}

QWidget *ActivityPage::makeEmptyPage()
{
    auto *page = new QWidget(this);
    page->setObjectName(u"empty"_s);
    m_emptyText = new QLabel(page);
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_showAll = new QPushButton(tr("Sh&ow all"), page);
    m_showAll->setAutoDefault(false);
    connect(m_showAll, &QPushButton::clicked, m_filter, &RunFilterBar::clear);
    auto *column = new QVBoxLayout(page);
    column->addStretch(1);
    column->addWidget(m_emptyText);
    column->addWidget(m_showAll, 0, Qt::AlignHCenter);
    column->addStretch(2);
    return page;
}

void ActivityPage::fitColumns()
{
    const int pad = 2 * TextDelegate::marginIn(*m_list) + fontMetrics().averageCharWidth();
    for (int column = 0; column < RunModel::ColumnCount; ++column) {
        const QString heading = m_runs->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        m_list->header()->resizeSection(column, std::max(fontMetrics().horizontalAdvance(widestText(column)),
                                                         fontMetrics().horizontalAdvance(heading))
                                                    + pad);
    }
    m_list->header()->setSectionResizeMode(RunModel::Result, QHeaderView::Stretch);
}

void ActivityPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitColumns();
}

void ActivityPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_runs->setNow(m_console.backups.clock().utcNow());
    if (!m_loaded)
        load();
    m_loaded = true;
}

void ActivityPage::load()
{
    m_feed->load(m_filter->filter());
}

void ActivityPage::showRuns(const QList<RunRecord> &newestFirst, bool more, const QStringList &profiles)
{
    m_filter->setProfiles(profiles);
    m_runs->setNow(m_console.backups.clock().utcNow());
    m_runs->setRuns(newestFirst, more);
    showState();
}

void ActivityPage::showState()
{
    const bool all = letsAll(m_feed->filter());
    m_emptyText->setText(
        all ? tr("Nothing was done yet. Backups, verifications and restores will be listed here, "
                 "also those of the schedule and of lifeboat-cli.")
            : tr("Nothing that was done matches."));
    m_showAll->setVisible(!all);
    m_export->setEnabled(!m_runs->isEmpty());
    m_states->setCurrentIndex(m_runs->isEmpty() ? 1 : 0);
}

void ActivityPage::showFailure(const Error &error)
{
    m_failure->showError(tr("The activity cannot be shown"), error);
    m_export->setEnabled(false);
    m_states->setCurrentIndex(2);
}

void ActivityPage::noteBegunAnew(const QString &aside)
{
    m_notice->setText(tr("The list of what was done was damaged. It is kept as %1, and a new one is begun. "
                         "Backups are not affected.")
                          .arg(aside));
    m_notice->show();
}

void ActivityPage::takeNew(const RunRecord &run)
{
    if (!m_loaded)
        return; // it will be read with the others
    const RunFilter &filter = m_feed->filter();
    // What is asked of texts, the database answers; and a list that could not be shown is tried again.
    if (!filter.text.isEmpty() || m_states->currentIndex() != 0) {
        load();
    } else if (lets(filter, run)) {
        m_runs->setNow(m_console.backups.clock().utcNow());
        m_runs->prepend(run);
    }
}

void ActivityPage::openDetails(const QModelIndex &index)
{
    auto *details = new RunDetails(m_runs->at(index.row()), this);
    details->setAttribute(Qt::WA_DeleteOnClose);
    details->open();
}

void ActivityPage::askWhereToExport()
{
    auto *dialog = new QFileDialog(this, tr("Export the activity"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Table (*.csv)"), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(u".json"_s) ? u"json"_s : u"csv"_s);
    });
    dialog->selectFile(u"lifeboat-activity.csv"_s);
    connect(dialog, &QFileDialog::fileSelected, m_feed, &HistoryFeed::exportTo);
    dialog->open();
}

} // namespace lifeboat
