// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/kitrecord.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/config/configpaths.h"

#include <QDir>
#include <QSettings>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int monthsOfTrust = 6;

QString fileIn(const QString &folder)
{
    return folder + u"/recovery-kits.ini"_s;
}

/// A profile's name may hold what separates keys.
QString keyOf(const QString &profile)
{
    return u"confirmed/"_s + QString::fromLatin1(QUrl::toPercentEncoding(profile));
}

} // namespace

KitRecord::KitRecord(QString folder) : m_folder(std::move(folder)) {}

QString KitRecord::usualFolder(const QProcessEnvironment &environment)
{
    QString base = environment.value(u"XDG_STATE_HOME"_s);
    if (!QDir::isAbsolutePath(base))
        base = homeFolder(environment) + u"/.local/state"_s;
    return QDir::cleanPath(base + u"/lifeboat"_s);
}

QDateTime KitRecord::lastConfirmed(const QString &profile) const
{
    const QSettings file(fileIn(m_folder), QSettings::IniFormat);
    return QDateTime::fromString(file.value(keyOf(profile)).toString(), Qt::ISODate);
}

Result<void> KitRecord::confirm(const QString &profile, const QDateTime &when)
{
    return store(profile, formatUtc(when));
}

Result<void> KitRecord::forget(const QString &profile)
{
    return store(profile, {});
}

Result<void> KitRecord::store(const QString &profile, const QString &value)
{
    const QString path = fileIn(m_folder);
    QDir().mkpath(m_folder); // when it fails, so does the file in it
    QSettings file(path, QSettings::IniFormat);
    if (value.isEmpty())
        file.remove(keyOf(profile));
    else
        file.setValue(keyOf(profile), value);
    file.sync();
    if (file.status() == QSettings::NoError)
        return {};
    return fail(ErrorCode::Io, u"kit.record"_s, Text::tr("Cannot write %1.").arg(path),
                Text::tr("Lifeboat will ask for the recovery kit again."));
}

bool kitReminderDue(const QDateTime &lastConfirmed, const QDateTime &now)
{
    return !lastConfirmed.isValid() || lastConfirmed > now || lastConfirmed.addMonths(monthsOfTrust) <= now;
}

} // namespace lifeboat
