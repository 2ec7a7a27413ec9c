// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/databasegroup.h"

#include "engine/config/configpaths.h"
#include "engine/config/ruletables.h"
#include "gui/settings/pathlook.h"
#include "sqlite/inspect.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>

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

/// Of a database that may be made later; an error where it is none.
Result<QString> warningOf(const QString &path)
{
    if (!QFileInfo::exists(path))
        return DatabaseGroup::tr("There is no such file yet.");
    return inspectDatabase(path, OpenAs::Live).map([](const DatabaseInfo &) { return QString(); });
}

} // namespace

DatabaseGroup::DatabaseGroup(const ConsoleContext &console, const Profile &profile, QWidget *parent)
    : SettingsGroup(tr("Database"), parent)
{
    beginBox(tr("Database"));
    addFile(profile, console.jobs);
    addUndo(profile.restore);
    addAdvanced(profile);
    begin();
}

void DatabaseGroup::addFile(const Profile &profile, Jobs &jobs)
{
    auto *file = path(tr("F&ile:"), profile.databasePath, u"database"_s, u"path"_s, false, true);
    const ConfigPaths paths(profile.configFile, QProcessEnvironment::systemEnvironment());
    auto *look = new PathLook(jobs, file, profile.databasePath,
                              [paths](const QString &typed) { return warningOf(paths.resolved(typed)); });
    setWarning([look] { return look->answer(); });
    setCheck(
        [file, look] { return file->text().trimmed().isEmpty() ? tr("This is needed.") : look->problem(); });
    connect(look, &PathLook::answered, this, [this] {
        review();
        Q_EMIT edited();
    });
}

void DatabaseGroup::addUndo(const RestoreSettings &restore)
{
    const QString table = u"lifeboat.restore"_s;
    const RestoreSettings usual;
    beginBox(tr("What a restore replaces"));
    auto *days = new QSpinBox(this);
    days->setObjectName(u"undoDays"_s);
    days->setRange(0, mostUndoDays);
    days->setSpecialValueText(tr("For ever"));
    days->setValue(static_cast<int>(restore.undoWithin.count()));
    add(tr("Da&ys it is kept:"), days)
        ->bind(table, u"undo_days"_s, [days, byItself = static_cast<int>(usual.undoWithin.count())] {
            return days->value() == byItself ? QString() : QString::number(days->value());
        });
    setNote(tr("Beside the database, so that the restore can be undone."));
    size(tr("&Room for it:"), restore.undoLimit, usual.undoLimit, table, u"undo_limit"_s, false)
        ->setObjectName(u"undoLimit"_s);
    setNote(tr("The oldest goes first, the last one stays; 0 is no limit."));
}

void DatabaseGroup::addAdvanced(const Profile &profile)
{
    const QString table = u"lifeboat"_s;
    beginBox(tr("Advanced"));
    text(tr("&Name of the backups:"), profile.backupName, table, u"name"_s, backupName);
    setNote(tr("Backups made under another name stay where they are, and leave this list."));
    path(tr("T&emporary folder:"), profile.temporaryFolder, table, u"temp_dir"_s, true, false)
        ->setPlaceholderText(tr("Chosen by itself"));
    size(tr("&Write-ahead log limit:"), profile.walGrowthLimit, Profile().walGrowthLimit, table,
         u"wal_limit"_s, false);
    setNote(tr("A backup gives up when the log grew by more meanwhile; 0 is no limit."));
}

} // namespace lifeboat
