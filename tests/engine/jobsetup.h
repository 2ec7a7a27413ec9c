// SPDX-License-Identifier: GPL-3.0-or-later
// A database, a key and a profile for the job tests, in a folder of their own.
#pragma once

#include "engine/backupjob.h"
#include "sqlite/sample.h"
#include "support/bytesof.h"
#include "support/fakeclock.h"
#include "support/memorystore.h"

#include <QTemporaryDir>

namespace lifeboat {

struct JobSetup
{
    JobSetup()
    {
        profile.databasePath = folder.filePath(QStringLiteral("rustresort.db"));
        profile.backupName = QStringLiteral("rustresort");
        profile.temporaryFolder = folder.filePath(QStringLiteral("temporary"));
        profile.encryption.enabled = true;
        profile.destination = FolderDestination{QStringLiteral("/nowhere")};
        made = createSampleDatabase(profile.databasePath, 200).has_value()
               && QDir().mkpath(profile.temporaryFolder);
    }

    Result<BackupReport> backUp(const JobControl &control = {})
    {
        return runBackup({profile, key, store, clock, QStringLiteral("host")}, control);
    }

    QTemporaryDir folder;
    Profile profile;
    SecretBytes key{QByteArray(32, 'k')};
    MemoryStore store;
    FakeClock clock;
    bool made = false;
};

} // namespace lifeboat
