// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the power cut of the crash test takes what a disk may lose, and nothing else: small programs change
// files under the same library.
#include "fault/powercut.h"
#include "support/bytesof.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// What the programs begin with: a file "old", and a folder "box" with nothing in it.
constexpr auto words = R"(
import os
def write(name, text, flags=os.O_WRONLY | os.O_CREAT | os.O_TRUNC):
    file = os.open(name, flags, 0o600)
    os.write(file, text.encode())
    os.close(file)
def sync(name):
    file = os.open(name, os.O_RDONLY)
    os.fsync(file)
    os.close(file)
)";

/// "name=content" of all files and "name/" of all folders below, in order.
QString stateOf(const QString &home)
{
    QStringList state;
    QDirIterator entries(home, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QFileInfo entry = entries.nextFileInfo();
        const QString name = QDir(home).relativeFilePath(entry.filePath());
        state += entry.isDir() ? name + u'/' : name + u'=' + QString::fromUtf8(bytesOf(entry.filePath()));
    }
    state.sort();
    return state.join(u' ');
}

} // namespace

class PowerCutTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void takesWhatWasNotSynced_data();
    void takesWhatWasNotSynced();

private:
    QString m_python;
};

/// Itself: the library does not go with what a wrapper of that name starts.
void PowerCutTest::initTestCase()
{
    QProcess python;
    python.start(u"python3"_s, {u"-c"_s, u"import sys; print(sys.executable, end='')"_s});
    QVERIFY(python.waitForFinished());
    m_python = QString::fromLocal8Bit(python.readAllStandardOutput());
    QVERIFY(!m_python.isEmpty());
}

void PowerCutTest::takesWhatWasNotSynced_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QString>("nothingUnsynced");
    QTest::addColumn<QString>("hollowNames");
    const auto row = [](const char *name, const QByteArray &program, const QString &cut,
                        const QString &hollow) { QTest::newRow(name) << program << cut << hollow; };
    const auto asBefore = u"box/ old=1"_s;
    row("written", "write('old', '2')", asBefore, asBefore);
    row("written and synced", "write('old', '2'); sync('old')", u"box/ old=2"_s, u"box/ old=2"_s);
    row("written again after a sync", "write('old', '2'); sync('old'); write('old', '33', os.O_WRONLY)",
        u"box/ old=2"_s, u"box/ old=2"_s);
    row("appended to", "write('old', '2', os.O_WRONLY | os.O_APPEND)", asBefore, asBefore);
    row("cut off", "file = os.open('old', os.O_WRONLY); os.ftruncate(file, 0)", asBefore, asBefore);
    row("made", "write('new', '2')", asBefore, u"box/ new= old=1"_s);
    row("made and synced, not its name", "write('new', '2'); sync('new')", asBefore, u"box/ new=2 old=1"_s);
    row("made, only its name synced", "write('new', '2'); sync('.')", u"box/ new= old=1"_s,
        u"box/ new= old=1"_s);
    row("made, all synced", "write('new', '2'); sync('new'); sync('.')", u"box/ new=2 old=1"_s,
        u"box/ new=2 old=1"_s);
    row("replaced", "write('new', '2'); os.rename('new', 'old')", asBefore, u"box/ old="_s);
    row("replaced by what was synced", "write('new', '2'); sync('new'); os.rename('new', 'old')", asBefore,
        u"box/ old=2"_s);
    row("replaced, all synced", "write('new', '2'); sync('new'); os.rename('new', 'old'); sync('.')",
        u"box/ old=2"_s, u"box/ old=2"_s);
    row("removed", "os.unlink('old')", asBefore, u"box/"_s);
    row("removed and synced", "os.unlink('old'); sync('.')", u"box/"_s, u"box/"_s);
    row("changed and removed", "write('old', '2'); os.unlink('old')", asBefore, u"box/"_s);
    row("made and removed", "write('new', '2'); os.unlink('new')", asBefore, asBefore);
    row("another name", "os.link('old', 'box/old')", asBefore, u"box/ box/old=1 old=1"_s);
    row("moved, and only that folder synced",
        "write('new', '2'); sync('new'); os.rename('new', 'box/new'); sync('box')", u"box/ box/new=2 old=1"_s,
        u"box/ box/new=2 old=1"_s);
    row("moved, and only the other folder synced", "os.rename('old', 'box/old'); sync('.')", asBefore,
        u"box/ box/old=1"_s);
    row("in a new folder", "os.mkdir('bag'); write('bag/new', '2'); sync('bag/new'); sync('bag')", asBefore,
        u"bag/ bag/new=2 box/ old=1"_s);
    row("in a folder that got another name", "write('box/new', '2'); os.rename('box', 'bag'); sync('.')",
        u"bag/ old=1"_s, u"bag/ bag/new= old=1"_s);
    row("a folder removed with what was in it",
        "write('box/new', '2'); sync('box/new'); sync('box'); os.unlink('box/new'); os.rmdir('box'); "
        "sync('.')",
        u"old=1"_s, u"old=1"_s);
    row("a folder removed", "os.rmdir('box')", asBefore, u"old=1"_s);
}

void PowerCutTest::takesWhatWasNotSynced()
{
    QFETCH(QByteArray, program);
    QFETCH(QString, nothingUnsynced);
    QFETCH(QString, hollowNames);
    for (const auto &[cut, left] : {std::pair(PowerCut::NothingUnsynced, nothingUnsynced),
                                    std::pair(PowerCut::HollowNames, hollowNames)}) {
        const QTemporaryDir home;
        const QTemporaryDir notes;
        QFile old(home.filePath(u"old"_s));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("1") == 1 && old.flush());
        QVERIFY(QDir(home.path()).mkdir(u"box"_s));
        QProcess python;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LD_PRELOAD"_s, QStringLiteral(LIFEBOAT_FAULTPOINTS));
        environment.insert(u"LIFEBOAT_FAULT_UNSYNCED"_s, notes.path());
        python.setProcessEnvironment(environment);
        python.setWorkingDirectory(home.path());
        python.start(m_python, {u"-c"_s, QString::fromUtf8(words + program)});
        QVERIFY(python.waitForFinished());
        QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
        QVERIFY(loseUnsynced(notes.path(), home.path(), cut));
        QCOMPARE(stateOf(home.path()), left);
    }
}

QTEST_GUILESS_MAIN(PowerCutTest)
#include "tst_powercut.moc"
