// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/activitypage.h"

#include "gui/activity/rundetails.h"
#include "gui/activity/runfilterbar.h"
#include "gui/activity/runmodel.h"
#include "gui/common/errornotice.h"
#include "gui/consolefixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QTreeView>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

RunRecord runOf(const QString &profile, JobKind kind = JobKind::Backup)
{
    RunRecord run;
    run.profile = profile;
    run.kind = kind;
    run.startedAt = QDateTime::currentDateTimeUtc().addSecs(-7);
    run.finishedAt = run.startedAt.addSecs(7);
    run.duration = 7s;
    run.backupKey = u"backups/%1_20260131_120000.db.enc"_s.arg(profile);
    run.bytes = 48'000'000;
    run.stages = {{Stage::Snapshot, 2s, 50'000'000}, {Stage::Upload, 5s, 48'000'000}};
    return run;
}

RunRecord failedRunOf(const QString &profile)
{
    RunRecord run = runOf(profile);
    run.outcome = RunOutcome::Failed;
    run.backupKey.clear();
    run.error = Error{ErrorCode::AuthFailed, u"s3.put"_s, u"The store refuses the key."_s,
                      u"Look at the access key."_s, false};
    return run;
}

} // namespace

class ActivityPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_console = std::make_unique<ConsoleFixture>();
        m_history = std::make_unique<HistoryKeeper>(m_console->path(u"state/lifeboat/history.db"_s));
        m_history->follow(m_console->context().jobs);
    }
    void cleanup()
    {
        m_page.reset();
        m_history.reset();
        m_console.reset();
    }
    void saysThatNothingWasDone();
    void listsWhatWasDoneBefore();
    void selectedRunsAreDrawnAlike();
    void aRunAppearsWhenItEnds();
    void whatOnlyLooksLeavesNoTrace();
    void filters();
    void aNewRunOfAnotherKindStaysFiltered();
    void readsPageByPage();
    void detailsTellStagesAndTheNextStep();
    void exportsWhatIsListed_data();
    void exportsWhatIsListed();
    void aNewerHistoryIsExplained();
    void damageIsSaid();

private:
    void keep(const RunRecord &run)
    {
        QSignalSpy recorded(m_history.get(), &HistoryKeeper::recorded);
        m_history->keep(run);
        QVERIFY(recorded.wait());
    }
    void fill(int runs)
    {
        const auto history = RunHistory::open(m_history->path());
        QVERIFY(history);
        for (int run = 0; run < runs; ++run)
            QVERIFY((*history)->add(runOf(run % 2 ? u"blog"_s : u"wiki"_s)));
    }
    void showPage()
    {
        m_page = std::make_unique<ActivityPage>(m_console->context(), *m_history, nullptr);
        m_page->resize(1000, 500);
        m_page->show();
        QTRY_VERIFY(m_console->context().jobs.running().isEmpty());
    }
    QString state() const
    {
        return m_page->findChild<QStackedWidget *>(u"states"_s)->currentWidget()->objectName();
    }
    int rows() const { return m_page->runs().rowCount(); }
    void choose(const QString &box, const QString &entry)
    {
        const auto boxes = m_page->findChildren<QComboBox *>();
        const auto found = std::find_if(boxes.cbegin(), boxes.cend(), [&](const QComboBox *candidate) {
            return candidate->accessibleName() == box;
        });
        QVERIFY(found != boxes.cend());
        QVERIFY2((*found)->findText(entry) >= 0, qPrintable(entry));
        (*found)->setCurrentText(entry);
    }

    std::unique_ptr<ConsoleFixture> m_console;
    std::unique_ptr<HistoryKeeper> m_history;
    std::unique_ptr<ActivityPage> m_page;
};

void ActivityPageTest::saysThatNothingWasDone()
{
    showPage();
    QCOMPARE(state(), u"empty"_s);
    QVERIFY(!QFile::exists(m_history->path())); // looking makes no file
}

