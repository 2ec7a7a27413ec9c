// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/databasegroup.h"

#include <QLineEdit>
#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString backupName(const QString &typed)
{
    static const QRegularExpression shape(QRegularExpression::anchoredPattern(u"[A-Za-z0-9._-]{1,100}"_s));
    return shape.match(typed.trimmed()).hasMatch()
               ? QString()
               : DatabaseGroup::tr("Up to 100 of the characters A-Z a-z 0-9 . _ -");
}

} // namespace

DatabaseGroup::DatabaseGroup(const Profile &profile, QWidget *parent) : SettingsGroup(tr("Database"), parent)
{
    beginBox(tr("Database"));
    path(tr("&File:"), profile.databasePath, u"database"_s, u"path"_s, false, true);
    addAdvanced(profile);
    begin();
}

void DatabaseGroup::addAdvanced(const Profile &profile)
{
    const QString table = u"lifeboat"_s;
    beginBox(tr("Advanced"));
    text(tr("Na&me of the backups:"), profile.backupName, table, u"name"_s, backupName);
    setNote(tr("Backups made under another name stay where they are, and leave this list."));
    path(tr("&Temporary folder:"), profile.temporaryFolder, table, u"temp_dir"_s, true, false)
        ->setPlaceholderText(tr("Chosen by itself"));
    size(tr("Write-ahead log l&imit:"), profile.walGrowthLimit, Profile().walGrowthLimit, table,
         u"wal_limit"_s, false);
    setNote(tr("A backup gives up when the log grew by more meanwhile; 0 is no limit."));
}

} // namespace lifeboat
