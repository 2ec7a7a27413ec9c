// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/consolefixture.h"

#include "app/composition.h"
#include "crypto/keys.h"
#include "gui/wizard/kitrecord.h"
#include "service/statefile.h"
#include "sqlite/sample.h"

#include <QSettings>
#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;

ConsoleFixture::ConsoleFixture() : m_service(composeService())
{
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.filePath(u"settings"_s));
    qputenv("XDG_STATE_HOME", QFile::encodeName(m_folder.filePath(u"state"_s)));
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
    m_profiles = std::make_unique<ProfileCatalog>(environment, nullptr);
    m_cache = std::make_unique<ListingCache>(m_folder.filePath(u"cache"_s));
    m_jobs = std::make_unique<Jobs>();
    m_scheduler = std::make_unique<Scheduler>(*m_profiles, *m_service, *m_jobs,
                                              ScheduleLedger(m_folder.filePath(u"state/schedule.json"_s)));
    m_health = std::make_unique<HealthMonitor>(*m_profiles, *m_service, *m_jobs);
}

void ConsoleFixture::addProfile(const QString &name, int statuses)
{
    const QString database = databaseOf(name);
    const QString keyFile = m_folder.filePath(name + u".key"_s);
    const auto key = generateKey();
    if (!createSampleDatabase(database, statuses) || !key || !writeKeyFile(keyFile, *key))
        qFatal("the sample cannot be made");
    const QString config = m_folder.filePath(name + u".toml"_s);
    QFile file(config);
    const QByteArray text =
        u"[database]\npath = \"%1\"\n"
        "[storage.backup.encryption]\nenabled = true\nkey_file = \"%2\"\n"
        "[storage.folder]\npath = \"%3\"\n"_s.arg(database, keyFile, m_folder.filePath(name + u"-store"_s))
            .toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("the profile cannot be written");
    file.close();
    if (const auto adopted = m_profiles->adopt(config); !adopted)
        qFatal("%s", qPrintable(adopted.error().message));
    if (!KitRecord(stateFolder()).confirm(name, m_service->clock().utcNow()))
        qFatal("the kit cannot be confirmed");
}

ProfilePointer ConsoleFixture::load(const QString &name) const
{
    auto loaded = m_profiles->load(name, {});
    return loaded ? std::make_shared<const LoadedProfile>(std::move(*loaded)) : nullptr;
}

} // namespace lifeboat
