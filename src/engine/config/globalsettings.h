// SPDX-License-Identifier: GPL-3.0-or-later
// Settings that hold for every profile: $XDG_CONFIG_HOME/lifeboat/lifeboat.toml. A plain value; reading
// blocks for the disk, shortly. Key reference: docs/configuration.md.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "engine/config/apisettings.h"

#include <QProcessEnvironment>
#include <QStringList>

namespace lifeboat {

struct GlobalSettings
{
    // [general]
    QString language; ///< "en", "de", "ja"; empty: the system's. Applied at the next start.
    LogLevel logLevel = LogLevel::Normal;
    int kitReminderMonths = 6; ///< until "do you still hold the recovery kit?" is asked again; 0: never
    bool closeToTray = true;   ///< closing the window leaves Lifeboat running where there is a tray
    bool startMinimised = false;
    int historyDays = 365; ///< how long past runs are remembered

    // [notifications]
    bool notifyFailure = true;
    bool notifyStale = true; ///< a profile has no recent backup
    bool notifySuccess = false;

    // [network]
    qint64 uploadBytesPerSecond = 0;   ///< 0: unlimited; a profile's own limit holds where it is smaller
    qint64 downloadBytesPerSecond = 0; ///< 0: unlimited
    bool holdOnMetered = true;         ///< scheduled backups wait while the network is metered
    bool holdOnBattery = false;        ///< scheduled backups wait while running on battery

    ApiSettings api; ///< [api]

    bool operator==(const GlobalSettings &) const = default;

    static constexpr int mostReminderMonths = 120;
    static constexpr int leastHistoryDays = 1;
    static constexpr int mostHistoryDays = 3650;
};

struct LoadedGlobalSettings
{
    GlobalSettings settings;
    QStringList warnings; ///< one sentence each: unknown keys
};

/// $XDG_CONFIG_HOME/lifeboat/lifeboat.toml, by default ~/.config/lifeboat/lifeboat.toml.
[[nodiscard]] QString globalSettingsFile(const QProcessEnvironment &environment);
/// The same, beside the folder that profileFolder() or ProfileCatalog::folder() names.
[[nodiscard]] QString globalSettingsFile(const QString &profileFolder);

/// What `file` says, and the defaults for what it leaves open; a file that is not there leaves everything
/// open. ErrorCode::Configuration names file, line, key, what was found and what was expected.
[[nodiscard]] Result<LoadedGlobalSettings> loadGlobalSettings(const QString &file,
                                                              const QProcessEnvironment &environment);

/// The same for those who go on whatever is wrong with the file, which was said at the start: the defaults
/// then. Variables are those of this process.
[[nodiscard]] GlobalSettings globalSettingsOrDefaults(const QString &file);

/// The same for `content`, which is meant to be in `file`.
[[nodiscard]] Result<LoadedGlobalSettings> parseGlobalSettings(QByteArrayView content, const QString &file,
                                                               const QProcessEnvironment &environment);

/// The first thing that the same reader would not take in a file with these settings. In its words, but
/// without file and line: they are in none yet. Quick.
[[nodiscard]] Result<void> checkGlobalSettings(const GlobalSettings &settings,
                                               const QProcessEnvironment &environment);

/// Everything the file may say, as "network.upload_limit".
[[nodiscard]] QStringList globalSettingKeys();

/// `content` with the values of `before` that are others in `after` changed, and every other byte as it was.
[[nodiscard]] Result<QByteArray> editGlobalSettings(const QByteArray &content, const GlobalSettings &before,
                                                    const GlobalSettings &after, const QString &file);

/// The smaller of two limits in bytes per second, of which 0 is none.
[[nodiscard]] constexpr qint64 tighterLimit(qint64 one, qint64 other)
{
    if (one == 0 || other == 0)
        return one + other;
    return one < other ? one : other;
}

} // namespace lifeboat