void ActivityPageTest::listsWhatWasDoneBefore()
{
    keep(failedRunOf(u"wiki"_s));
    keep(runOf(u"blog"_s));
    showPage();
    QCOMPARE(state(), u"runs"_s);
    QCOMPARE(rows(), 2);
    const RunModel &runs = m_page->runs();
    const auto cell = [&](int row, int column) { return runs.index(row, column).data().toString(); };
    QCOMPARE(cell(0, RunModel::Profile), u"blog"_s);
    QCOMPARE(cell(0, RunModel::What), u"Backup"_s);
    QCOMPARE(cell(0, RunModel::Result), u"Done: blog_20260131_120000.db.enc"_s);
    QCOMPARE(cell(0, RunModel::Took), u"0:07"_s);
    QCOMPARE(cell(0, RunModel::Size), u"45.8 MiB"_s);
    QVERIFY(cell(0, RunModel::When).startsWith(u"today "_s));
    QCOMPARE(cell(1, RunModel::Result), u"Failed: The store refuses the key."_s);
}

void ActivityPageTest::selectedRunsAreDrawnAlike()
{
    for (int run = 0; run < 3; ++run)
        keep(runOf(u"blog"_s));
    showPage();
    QCOMPARE(rows(), 3);
    auto *list = m_page->findChild<QTreeView *>(u"runs"_s);
    const auto picture = [&](int row) {
        const QModelIndex cell = m_page->runs().index(row, RunModel::Result);
        list->setCurrentIndex(cell);
        return list->viewport()->grab(list->visualRect(cell)).toImage();
    };
    const QImage first = picture(0);
    QCOMPARE(picture(1), first);
    QCOMPARE(picture(2), first);
}

void ActivityPageTest::aRunAppearsWhenItEnds()
{
    showPage();
    const auto job = m_console->context().jobs.start<int>(
        JobKind::Backup, u"blog"_s,
        [](const JobControl &control) -> Result<int> {
            control.enter(Stage::Snapshot, 10);
            control.bytes(Stage::Snapshot)(10, 10);
            return fail(ErrorCode::NoSpace, u"snapshot"_s, u"The disk is full."_s);
        },
        this, [](const Result<int> &) {}, RunTrigger::Schedule);
    QVERIFY(job);
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(state(), u"runs"_s);
    const RunRecord run = m_page->runs().at(0);
    QCOMPARE(run.profile, u"blog"_s);
    QCOMPARE(run.trigger, RunTrigger::Schedule);
    QCOMPARE(run.outcome, RunOutcome::Failed);
    QCOMPARE(run.error->code, ErrorCode::NoSpace);
    QCOMPARE(run.stages.size(), 1);
    QCOMPARE(run.stages.constFirst().done, 10);
    keep(runOf(u"wiki"_s)); // the next one is put before it
    QCOMPARE(rows(), 2);
    QCOMPARE(m_page->runs().at(0).profile, u"wiki"_s);
}

void ActivityPageTest::whatOnlyLooksLeavesNoTrace()
{
    bool done = false;
    QVERIFY(m_console->context().jobs.start<int>(
        JobKind::List, u"blog"_s, [](const JobControl &) -> Result<int> { return 1; }, this,
        [&](const Result<int> &) { done = true; }));
    QTRY_VERIFY(done);
    m_history.reset(); // waits until everything is written
    QVERIFY(!QFile::exists(m_console->path(u"state/lifeboat/history.db"_s)));
}

void ActivityPageTest::filters()
{
    keep(runOf(u"blog"_s));
    keep(failedRunOf(u"wiki"_s));
    keep(runOf(u"wiki"_s, JobKind::Verify));
    showPage();
    QCOMPARE(rows(), 3);
    choose(u"Database"_s, u"wiki"_s);
    QTRY_COMPARE(rows(), 2);
    choose(u"Result"_s, u"Failed"_s);
    QTRY_COMPARE(rows(), 1);
    choose(u"What"_s, u"Restore"_s);
    QTRY_COMPARE(state(), u"empty"_s);
    m_page->findChild<RunFilterBar *>()->clear();
    QTRY_COMPARE(rows(), 3);
    QCOMPARE(state(), u"runs"_s);
    m_page->findChild<RunFilterBar *>()->findChild<QLineEdit *>()->setText(u"REFUSES"_s);
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(m_page->runs().at(0).profile, u"wiki"_s);
}

void ActivityPageTest::aNewRunOfAnotherKindStaysFiltered()
{
    keep(runOf(u"blog"_s));
    showPage();
    choose(u"Database"_s, u"blog"_s);
    QTRY_VERIFY(m_console->context().jobs.running().isEmpty());
    keep(runOf(u"wiki"_s));
    QCOMPARE(rows(), 1);
    keep(runOf(u"blog"_s));
    QCOMPARE(rows(), 2);
}

