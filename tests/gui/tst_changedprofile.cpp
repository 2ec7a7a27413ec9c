// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does when another program changes the file of the profile that it shows.
#include "gui/backupactions.h"
#include "gui/common/elidedlabel.h"
#include "gui/consolefixture.h"
#include "gui/headercard.h"
#include "gui/mainwindow.h"
#include "gui/restore/restoredialog.h"
#include "gui/selectedprofile.h"
#include "gui/settings/settingsform.h"
#include "gui/settings/settingspage.h"

#include <QAction>
#include <QDir>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// A window on "blog", and the database of "other" beside it.
class Scene final
{
public:
    Scene()
    {
        fixture.addProfile(u"blog"_s);
        fixture.addProfile(u"other"_s);
        window =
            std::make_unique<MainWindow>(fixture.context(), fixture.services(), fixture.cache(), nullptr);
        window->show();
        window->selectProfile(u"blog"_s);
    }

    /// As editors and sed -i do: another file takes the name. The profile's own is a link to it.
    void rewrite(const QString &from, const QString &to) const
    {
        QFile file(fixture.path(u"blog.toml"_s));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no config");
        QFile anew(file.fileName() + u".new"_s);
        const QByteArray text = file.readAll().replace(from.toUtf8(), to.toUtf8());
        if (!anew.open(QIODevice::WriteOnly) || anew.write(text) != text.size())
            qFatal("not written");
        anew.close();
        if (::rename(QFile::encodeName(anew.fileName()).constData(),
                     QFile::encodeName(file.fileName()).constData())
            != 0)
            qFatal("not replaced");
    }
    void moveTo(const QString &database) const { rewrite(shown(), database); }
    /// Has the profile be another file.
    void link(const QString &config)
    {
        const QString file = fixture.context().profiles.folder() + u"/blog.toml"_s;
        if (!QFile::remove(file) || !QFile::link(config, file))
            qFatal("no link");
    }
    QString shown() const
    {
        const ProfilePointer &profile = selected()->profile();
        return profile ? profile->profile.databasePath : QString();
    }
    SelectedProfile *selected() const { return window->findChild<SelectedProfile *>(); }

    ConsoleFixture fixture;
    std::unique_ptr<MainWindow> window;
};

} // namespace

class ChangedProfileTest final : public QObject
{
    Q_OBJECT

private slots:
    void isShownAsItIsNow();
    void isSeenByItsFolder();
    void isSeenOnRefresh();
    void isBackedUpAsItIsNow();
    void isNotDeletedFrom();
    void isNotRestoredOverWhatWasShown();
    void keepsWhatIsBeingEdited();
    void staysWhenItCannotBeRead();
};

void ChangedProfileTest::isShownAsItIsNow()
{
    const Scene scene;
    const QString blog = scene.fixture.databaseOf(u"blog"_s);
    const QString other = scene.fixture.databaseOf(u"other"_s);
    QTRY_COMPARE(scene.shown(), blog);
    for (const QString &database : {other, blog, other}) { // also after a replacement
        scene.moveTo(database);
        QTRY_COMPARE(scene.shown(), database);
    }
    const auto labels = scene.window->findChild<HeaderCard *>()->findChildren<ElidedLabel *>();
    QVERIFY(std::any_of(labels.cbegin(), labels.cend(),
                        [&](const ElidedLabel *label) { return label->text().contains(other); }));
}

/// A link that leads elsewhere changes neither file.
void ChangedProfileTest::isSeenByItsFolder()
{
    Scene scene;
    const QString other = scene.fixture.databaseOf(u"other"_s);
    QTRY_COMPARE(scene.shown(), scene.fixture.databaseOf(u"blog"_s));
    scene.link(scene.fixture.path(u"other.toml"_s));
    QTRY_COMPARE(scene.shown(), other);
}

/// What no watch tells of.
void ChangedProfileTest::isSeenOnRefresh()
{
    Scene scene;
    const QString way = scene.fixture.path(u"way"_s);
    const auto lead = [&](const QString &name) {
        const QString folder = scene.fixture.path(u"in-"_s + name);
        QFile::remove(way);
        return QDir().mkpath(folder)
               && QFile::copy(scene.fixture.path(name + u".toml"_s), folder + u"/config.toml"_s)
               && QFile::link(folder, way);
    };
    QVERIFY(lead(u"blog"_s));
    QTRY_COMPARE(scene.shown(), scene.fixture.databaseOf(u"blog"_s));
    QTRY_VERIFY(scene.fixture.context().jobs.running().isEmpty());
    const QSignalSpy changed(scene.selected(), &SelectedProfile::changed);
    scene.link(way + u"/config.toml"_s);
    QTRY_VERIFY(!changed.isEmpty());
    QTRY_VERIFY(scene.fixture.context().jobs.running().isEmpty());
    QVERIFY(lead(u"other"_s));
    QTest::qWait(400); // that nothing comes is only seen by waiting for it
    QCOMPARE(scene.shown(), scene.fixture.databaseOf(u"blog"_s));
    scene.window->findChild<QAction *>(u"actionRefresh"_s)->trigger();
    QTRY_COMPARE(scene.shown(), scene.fixture.databaseOf(u"other"_s));
}

