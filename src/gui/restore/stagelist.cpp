// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/stagelist.h"

#include "gui/common/icons.h"

#include <QGridLayout>
#include <QLabel>
#include <QStyle>

#include <mutex>

/// Outside any namespace, as the macro demands. The linker keeps a library's resources only when they are
/// named.
static void keepStageIcons()
{
    Q_INIT_RESOURCE(stage);
}

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString stateName(StageList::State state)
{
    switch (state) {
    case StageList::State::Waiting: return StageList::tr("Waiting");
    case StageList::State::Running: return StageList::tr("Running");
    case StageList::State::Done: return StageList::tr("Done");
    case StageList::State::Failed: return StageList::tr("Failed");
    case StageList::State::Skipped: return StageList::tr("Not needed");
    }
    Q_UNREACHABLE();
}

QIcon stateIcon(StageList::State state)
{
    switch (state) {
    case StageList::State::Waiting: return themedIcon(u"stage-waiting"_s);
    case StageList::State::Running: return themedIcon(u"stage-running"_s);
    case StageList::State::Done: return healthIcon(Health::Healthy);
    case StageList::State::Failed: return healthIcon(Health::Critical);
    case StageList::State::Skipped: return themedIcon(u"stage-skipped"_s);
    }
    Q_UNREACHABLE();
}

} // namespace

StageList::StageList(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    static std::once_flag kept;
    std::call_once(kept, keepStageIcons);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(2, 1);
    m_grid->setHorizontalSpacing(2 * fontMetrics().averageCharWidth());
}

void StageList::setStages(const QStringList &titles)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows.clear();
    for (const QString &title : titles) {
        const Row row{new QLabel(this), new QLabel(title, this), new QLabel(this), State::Waiting};
        row.note->setTextFormat(Qt::PlainText);
        const int line = count();
        m_grid->addWidget(row.icon, line, 0);
        m_grid->addWidget(row.title, line, 1);
        m_grid->addWidget(row.note, line, 2);
        m_rows.append(row);
        setState(line, State::Waiting);
    }
}

void StageList::setState(int stage, State state, const QString &note)
{
    Row &row = m_rows[stage];
    if (row.state != state || row.note->text().isEmpty()) {
        const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
        row.icon->setPixmap(stateIcon(state).pixmap(QSize(size, size), devicePixelRatioF()));
        row.icon->setAccessibleName(stateName(state));
        QFont font = row.title->font();
        font.setBold(state == State::Running);
        row.title->setFont(font);
    }
    row.state = state;
    const bool active = state == State::Running || state == State::Failed || state == State::Done;
    row.title->setEnabled(active);
    row.note->setEnabled(active);
    row.note->setText(note.isEmpty() ? stateName(state) : note);
}

QString StageList::words(int stage) const
{
    const Row &row = m_rows.at(stage);
    return row.title->text() + u": "_s + row.note->text();
}

} // namespace lifeboat
