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

#include <QAction>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

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

} // namespace

class DragAndDropTest final : public QObject
{
    Q_OBJECT

private slots:
    void aDatabaseBeginsItsSetup();
    void aConfigurationIsAdopted();
    void otherThingsAreNotTaken_data();
    void otherThingsAreNotTaken();
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

void DragAndDropTest::whatWasDraggedStaysWhileAnotherIsFetched()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    const auto profile = console.load(u"blog"_s);
    QVERIFY(console.context().backups.backUp(*profile, {}));
    auto backups = console.context().backups.list(*profile, {});
    QVERIFY(backups && backups->size() == 1);
    const BackupEntry first = backups->constFirst();
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QTRY_COMPARE(window.findChild<BackupList *>()->model()->rowCount(), 1);
    const QModelIndex shown = window.findChild<BackupList *>()->model()->index(0, BackupModel::Key);
    const QString tip = shown.data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(first.key) && tip.contains(u"the second time"_s), qPrintable(tip));
    auto *files = window.findChild<DragFiles *>();
    files->drag(first, &window);
    QTRY_VERIFY(files->mimeData(first));
    const QString file = files->mimeData(first)->urls().constFirst().toLocalFile();
    // A drag goes on for as long as the button is held; that it ends is another event.
    QMetaObject::invokeMethod(
        &window, [&window] { QTest::mouseRelease(&window, Qt::LeftButton, {}, QPoint(1, 1)); },
        Qt::QueuedConnection);
    files->drag(first, &window);

    QVERIFY(console.context().backups.backUp(*profile, {}));
    backups = console.context().backups.list(*profile, {});
    QVERIFY(backups && backups->size() == 2);
    const BackupEntry second = backups->at(backups->constFirst().key == first.key ? 1 : 0);
    files->drag(second, &window);
    QTRY_VERIFY(files->mimeData(second));
    QVERIFY2(QFile::exists(file), "a file manager may still be reading it");
}

QTEST_MAIN(DragAndDropTest)
#include "tst_draganddrop.moc"
