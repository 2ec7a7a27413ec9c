// SPDX-License-Identifier: GPL-3.0-or-later
// Lists a profile's backups on a worker thread, makes the rows of them there, and hands these to the window
// in helpings, one for each turn of the event loop, so that a long list never holds it up. Window's thread;
// one listing at a time.
#pragma once

#include "gui/backups/backuprow.h"
#include "gui/common/consolecontext.h"
#include "service/listingcache.h"

#include <QTimer>

namespace lifeboat {

class ListingFeed final : public QObject
{
    Q_OBJECT
public:
    /// `cache` outlives the jobs.
    ListingFeed(const ConsoleContext &console, ListingCache &cache, QObject *parent);

    /// Gives up a listing that is under way; nothing is heard of it any more.
    void start(const ProfilePointer &profile);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    /// What this computer knows of earlier verifications; before any backup.
    void verificationsRead(const lifeboat::Verifications &verifications);
    /// What restore drills have proven: what this computer knew of it, before any backup, and later what the
    /// store tells.
    void proofsRead(const lifeboat::Proofs &proofs);
    /// What machines have written about the listed backups; nothing when that could not be read.
    void noted(const std::optional<lifeboat::StoreNotes> &notes);
    void arrived(const QList<lifeboat::BackupRow> &rows);
    /// All of these have arrived.
    void completed(const QList<lifeboat::BackupEntry> &newestFirst, const QDateTime &at);
    /// What the store listed last has arrived in its stead, if anything is known of it.
    void failed(const lifeboat::Error &error, const QList<lifeboat::BackupEntry> &lastKnown,
                const QDateTime &lastKnownAt);

private:
    struct Answer; ///< filled on the worker, read in the window's thread when the job is done
    void conclude(const Result<QList<BackupEntry>> &listed, const Answer &answer);
    void readNotes(const ProfilePointer &profile, const QList<BackupEntry> &newestFirst);
    void serve();

    ConsoleContext m_console;
    ListingCache &m_cache;
    QPointer<Job> m_job;
    QPointer<Job> m_notesJob;
    QTimer m_turn;
    QList<BackupRow> m_waiting;
    std::function<void()> m_end; ///< what to say when all that waits has been served
    int m_run = 0;               ///< answers of earlier runs are stale
    bool m_running = false;
};

} // namespace lifeboat
