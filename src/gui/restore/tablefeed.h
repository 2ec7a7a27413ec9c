// SPDX-License-Identifier: GPL-3.0-or-later
// Reads rows on a thread of its own, so that the window never waits for a large table or a slow view.
// Lives in the window's thread; answers are values and carry the number of their question.
#pragma once

#include "sqlite/tablereader.h"

#include <QObject>
#include <QThread>

namespace lifeboat {

class TableFeed final : public QObject
{
    Q_OBJECT
public:
    explicit TableFeed(QString file, QObject *parent = nullptr);
    /// Cuts short what is being read and waits for it, some milliseconds.
    ~TableFeed() override;

    /// Begins another table; what was asked before is not answered any more. Returns the question's number.
    int openTable(const QString &table);
    /// Asks for the next rows of the present table.
    void readMore(int most);

Q_SIGNALS:
    void opened(int number, const QStringList &columns);
    void rowsRead(int number, const QList<lifeboat::TableRow> &rows, bool atEnd);
    void failed(int number, const lifeboat::Error &error);

private:
    class Worker;

    QString m_file;
    QThread m_thread;
    Worker *m_worker; ///< deleted when the thread ends
    CancelToken m_cancel;
    int m_number = 0;
};

} // namespace lifeboat
