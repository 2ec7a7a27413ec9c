// SPDX-License-Identifier: GPL-3.0-or-later
// Past 1 GiB lies the page that holds SQLite's lock bytes and no content.
#include "sqlite/snapshot.h"
#include "support/databaseshapes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <array>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int pageSize = 65536;
constexpr qint64 lockPage = (qint64(1) << 30) / pageSize + 1; // counted from 1

/// Appends empty pages, as a hole that costs neither time nor room, and says so in the header. They are in no
/// list of free pages, which integrity_check would mind.
bool growTo(const QString &path, qint64 pages)
{
    QFile file(path);
    std::array<char, 4> count{};
    qToBigEndian(static_cast<quint32>(pages), count.data());
    return file.open(QIODevice::ReadWrite) && file.resize(pages * pageSize) && file.seek(28)
           && file.write(count.data(), count.size()) == 4;
}

} // namespace

class LargeSnapshotTest final : public QObject
{
    Q_OBJECT

private slots:
    void databasePastTheLockPage_data();
    void databasePastTheLockPage();
};

void LargeSnapshotTest::databasePastTheLockPage_data()
{
    QTest::addColumn<QByteArray>("journalMode");
    QTest::newRow("copied-by-sqlite") << "DELETE"_ba;
    QTest::newRow("copied-at-rest") << "WAL"_ba;
}

void LargeSnapshotTest::databasePastTheLockPage()
{
    QFETCH(QByteArray, journalMode);
    const QTemporaryDir folder;
    const QString source = folder.filePath(u"large.db"_s);
    const QString copy = folder.filePath(u"copy.db"_s);
    QVERIFY(runSql(source, "PRAGMA page_size=65536; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)"));
    QVERIFY(growTo(source, lockPage - 10));
    QVERIFY(runSql(source, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300)"
                           "INSERT INTO t (body) SELECT printf('%020000d', i) FROM n;"
                           "PRAGMA journal_mode="
                               + journalMode));
    const auto info = takeSnapshot(source, copy, {});
    QVERIFY2(info, info ? "" : qPrintable(describe(info.error())));
    QVERIFY(info->pageCount > lockPage + 50);
    QCOMPARE(info->size, QFileInfo(source).size());
    const auto sums = u"SELECT count(*) || ':' || sum(body) FROM t"_s;
    QCOMPARE(askShell(copy, sums), "300:45150"_ba);

    // Page by page, but for the counters of page 1 and the lock page, whose bytes mean nothing.
    QFile a(source);
    QFile b(copy);
    QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
    for (qint64 page = 0; page < info->pageCount; ++page) {
        QByteArray left = a.read(info->pageSize);
        QByteArray right = b.read(info->pageSize);
        if (page == 0) {
            left.remove(0, 100);
            right.remove(0, 100);
        }
        if (page + 1 != lockPage && left != right)
            QFAIL(qPrintable(u"page %1 differs"_s.arg(page + 1)));
    }
}

QTEST_GUILESS_MAIN(LargeSnapshotTest)
#include "tst_largesnapshot.moc"
