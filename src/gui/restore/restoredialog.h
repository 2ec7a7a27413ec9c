// SPDX-License-Identifier: GPL-3.0-or-later
// Restoring one backup: says what will happen before it happens, shows how it goes, and what came of it.
// Window's thread; everything that waits is a job.
#pragma once

#include "gui/activity/activity.h"
#include "gui/common/consolecontext.h"
#include "gui/restore/restorewords.h"

#include <QDialog>

class QMessageBox;
class QPushButton;

namespace lifeboat {

namespace Ui {
class RestoreDialog;
}

class DatabaseBrowser;

class RestoreDialog final : public QDialog
{
    Q_OBJECT
public:
    RestoreDialog(ConsoleContext console, ProfilePointer profile, const BackupEntry &backup, QWidget *parent);
    ~RestoreDialog() override;

    void open() override;
    /// Asks first while something runs.
    void reject() override;

Q_SIGNALS:
    /// A restore or its undoing has ended, well or not.
    void finishedRestore(const lifeboat::Activity &activity);

private:
    void connectChoices();
    void setUpButtons();
    [[nodiscard]] RestoreChoice choice() const;
    void chooseOtherFile();

    void recheck();
    void showPlan(const Result<RestorePlan> &plan);
    /// What the present choice means for the facts, the notice and the buttons.
    void updatePlanPage();

    void begin();
    void restore();
    void undo();
    void browse();
    void follow(const Result<Job *> &job);
    void showProgress(const JobProgress &progress);
    void showOutcome(JobKind kind, const Result<RestoreOutcome> &outcome);
    void showSuccess(JobKind kind, const RestoreOutcome &outcome);
    void showFailure(JobKind kind, const Error &error);
    void openBrowser(const std::shared_ptr<FetchedBackup> &copy);
    void askToCancel();

    void showPage(QWidget *page);
    /// As tall as what is shown needs, if the screen allows.
    void fitHeight();
    void fitHeightSoon();
    void setDetailsVisible(bool visible);

    std::unique_ptr<Ui::RestoreDialog> m_ui;
    ConsoleContext m_console;
    ProfilePointer m_profile;
    BackupEntry m_backup;
    QPushButton *m_go = nullptr;
    QPushButton *m_recheck = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_details = nullptr;
    QPushButton *m_close = nullptr;

    std::optional<RestorePlan> m_plan;
    int m_planNumber = 0; ///< answers to older questions are not heard
    QPointer<Job> m_check;
    QPointer<QMessageBox> m_question; ///< whether to cancel
    QPointer<Job> m_job;              ///< restoring, undoing or downloading
    RestoreChoice m_done;             ///< what was restored, for undoing it the same way
    QString m_restoredTarget;
    QString m_safetyCopy;
    std::chrono::milliseconds m_begun{0};
};

} // namespace lifeboat
