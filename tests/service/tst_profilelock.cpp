// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/profilelock.h"

#include "service/machinesetup.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class ProfileLockTest final : public QObject
{
    Q_OBJECT

private slots:
    void changesTakeTurns();
    void lookingNeedsNoTurn();
    void anotherProcessCountsToo();
    void aLinkedFileIsTheSameProfile();
    void profilesDoNotHoldEachOtherUp();
};

void ProfileLockTest::changesTakeTurns()
{
    MachineSetup machine;
    VERIFY_OK(machine.backUp());
    const auto loaded = machine.home.catalog->load(machine.profile, {});
    {
        const auto turn = ProfileLock::take(loaded->profile);
        VERIFY_OK(turn);
        VERIFY_ERROR(machine.backUp(), ErrorCode::Busy);
        VERIFY_ERROR(machine.backups.restore(*loaded, {}, {}), ErrorCode::Busy);
        VERIFY_ERROR(machine.backups.undoRestore(*loaded, {}, {}), ErrorCode::Busy);
        VERIFY_ERROR(machine.backups.prune(*loaded, {}, {}), ErrorCode::Busy);
        VERIFY_ERROR(machine.backups.remove(*loaded, {u"latest"_s}, true, {}), ErrorCode::Busy);
    }
    machine.clock->advance(std::chrono::seconds(1));
    VERIFY_OK(machine.backUp());
}

void ProfileLockTest::lookingNeedsNoTurn()
{
    MachineSetup machine;
    VERIFY_OK(machine.backUp());
    const auto loaded = machine.home.catalog->load(machine.profile, {});
    const auto turn = ProfileLock::take(loaded->profile);
    VERIFY_OK(turn);
    VERIFY_OK(machine.backups.list(*loaded, {}));
    VERIFY_OK(machine.backups.verify(*loaded, {}, true, {}));
}

void ProfileLockTest::anotherProcessCountsToo()
{
    MachineSetup machine;
    QProcess other;
    other.start(u"flock"_s, {u"--exclusive"_s, machine.home.fileOf(machine.profile), u"sh"_s, u"-c"_s,
                             u"echo held; read end"_s});
    QVERIFY(other.waitForReadyRead());
    VERIFY_ERROR(machine.backUp(), ErrorCode::Busy);
    other.kill(); // the shell under it still holds the file, until its input ends with it
    QVERIFY(other.waitForFinished());
    QTRY_VERIFY(machine.backUp());
}

void ProfileLockTest::aLinkedFileIsTheSameProfile()
{
    MachineSetup machine;
    Profile original;
    original.configFile = machine.home.fileOf(machine.profile);
    Profile linked;
    linked.configFile = machine.home.path(u"link.toml"_s);
    QVERIFY(QFile::link(original.configFile, linked.configFile));
    const auto turn = ProfileLock::take(original);
    VERIFY_OK(turn);
    VERIFY_ERROR(ProfileLock::take(linked), ErrorCode::Busy);
}

void ProfileLockTest::profilesDoNotHoldEachOtherUp()
{
    MachineSetup machine;
    Profile one;
    one.configFile = machine.home.fileOf(machine.profile);
    Profile other;
    other.configFile = machine.home.write(machine.home.path(u"other.toml"_s), "");
    Profile withoutFile;
    const auto first = ProfileLock::take(one);
    const auto second = ProfileLock::take(other);
    VERIFY_OK(first);
    VERIFY_OK(second);
    VERIFY_OK(ProfileLock::take(withoutFile));
}

QTEST_GUILESS_MAIN(ProfileLockTest)
#include "tst_profilelock.moc"
