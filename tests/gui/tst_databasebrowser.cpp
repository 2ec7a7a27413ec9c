// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into a downloaded backup.
#include "engine/fetchjob.h"
#include "gui/common/errornotice.h"
#include "gui/consolefixture.h"
#include "gui/restore/databasebrowser.h"
#include "gui/restore/tablemodel.h"
#include "support/databaseshapes.h"

#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QThreadPool>
#include <QTimer>
#include <QTreeWidget>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// A browser on a copy as a download would have left it.
class Scene final
{
public:
    Scene()
    {
        auto workspace = Workspace::open({fixture.path(u"scratch"_s)}, 0);
        if (!workspace)
            qFatal("no workspace");
        copy = std::make_shared<FetchedBackup>();
        copy->workspace = std::move(*workspace);
        copy->file = copy->workspace->path(u"fetched.db"_s);
        copy->entry.takenAt = fixture.context().backups.clock().utcNow();
        auto loaded = std::make_shared<LoadedProfile>();
        loaded->profile.id = u"blog"_s;
        loaded->profile.databasePath = fixture.path(u"blog.db"_s);
        profile = loaded;
        file = copy->file;
    }

    ~Scene()
    {
        browser.reset();
        QThreadPool::globalInstance()->waitForDone(); // the copy is removed there
    }
    Q_DISABLE_COPY_MOVE(Scene)

    void open()
    {
        browser = std::make_unique<DatabaseBrowser>(fixture.context(), profile, std::move(copy), nullptr);
        browser->show();
    }
    QTreeWidget *tables() const { return browser->findChild<QTreeWidget *>(); }
    QTableView *view() const { return browser->findChild<QTableView *>(); }
    TableModel *model() const { return browser->findChild<TableModel *>(); }
    ErrorNotice *notice() const { return browser->findChild<ErrorNotice *>(); }
    QTreeWidgetItem *table(const QString &name) const
    {
        const auto found = tables()->findItems(name, Qt::MatchExactly);
        return found.isEmpty() ? nullptr : found.constFirst();
    }
    QString cell(int row, int column, int role = Qt::DisplayRole) const
    {
        return model()->index(row, column).data(role).toString();
    }

    ConsoleFixture fixture;
    ProfilePointer profile;
    std::shared_ptr<FetchedBackup> copy;
    QString file;
    std::unique_ptr<DatabaseBrowser> browser;
};

/// The longest time the event loop had no turn.
class Watchdog final
{
public:
    Watchdog()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
                         [this] { longest = std::max(longest, m_clock.restart()); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_clock.start();
        m_timer.start(1);
    }
    qint64 longest = 0; ///< ms

private:
    QElapsedTimer m_clock;
    QTimer m_timer;
};

} // namespace

class DatabaseBrowserTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsTablesWithTheirRows();
    void tellsKindsOfValuesApart();
    void showsShapes_data();
    void showsShapes();
    void filtersTables();
    void readsMoreWhileScrolling();
    void anotherTableCutsASlowOneShort();
    void saysWhatIsDamaged();
    void saysWhatCannotBeRead();
    void saysWhenThereIsNothing();
    void savesACopy();
    void theCopyGoesWithTheWindow();
};

void DatabaseBrowserTest::showsTablesWithTheirRows()
{
    Scene scene;
    QVERIFY(makeRustResort(scene.file, 200));
    scene.open();
    QVERIFY(scene.browser->windowTitle().startsWith(u"blog"_s));
    QVERIFY(scene.browser->windowTitle().contains(u"read-only"_s));
    QTRY_COMPARE(scene.tables()->topLevelItemCount(), 11);
    QTRY_COMPARE(scene.table(u"statuses"_s)->text(1), u"200"_s);
    scene.tables()->setCurrentItem(scene.table(u"statuses"_s));
    QTRY_COMPARE(scene.model()->rowCount(), 200);
    QCOMPARE(scene.model()->headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), u"content"_s);
    QCOMPARE(scene.cell(0, 1), u"https://harbour.example/s/1"_s);
    QVERIFY(scene.cell(0, 2).endsWith(u'…'));
    QVERIFY(scene.cell(0, 2, Qt::ToolTipRole).size() > scene.cell(0, 2).size());
    QVERIFY(scene.cell(0, 2, Qt::ToolTipRole).contains(u"&lt;p&gt;"_s)); // not taken for markup
}

