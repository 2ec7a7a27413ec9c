// SPDX-License-Identifier: GPL-3.0-or-later
// The Activity tab: what was done, by hand, by the schedule or on a command line; filtered, looked into,
// exported. Reads when it is first shown, and from then on as runs end. Window's thread.
#pragma once

#include "gui/activity/historyfeed.h"
#include "gui/common/consolecontext.h"
#include "service/historykeeper.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace lifeboat {

class ErrorNotice;
class RunFilterBar;
class RunModel;

class ActivityPage final : public QWidget
{
    Q_OBJECT
public:
    /// `history` outlives it and keeps the runs of `console.jobs`.
    ActivityPage(const ConsoleContext &console, const HistoryKeeper &history, QWidget *parent);

    [[nodiscard]] RunModel &runs() const { return *m_runs; }
    /// In the format that the file's name asks for: .json, else CSV.
    void exportTo(const QString &file) { m_feed->exportTo(file); }

Q_SIGNALS:
    void exported(const QString &file);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeEmptyPage();
    void makeList();
    void makeLayout();
    void fitColumns();
    void load();
    void readOn();
    void showRuns(const QList<RunRecord> &newestFirst, bool more, const QStringList &profiles);
    void showState();
    void showFailure(const Error &error);
    void noteBegunAnew(const QString &aside);
    void takeNew(const RunRecord &run);
    void openDetails(const QModelIndex &index);
    void askWhereToExport();

    ConsoleContext m_console;
    HistoryFeed *m_feed;
    RunModel *m_runs;
    QPushButton *m_export;
    RunFilterBar *m_filter;
    QLabel *m_notice;
    QStackedWidget *m_states;
    QTreeView *m_list;
    QLabel *m_emptyText = nullptr;
    QPushButton *m_showAll = nullptr;
    ErrorNotice *m_failure;
    bool m_loaded = false;
};

} // namespace lifeboat
