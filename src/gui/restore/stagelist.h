// SPDX-License-Identifier: GPL-3.0-or-later
// The stages of a job one below the other, each with its state as an icon and in words.
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace lifeboat {

class StageList final : public QWidget
{
    Q_OBJECT
public:
    enum class State { Waiting, Running, Done, Failed, Skipped };

    explicit StageList(QWidget *parent = nullptr);

    /// All waiting.
    void setStages(const QStringList &titles);
    /// `note` stands where the state's name would, e.g. how far it is.
    void setState(int stage, State state, const QString &note = {});
    [[nodiscard]] State state(int stage) const { return m_rows.at(stage).state; }
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] QString words(int stage) const;

private:
    struct Row
    {
        QLabel *icon = nullptr;
        QLabel *title = nullptr;
        QLabel *note = nullptr;
        State state = State::Waiting;
    };
    QList<Row> m_rows;
    QGridLayout *m_grid;
};

} // namespace lifeboat
