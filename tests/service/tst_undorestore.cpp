// SPDX-License-Identifier: GPL-3.0-or-later
// Undoing a restore, judged by the sqlite3 shell.
#include "service/restoresetup.h"
#include "support/writer/writerprocess.h"

#include <QDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Puts a database of this shape, sidecars included, in the target's place.
bool becomeShape(const QString &shape, const QString &target)
{
    const QTemporaryDir folder;
    const QString made = makeShape(shape, folder.path());
    bool done = !made.isEmpty() && QFile::remove(target);
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-journal"_s}) {
        QFile::remove(target + suffix);
        if (QFile::exists(made + suffix))
            done = done && QFile::copy(made + suffix, target + suffix);
    }
    return done;
}

QString keptIn(const RestoreOutcome &outcome)
{
    return outcome.safetyCopy + u'/' + QFileInfo(outcome.target).fileName();
}

} // namespace

class UndoRestoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatWasThere_data();
    void givesBackWhatWasThere();
    void keepsWhatTheRestoreBrought();
    void canBeUndoneItself();
    void refusesWhileInUse();
    void stopsAndStartsAgain();
    void worksInAnOpenDatabase();
    void saysWhereAFileIsThatIsNoDatabase_data();
    void saysWhereAFileIsThatIsNoDatabase();
    void saysWhenTheSafetyCopyIsGone();
    void cancelledItChangesNothing();
    void cancelledOnceCopiedItDoesNotStop();
};

void UndoRestoreTest::givesBackWhatWasThere_data()
{
    QTest::addColumn<QString>("shape");
    for (const auto *shape :
         {"rustresort", "wal-closed", "wal-after-crash", "wal-without-shm", "hot-journal",
          "persistent-journal", "page-size-512", "page-size-65536", "utf-16be", "no-tables-wal"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void UndoRestoreTest::givesBackWhatWasThere()
{
    QFETCH(QString, shape);
    RestoreFlowSetup job;
    QVERIFY(job.made && becomeShape(shape, job.request.target));
    const QByteArray before = dumpOf(job.request.target);
    QVERIFY(!before.isEmpty() && before != job.backedUp);
    const auto restored = job.restore();
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QCOMPARE(dumpOf(job.request.target), job.backedUp);

    const auto undone = job.undo(*restored);
    QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
    QCOMPARE(dumpOf(job.request.target), before);
    QCOMPARE(askShell(job.request.target, u"PRAGMA integrity_check"_s), "ok"_ba);
    QCOMPARE(dumpOf(keptIn(*restored)), before);
    QVERIFY(!QFile::exists(job.folder.filePath(u".rustresort.db.lifeboat-fresh"_s)));
}

void UndoRestoreTest::keepsWhatTheRestoreBrought()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    QVERIFY(runSql(job.request.target, "CREATE TABLE since (words TEXT)"));
    const QByteArray since = dumpOf(job.request.target);
    const auto undone = job.undo(*restored);
    QVERIFY(undone);
    QVERIFY(undone->safetyCopy != restored->safetyCopy);
    QCOMPARE(dumpOf(keptIn(*undone)), since);
}

void UndoRestoreTest::canBeUndoneItself()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    const auto undone = job.undo(*restored);
    QVERIFY(undone);
    const auto again = job.undo(*undone);
    QVERIFY(again);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

void UndoRestoreTest::refusesWhileInUse()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    WriterProcess program;
    QVERIFY(program.start(job.request.target, u"delete"_s, {u"--idle"_s}));
    const auto undone = job.undo(*restored);
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Refused);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
    QCOMPARE(dumpOf(keptIn(*restored)), job.present);
}

void UndoRestoreTest::stopsAndStartsAgain()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    WriterProcess program;
    QVERIFY(program.start(job.request.target, u"delete"_s, {u"--idle"_s}));
    job.commands = {u"kill %1"_s.arg(program.pid()), job.witness(u"start"_s)};
    const auto undone = job.undo(*restored);
    QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
    QCOMPARE(dumpOf(job.request.target), job.present);
    QCOMPARE(dumpOf(job.seenBy(u"start"_s)), job.present);
}

void UndoRestoreTest::worksInAnOpenDatabase()
{
    RestoreFlowSetup job;
    QVERIFY(runSql(job.request.target, "PRAGMA journal_mode=WAL"));
    WriterProcess program;
    QVERIFY(program.start(job.request.target, u"wal"_s, {u"--idle"_s}));
    job.request.live = true;
    const QByteArray before = askShell(job.request.target, u"SELECT count(*) || words FROM later"_s);
    const auto restored = job.restore();
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QCOMPARE(askShell(job.request.target, u"SELECT count(*) FROM sqlite_schema WHERE name = 'later'"_s),
             "0"_ba);
    const auto undone = job.undo(*restored);
    QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
    QCOMPARE(askShell(job.request.target, u"SELECT count(*) || words FROM later"_s), before);
}

void UndoRestoreTest::saysWhereAFileIsThatIsNoDatabase_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("text") << "This is a letter."_ba;
    QTest::newRow("header overwritten") << "SQLite format 3"_ba + '\0' + QByteArray(8176, 'x');
    QTest::newRow("empty") << QByteArray();
}

void UndoRestoreTest::saysWhereAFileIsThatIsNoDatabase()
{
    QFETCH(QByteArray, content);
    RestoreFlowSetup job;
    QFile file(job.request.target);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size());
    file.close();
    const auto restored = job.restore();
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    const auto undone = job.undo(*restored);
    QVERIFY(!undone);
    QVERIFY2(undone.error().hint.contains(keptIn(*restored)), qPrintable(undone.error().hint));
    QFile kept(keptIn(*restored));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), content);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

void UndoRestoreTest::saysWhenTheSafetyCopyIsGone()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    QVERIFY(QDir(restored->safetyCopy).removeRecursively());
    const auto undone = job.undo(*restored);
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::NotFound);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

void UndoRestoreTest::cancelledItChangesNothing()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    job.control.cancel.request();
    const auto undone = job.undo(*restored);
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Cancelled);
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

void UndoRestoreTest::cancelledOnceCopiedItDoesNotStop()
{
    RestoreFlowSetup job;
    const auto restored = job.restore();
    QVERIFY(restored);
    job.onStage = [&](const JobProgress &progress) {
        if (progress.stage == Stage::Snapshot && progress.total > 0 && progress.done == progress.total)
            job.control.cancel.request();
    };
    job.commands = {job.witness(u"stop"_s), job.witness(u"start"_s)};
    const auto undone = job.undo(*restored);
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Cancelled);
    QVERIFY(!job.ran(u"stop"_s));
    QVERIFY(!job.ran(u"start"_s));
    QCOMPARE(dumpOf(job.request.target), job.backedUp);
}

QTEST_GUILESS_MAIN(UndoRestoreTest)
#include "tst_undorestore.moc"