/// However soon.
void ChangedProfileTest::isBackedUpAsItIsNow()
{
    const Scene scene;
    QTRY_VERIFY(scene.window->findChild<QAction *>(u"actionBackUp"_s)->isEnabled());
    scene.moveTo(scene.fixture.databaseOf(u"other"_s));
    const QSignalSpy finished(scene.window->findChild<BackupActions *>(), &BackupActions::finished);
    scene.window->findChild<QAction *>(u"actionBackUp"_s)->trigger();
    QTRY_COMPARE(finished.size(), 1);
    const auto activity = finished.constFirst().constFirst().value<Activity>();
    QVERIFY2(activity.result.contains(u"backups/other_"_s), qPrintable(activity.result));
}

void ChangedProfileTest::isNotDeletedFrom()
{
    Scene scene;
    const ProfileCatalog &profiles = scene.fixture.context().profiles;
    const ProfilePointer blog = scene.fixture.load(u"blog"_s);
    QVERIFY(checkUnchanged(profiles, *blog));
    scene.rewrite(u"[storage.folder]"_s, u"# hello\n[storage.folder]"_s);
    QVERIFY(checkUnchanged(profiles, *blog));
    QTRY_VERIFY(scene.window->findChild<QAction *>(u"actionBackUp"_s)->isEnabled());
    scene.rewrite(u"blog-store"_s, u"other-store"_s);
    auto *actions = scene.window->findChild<BackupActions *>();
    const QSignalSpy finished(actions, &BackupActions::finished);
    actions->remove({}, false);
    QTRY_COMPARE(finished.size(), 1);
    const auto activity = finished.constFirst().constFirst().value<Activity>();
    QVERIFY(activity.problem);
    QCOMPARE(activity.problem->code, ErrorCode::Refused);
}

void ChangedProfileTest::isNotRestoredOverWhatWasShown()
{
    Scene scene;
    const ConsoleContext console = scene.fixture.context();
    const ProfilePointer blog = scene.fixture.load(u"blog"_s);
    QVERIFY(console.backups.backUp(*blog, {}));
    RestoreDialog dialog(console, blog, console.backups.list(*blog, {})->constFirst(), nullptr);
    const QSignalSpy finished(&dialog, &RestoreDialog::finishedRestore);
    dialog.open();
    const auto buttons = dialog.findChildren<QPushButton *>();
    const auto replace = std::find_if(buttons.cbegin(), buttons.cend(), [](const QPushButton *button) {
        return button->text().remove(u'&').startsWith(u"Replace the database"_s);
    });
    QVERIFY(replace != buttons.cend());
    QTRY_VERIFY((*replace)->isEnabled() && !scene.shown().isEmpty());
    scene.moveTo(scene.fixture.databaseOf(u"other"_s));
    (*replace)->click();
    QTRY_COMPARE(finished.size(), 1);
    const auto activity = finished.constFirst().constFirst().value<Activity>();
    QVERIFY(activity.problem);
    QCOMPARE(activity.problem->code, ErrorCode::Refused);
}

void ChangedProfileTest::keepsWhatIsBeingEdited()
{
    const Scene scene;
    QTRY_VERIFY(!scene.shown().isEmpty());
    auto *page = scene.window->findChild<SettingsPage *>();
    scene.window->findChild<QTabWidget *>()->setCurrentWidget(page);
    const auto boxes = page->findChildren<QSpinBox *>();
    const auto found = std::find_if(boxes.cbegin(), boxes.cend(), [](const QSpinBox *box) {
        return box->value() == 7; // backups that are kept
    });
    QVERIFY(found != boxes.cend());
    const QPointer<QSpinBox> count = *found;
    count->setValue(9);
    scene.moveTo(scene.fixture.databaseOf(u"other"_s));
    QTRY_COMPARE(scene.shown(), scene.fixture.databaseOf(u"other"_s));
    QVERIFY(count);
    QCOMPARE(count->value(), 9);
    QVERIFY(page->findChild<SettingsForm *>()->isChanged());
}

/// An editor may be in the middle of it.
void ChangedProfileTest::staysWhenItCannotBeRead()
{
    const Scene scene;
    const QString blog = scene.fixture.databaseOf(u"blog"_s);
    QTRY_COMPARE(scene.shown(), blog);
    const QSignalSpy failed(scene.selected(), &SelectedProfile::loadingFailed);
    scene.rewrite(u"[database]"_s, u"[database"_s);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(scene.shown(), blog);
    scene.rewrite(u"[database"_s, u"[database]"_s);
    scene.moveTo(scene.fixture.databaseOf(u"other"_s));
    QTRY_COMPARE(scene.shown(), scene.fixture.databaseOf(u"other"_s));
}

QTEST_MAIN(ChangedProfileTest)
#include "tst_changedprofile.moc"
