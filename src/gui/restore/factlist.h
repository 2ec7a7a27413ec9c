// SPDX-License-Identifier: GPL-3.0-or-later
// What is known before something is done, line by line: a mark, what it is about, and what is so.
#pragma once

#include <QWidget>

class QGridLayout;

namespace lifeboat {

struct Fact
{
    enum class Mark { Good, Attention, Obstacle };
    Mark mark = Mark::Good;
    QString subject;
    QString text; ///< may be empty when there is a path
    QString path; ///< or a key: shown on a line of its own, shortened in the middle; may be empty

    bool operator==(const Fact &) const = default;
};

class FactList final : public QWidget
{
    Q_OBJECT
public:
    explicit FactList(QWidget *parent = nullptr);
    void setFacts(const QList<Fact> &facts);
    [[nodiscard]] QList<Fact> facts() const { return m_facts; }

private:
    void addFact(const Fact &fact, int row);

    QList<Fact> m_facts;
    QGridLayout *m_grid;
};

} // namespace lifeboat
