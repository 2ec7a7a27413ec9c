// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertmessage.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 1;

/// Names and paths may hold anything but a zero byte.
QString oneLine(const QString &text)
{
    QString line = text;
    for (QChar &c : line) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator
            || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return line.simplified();
}

QString titlePattern(const Alert &alert)
{
    switch (alert.kind) {
    case AlertKind::Succeeded:
        if (alert.unchangedSince.isValid())
            return Text::tr("Nothing has changed in %1 on %2 since its last backup");
        return Text::tr("Backed up %1 on %2");
    case AlertKind::Failed: return Text::tr("Backup of %1 on %2 failed");
    case AlertKind::Late: return Text::tr("Backup of %1 on %2 is late");
    case AlertKind::Overdue: return Text::tr("Backup of %1 on %2 is overdue");
    case AlertKind::Recovered: return Text::tr("Backups of %1 on %2 work again");
    case AlertKind::DrillFailed: return Text::tr("Restore drill of %1 on %2 failed");
    case AlertKind::Test: return Text::tr("Test alert for %1 on %2");
    }
    Q_UNREACHABLE();
}

QString backupLine(const Alert &alert)
{
    QStringList facts;
    if (alert.size)
        facts.append(formatBytes(*alert.size));
    if (alert.duration)
        facts.append(formatDuration(*alert.duration));
    return facts.isEmpty() ? Text::tr("Backup: %1").arg(oneLine(alert.key))
                           : Text::tr("Backup: %1 (%2)").arg(oneLine(alert.key), facts.join(u", "_s));
}

QString unchangedLine(const Alert &alert)
{
    return (alert.hasUploaded
                ? Text::tr("The database has not changed since the backup of %1.")
                : Text::tr("The database has not changed since the backup of %1, and nothing was uploaded."))
        .arg(formatUtc(alert.unchangedSince));
}

bool isAboutLateness(AlertKind kind)
{
    return kind == AlertKind::Late || kind == AlertKind::Overdue;
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(redact(text));
}

QJsonValue toJson(const std::optional<Error> &error)
{
    if (!error)
        return {};
    return QJsonObject{{u"code"_s, errorCodeName(error->code)},
                       {u"message"_s, redact(error->message)},
                       {u"hint"_s, redact(error->hint)}};
}

} // namespace

QString alertTitle(const Alert &alert)
{
    return redact(titlePattern(alert).arg(oneLine(alert.profile), oneLine(alert.host)));
}

QString alertText(const Alert &alert)
{
    QStringList lines;
    if (alert.error) {
        lines.append(alert.error->message);
        if (!alert.error->hint.isEmpty())
            lines.append(alert.error->hint);
    }
    if (alert.kind == AlertKind::Test)
        lines.append(Text::tr("Alerts arrive this way. Nothing is wrong."));
    const bool isUnchanged = alert.unchangedSince.isValid();
    if (isUnchanged)
        lines.append(unchangedLine(alert));
    if (!alert.key.isEmpty())
        lines.append(backupLine(alert));
    if (alert.lastBackup.isValid() && !isUnchanged)
        lines.append(Text::tr("Last backup: %1").arg(formatUtc(alert.lastBackup)));
    else if (!alert.lastBackup.isValid() && isAboutLateness(alert.kind))
        lines.append(Text::tr("There is no backup at all."));
    lines.append(Text::tr("Database: %1").arg(oneLine(alert.database)));
    return redact(lines.join(u'\n'));
}

QJsonObject alertJson(const Alert &alert)
{
    return {{u"version"_s, formatVersion},
            {u"event"_s, alertKindName(alert.kind)},
            {u"time"_s, formatUtc(alert.at)},
            {u"host"_s, orNull(alert.host)},
            {u"profile"_s, orNull(alert.profile)},
            {u"database"_s, orNull(alert.database)},
            {u"title"_s, alertTitle(alert)},
            {u"message"_s, alertText(alert)},
            {u"key"_s, orNull(alert.key)},
            {u"unchanged"_s, alert.unchangedSince.isValid()},
            {u"size"_s, alert.size ? QJsonValue(*alert.size) : QJsonValue()},
            {u"duration_ms"_s,
             alert.duration ? QJsonValue(static_cast<qint64>(alert.duration->count())) : QJsonValue()},
            {u"error"_s, toJson(alert.error)},
            {u"last_backup"_s, orNull(formatUtc(alert.lastBackup))},
            {u"health"_s, alert.health ? QJsonValue(healthKey(*alert.health)) : QJsonValue()}};
}

} // namespace lifeboat
