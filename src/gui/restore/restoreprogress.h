// SPDX-License-Identifier: GPL-3.0-or-later
// How a restore, its undoing or a download for looking goes: the stages, the bytes, the speed and the time
// left.
#pragma once

#include "engine/pace.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QProgressBar;

namespace lifeboat {

class StageList;

class RestoreProgress final : public QWidget
{
    Q_OBJECT
public:
    enum class Work { Restore, Browse, Undo };

    explicit RestoreProgress(QWidget *parent = nullptr);

    /// Stages for which there is nothing to do are shown so.
    void begin(Work work, bool sealed, bool stops, bool starts);
    void showProgress(const JobProgress &progress);
    /// The database is being exchanged, or already was: too late to cancel.
    [[nodiscard]] bool isPastCancelling() const { return m_pastCancelling; }
    [[nodiscard]] StageList *stages() const { return m_stages; }

private:
    struct Row
    {
        Stage stage;
        QString title;
        bool needed = true;
    };
    void showRow(int row, const QString &note);

    QList<Row> m_rows;
    StageList *m_stages;
    QProgressBar *m_bar;
    QLabel *m_words;
    Pace m_pace;
    QElapsedTimer m_clock;
    int m_reached = -1; ///< the last row that began
    bool m_pastCancelling = false;
};

} // namespace lifeboat
