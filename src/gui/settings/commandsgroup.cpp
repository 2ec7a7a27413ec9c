// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/commandsgroup.h"

#include "gui/wizard/setuppage.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString table()
{
    return u"lifeboat.hooks"_s;
}

} // namespace

CommandsGroup::CommandsGroup(const HookSettings &hooks, QWidget *parent)
    : SettingsGroup(tr("Commands"), parent)
{
    beginBox(tr("Around a backup"));
    addCommandLine(tr("Befor&e a backup:"), hooks.beforeBackup, u"before_backup"_s,
                   tr("Its failure calls the backup off."));
    addCommandLine(tr("After a back&up:"), hooks.afterBackup, u"after_backup"_s,
                   tr("Also after a failure; LIFEBOAT_RESULT says which."));
    beginBox(tr("Around a restore"));
    addCommandLine(tr("Befo&re a restore:"), hooks.beforeRestore, u"before_restore"_s,
                   tr("Its failure calls the restore off."));
    addCommandLine(tr("After a rest&ore:"), hooks.afterRestore, u"after_restore"_s, {});
    beginBox(tr("For each of them"));
    addLimit(hooks.limit);
    box()->addRow(wrappingLabel(
        tr("Commands go to the shell as they stand, and run as the user who runs Lifeboat."), this));
    begin();
}

void CommandsGroup::addCommandLine(const QString &label, const QString &value, const QString &key,
                                   const QString &note)
{
    QLineEdit *line = text(label, value, table(), key, {});
    line->setPlaceholderText(tr("None"));
    line->setFont(fixedFont(this));
    setNote(note);
}

void CommandsGroup::addLimit(std::chrono::seconds limit)
{
    constexpr int aDay = 86'400; // s
    const auto usual = static_cast<int>(HookSettings().limit.count());
    auto *seconds = new QSpinBox(this);
    seconds->setObjectName(u"limit_seconds"_s);
    seconds->setToolTip(tr("A command that takes longer is stopped"));
    seconds->setRange(1, aDay);
    seconds->setSuffix(tr(" s", "seconds"));
    seconds->setValue(static_cast<int>(limit.count()));
    add(tr("T&ime limit:"), seconds)->bind(table(), u"limit_seconds"_s, [seconds, usual] {
        return seconds->value() == usual ? QString() : QString::number(seconds->value());
    });
}

} // namespace lifeboat
