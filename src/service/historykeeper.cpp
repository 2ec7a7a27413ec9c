// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/historykeeper.h"

#include "base/log.h"
#include "engine/config/globalsettings.h"

namespace lifeboat {

RunHistoryBounds historyBounds(const QString &settingsFile)
{
    return {.days = globalSettingsOrDefaults(settingsFile).historyDays};
}

HistoryKeeper::HistoryKeeper(QString path, QString settingsFile, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_settingsFile(std::move(settingsFile))
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
    m_writer.start([this, record] {
        const Kept kept = write(record);
        QMetaObject::invokeMethod(
            this, [this, kept] { tell(kept); }, Qt::QueuedConnection);
    });
}

/// In the writer's thread; the destructor waits for it.
HistoryKeeper::Kept HistoryKeeper::write(const RunRecord &record) const
{
    const auto history = RunHistory::open(m_path, historyBounds(m_settingsFile));
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
