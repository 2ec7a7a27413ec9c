// SPDX-License-Identifier: GPL-3.0-or-later
// The health of every profile, from what its store lists, for as long as an event loop runs: asked every half
// hour, judged anew every minute, as backups grow old without anybody doing anything. Those who are to be
// alerted are told from here. One thread, the one that made it.
#pragma once

#include "engine/health.h"
#include "service/backupservice.h"
#include "service/jobs.h"
#include "service/profilecatalog.h"

#include <QHash>
#include <QThreadPool>
#include <QTimer>

namespace lifeboat {

struct StoreHealth
{
    HealthReport report;          ///< Health::Unknown while the store has not been asked or cannot be
    std::optional<Error> problem; ///< why it cannot
    QDateTime since;              ///< UTC; when that was first noticed, by this process
};

class HealthMonitor final : public QObject
{
    Q_OBJECT
public:
    /// Tells `backups`' alerts.
    HealthMonitor(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, QObject *parent = nullptr);
    /// Gives up telling what is not yet told.
    ~HealthMonitor() override;

    /// Trouble is told to nobody while `isMending` says that a backup of the profile is due or being made: it
    /// may end the trouble.
    void setPatience(std::function<bool(const QString &profile)> isMending);
    /// Tells of what was held back so and is not being mended any more.
    void tellHeldBack();

    /// Asks every store now and then again and again. Not now that of `listed`, whose backups somebody else
    /// lists and notes.
    void begin(const QString &listed = {});
    void refreshAll(const QString &butNot = {});
    void refresh(const QString &profile);
    /// Judges anew with the time it is now.
    void judgeAll();

    /// What somebody else's listing said, e.g. that of the page that is shown.
    void noteBackups(const std::shared_ptr<const LoadedProfile> &profile,
                     const QList<BackupEntry> &newestFirst);
    /// What machines have written about these backups; nothing when that could not be read.
    void noteNotes(const QString &profile, const std::optional<StoreNotes> &notes);
    void noteUnreachable(const QString &profile, const Error &problem);

    [[nodiscard]] StoreHealth stateOf(const QString &profile) const;
    /// The worst of all: Critical, Warning, Unknown, Healthy. Unknown without profiles.
    [[nodiscard]] Health worst() const;

Q_SIGNALS:
    void listed(const lifeboat::Profile &profile, const QList<lifeboat::BackupEntry> &newestFirst);
    /// What the store tells of restore drills.
    void drillsKnown(const QString &profile, const lifeboat::DrillDates &drills);
    void changed(const QString &profile);
    /// What one may be told of: see setPatience().
    void healthChanged(const QString &profile, lifeboat::Health before, lifeboat::Health now);

private:
    struct Known
    {
        std::shared_ptr<const LoadedProfile> profile; ///< null until it was listed
        QList<BackupEntry> newestFirst;
        std::optional<StoreNotes> notes; ///< as the store told last
        bool isNoted = false;            ///< the store was asked for the notes since it can be reached
        StoreHealth state;
        Health told = Health::Unknown;
        bool isOutdated = false; ///< a backup was made since the store was listed
    };

    struct Listing; ///< what a job of its own brings

    void noteListing(const Listing &listing);
    [[nodiscard]] DrillDates drillsOf(const StoreNotes &notes) const;
    /// True when the health that others know of has changed.
    bool judge(const QString &profile);
    bool put(const QString &profile, const StoreHealth &state);
    [[nodiscard]] bool mayTell(const QString &profile) const;
    void alert(const Known &known);

    ProfileCatalog &m_profiles;
    BackupService &m_backups;
    Jobs &m_jobs;
    QHash<QString, Known> m_known;
    std::function<bool(const QString &)> m_isMending;
    QTimer m_minute;
    QTimer m_halfHour;
    CancelToken m_ending;
    QThreadPool m_telling; ///< last: uses the others
};

} // namespace lifeboat
