// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/historyfeed.h"

#include "base/text.h"
#include "engine/runexport.h"

#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

Result<void> save(const QString &file, const QByteArray &content)
{
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && out.write(content) == content.size() && out.commit())
        return {};
    return fail(ErrorCode::Io, u"history.export"_s,
                Text::tr("%1 cannot be written: %2.").arg(file, out.errorString()),
                Text::tr("Choose another folder, or make room."));
}

} // namespace

HistoryFeed::HistoryFeed(Jobs &jobs, QString path, QObject *parent)
    : QObject(parent), m_jobs(jobs), m_path(std::move(path))
{
}

Result<HistoryFeed::Page> HistoryFeed::read(const QString &path, const RunFilter &filter)
{
    if (!QFile::exists(path)) // nothing was ever done
        return Page();
    const auto history = RunHistory::open(path);
    if (!history)
        return fail(history.error());
    auto runs = (*history)->list(filter);
    if (!runs)
        return fail(runs.error());
    auto profiles = (*history)->profiles();
    if (!profiles)
        return fail(profiles.error());
    return Page{std::move(*runs), std::move(*profiles), (*history)->setAside()};
}

void HistoryFeed::load(const RunFilter &filter)
{
    m_filter = filter;
    m_filter.limit = pageSize;
    ++m_question;
    ask(0, &HistoryFeed::tellFirst);
}

void HistoryFeed::loadMore(qint64 beforeId)
{
    ask(beforeId, &HistoryFeed::tellNext);
}

void HistoryFeed::ask(qint64 beforeId, void (HistoryFeed::*tell)(const Page &, bool))
{
    RunFilter filter = m_filter;
    filter.beforeId = beforeId;
    const auto job = m_jobs.start<Page>(
        JobKind::History, {}, [path = m_path, filter](const JobControl &) { return read(path, filter); },
        this,
        [this, tell, question = m_question](const Result<Page> &page) {
            if (page && !page->setAside.isEmpty())
                Q_EMIT begunAnew(page->setAside);
            if (question != m_question)
                return; // another one was asked meanwhile
            if (page)
                (this->*tell)(*page, page->runs.size() == pageSize);
            else
                Q_EMIT failed(page.error());
        });
    if (!job)
        Q_EMIT failed(job.error());
}

void HistoryFeed::tellFirst(const Page &page, bool more)
{
    Q_EMIT loaded(page.runs, more, page.profiles);
}

void HistoryFeed::tellNext(const Page &page, bool more)
{
    Q_EMIT moreLoaded(page.runs, more);
}

void HistoryFeed::exportTo(const QString &file)
{
    RunFilter all = m_filter;
    all.limit = 0;
    const auto job = m_jobs.start<void>(
        JobKind::History, {},
        [path = m_path, file, all](const JobControl &) -> Result<void> {
            const auto page = read(path, all);
            if (!page)
                return fail(page.error());
            const bool json = file.endsWith(u".json"_s, Qt::CaseInsensitive);
            return save(file, json ? QJsonDocument(toJson(page->runs)).toJson() : toCsv(page->runs));
        },
        this,
        [this, file](const Result<void> &saved) {
            if (saved)
                Q_EMIT exported(file);
            else
                Q_EMIT exportFailed(saved.error());
        });
    if (!job)
        Q_EMIT exportFailed(job.error());
}

} // namespace lifeboat
