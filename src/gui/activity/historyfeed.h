// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the run history page by page in jobs, so that nobody waits for it. Window's thread.
#pragma once

#include "engine/runhistory.h"
#include "service/jobs.h"

namespace lifeboat {

class HistoryFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr int pageSize = 200;

    /// `path` of the history; nothing is made there by reading.
    HistoryFeed(Jobs &jobs, QString path, QObject *parent);

    /// The first page of these; an answer to an earlier question does not come any more.
    void load(const RunFilter &filter);
    void loadMore(qint64 beforeId);
    [[nodiscard]] const RunFilter &filter() const { return m_filter; }

    /// Everything the filter lets through, in the format that the file's name asks for: .json, else CSV.
    void exportTo(const QString &file);

Q_SIGNALS:
    void loaded(const QList<lifeboat::RunRecord> &newestFirst, bool more, const QStringList &profiles);
    void moreLoaded(const QList<lifeboat::RunRecord> &older, bool more);
    void failed(const lifeboat::Error &error);
    /// The history was found damaged: it is kept as `aside`, and a new one is begun.
    void begunAnew(const QString &aside);
    void exported(const QString &file);
    void exportFailed(const lifeboat::Error &error);

private:
    struct Page
    {
        QList<RunRecord> runs;
        QStringList profiles;
        QString setAside;
    };
    [[nodiscard]] static Result<Page> read(const QString &path, const RunFilter &filter);
    void ask(qint64 beforeId, void (HistoryFeed::*tell)(const Page &, bool more));
    void tellFirst(const Page &page, bool more);
    void tellNext(const Page &page, bool more);

    Jobs &m_jobs;
    QString m_path;
    RunFilter m_filter;
    int m_question = 0; ///< the latest load()
};

} // namespace lifeboat
