// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/tablefeed.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

/// Lives in the feed's thread.
class TableFeed::Worker final : public QObject
{
public:
    explicit Worker(TableFeed &feed) : m_feed(feed) {}

    void openTable(const QString &file, const QString &table, const CancelToken &cancel, int number)
    {
        m_reader = nullptr;
        auto reader = TableReader::open(file, table, cancel);
        if (!reader) {
            tell([number, error = reader.error()](TableFeed &feed) { Q_EMIT feed.failed(number, error); });
            return;
        }
        m_reader = std::move(*reader);
        tell([number, columns = m_reader->columns()](TableFeed &feed) {
            Q_EMIT feed.opened(number, columns);
        });
    }

    void readMore(int most, int number)
    {
        if (!m_reader)
            return;
        const auto rows = m_reader->read(most);
        if (!rows) {
            m_reader = nullptr;
            tell([number, error = rows.error()](TableFeed &feed) { Q_EMIT feed.failed(number, error); });
            return;
        }
        tell([number, rows = *rows, atEnd = rows->size() < most](TableFeed &feed) {
            Q_EMIT feed.rowsRead(number, rows, atEnd);
        });
    }

private:
    /// The feed outlives its thread, and drops what is addressed to it when it goes.
    template<typename Call> void tell(Call call)
    {
        QMetaObject::invokeMethod(
            &m_feed, [&feed = m_feed, call = std::move(call)] { call(feed); }, Qt::QueuedConnection);
    }

    TableFeed &m_feed;
    std::unique_ptr<TableReader> m_reader;
};

TableFeed::TableFeed(QString file, QObject *parent)
    : QObject(parent), m_file(std::move(file)), m_worker(new Worker(*this))
{
    m_thread.setObjectName(u"table-feed"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

TableFeed::~TableFeed()
{
    m_cancel.request();
    m_thread.quit();
    m_thread.wait();
}

int TableFeed::openTable(const QString &table)
{
    m_cancel.request(); // what is being read now
    m_cancel = CancelToken();
    ++m_number;
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, file = m_file, table, cancel = m_cancel, number = m_number] {
            worker->openTable(file, table, cancel, number);
        },
        Qt::QueuedConnection);
    return m_number;
}

void TableFeed::readMore(int most)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, most, number = m_number] { worker->readMore(most, number); },
        Qt::QueuedConnection);
}

} // namespace lifeboat
