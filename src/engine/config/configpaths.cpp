// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/configpaths.h"

#include <QDir>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// A profile may be a link to another program's file, whose paths are meant from where it lies.
QString folderOf(const QString &configFile)
{
    const QFileInfo file(configFile);
    return file.isSymLink() && file.exists() ? QFileInfo(file.canonicalFilePath()).path()
                                             : file.absolutePath();
}

} // namespace

ConfigPaths::ConfigPaths(const QString &configFile, const QProcessEnvironment &environment)
    : m_configFolder(folderOf(configFile)), m_home(homeFolder(environment))
{
}

QString ConfigPaths::resolved(const QString &path) const
{
    if (path == u"~" || path.startsWith(u"~/"))
        return QDir::cleanPath(m_home + path.sliced(1));
    if (QDir::isAbsolutePath(path))
        return QDir::cleanPath(path);
    for (const QString &folder : {m_configFolder, QDir::currentPath(), m_configFolder + u"/.."_s}) {
        const QString candidate = QDir::cleanPath(folder + u'/' + path);
        if (QFileInfo::exists(candidate))
            return candidate;
    }
    return QDir::cleanPath(m_configFolder + u'/' + path);
}

QString homeFolder(const QProcessEnvironment &environment)
{
    const QString home = environment.value(u"HOME"_s);
    return home.isEmpty() ? QDir::homePath() : home;
}

} // namespace lifeboat
