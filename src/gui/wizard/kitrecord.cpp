// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/kitrecord.h"

#include "base/format.h"
#include "base/text.h"

#include <QDir>
#include <QSettings>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString fileIn(const QString &folder)
{
    return folder + u"/recovery-kits.ini"_s;
}

/// A profile's name may hold what separates keys.
QString nameOf(const QString &profile)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(profile));
}

QString confirmedKey(const QString &profile)
{
    return u"confirmed/"_s + nameOf(profile);
}

QString postponedKey(const QString &profile)
{
    return u"postponed/"_s + nameOf(profile);
}

void setTime(QSettings &file, const QString &key, const QDateTime &time)
{
    if (time.isValid())
        file.setValue(key, formatUtc(time));
    else
        file.remove(key);
}

} // namespace

KitRecord::KitRecord(QString folder) : m_folder(std::move(folder)) {}

QDateTime KitRecord::lastConfirmed(const QString &profile) const
{
    return read(confirmedKey(profile));
}

Result<void> KitRecord::confirm(const QString &profile, const QDateTime &when)
{
    return store(profile, when, {});
}

Result<void> KitRecord::postpone(const QString &profile, const QDateTime &until)
{
    return store(profile, lastConfirmed(profile), until);
}

Result<void> KitRecord::forget(const QString &profile)
{
    return store(profile, {}, {});
}

bool KitRecord::isReminderDue(const QString &profile, int months, const QDateTime &now) const
{
    const QDateTime postponed = read(postponedKey(profile));
    if (months == 0 || (postponed.isValid() && now < postponed))
        return false;
    const QDateTime confirmed = lastConfirmed(profile);
    return !confirmed.isValid() || confirmed > now || confirmed.addMonths(months) <= now;
}

QDateTime KitRecord::read(const QString &key) const
{
    const QSettings file(fileIn(m_folder), QSettings::IniFormat);
    return QDateTime::fromString(file.value(key).toString(), Qt::ISODate);
}

Result<void> KitRecord::store(const QString &profile, const QDateTime &confirmed, const QDateTime &postponed)
{
    const QString path = fileIn(m_folder);
    QDir().mkpath(m_folder); // when it fails, so does the file in it
    QSettings file(path, QSettings::IniFormat);
    setTime(file, confirmedKey(profile), confirmed);
    setTime(file, postponedKey(profile), postponed);
    file.sync();
    if (file.status() == QSettings::NoError)
        return {};
    return fail(ErrorCode::Io, u"kit.record"_s, Text::tr("Cannot write %1.").arg(path),
                Text::tr("Lifeboat will ask for the recovery kit again."));
}

} // namespace lifeboat
