// SPDX-License-Identifier: GPL-3.0-or-later
// "Test connection": writes, lists, reads and deletes a probe object, and says line by line what is well and
// what to do about what is not.
#pragma once

#include "gui/common/consolecontext.h"
#include "service/doctor.h"

#include <QPointer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lifeboat {

class ConnectionTest final : public QWidget
{
    Q_OBJECT
public:
    ConnectionTest(const ConsoleContext &console, std::function<ProfilePointer()> draft,
                   QWidget *parent = nullptr);
    ~ConnectionTest() override;

    enum class State { Untested, Running, Passed, Failed };
    [[nodiscard]] State state() const { return m_state; }
    /// Nothing stands against going on: it passed, was not tried, or its failure was accepted knowingly.
    [[nodiscard]] bool isAccepted() const;

    /// What was tested is not what there is now.
    void reset();
    /// Off while there is nothing that could be tested.
    void setPossible(bool possible);

Q_SIGNALS:
    void stateChanged();

private:
    void run();
    void conclude(const QList<Finding> &findings);
    void addFinding(const Finding &finding);
    void clearFindings();
    void enter(State state);

    ConsoleContext m_console;
    std::function<ProfilePointer()> m_draft;
    QPushButton *m_start;
    QLabel *m_summary;
    QVBoxLayout *m_lines;
    QCheckBox *m_override;
    QPointer<Job> m_job;
    int m_run = 0; ///< counts tests, so that an old one's end is not taken for the present one's
    bool m_possible = false;
    State m_state = State::Untested;
};

} // namespace lifeboat
