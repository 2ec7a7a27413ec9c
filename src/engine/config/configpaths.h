// SPDX-License-Identifier: GPL-3.0-or-later
// What a path in a config file means. Looks at the file system, changes nothing.
#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace lifeboat {

class ConfigPaths final
{
public:
    ConfigPaths(const QString &configFile, const QProcessEnvironment &environment);

    /// Absolute and clean. "~/" is the home folder. A relative path is tried against the config file's
    /// folder, the working directory and the config folder's parent (RustResort keeps config/default.toml
    /// beside data/): the first that exists wins, and when none does, the config file's folder. That is the
    /// folder of the file itself, when `configFile` is a link to it.
    [[nodiscard]] QString resolved(const QString &path) const;

private:
    QString m_configFolder;
    QString m_home;
};

/// $HOME, or what the system says when it is not set.
[[nodiscard]] QString homeFolder(const QProcessEnvironment &environment);

} // namespace lifeboat
