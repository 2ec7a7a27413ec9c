// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at everything a backup will need and says, line by line, what is well and what is not.
#pragma once

#include "engine/progress.h"
#include "service/storefactory.h"

#include "base/clock.h"

namespace lifeboat {

struct Finding
{
    enum class Verdict { Ok, Warning, Failed, Skipped };
    QString subject; ///< stable lower-case name: "database", "room", "key", "clock", "endpoint",
                     ///< "credentials", "bucket", "waiting"
    Verdict verdict = Verdict::Ok;
    QString message;
    QString hint; ///< what to do, for warnings and failures
};

[[nodiscard]] QString verdictName(Finding::Verdict verdict);

class Doctor final
{
public:
    Doctor(StoreFactory &stores, Clock &clock) : m_stores(stores), m_clock(clock) {}

    /// Every check is made, even after a failure, except those that cannot make sense any more (Skipped). The
    /// bucket check writes, lists, reads and deletes one small object under "<prefix>lifeboat/probe/".
    [[nodiscard]] QList<Finding> examine(const LoadedProfile &profile, const JobControl &control);
    /// Only the checks from "clock" on, of a profile that need not be saved and may lack a database.
    [[nodiscard]] QList<Finding> examineDestination(const LoadedProfile &profile, const JobControl &control);

private:
    [[nodiscard]] Finding database(const Profile &profile) const;
    [[nodiscard]] Finding room(const Profile &profile) const;
    [[nodiscard]] Finding key(const LoadedProfile &profile) const;
    [[nodiscard]] QList<Finding> connection(const S3Destination &s3, const CancelToken &cancel) const;
    [[nodiscard]] Finding credentials(const LoadedProfile &profile, const CancelToken &cancel) const;
    [[nodiscard]] QList<Finding> waiting(const Profile &profile) const;
    [[nodiscard]] Finding probe(const LoadedProfile &profile, const CancelToken &cancel) const;

    StoreFactory &m_stores;
    Clock &m_clock;
};

} // namespace lifeboat
