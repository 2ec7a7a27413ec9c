// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window, over a real folder with ten thousand backups: it must stay responsive while their rows
// load and a real backup runs beside. Measured by a watch on its event loop.
//
// The time that others had the processor is left out of the verdict, or it would depend on what else this
// machine does; `make bench` runs this with 1 GiB on a machine of its own and shows it with that time, too:
//   LIFEBOAT_STALL_DATABASE  backs this database up instead of a sample
#include "engine/backupkey.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupspage.h"
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"
#include "gui/stallbound.h"

#include <QAction>
#include <QDir>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int count = 10'000;
constexpr int sampleStatuses = 120'000; ///< about 100 MiB

void fillStore(const QString &store, const QString &name)
{
    const QDateTime newest(QDate(2026, 3, 28), QTime(3, 0), Qt::UTC);
    for (int day = 0; day < count; ++day) {
        const QString path = store + u'/' + makeBackupKey({}, name, {newest.addDays(-day), true});
        QFile file(path);
        if ((day == 0 && !QDir().mkpath(QFileInfo(path).path())) || !file.open(QIODevice::WriteOnly))
            qFatal("the store cannot be filled: %s", qPrintable(path));
    }
}

/// A profile whose store has ten thousand backups already, which its next one leaves alone.
void addProfile(ConsoleFixture &console, const QString &name, int statuses)
{
    console.addProfile(name, statuses);
    fillStore(console.path(name + u"-store"_s), name);
    QFile config(console.path(name + u".toml"_s));
    if (!config.open(QIODevice::Append) || config.write("[storage.backup]\nretention_count = 0\n") < 0)
        qFatal("the profile cannot be changed");
}

} // namespace

class ConsoleStallTest final : public QObject
{
    Q_OBJECT

private slots:
    void whileRowsLoadAndABackupRuns();

private:
    static void runOnce(HeldUp &held);
};

void ConsoleStallTest::whileRowsLoadAndABackupRuns()
{
    HeldUp held(5); // the backup beside it keeps both processors of a small machine at work
    do {
        runOnce(held);
    } while (!QTest::currentTestFailed() && held.another());
    QVERIFY(held.isShort());
}

void ConsoleStallTest::runOnce(HeldUp &held)
{
    ConsoleFixture console;
    const QString given = qEnvironmentVariable("LIFEBOAT_STALL_DATABASE");
    addProfile(console, u"blog"_s, given.isEmpty() ? sampleStatuses : 1);
    addProfile(console, u"shop"_s, 1);
    if (!given.isEmpty()) {
        QVERIFY(QFile::remove(console.databaseOf(u"blog"_s)));
        QVERIFY(QFile::link(given, console.databaseOf(u"blog"_s)));
    }
    Jobs &jobs = console.context().jobs;
    MainWindow window(console.context(), console.services(), console.cache());
    auto *page = window.findChild<BackupsPage *>();
    auto *list = window.findChild<BackupList *>(u"list"_s);
    QVERIFY(page && list);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), count, 30'000);
    QTRY_VERIFY(jobs.running().isEmpty());
    window.selectProfile(u"blog"_s);
    auto *backUp = window.findChild<QAction *>(u"actionBackUp"_s);
    QTRY_VERIFY_WITH_TIMEOUT(backUp->isEnabled() && list->model()->rowCount() == count, 30'000);

    // Each time all rows are there, the other profile is chosen, until the backup is made.
    QEventLoop loop;
    std::optional<Error> problem;
    bool backedUp = false;
    int loads = 0;
    QString chosen = u"shop"_s;
    connect(&jobs, &Jobs::finished, &loop, [&](const Job *job, const std::optional<Error> &error) {
        if (job->kind() != JobKind::Backup)
            return;
        backedUp = true;
        problem = error;
    });
    connect(
        page, &BackupsPage::listed, &loop,
        [&] {
            ++loads;
            if (backedUp)
                return loop.quit();
            chosen = chosen == u"shop" ? u"blog"_s : u"shop"_s;
            window.selectProfile(chosen);
        },
        Qt::QueuedConnection);
    QTimer::singleShot(100s, &loop, &QEventLoop::quit);
    QTimer::singleShot(0, &loop, [&] {
        backUp->trigger();
        window.selectProfile(chosen);
    });
    LoopWatch watch;
    loop.exec();
    held.note(watch);
    QVERIFY(backedUp);
    QVERIFY2(!problem, problem ? qPrintable(problem->message) : "");
    qInfo("%d times ten thousand rows were loaded.", loads);
}

QTEST_MAIN(ConsoleStallTest)
#include "tst_consolestall.moc"
