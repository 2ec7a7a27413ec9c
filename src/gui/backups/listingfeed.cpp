// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/listingfeed.h"

#include "base/log.h"

namespace lifeboat {

namespace {

/// Less than a millisecond of the window's time; what it has to draw anew each time takes longer.
constexpr qsizetype helping = 500;

} // namespace

struct ListingFeed::Answer
{
    KnownListing known;
    QList<BackupRow> knownRows; ///< when the store could not be asked
    QDateTime listedAt;
};

ListingFeed::ListingFeed(const ConsoleContext &console, ListingCache &cache, QObject *parent)
    : QObject(parent), m_console(console), m_cache(cache)
{
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &ListingFeed::serve);
}

void ListingFeed::start(const ProfilePointer &profile)
{
    stop();
    m_running = true;
    const auto answer = std::make_shared<Answer>();
    // Jobs outlives its threads, so it may be named from them; this object may not.
    const auto tell = [jobs = &m_console.jobs, alive = QPointer<ListingFeed>(this),
                       run = m_run](const std::function<void(ListingFeed &)> &news) {
        QMetaObject::invokeMethod(
            jobs,
            [alive, run, news] {
                if (alive && alive->m_run == run)
                    news(*alive);
            },
            Qt::QueuedConnection);
    };
    auto work = [console = m_console, &cache = m_cache, profile, answer,
                 tell](const JobControl &control) -> Result<QList<BackupEntry>> {
        answer->known = cache.read(profile->profile);
        tell([verifications = answer->known.verifications, proofs = answer->known.proofs](ListingFeed &feed) {
            Q_EMIT feed.verificationsRead(verifications);
            Q_EMIT feed.proofsRead(proofs);
        });
        auto listed = console.backups.list(*profile, control, [tell](const QList<BackupEntry> &page) {
            tell([rows = backupRows(page)](ListingFeed &feed) {
                feed.m_waiting += rows;
                feed.m_turn.start();
            });
        });
        if (!listed) {
            answer->knownRows = backupRows(answer->known.newestFirst);
            return listed;
        }
        answer->listedAt = console.backups.clock().utcNow();
        if (const auto kept = cache.keepListing(profile->profile, *listed, answer->listedAt); !kept)
            qCWarning(logEngine).noquote() << describe(kept.error());
        return listed;
    };
    const auto job = m_console.jobs.start<QList<BackupEntry>>(
        JobKind::List, profile->profile.id, std::move(work), this,
        [this, answer, profile, run = m_run](const Result<QList<BackupEntry>> &listed) {
            if (run != m_run)
                return;
            conclude(listed, *answer);
            if (listed)
                readNotes(profile, *listed);
        });
    if (job)
        m_job = *job;
    else
        conclude(fail(job.error()), *answer);
}

void ListingFeed::stop()
{
    ++m_run;
    m_running = false;
    m_turn.stop();
    m_waiting.clear();
    m_end = {};
    for (const auto &job : {m_job, m_notesJob}) {
        if (job)
            job->cancel();
    }
}

/// By themselves: they are many small requests, and the list is what people wait for.
void ListingFeed::readNotes(const ProfilePointer &profile, const QList<BackupEntry> &newestFirst)
{
    const auto job = m_console.jobs.start<StoreNotes>(
        JobKind::List, profile->profile.id,
        [&backups = m_console.backups, &cache = m_cache, profile,
         newestFirst](const JobControl &control) -> Result<StoreNotes> {
            auto notes = backups.notes(*profile, newestFirst, control);
            if (!notes)
                return notes;
            if (const auto kept = cache.keepProofs(profile->profile, notes->proofs); !kept)
                qCWarning(logEngine).noquote() << describe(kept.error());
            return notes;
        },
        this,
        [this, run = m_run](const Result<StoreNotes> &notes) {
            if (run != m_run)
                return;
            if (notes)
                Q_EMIT proofsRead(notes->proofs);
            Q_EMIT noted(notes ? std::optional(*notes) : std::nullopt);
        });
    if (job)
        m_notesJob = *job;
    else
        qCWarning(logEngine).noquote() << describe(job.error());
}

void ListingFeed::conclude(const Result<QList<BackupEntry>> &listed, const Answer &answer)
{
    if (listed) {
        m_end = [this, backups = *listed, at = answer.listedAt] { Q_EMIT completed(backups, at); };
    } else {
        m_waiting += answer.knownRows;
        m_end = [this, error = listed.error(), known = answer.known] {
            Q_EMIT failed(error, known.newestFirst, known.at);
        };
    }
    m_turn.start();
}

void ListingFeed::serve()
{
    if (!m_waiting.isEmpty()) {
        const QList<BackupRow> next = m_waiting.first(std::min(helping, m_waiting.size()));
        m_waiting.remove(0, next.size());
        Q_EMIT arrived(next);
        return;
    }
    m_turn.stop();
    if (const auto end = std::exchange(m_end, {})) {
        m_running = false;
        end();
    }
}

} // namespace lifeboat
