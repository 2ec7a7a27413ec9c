// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are dropped on the window, and backups that are dragged out of it.
#include "gui/backups/backuplist.h"
#include "gui/backups/backupmodel.h"
#include "gui/backups/dragfiles.h"
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"
#include "gui/wizard/adoptpage.h"
#include "gui/wizard/databasepage.h"
#include "gui/wizard/setupwizard.h"
#include "sqlite/sample.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QStandardItemModel>
#include <QTest>
#include <QUrl>
#include <QWindow>

#include <algorithm>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Whether the window took it.
bool drop(MainWindow &window, const QList<QUrl> &urls)
{
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &data, Qt::LeftButton, {});
    enter.ignore();
    QCoreApplication::sendEvent(&window, &enter);
    QDropEvent dropped(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, {});
    dropped.ignore();
    QCoreApplication::sendEvent(&window, &dropped);
    return enter.isAccepted() && dropped.isAccepted();
}

QPoint placeOf(const BackupList &list, int row)
{
    return list.visualRect(list.model()->index(row, 0)).center();
}

/// In steps, as a hand does: the first is not a drag yet.
void move(QWindow &window, const QPoint &from)
{
    for (const int step : {1, 2, 3}) {
        QTest::mouseMove(&window, from + QPoint(step * QApplication::startDragDistance(), 0));
        QCoreApplication::processEvents();
    }
}

void pressAndMove(QWindow &window, const QPoint &from)
{
    QTest::mousePress(&window, Qt::LeftButton, {}, from);
    move(window, from);
}

/// The window with two backups in its list. Where there is no display a drag ends as it begins; that what is
/// dragged arrives in other programs is seen by the walk through the window.
class DraggingSetup final
{
public:
    /// Whether all of it is there.
    bool begin();
    BackupEntry backup(int row)
    {
        const QString key = m_list->model()->index(row, BackupModel::Key).data().toString();
        return *std::ranges::find(m_backups, key, &BackupEntry::key);
    }
    /// What a drag of this backup would give; nothing while it is not fetched.
    QString copyOf(int row)
    {
        const auto data = m_files->mimeData(backup(row));
        return data ? data->urls().constFirst().toLocalFile() : QString();
    }
    /// As the list does when a hand drags it.
    void drag(int row) { m_files->drag(backup(row), m_list); }
    void pressAndDrag(int row)
    {
        const QPoint place = m_list->viewport()->mapTo(m_window.get(), placeOf(*m_list, row));
        pressAndMove(*m_window->windowHandle(), place);
    }

    [[nodiscard]] BackupList &list() const { return *m_list; }
    /// By DragFiles, so far.
    [[nodiscard]] QString told() const { return m_told.join(u'\n'); }

private:
    ConsoleFixture m_console;
    QList<BackupEntry> m_backups;
    std::unique_ptr<MainWindow> m_window;
    BackupList *m_list = nullptr;
    DragFiles *m_files = nullptr;
    QStringList m_told;
};

bool DraggingSetup::begin()
{
    m_console.addProfile(u"blog"_s);
    const auto profile = m_console.load(u"blog"_s);
    BackupService &service = m_console.context().backups;
    if (!service.backUp(*profile, {}) || !service.backUp(*profile, {}))
        return false;
    m_backups = service.list(*profile, {}).value_or(QList<BackupEntry>());
    m_window = std::make_unique<MainWindow>(m_console.context(), m_console.services(), m_console.cache());
    m_list = m_window->findChild<BackupList *>();
    m_files = m_window->findChild<DragFiles *>();
    QObject::connect(m_files, &DragFiles::told, m_list, [this](const QString &words) { m_told += words; });
    m_window->show();
    return QTest::qWaitForWindowExposed(m_window.get())
           && QTest::qWaitFor([this] { return m_list->model()->rowCount() == 2; });
}

} // namespace

class DragAndDropTest final : public QObject
{
    Q_OBJECT

private slots:
    void aDatabaseBeginsItsSetup();
    void aConfigurationIsAdopted();
    void otherThingsAreNotTaken_data();
    void otherThingsAreNotTaken();
    void theListKnowsWhatIsHeld();
    void whatIsHeldIsDraggedOnceItIsFetched();
    void whatWasLetGoIsDraggedAgain();
    void whatWasDraggedStaysWhileAnotherIsFetched();
};

