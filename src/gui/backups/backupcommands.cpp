// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backupcommands.h"

#include "gui/common/icons.h"

#include <QWidget>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QAction *addTo(QWidget *list, const QString &icon, const QString &text, const QString &help,
               const QList<QKeySequence> &shortcuts)
{
    auto *action = new QAction(themedIcon(icon), text, list);
    action->setToolTip(help); // in the status bar it would hide the job
    action->setShortcuts(shortcuts);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    list->addAction(action);
    return action;
}

QAction *addSeparatorTo(QWidget *list)
{
    auto *action = new QAction(list);
    action->setSeparator(true);
    list->addAction(action);
    return action;
}

} // namespace

BackupCommands::BackupCommands(QWidget *list)
    : QObject(list), m_restore(addTo(list, u"restore"_s, tr("&Restore…"), tr("Put this backup back"),
                                     {Qt::Key_Return, Qt::Key_Enter})),
      m_verify(addTo(list, u"verify"_s, tr("&Verify"), tr("Download and check the selected backups"),
                     {Qt::CTRL | Qt::SHIFT | Qt::Key_V})),
      m_drill(addTo(list, u"verify"_s, tr("Restore dr&ill"),
                    tr("Restore this backup to a scratch file and prove that it is what it was"),
                    {Qt::CTRL | Qt::SHIFT | Qt::Key_D})),
      m_download(addTo(list, u"download"_s, tr("&Download…"), tr("Save this backup as a database file"),
                       {QKeySequence(Qt::CTRL | Qt::Key_S)})),
      m_copyKey(addTo(list, u"copy"_s, tr("&Copy key"),
                      tr("Copy the names of the selected backups in the store"),
                      {QKeySequence(Qt::CTRL | Qt::Key_C)})),
      m_remove(nullptr), m_removeExpired(nullptr)
{
    addSeparatorTo(list);
    m_remove = addTo(list, u"delete"_s, tr("D&elete…"), tr("Delete the selected backups from the store"),
                     {QKeySequence(Qt::Key_Delete)});
    m_removeExpired =
        addTo(list, u"delete"_s, tr("Remove e&xpired…"),
              tr("Show which backups the retention rules let go, and remove them from the store"), {});
    setSelection(0, false);
    setListed(false);
}

void BackupCommands::setSelection(int count, bool reachable)
{
    m_restore->setEnabled(count == 1 && reachable);
    m_verify->setEnabled(count > 0 && reachable);
    m_drill->setEnabled(count == 1 && reachable);
    m_download->setEnabled(count == 1 && reachable);
    m_copyKey->setEnabled(count > 0);
    m_remove->setEnabled(count > 0 && reachable);
}

void BackupCommands::setListed(bool any)
{
    m_removeExpired->setEnabled(any);
}

} // namespace lifeboat