void DatabaseBrowserTest::tellsKindsOfValuesApart()
{
    Scene scene;
    QVERIFY(runSql(scene.file, "CREATE TABLE t (v); INSERT INTO t VALUES (NULL), ('NULL'), (x'0102'), (7)"));
    scene.open();
    QTRY_COMPARE(scene.model()->rowCount(), 4);
    QCOMPARE(scene.cell(0, 0), u"NULL"_s);
    QCOMPARE(scene.cell(1, 0), u"NULL"_s);
    const auto font = [&](int row) { return scene.model()->index(row, 0).data(Qt::FontRole); };
    QVERIFY(font(0).value<QFont>().italic());
    QVERIFY(!font(1).isValid());
    QVERIFY(scene.cell(2, 0).startsWith(u"<2 byte"_s));
    QCOMPARE(scene.cell(3, 0), u"7"_s);
}

void DatabaseBrowserTest::showsShapes_data()
{
    QTest::addColumn<QString>("shape");
    for (const auto *shape : {"without-rowid", "wal-closed", "utf-16be", "fts5", "page-size-65536"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void DatabaseBrowserTest::showsShapes()
{
    QFETCH(QString, shape);
    Scene scene;
    const QTemporaryDir folder;
    QVERIFY(QFile::copy(makeShape(shape, folder.path()), scene.file));
    QVERIFY(runSql(scene.file, "CREATE VIEW \"odd \"\"view\"\"\" AS SELECT 1 AS \"a b\", 2"));
    scene.open();
    QTRY_VERIFY(scene.table(u"odd \"view\""_s));
    for (int i = 0; i < scene.tables()->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = scene.tables()->topLevelItem(i);
        const QByteArray rows = askShell(
            scene.file, u"SELECT count(*) FROM \"%1\""_s.arg(item->text(0).replace(u'"', u"\"\""_s)));
        QTRY_COMPARE(QLocale().toInt(item->text(1)), rows.toInt());
        scene.tables()->setCurrentItem(item);
        QTRY_COMPARE(scene.model()->rowCount(), std::min(rows.toInt(), TableModel::pageSize));
        QVERIFY(scene.notice()->isHidden());
    }
}

void DatabaseBrowserTest::filtersTables()
{
    Scene scene;
    QVERIFY(makeRustResort(scene.file, 1));
    scene.open();
    QTRY_VERIFY(scene.table(u"follows"_s));
    scene.browser->findChild<QLineEdit *>()->setText(u"FOLLOW"_s);
    QStringList visible;
    for (int i = 0; i < scene.tables()->topLevelItemCount(); ++i) {
        if (!scene.tables()->topLevelItem(i)->isHidden())
            visible += scene.tables()->topLevelItem(i)->text(0);
    }
    QCOMPARE(visible, QStringList({u"followers"_s, u"follows"_s}));
}

void DatabaseBrowserTest::readsMoreWhileScrolling()
{
    Scene scene;
    constexpr int rows = 100'000;
    QVERIFY(runSql(
        scene.file,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT, body BLOB); WITH RECURSIVE n(i) AS (SELECT 1 "
        "UNION ALL SELECT i + 1 FROM n LIMIT 100000) INSERT INTO t SELECT i, 'words ' || i, zeroblob(20) "
        "FROM n"));
    scene.open();
    Watchdog watchdog;
    QTRY_COMPARE(scene.model()->rowCount(), TableModel::pageSize);
    QElapsedTimer clock;
    clock.start();
    while (!scene.model()->isComplete() && clock.elapsed() < 60'000) {
        scene.view()->scrollToBottom();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    }
    QCOMPARE(scene.model()->rowCount(), rows);
    QCOMPARE(scene.cell(rows - 1, 1), u"words 100000"_s);
    // Reading them all takes far longer; on the window's thread it would show here.
    QVERIFY2(watchdog.longest < 250, qPrintable(QString::number(watchdog.longest)));
}

void DatabaseBrowserTest::anotherTableCutsASlowOneShort()
{
    Scene scene;
    QVERIFY(
        runSql(scene.file,
               "CREATE VIEW a_slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
               "count(*) AS c FROM n; CREATE TABLE quick (v); INSERT INTO quick VALUES (7)"));
    scene.open();
    QTRY_VERIFY(scene.table(u"quick"_s)); // the slow one is chosen, being the first
    scene.tables()->setCurrentItem(scene.table(u"quick"_s));
    QTRY_COMPARE(scene.model()->rowCount(), 1);
    QVERIFY(scene.notice()->isHidden());
    scene.browser.reset(); // and closing cuts the counting short
    QTRY_VERIFY(scene.fixture.context().jobs.running().isEmpty());
}

void DatabaseBrowserTest::saysWhatIsDamaged()
{
    Scene scene;
    QFile file(scene.file);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(8192, 'x')) == 8192);
    file.close();
    scene.open();
    QTRY_VERIFY(!scene.notice()->isHidden());
}

void DatabaseBrowserTest::saysWhatCannotBeRead()
{
    Scene scene;
    QVERIFY(runSql(scene.file,
                   "CREATE TABLE gone (v); CREATE VIEW broken AS SELECT * FROM gone; CREATE TABLE sound "
                   "(v); INSERT INTO sound VALUES (1); DROP TABLE gone"));
    scene.open();
    QTRY_VERIFY(scene.table(u"broken"_s));
    scene.tables()->setCurrentItem(scene.table(u"broken"_s));
    QTRY_VERIFY(!scene.notice()->isHidden());
    QTRY_COMPARE(scene.table(u"broken"_s)->text(1), u"–"_s);
    scene.tables()->setCurrentItem(scene.table(u"sound"_s));
    QTRY_COMPARE(scene.model()->rowCount(), 1);
    QVERIFY(scene.notice()->isHidden());
}

void DatabaseBrowserTest::saysWhenThereIsNothing()
{
    Scene scene;
    QVERIFY(runSql(scene.file, "PRAGMA user_version = 3"));
    scene.open();
    bool said = false;
    const auto look = [&] {
        for (const auto *label : scene.browser->findChildren<QLabel *>())
            said = said || (label->isVisible() && label->text().contains(u"no tables"_s));
        return said;
    };
    QTRY_VERIFY(look());
}

void DatabaseBrowserTest::savesACopy()
{
    Scene scene;
    QVERIFY(makeRustResort(scene.file, 20));
    scene.open();
    for (auto *button : scene.browser->findChildren<QPushButton *>()) {
        if (button->text().contains(u"Save a copy"_s))
            button->click();
    }
    auto *dialog = scene.browser->findChild<QFileDialog *>();
    QVERIFY(dialog);
    const QString saved = scene.fixture.path(u"saved.db"_s);
    Q_EMIT dialog->fileSelected(saved);
    QTRY_VERIFY(QFile::exists(saved));
    QCOMPARE(dumpOf(saved), dumpOf(scene.file));
}

void DatabaseBrowserTest::theCopyGoesWithTheWindow()
{
    Scene scene;
    QVERIFY(makeRustResort(scene.file, 20));
    const QString folder = QFileInfo(scene.file).path();
    scene.open();
    QTRY_VERIFY(scene.model()->rowCount() > 0);
    QVERIFY(QFileInfo::exists(folder));
    QCOMPARE(QFileInfo(folder).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    scene.browser.reset();
    QTRY_VERIFY(!QFileInfo::exists(folder));
}

QTEST_MAIN(DatabaseBrowserTest)
#include "tst_databasebrowser.moc"
