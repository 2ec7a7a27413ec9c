// SPDX-License-Identifier: GPL-3.0-or-later
// What restores of a database have replaced, and putting one of them back. Window's thread; everything that
// waits is a job.
#pragma once

#include "gui/activity/activity.h"
#include "gui/common/consolecontext.h"

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace lifeboat {

class ElidedLabel;
class ErrorNotice;
class RestoreProgress;

class UndoDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `historyPath` tells what replaced each, as far as it is remembered; it may be empty.
    UndoDialog(ConsoleContext console, ProfilePointer profile, QString historyPath, QWidget *parent);

    void open() override;
    /// Asks nothing: until the database is exchanged, it cancels what runs.
    void reject() override;

Q_SIGNALS:
    /// A restore was undone, or could not be.
    void finishedRestore(const lifeboat::Activity &activity);

private:
    struct Found
    {
        QList<SafetyCopyInfo> copies; ///< newest first
        QStringList replacedBy;       ///< of each, in words; empty where it is not known
        QList<DatabaseUser> users;
    };
    [[nodiscard]] static Result<Found> find(const BackupService &service, const LoadedProfile &profile,
                                            const QString &historyPath);
    [[nodiscard]] QWidget *makeChoice();
    [[nodiscard]] QWidget *makeResult();
    void look();
    void showFound(const Result<Found> &found);
    void updateChoice();
    [[nodiscard]] const SafetyCopyInfo *chosen() const;
    void putBack();
    void showProgress(const JobProgress &progress);
    void showOutcome(const Result<RestoreOutcome> &outcome);
    void showPage(QWidget *page);

    ConsoleContext m_console;
    ProfilePointer m_profile;
    QString m_historyPath;
    Found m_found;
    QStackedWidget *m_pages;
    QTreeWidget *m_list = nullptr;
    ErrorNotice *m_trouble = nullptr;
    QLabel *m_about = nullptr;
    ElidedLabel *m_path = nullptr;
    QCheckBox *m_live = nullptr;
    QLabel *m_words = nullptr;
    ElidedLabel *m_kept = nullptr;
    ErrorNotice *m_failure = nullptr;
    QWidget *m_choice; // the pages are made of the above
    RestoreProgress *m_progress;
    QWidget *m_result;
    QPushButton *m_go;
    QPushButton *m_close;
    QPointer<Job> m_job;
    std::chrono::milliseconds m_begun{0};
};

} // namespace lifeboat
