// SPDX-License-Identifier: GPL-3.0-or-later
// A job whose uploads fail when a test says so, with a folder that keeps what they would have been.
#pragma once

#include "engine/jobsetup.h"
#include "engine/unsent.h"
#include "support/databaseshapes.h"

namespace lifeboat {

struct UnsentSetup : JobSetup
{
    UnsentSetup()
    {
        store.before = [this](const QString &operation, const QString &place) -> Result<void> {
            if (operation == QStringLiteral("put"))
                puts.append(place);
            if (fault && fault->first == operation && place.contains(only))
                return fail(fault->second, QStringLiteral("test"), QStringLiteral("The store is away."),
                            QStringLiteral("Look there."));
            return {};
        };
    }

    /// The store does not do `operation` from now on.
    void refuse(ErrorCode code, const QString &operation = QStringLiteral("put"), const QString &place = {})
    {
        fault = {operation, code};
        only = place;
    }
    void relent() { fault.reset(); }

    /// Another second, and another content.
    void moveOn()
    {
        clock.advance(std::chrono::hours(1));
        if (!runSql(profile.databasePath, "UPDATE settings SET value = value || '.' WHERE rowid = 1"))
            qFatal("the database cannot be changed");
    }

    Result<BackupReport> backUp(bool skipUnchanged = false, const JobControl &control = {},
                                const std::optional<KnownSource> &known = {})
    {
        puts.clear();
        return runBackup(
            {profile, key, store, clock, QStringLiteral("host"), skipUnchanged, known, unsent.folder()},
            control);
    }

    /// A run whose backup is kept; its key.
    QString keepOne()
    {
        refuse(ErrorCode::Network);
        const auto report = backUp();
        relent();
        const auto kept = unsent.list();
        return report || kept.isEmpty() ? QString() : kept.constLast().key;
    }

    [[nodiscard]] QString fileOf(const QString &backupKey) const
    {
        return unsent.folder() + u'/' + backupKey.section(u'/', -1);
    }
    [[nodiscard]] QStringList backups() const { return store.keys().filter(QStringLiteral("backups/")); }

    UnsentBackups unsent{folder.filePath(QStringLiteral("state/unsent/test"))};
    QStringList puts; ///< keys, of the last run
    std::optional<std::pair<QString, ErrorCode>> fault;
    QString only; ///< part of the keys that it is for
};

} // namespace lifeboat
