// SPDX-License-Identifier: GPL-3.0-or-later
// A config from a stranger: it is read, or an error names what is wrong. What is read keeps its promises.
#include "engine/config/globalsettings.h"
#include "engine/config/profilefile.h"

#include <cstdlib>

using namespace lifeboat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView content(data, static_cast<qsizetype>(size));
    const QProcessEnvironment environment;
    const QString path = QStringLiteral("/etc/stranger.toml");
    if (const auto loaded = parseProfile(content, path, environment)) {
        if (loaded->profile.databasePath.isEmpty() || loaded->profile.schedule.interval.count() <= 0)
            std::abort();
    } else if (loaded.error().message.isEmpty()) {
        std::abort();
    }
    const auto settings = parseGlobalSettings(content, path, environment);
    if (settings
        && (settings->settings.historyDays < GlobalSettings::leastHistoryDays
            || settings->settings.historyDays > GlobalSettings::mostHistoryDays))
        std::abort();
    return 0;
}
