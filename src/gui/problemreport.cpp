// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/problemreport.h"

#include "base/format.h"
#include "base/log.h"
#include "base/logfile.h"
#include "engine/config/globalsettings.h"
#include "engine/retention.h"
#include "service/libraryversions.h"

#include <QGuiApplication>
#include <QLocale>
#include <QSysInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype logLines = 300;

QString heading(const QString &text)
{
    return u'\n' + text + u'\n' + QString(text.size(), u'-') + u'\n';
}

QString versions(const QDateTime &now)
{
    return u"Lifeboat %1, %2, %3, Linux %4\n%5 on %6, language %7, %8\n"_s.arg(
        QStringLiteral(LIFEBOAT_VERSION), libraryVersions().join(u", "_s), QSysInfo::prettyProductName(),
        QSysInfo::kernelVersion(), QGuiApplication::platformName(),
        qEnvironmentVariable("XDG_CURRENT_DESKTOP", u"no named desktop"_s), QLocale().name(), formatUtc(now));
}

QString destinationOf(const Profile &profile)
{
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        return u"folder "_s + folder->path;
    const auto &s3 = std::get<S3Destination>(profile.destination);
    return u"bucket %1 at %2, region %3"_s.arg(
        s3.options.bucket, s3.options.endpoint.toString(QUrl::RemoveUserInfo), s3.options.region);
}

QString yesOrNo(bool is)
{
    return is ? u"yes"_s : u"no"_s;
}

/// By numbers, as the file has them. Of the questions that a drill asks only how many: they are about what is
/// in the database.
QString ruleWords(const Profile &profile)
{
    QStringList periods;
    for (const PeriodRule &rule : periodRules())
        periods += u"%1 %2"_s.arg(rule.key).arg(profile.retention.*rule.number);
    QStringList lines{
        u"skips unchanged: %1"_s.arg(yesOrNo(profile.schedule.skipUnchanged)),
        u"keeps besides: %1; newest proven %2"_s.arg(periods.join(u", "_s)).arg(profile.retention.verified),
        u"keeps unsent: %1, up to %2 bytes"_s.arg(yesOrNo(profile.unsent.keep)).arg(profile.unsent.limit),
        u"undo: within %1 days (0: for ever), up to %2 bytes (0: any)"_s
            .arg(profile.restore.undoWithin.count())
            .arg(profile.restore.undoLimit),
        u"drills: %1, every %2 h, %3 questions, %4 bytes/s (0: the profile's)"_s
            .arg(yesOrNo(profile.drill.enabled))
            .arg(profile.drill.interval.count())
            .arg(profile.drill.assertions.size())
            .arg(profile.drill.downloadLimit)};
    return u"    "_s + lines.join(u"\n    "_s) + u'\n';
}

QString profileWords(const ProfileCatalog &profiles, const QString &name)
{
    const auto loaded = profiles.peek(name);
    if (!loaded)
        return u"%1: %2\n"_s.arg(name, describe(loaded.error()));
    const Profile &profile = loaded->profile;
    QString words = u"%1: %2 to %3; every %4 s%5, keeps %6, %7\n"_s.arg(
        name, profile.databasePath, destinationOf(profile),
        QString::number(profile.schedule.interval.count()),
        profile.schedule.enabled ? QString() : u" (off)"_s, QString::number(profile.retentionCount),
        profile.encryption.enabled ? u"encrypted"_s : u"not encrypted"_s);
    words += ruleWords(profile);
    for (const QString &warning : loaded->warnings)
        words += u"    "_s + warning + u'\n';
    return words;
}

/// Those that change what Lifeboat does, by name rather than as the file has them: addresses for alerts hold
/// secrets.
QString settingsWords(const QString &file)
{
    const auto loaded = loadGlobalSettings(file, QProcessEnvironment::systemEnvironment());
    if (!loaded)
        return describe(loaded.error()) + u'\n';
    const GlobalSettings &all = loaded->settings;
    return u"language \"%1\", log level %2, limits %3 up and %4 down, holds on metered %5, on battery %6\n"_s
        .arg(all.language, QString::number(static_cast<int>(all.logLevel)),
             QString::number(all.uploadBytesPerSecond), QString::number(all.downloadBytesPerSecond),
             all.holdOnMetered ? u"yes"_s : u"no"_s, all.holdOnBattery ? u"yes"_s : u"no"_s);
}

QString linesOf(const QStringList &lines)
{
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

QString section(const QString &title, const QString &text)
{
    return heading(title) + (text.isEmpty() ? u"none\n"_s : text);
}

} // namespace

QString problemReport(const ProfileCatalog &profiles, const ProblemFacts &facts)
{
    QString all;
    for (const QString &name : profiles.names())
        all += profileWords(profiles, name);
    QString text = versions(facts.now) + section(u"Profiles"_s, all);
    text += section(u"Settings"_s, settingsWords(globalSettingsFile(profiles.folder())));
    text += section(u"Lately"_s, linesOf(facts.recent));
    text += section(u"Log"_s, linesOf(LogFile::lastLines(facts.logFolder, logLines)));
    return redact(text);
}

} // namespace lifeboat