void ActivityPageTest::readsPageByPage()
{
    fill(2 * HistoryFeed::pageSize + 50);
    showPage();
    QCOMPARE(rows(), HistoryFeed::pageSize); // what is not looked at is not read
    auto *list = m_page->findChild<QTreeView *>(u"runs"_s);
    for (const int expected : {2 * HistoryFeed::pageSize, 2 * HistoryFeed::pageSize + 50}) {
        list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
        QTRY_COMPARE(rows(), expected);
    }
    QSignalSpy wanted(&m_page->runs(), &RunModel::moreWanted);
    list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
    QCOMPARE(wanted.size(), 0); // there are no more
    QSet<qint64> ids;
    for (int row = 0; row < rows(); ++row)
        ids.insert(m_page->runs().at(row).id);
    QCOMPARE(ids.size(), rows()); // each once
}

void ActivityPageTest::detailsTellStagesAndTheNextStep()
{
    RunRecord run = failedRunOf(u"blog"_s);
    run.error->message += u" secret_access_key=Hunter2Hunter2"_s;
    keep(run);
    showPage();
    auto *list = m_page->findChild<QTreeView *>(u"runs"_s);
    list->setCurrentIndex(m_page->runs().index(0, 0));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY(m_page->findChild<RunDetails *>());
    auto *details = m_page->findChild<RunDetails *>();
    QVERIFY(details->isVisible());
    QCOMPARE(details->findChild<QLabel *>(u"heading"_s)->text(), u"Backup failed: blog"_s);
    QCOMPARE(details->findChild<QLabel *>(u"hint"_s)->text(), u"Look at the access key."_s);
    QStringList texts;
    for (const QLabel *label : details->findChildren<QLabel *>())
        texts += label->text();
    QVERIFY2(texts.contains(u"Uploading"_s), qPrintable(texts.join(u'|')));
    QVERIFY2(texts.contains(u"5.0 s"_s), qPrintable(texts.join(u'|')));
    const auto buttons = details->findChild<QDialogButtonBox *>()->buttons();
    for (QAbstractButton *button : buttons) {
        if (button->text().contains(u"details"_s))
            button->click();
    }
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(u"auth-failed"_s), qPrintable(copied));
    QVERIFY2(!(copied + texts.join(u' ')).contains(u"Hunter2"_s), qPrintable(copied));
}

void ActivityPageTest::exportsWhatIsListed_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("table") << u"runs.csv"_s;
    QTest::newRow("JSON") << u"runs.json"_s;
}

void ActivityPageTest::exportsWhatIsListed()
{
    QFETCH(const QString, name);
    fill(HistoryFeed::pageSize + 10);
    showPage();
    choose(u"Database"_s, u"blog"_s);
    QTRY_VERIFY(m_console->context().jobs.running().isEmpty());
    QSignalSpy exported(m_page.get(), &ActivityPage::exported);
    const QString path = m_console->path(name);
    m_page->exportTo(path);
    QVERIFY(exported.wait());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    constexpr int expected = (HistoryFeed::pageSize + 10) / 2; // every second one
    if (name.endsWith(u".csv"_s))
        QCOMPARE(content.count("\r\n"), expected + 1); // and the heading
    else
        QCOMPARE(QJsonDocument::fromJson(content).array().size(), expected);
    QVERIFY(!content.contains("wiki"));
}

void ActivityPageTest::aNewerHistoryIsExplained()
{
    fill(1);
    QProcess shell;
    shell.start(u"sqlite3"_s, {m_history->path(), u"PRAGMA user_version = 99"_s});
    QVERIFY2(shell.waitForFinished(), "the sqlite3 shell is needed");
    showPage();
    QCOMPARE(state(), u"failure"_s);
    QVERIFY(m_page->findChild<ErrorNotice *>()->isVisible());
}

void ActivityPageTest::damageIsSaid()
{
    fill(1);
    QFile file(m_history->path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    showPage();
    QCOMPARE(state(), u"empty"_s);
    const auto *notice = m_page->findChild<QLabel *>(u"notice"_s);
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->text().contains(u"history.db.damaged-"_s), qPrintable(notice->text()));
    keep(runOf(u"blog"_s));
    QTRY_COMPARE(state(), u"runs"_s);
    QCOMPARE(rows(), 1);
}

QTEST_MAIN(ActivityPageTest)
#include "tst_activitypage.moc"
