// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/settingsform.h"

#include "gui/common/icons.h"
#include "gui/common/scrolled.h"
#include "gui/settings/alertsgroup.h"
#include "gui/settings/commandsgroup.h"
#include "gui/settings/databasegroup.h"
#include "gui/settings/destinationgroup.h"
#include "gui/settings/drillgroup.h"
#include "gui/settings/encryptiongroup.h"
#include "gui/settings/retentiongroup.h"
#include "gui/settings/schedulegroup.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int fewestCharacters = 40; ///< of a section, whatever else wants room beside it

} // namespace

SettingsForm::SettingsForm(const ConsoleContext &console, const ProfilePointer &profile, QWidget *parent)
    : QWidget(parent), m_sections(new QListWidget(this)), m_pages(new QStackedWidget(this)),
      m_destination(new DestinationGroup(*profile, this)),
      m_retention(new RetentionGroup(profile->profile, console.backups.clock(), this))
{
    m_sections->setObjectName(u"sections"_s);
    m_sections->setAccessibleName(tr("Sections of the settings"));
    m_sections->setAccessibleDescription(tr("What is chosen here is shown beside it"));
    m_sections->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_sections->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(m_sections);
    row->addWidget(m_pages, 1);
    m_pages->setMinimumWidth(fontMetrics().averageCharWidth() * fewestCharacters);

    auto *encryption = new EncryptionGroup(console, profile, this);
    addGroup(new DatabaseGroup(console, profile->profile, this));
    addGroup(m_destination);
    addGroup(new ScheduleGroup(profile->profile.schedule, console.backups.clock(), this));
    addGroup(m_retention);
    addGroup(encryption);
    addGroup(new AlertsGroup(console, profile, this));
    addGroup(new CommandsGroup(profile->profile.hooks, this));
    addGroup(new DrillGroup(profile->profile.drill, this));
    // Room for the mark of a wrong value, which comes and goes.
    const int line = m_sections->fontMetrics().height(); // a taller one would move the sections below
    m_sections->setIconSize(QSize(line, line));
    m_sections->setFixedWidth(m_sections->sizeHintForColumn(0) + 2 * line + 2 * m_sections->frameWidth());
    connect(m_sections, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_destination, &DestinationGroup::destinationRequested, this,
            &SettingsForm::destinationRequested);
    connect(encryption, &EncryptionGroup::keyRequested, this, &SettingsForm::keyRequested);
    setFocusProxy(m_sections);
    m_sections->setCurrentRow(0);
}

void SettingsForm::addGroup(SettingsGroup *group)
{
    constexpr int widest = 110; // characters
    group->setMaximumWidth(fontMetrics().averageCharWidth() * widest);
    m_pages->addWidget(scrolled(group));
    m_sections->addItem(group->title());
    m_groups.append(group);
    connect(group, &SettingsGroup::edited, this, [this] {
        markSections();
        Q_EMIT edited();
    });
}

void SettingsForm::markSections()
{
    const QIcon warning = healthIcon(Health::Warning);
    for (int i = 0; i < m_sections->count(); ++i) {
        const SettingsGroup *group = m_groups.at(i);
        QListWidgetItem *item = m_sections->item(i);
        item->setIcon(group->isGood() ? QIcon() : warning);
        item->setData(Qt::AccessibleTextRole,
                      group->isGood() ? group->title() : tr("%1, needs correction").arg(group->title()));
    }
}

QStringList SettingsForm::wrongSections() const
{
    QStringList wrong;
    for (const SettingsGroup *group : m_groups) {
        if (!group->isGood())
            wrong.append(group->title());
    }
    return wrong;
}

QList<ProfileEdit> SettingsForm::edits() const
{
    QList<ProfileEdit> all;
    for (const SettingsGroup *group : m_groups)
        all.append(group->edits());
    return all;
}

bool SettingsForm::hasSecret() const
{
    return m_destination->hasSecret();
}

SecretBytes SettingsForm::secret() const
{
    return m_destination->secret();
}

void SettingsForm::setBackups(const QList<BackupEntry> &newestFirst, const Proofs &proofs)
{
    m_retention->setBackups(newestFirst, proofs);
}

void SettingsForm::settle()
{
    for (SettingsGroup *group : m_groups)
        group->settle();
}

void SettingsForm::setActionsEnabled(bool enabled)
{
    for (SettingsGroup *group : m_groups)
        group->setActionsEnabled(enabled);
}

int SettingsForm::section() const
{
    return m_sections->currentRow();
}

void SettingsForm::setSection(int section)
{
    m_sections->setCurrentRow(section);
}

} // namespace lifeboat
