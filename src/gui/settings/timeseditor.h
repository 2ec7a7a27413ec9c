// SPDX-License-Identifier: GPL-3.0-or-later
// A list of times of day to edit, one below the other, of which one at least remains. Window's thread.
#pragma once

#include <QList>
#include <QTime>
#include <QWidget>

class QPushButton;
class QTimeEdit;
class QToolButton;
class QVBoxLayout;

namespace lifeboat {

class TimesEditor final : public QWidget
{
    Q_OBJECT
public:
    /// At least one time.
    explicit TimesEditor(const QList<QTime> &times, QWidget *parent = nullptr);

    /// Sorted, each once.
    [[nodiscard]] QList<QTime> times() const;

Q_SIGNALS:
    void edited();

private:
    struct Row
    {
        QWidget *line;
        QTimeEdit *time;
        QToolButton *remove;
    };

    void addRow(QTime time);
    void addAnother();
    void removeRow(const QWidget *line);
    /// The names, the order of tabs, and whether any may go.
    void arrange();

    QVBoxLayout *m_lines;
    QPushButton *m_add;
    QList<Row> m_rows;
};

} // namespace lifeboat
