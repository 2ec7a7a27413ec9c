// SPDX-License-Identifier: GPL-3.0-or-later
// One profile that backs a real database up into a folder every hour, on services whose time is the test's.
#pragma once

#include "service/backupservice.h"
#include "service/catalogsetup.h"
#include "service/jobs.h"
#include "sqlite/sample.h"
#include "storage/folder/folderstore.h"
#include "support/fakeclock.h"

namespace lifeboat {

class FolderStores final : public StoreFactory
{
public:
    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &loaded) override
    {
        return openFolderStore(std::get<FolderDestination>(loaded.profile.destination).path);
    }
    Result<QString> credentialsOrigin(const LoadedProfile &, const CancelToken &) override
    {
        return QString();
    }
    [[nodiscard]] const RequestMeter *meter() const override { return nullptr; }
};

class MachineSetup final
{
public:
    CatalogSetup home;
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    BackupService backups;
    Jobs jobs{nullptr, clock};
    const QString profile = QStringLiteral("app");

    explicit MachineSetup(std::shared_ptr<AlertSink> alerts = nullptr)
        : backups(std::make_shared<FolderStores>(), clock, QStringLiteral("host"), std::move(alerts))
    {
        NewProfile made = toFolder();
        made.rules.databasePath = home.path(QStringLiteral("app.db"));
        made.rules.schedule.interval = std::chrono::hours(1);
        made.rules.destination = FolderDestination{store()};
        if (!createSampleDatabase(made.rules.databasePath, 20)
            || !home.catalog->create(made, SecretPlace::ThisSession, {}))
            qFatal("the profile cannot be made");
    }
    Q_DISABLE_COPY_MOVE(MachineSetup)

    [[nodiscard]] QString store() const { return home.path(QStringLiteral("store")); }
    [[nodiscard]] Result<BackupReport> backUp()
    {
        const auto loaded = home.catalog->load(profile, {});
        return loaded ? backups.backUp(*loaded, {}) : fail(loaded.error());
    }
    void breakStore() const
    {
        QDir().rename(store(), store() + QStringLiteral(".away"));
        home.write(store(), "in the way");
    }
    void mendStore() const
    {
        QFile::remove(store());
        QDir().rename(store() + QStringLiteral(".away"), store());
    }
};

} // namespace lifeboat
