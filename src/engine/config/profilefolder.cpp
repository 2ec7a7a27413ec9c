// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/profilefile.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/config/configpaths.h"

#include <QDir>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto suffix = ".toml"_L1;

QString fileOf(const QString &name, const QProcessEnvironment &environment)
{
    return profileFolder(environment) + u'/' + name + suffix;
}

} // namespace

QString profileFolder(const QProcessEnvironment &environment)
{
    // The XDG base directory specification: a relative path is to be ignored.
    QString base = environment.value(u"XDG_CONFIG_HOME"_s);
    if (!QDir::isAbsolutePath(base))
        base = homeFolder(environment) + u"/.config"_s;
    return QDir::cleanPath(base + u"/lifeboat/profiles"_s);
}

QStringList profileNames(const QProcessEnvironment &environment)
{
    QStringList names =
        QDir(profileFolder(environment)).entryList({u"*"_s + suffix}, QDir::Files | QDir::Readable);
    for (QString &name : names)
        name.chop(suffix.size());
    names.sort();
    return names;
}

Result<QString> findProfile(const QString &name, const QProcessEnvironment &environment)
{
    const QStringList names = profileNames(environment);
    if (names.contains(name))
        return fileOf(name, environment);
    const QString nearest = nearestWord(name, names);
    QString hint = names.isEmpty()
                       ? Text::tr("There are no profiles yet; a profile is a .toml file in that folder.")
                       : Text::tr("There are: %1.").arg(names.join(u", "));
    if (!nearest.isEmpty())
        hint = Text::tr("Did you mean %1?").arg(nearest) + u' ' + hint;
    return fail(ErrorCode::NotFound, u"config.profile"_s,
                Text::tr("There is no profile %1 in %2.").arg(quoted(name), profileFolder(environment)),
                hint);
}

Result<QString> defaultProfile(const QProcessEnvironment &environment)
{
    const QStringList names = profileNames(environment);
    if (names.size() == 1)
        return fileOf(names.first(), environment);
    const QString operation = u"config.profile"_s;
    if (names.isEmpty())
        return fail(ErrorCode::Configuration, operation,
                    Text::tr("There is no profile in %1.").arg(profileFolder(environment)),
                    Text::tr("Put one there as NAME.toml, or name a file with --config FILE."));
    return fail(ErrorCode::Configuration, operation,
                Text::tr("There are several profiles: %1.").arg(names.join(u", ")),
                Text::tr("Choose one with --profile NAME."));
}

} // namespace lifeboat
