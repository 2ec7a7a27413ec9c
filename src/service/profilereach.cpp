// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/profilereach.h"

#include "base/format.h"
#include "base/text.h"

#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

QList<ProfileCommand> commandsOf(const Profile &profile)
{
    const HookSettings &hooks = profile.hooks;
    QList<ProfileCommand> commands{
        {u"before_backup"_s, Text::tr("before a backup"), hooks.beforeBackup},
        {u"after_backup"_s, Text::tr("after a backup"), hooks.afterBackup},
        {u"before_restore"_s, Text::tr("before a restore"), hooks.beforeRestore},
        {u"after_restore"_s, Text::tr("after a restore"), hooks.afterRestore},
    };
    commands.removeIf([](const ProfileCommand &entry) { return entry.command.isEmpty(); });
    return commands;
}

QStringList alertPlaces(const AlertSettings &alerts)
{
    QStringList places;
    if (!alerts.pingUrl.isEmpty())
        places += Text::tr("ping to %1", "host").arg(escaped(QUrl(alerts.pingUrl).host()));
    if (!alerts.webhookUrl.isEmpty())
        places += Text::tr("webhook to %1", "host").arg(escaped(QUrl(alerts.webhookUrl).host()));
    if (!alerts.mailTo.isEmpty())
        places += Text::tr("mail to %1", "address").arg(escaped(alerts.mailTo));
    return places;
}

} // namespace lifeboat
