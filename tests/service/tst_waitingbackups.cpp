// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/waitingbackups.h"

#include "engine/unsent.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestWaitingBackups final : public QObject
{
    Q_OBJECT

private slots:
    void everyFileHasItsFolder()
    {
        const QTemporaryDir folder;
        const auto at = [&](const QString &name) {
            Profile profile;
            profile.configFile = folder.filePath(name);
            return unsentFolder(profile, u"/state"_s);
        };
        QVERIFY(QDir(folder.path()).mkpath(u"b"_s));
        for (const QString &name : {u"my.app.toml"_s, u"b/my.app.toml"_s}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const QString one = at(u"my.app.toml"_s);
        QVERIFY2(one.startsWith(u"/state/unsent/my.app-"), qPrintable(one));
        QCOMPARE(one.size(), u"/state/unsent/my.app-"_s.size() + 12);
        QVERIFY(at(u"b/my.app.toml"_s) != one);
        QVERIFY(QFile::link(folder.filePath(u"my.app.toml"_s), folder.filePath(u"link.toml"_s)));
        QCOMPARE(at(u"link.toml"_s), one);
        QCOMPARE(at(u"b/../my.app.toml"_s), one);
        QVERIFY(at(u"gone.toml"_s).contains(u"/gone-"));
    }

    void addsThemUp()
    {
        const QTemporaryDir folder;
        Profile profile;
        profile.configFile = folder.filePath(u"app.toml"_s);
        QCOMPARE(waitingBackups(profile, folder.path()), WaitingBackups());
        const UnsentBackups unsent(unsentFolder(profile, folder.path()));
        const QDateTime first(QDate(2026, 1, 31), QTime(9, 5), QTimeZone::utc());
        for (int i : {1, 0}) {
            UnsentBackup backup;
            backup.takenAt = first.addDays(i);
            backup.key = u"backups/app_%1.db.enc"_s.arg(i);
            backup.size = 100 + i;
            backup.metadata = {{u"object-sha256"_s, u"x"_s}, {u"sha256"_s, QString::number(i)}};
            BytesSource bytes(QByteArray(100 + i, 's'));
            QVERIFY(unsent.keep(backup, bytes, 1000, {}, {}));
        }
        const WaitingBackups waiting = waitingBackups(profile, folder.path());
        QCOMPARE(waiting, (WaitingBackups{2, 201, first, first.addDays(1)}));
        QCOMPARE(waitingSentence(waiting),
                 u"2 backups wait here to be uploaded (201 B, the oldest of 2026-01-31T09:05:00Z)."_s);
    }

    void saysNothingOfNothing()
    {
        QVERIFY(waitingWords({}).isEmpty());
        QVERIFY(waitingSentence({}).isEmpty());
        QCOMPARE(waitingWords({1, 5, {}, {}}), u"1 backup waits here to be uploaded"_s);
    }
};

QTEST_GUILESS_MAIN(TestWaitingBackups)
#include "tst_waitingbackups.moc"
