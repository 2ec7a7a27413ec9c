// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/historykeeper.h"

#include "base/log.h"

namespace lifeboat {

HistoryKeeper::HistoryKeeper(QString path, QObject *parent) : QObject(parent), m_path(std::move(path))
{
    m_writer.setMaxThreadCount(1);
}

HistoryKeeper::~HistoryKeeper()
{
    m_writer.waitForDone();
}

void HistoryKeeper::follow(const Jobs &jobs)
{
    connect(&jobs, &Jobs::finished, this, [this](const Job *job) {
        if (rememberedJobs().contains(job->kind()))
            keep(job->record());
    });
}

void HistoryKeeper::keep(const RunRecord &record)
{
    m_writer.start([this, path = m_path, record] {
        const Kept kept = write(path, record);
        QMetaObject::invokeMethod(
            this, [this, kept] { tell(kept); }, Qt::QueuedConnection);
    });
}

HistoryKeeper::Kept HistoryKeeper::write(const QString &path, const RunRecord &record)
{
    const auto history = RunHistory::open(path);
    if (!history)
        return {fail(history.error()), {}};
    const auto added = (*history)->add(record);
    return {added, (*history)->setAside()};
}

void HistoryKeeper::tell(const Kept &kept)
{
    if (!kept.setAside.isEmpty())
        Q_EMIT begunAnew(kept.setAside);
    if (kept.record)
        Q_EMIT recorded(*kept.record);
    if (!kept.record && !m_failing) {
        qCWarning(logEngine).noquote() << describe(kept.record.error());
        Q_EMIT failed(kept.record.error());
    }
    m_failing = !kept.record;
}

} // namespace lifeboat
