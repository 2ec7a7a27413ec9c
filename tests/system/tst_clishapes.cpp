// SPDX-License-Identifier: GPL-3.0-or-later
// Databases of every shape, through the built program and back, compared by the sqlite3 shell; and each of
// them again while another process commits into it as fast as it can.
#include "support/databaseshapes.h"
#include "support/writer/writerprocess.h"
#include "system/clirun.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestCliShapes : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        QVERIFY(QDir().mkpath(m_home->path(u"data"_s)));
    }
    void cleanup()
    {
        QFile::setPermissions(m_home->path(u"data"_s),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void comesBackAsItWas_data()
    {
        QTest::addColumn<QString>("shape");
        for (const QString &shape : databaseShapes())
            QTest::newRow(qPrintable(shape)) << shape;
    }
    void comesBackAsItWas()
    {
        QFETCH(QString, shape);
        const QString database = makeShape(shape, m_home->path(u"data"_s));
        QVERIFY(!database.isEmpty());
        const QByteArray dump = dumpOf(database);
        const QByteArray pages = pagesOf(database);
        const QStringList state = stateOf(m_home->path(u"data"_s));
        backUpAndRestore(database);
        QCOMPARE(stateOf(m_home->path(u"data"_s)), state); // the source was not touched
        QCOMPARE(dumpOf(restored()), dump);
        QCOMPARE(pagesOf(restored()), pages);
    }

    void comesBackWholeWhileItIsWritten_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::addColumn<QString>("mode");
        for (const QString &shape : databaseShapes()) {
            // Shapes that are about what a writer would clear away at once, or could not write.
            if (shape.contains(u"journal"_s) || shape.contains(u"wal"_s) || shape.contains(u"read-only"_s))
                continue;
            for (const auto mode : {"wal", "delete"})
                QTest::addRow("%s, %s", qPrintable(shape), mode) << shape << QString::fromLatin1(mode);
        }
    }
    void comesBackWholeWhileItIsWritten()
    {
        QFETCH(QString, shape);
        QFETCH(QString, mode);
        const QString database = makeShape(shape, m_home->path(u"data"_s));
        QVERIFY(!database.isEmpty());
        const QByteArray dump = dumpOf(database);
        WriterProcess writer;
        QVERIFY(writer.start(database, mode));
        backUpAndRestore(database);
        QVERIFY(writer.stop().value(u"commits"_s).toInt() > 0);
        QCOMPARE(askShell(restored(), u"PRAGMA integrity_check"_s), "ok");
        // Of one moment: both sides of the writer's books agree. And the rest is what it was.
        const QByteArray left = writerSum(restored(), u"left"_s);
        QVERIFY(!left.isEmpty());
        QCOMPARE(writerSum(restored(), u"right"_s), left);
        QVERIFY(runSql(restored(), "DROP TABLE writer_left; DROP TABLE writer_right"));
        QCOMPARE(dumpOf(restored()), dump);
    }

private:
    QString restored() const { return m_home->path(u"restored.db"_s); }

    void backUpAndRestore(const QString &database)
    {
        QVERIFY(QFile::exists(m_home->folderProfile(database)));
        VERIFY_DONE(m_home->run({u"backup"_s}));
        VERIFY_DONE(m_home->run({u"restore"_s, u"--to"_s, u"restored.db"_s}));
    }

    std::unique_ptr<CliHome> m_home;
};

QTEST_GUILESS_MAIN(TestCliShapes)
#include "tst_clishapes.moc"