void DragAndDropTest::aDatabaseBeginsItsSetup()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QVERIFY(drop(window, {QUrl::fromLocalFile(console.path(u"a b.db"_s))}));
    const auto *wizard = window.findChild<SetupWizard *>();
    QVERIFY(wizard && wizard->isVisible());
    const auto *page = qobject_cast<DatabasePage *>(wizard->currentPage());
    QVERIFY(page);
    QCOMPARE(page->databasePath(), console.path(u"a b.db"_s));
}

void DragAndDropTest::aConfigurationIsAdopted()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QVERIFY(drop(window, {QUrl::fromLocalFile(console.path(u"server.toml"_s))}));
    const auto *wizard = window.findChild<SetupWizard *>();
    QVERIFY(wizard && wizard->isVisible());
    const auto *page = qobject_cast<AdoptPage *>(wizard->currentPage());
    QVERIFY(page);
    QCOMPARE(page->configFile(), console.path(u"server.toml"_s));
}

void DragAndDropTest::otherThingsAreNotTaken_data()
{
    QTest::addColumn<QList<QUrl>>("urls");
    QTest::newRow("nothing") << QList<QUrl>();
    QTest::newRow("a page") << QList<QUrl>{QUrl(u"https://example.org/a.db"_s)};
    QTest::newRow("two files") << QList<QUrl>{QUrl(u"file:///a.db"_s), QUrl(u"file:///b.db"_s)};
}

void DragAndDropTest::otherThingsAreNotTaken()
{
    QFETCH(QList<QUrl>, urls);
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QVERIFY(!drop(window, urls));
    QVERIFY(!window.findChild<SetupWizard *>());
}

void DragAndDropTest::theListKnowsWhatIsHeld()
{
    QStandardItemModel model(5, BackupModel::ColumnCount);
    BackupList list;
    list.setModel(&model);
    list.show();
    QVERIFY(QTest::qWaitForWindowExposed(&list));
    int drags = 0;
    connect(&list, &BackupList::dragStarted, &list, [&] { ++drags; });
    QWindow &window = *list.windowHandle();
    const QPoint here = list.viewport()->mapTo(&list, placeOf(list, 1));
    pressAndMove(window, here);
    QCOMPARE(drags, 1);
    QVERIFY(list.isHeld());
    QCOMPARE(list.viewport()->cursor().shape(), Qt::BusyCursor);
    move(window, list.viewport()->mapTo(&list, placeOf(list, 3)));
    QCOMPARE(list.selectedCount(), 1); // not what it comes across
    QTest::mouseRelease(&window, Qt::LeftButton, {}, here);
    QVERIFY(!list.isHeld());
    QCOMPARE(list.viewport()->cursor().shape(), Qt::ArrowCursor);
}

void DragAndDropTest::whatIsHeldIsDraggedOnceItIsFetched()
{
    DraggingSetup setup;
    QVERIFY(setup.begin());
    const QString tip = setup.list().model()->index(0, BackupModel::Key).data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(setup.backup(0).key) && tip.contains(u"hold it"_s), qPrintable(tip));
    setup.pressAndDrag(0);
    QTRY_VERIFY2(setup.told().endsWith(u"drop it where you want it."_s), qPrintable(setup.told()));
    QVERIFY2(setup.told().contains(u"Hold it"_s), qPrintable(setup.told()));
    QTRY_VERIFY(!setup.list().isHeld());
    QCOMPARE(QFileInfo(setup.copyOf(0)).fileName(), databaseFileName(setup.backup(0)));
}

void DragAndDropTest::whatWasLetGoIsDraggedAgain()
{
    DraggingSetup setup;
    QVERIFY(setup.begin());
    setup.drag(0);
    QVERIFY(setup.copyOf(0).isEmpty());
    QTRY_VERIFY2(setup.told().endsWith(u"drag it to where you want it."_s), qPrintable(setup.told()));
    QVERIFY(QFile::exists(setup.copyOf(0)));
}

void DragAndDropTest::whatWasDraggedStaysWhileAnotherIsFetched()
{
    DraggingSetup setup;
    QVERIFY(setup.begin());
    setup.drag(0);
    QTRY_VERIFY(!setup.copyOf(0).isEmpty());
    const QString file = setup.copyOf(0);
    setup.drag(0);
    setup.drag(1);
    QTRY_VERIFY(!setup.copyOf(1).isEmpty());
    QVERIFY2(QFile::exists(file), "a file manager may still be reading it");
}

QTEST_MAIN(DragAndDropTest)
#include "tst_draganddrop.moc"
