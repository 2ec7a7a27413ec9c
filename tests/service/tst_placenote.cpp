// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/workspace.h"
#include "service/placenote.h"
#include "support/bytesof.h"

#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestPlaceNote : public QObject
{
    Q_OBJECT

private slots:
    void goesWithALivingRun()
    {
        const QTemporaryDir state;
        {
            const PlaceNote note(u"/somewhere"_s, state.path());
            QCOMPARE(namesIn(state.filePath(u"places"_s)).size(), 1);
            QCOMPARE(abandoned(state.path(), true), QStringList());
        }
        QVERIFY(namesIn(state.filePath(u"places"_s)).isEmpty());
    }

    void staysWhenTheRunCouldNotTidyUp()
    {
        const QTemporaryDir state;
        const QTemporaryDir place;
        const QString work = workspaceBases({}, place.path()).constLast();
        {
            const PlaceNote note(place.path(), state.path());
            QVERIFY(QDir().mkdir(work));
        }
        QCOMPARE(abandoned(state.path(), true), QStringList{place.path()});
    }

    void staysUntilAllIsWellThere()
    {
        const QTemporaryDir state;
        dieIn(u"/some where/else"_s, state.path());
        QCOMPARE(abandoned(state.path(), false), QStringList{u"/some where/else"_s});
        QCOMPARE(abandoned(state.path(), true), QStringList{u"/some where/else"_s});
        QCOMPARE(abandoned(state.path(), true), QStringList());
        QVERIFY(namesIn(state.filePath(u"places"_s)).isEmpty());
    }

    void nonsenseIsThrownAway()
    {
        const QTemporaryDir state;
        QVERIFY(QDir(state.path()).mkdir(u"places"_s));
        for (const QString &content : {u""_s, u"relative"_s}) {
            QFile file(state.filePath(u"places/note"_s));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content.toUtf8());
            file.close();
            QCOMPARE(abandoned(state.path(), true), QStringList());
            QVERIFY(!file.exists());
        }
    }

    void holdsNobodyUp()
    {
        const QTemporaryDir state;
        QFile file(state.filePath(u"file"_s)); // where the state folder should be
        QVERIFY(file.open(QIODevice::WriteOnly));
        const PlaceNote note(u"/somewhere"_s, file.fileName());
        QCOMPARE(abandoned(file.fileName(), true), QStringList());
    }

private:
    static void dieIn(const QString &folder, const QString &state)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const PlaceNote note(folder, state);
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
    }

    static QStringList abandoned(const QString &state, bool well)
    {
        QStringList folders;
        PlaceNote::visitAbandoned(
            [&](const QString &folder) {
                folders += folder;
                return well;
            },
            state);
        return folders;
    }
};

QTEST_GUILESS_MAIN(TestPlaceNote)
#include "tst_placenote.moc"
