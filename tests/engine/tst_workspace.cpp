// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/workspace.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QStringList runsIn(const QString &base)
{
    return QDir(base).entryList({u"run-*"_s}, QDir::Dirs | QDir::NoDotAndDotDot);
}

/// A run that is killed with a file in its workspace.
void leaveDeadRun(const QString &base, const QString &note)
{
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto workspace = Workspace::open({base}, 0);
        QFile file((*workspace)->path(u"snapshot.db"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write("half");
        if (!note.isEmpty())
            (*workspace)->leaveNote(note);
        [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
        ::pause();
        ::_exit(1);
    }
    char byte;
    QCOMPARE(::read(ready[0], &byte, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT

private slots:
    void isPrivateAndLeavesNothing()
    {
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        {
            const auto workspace = Workspace::open({base}, 0);
            QVERIFY(workspace);
            struct stat info
            {
            };
            QCOMPARE(::stat(QFile::encodeName(base).constData(), &info), 0);
            QCOMPARE(info.st_mode & 0777, 0700u);
            QFile file((*workspace)->path(u"x"_s));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QVERIFY(!QDir(base).exists());
        QVERIFY(QDir(root.path()).isEmpty());
    }

    void removesWhatAKilledRunLeft()
    {
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        leaveDeadRun(base, {});
        QCOMPARE(runsIn(base).size(), 1);
        const auto workspace = Workspace::open({base}, 0);
        QVERIFY(workspace);
        QCOMPARE(runsIn(base).size(), 1); // ours alone
        QVERIFY((*workspace)->takeNotes([](const QString &) { return true; }).isEmpty());
    }

    void tellsWhatAKilledRunWasDoing()
    {
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        leaveDeadRun(base, u"backups/rustresort_20260131_030000.db"_s);
        const auto note = [](const QString &wanted) {
            return [wanted](const QString &told) { return told == wanted; };
        };
        {
            const auto passing = Workspace::open({base}, 0); // whose work is another
            QVERIFY(passing);
            QVERIFY((*passing)->takeNotes(note(u"backups/other_20260131_030000.db"_s)).isEmpty());
        }
        const auto workspace = Workspace::open({base}, 0);
        QVERIFY(workspace);
        const QString key = u"backups/rustresort_20260131_030000.db"_s;
        QCOMPARE((*workspace)->takeNotes(note(key)), QStringList{key});
        QCOMPARE(runsIn(base).size(), 1); // ours alone
        QVERIFY((*workspace)->takeNotes(note(key)).isEmpty());
    }

    void sweepsWhatAKilledRunLeft_data()
    {
        QTest::addColumn<QString>("note");
        QTest::addColumn<QStringList>("left");
        QTest::newRow("without a note") << QString() << QStringList();
        QTest::newRow("with a note") << u"backups/rustresort_20260131_030000.db"_s << QStringList{u"note"_s};
    }
    void sweepsWhatAKilledRunLeft()
    {
        QFETCH(QString, note);
        QFETCH(QStringList, left);
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        leaveDeadRun(base, note);
        const QString run = base + u'/' + runsIn(base).constFirst();
        QFile plain(run + u"/fetched.db"_s);
        QVERIFY(plain.open(QIODevice::WriteOnly));
        Workspace::sweep(base);
        QVERIFY(!plain.exists());
        QCOMPARE(QDir(run).entryList(QDir::Files), left);
        QCOMPARE(QDir(base).exists(), !left.isEmpty());
    }

    void sweepLeavesALivingRunAlone()
    {
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        const auto living = Workspace::open({base}, 0);
        QVERIFY(living);
        Workspace::sweep(base);
        QCOMPARE(runsIn(base).size(), 1);
        Workspace::sweep(root.filePath(u"not there"_s));
        QVERIFY(!QDir(root.filePath(u"not there"_s)).exists());
    }

    void leavesALivingRunAlone()
    {
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        const auto first = Workspace::open({base}, 0);
        QVERIFY(first);
        {
            const auto second = Workspace::open({base}, 0);
            QVERIFY(second);
            QCOMPARE(runsIn(base).size(), 2);
        }
        QCOMPARE(runsIn(base).size(), 1);
        QVERIFY(QDir(base).exists());
    }

    void goesOnToTheNextPlace()
    {
        QTemporaryDir root;
        QFile file(root.filePath(u"file"_s)); // a parent that is no folder
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto workspace = Workspace::open({root.filePath(u"file/work"_s), root.filePath(u"good"_s)}, 0);
        QVERIFY(workspace);
        QCOMPARE((*workspace)->base(), root.filePath(u"good"_s));
    }

    void refusesAPlaceThatIsALink()
    {
        QTemporaryDir root;
        QVERIFY(QDir(root.path()).mkdir(u"elsewhere"_s));
        QVERIFY(QFile::link(root.filePath(u"elsewhere"_s), root.filePath(u"work"_s)));
        const auto workspace = Workspace::open({root.filePath(u"work"_s)}, 0);
        QVERIFY(!workspace);
        QCOMPARE(workspace.error().code, ErrorCode::PermissionDenied);
    }

    void checksForRoomFirst()
    {
        QTemporaryDir root;
        const QString base = root.filePath(u"work"_s);
        const auto workspace = Workspace::open({base}, qint64(1) << 60);
        QVERIFY(!workspace);
        QCOMPARE(workspace.error().code, ErrorCode::NoSpace);
        QVERIFY(workspace.error().message.contains(u"EiB"));
        QVERIFY(runsIn(base).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
