// SPDX-License-Identifier: GPL-3.0-or-later
#include "../service/catalogsetup.h"
#include "gui/nostores.h"

#include "crypto/keys.h"
#include "gui/settings/destinationdialog.h"
#include "gui/settings/newkeydialog.h"
#include "gui/settings/settingfield.h"
#include "gui/settings/settingspage.h"
#include "sqlite/sample.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray text = "# my profile\n[database]\npath = \"/data/app.db\" # where it is\n\n"
                        "[storage.backup]\nbucket = \"backups\"\ninterval_seconds = 21600\n"
                        "retention_count = 7 # a week\nmystery = 1\n\n"
                        "[storage.backup.encryption]\nenabled = true\nkey_in_keychain = true\n\n"
                        "[cloudflare]\naccount_id = \"0123456789abcdef0123456789abcdef\"\n"
                        "jurisdiction = \"eu\"\nr2_access_key_id = \"AKID\"\nsecret_in_keychain = true\n"
                        "upload_limit = \"10 MiB/s\"\n";

} // namespace

class TestSettingsPage final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsTheProfile();
    void showsAFolder();
    void aKeyIsNeverReplaced();
    void flagsAreWrittenOnlyWhereTheyDiffer();
    void opensTheDialogs();
    void aWrongValueDisablesApplyAndSaysWhy_data();
    void aWrongValueDisablesApplyAndSaysWhy();
    void aDatabaseIsLookedIntoWhileItIsTyped();
    void appliesExactlyWhatWasChanged();
    void anEmptiedValueLeavesTheFile();
    void aNewSecretGoesToTheKeychain();
    void anotherAccessKeyNeedsItsSecret();
    void revertGoesBack();
    void aFailureKeepsWhatWasTyped();
    void aReloadKeepsWhatWasTyped();
    void anAdoptedFileIsNamed();
    void removesAfterAConfirmation();
    void everyFieldHasAName();
    void drawsItself();

private:
    template<typename T> T *find(const char *name) { return m_page->findChild<T *>(QLatin1StringView(name)); }
    bool canApply() { return find<QPushButton>("apply")->isEnabled(); }
    void show(const QString &name)
    {
        m_name = name;
        auto loaded = m_setup->catalog->load(name, m_setup->cancel);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
        m_page->showProfile(std::make_shared<const LoadedProfile>(std::move(*loaded)));
    }
    void apply()
    {
        QTRY_VERIFY(canApply()); // a file is looked into first
        find<QPushButton>("apply")->click();
        QVERIFY(!canApply());
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    QByteArray file() const { return CatalogSetup::read(m_setup->fileOf(m_name)); }

    std::unique_ptr<CatalogSetup> m_setup;
    std::unique_ptr<BackupService> m_backups;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<SettingsPage> m_page;
    QString m_name;
};

void TestSettingsPage::init()
{
    m_setup = std::make_unique<CatalogSetup>();
    m_setup->write(m_setup->fileOf(u"app"_s), text);
    m_setup->keychain->secrets[u"app/key"_s] = someKey;
    m_setup->keychain->secrets[u"app/secret"_s] = "very secret";
    m_backups = std::make_unique<BackupService>(std::make_shared<NoStores>(), std::make_shared<SystemClock>(),
                                                u"host"_s);
    m_jobs = std::make_unique<Jobs>();
    m_page = std::make_unique<SettingsPage>(ConsoleContext{*m_backups, *m_setup->catalog, *m_jobs});
    m_page->resize(m_page->fontMetrics().averageCharWidth() * 120, m_page->fontMetrics().height() * 50);
    m_page->show();
    show(u"app"_s);
    QTRY_VERIFY(m_jobs->running().isEmpty());
}

void TestSettingsPage::cleanup()
{
    m_page.reset();
    m_jobs.reset();
}

void TestSettingsPage::showsTheProfile()
{
    QCOMPARE(find<QLineEdit>("database.path")->text(), u"/data/app.db"_s);
    QCOMPARE(find<QLineEdit>("account_id")->text(), u"0123456789abcdef0123456789abcdef"_s);
    QCOMPARE(find<QComboBox>("jurisdiction")->currentData().toString(), u"eu"_s);
    QCOMPARE(find<QLineEdit>("bucket")->text(), u"backups"_s);
    QCOMPARE(find<QLineEdit>("r2_access_key_id")->text(), u"AKID"_s);
    QCOMPARE(find<QLineEdit>("secret")->text(), QString()); // never shown
    QCOMPARE(find<QLineEdit>("secret")->echoMode(), QLineEdit::Password);
    QVERIFY(find<QLineEdit>("secret")->accessibleDescription().contains(u"Fake Keyring"));
    QCOMPARE(find<QLineEdit>("upload_limit")->text(), u"10 MiB/s"_s);
    QCOMPARE(find<QLineEdit>("download_limit")->text(), QString());
    QCOMPARE(find<QComboBox>("scheduleKind")->currentIndex(), 1);
    QCOMPARE(find<QSpinBox>("interval")->value(), 6);
    QCOMPARE(find<QSpinBox>("generations")->value(), 7);
    QVERIFY(find<QCheckBox>("encrypt")->isChecked());
    QCOMPARE(find<QLabel>("keyFingerprint")->text(), keyFingerprint(bytes(someKey)));
    QCOMPARE(find<QLabel>("keyOrigin")->text(), u"Fake Keyring"_s);
    QVERIFY(!find<QLabel>("adopted")->isVisible());
    QVERIFY(!canApply());
    QVERIFY(!find<QPushButton>("revert")->isEnabled());
}

void TestSettingsPage::showsAFolder()
{
    m_setup->write(m_setup->fileOf(u"local"_s),
                   "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n");
    show(u"local"_s);
    QCOMPARE(find<QLineEdit>("storage.folder.path")->text(), u"/y"_s);
    QVERIFY(!find<QLineEdit>("bucket"));
    QVERIFY(!find<QCheckBox>("encrypt")->isChecked());
    QVERIFY(find<QPushButton>("makeKey")->isEnabled());
    find<QCheckBox>("encrypt")->setChecked(true); // without a key it would not be done
    QVERIFY(!canApply());
    QVERIFY(!find<QPushButton>("makeKey")->isEnabled()); // what was typed would be lost
}

void TestSettingsPage::aKeyIsNeverReplaced()
{
    QVERIFY(!find<QPushButton>("makeKey"));
    m_setup->keychain->secrets.erase(u"app/key"_s);
    show(u"app"_s);
    QVERIFY(!find<QPushButton>("makeKey")); // the keychain may give it another time
    QVERIFY(find<QLabel>("keyFingerprint")->text().contains(u"keychain"));
}

void TestSettingsPage::flagsAreWrittenOnlyWhereTheyDiffer()
{
    find<QCheckBox>("path_style")->setChecked(false);
    find<QCheckBox>("content_md5")->setChecked(true);
    find<QLineEdit>("name")->setText(u"other"_s);
    apply();
    QCOMPARE(file(),
             QByteArray(text) + "path_style = false\ncontent_md5 = true\n\n[lifeboat]\nname = \"other\"\n");
    find<QCheckBox>("path_style")->setChecked(true);
    find<QCheckBox>("content_md5")->setChecked(false);
    apply();
    QCOMPARE(file(), QByteArray(text) + "\n[lifeboat]\nname = \"other\"\n");
}

void TestSettingsPage::opensTheDialogs()
{
    find<QPushButton>("changeDestination")->click();
    QVERIFY(m_page->findChild<DestinationDialog *>());
    m_setup->write(m_setup->fileOf(u"local"_s),
                   "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n");
    show(u"local"_s);
    find<QPushButton>("makeKey")->click();
    QVERIFY(m_page->findChild<NewKeyDialog *>());
}

void TestSettingsPage::aWrongValueDisablesApplyAndSaysWhy_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<QString>("good");
    QTest::newRow("no database") << u"database.path"_s << u""_s << u"%1"_s;
    QTest::newRow("relative path") << u"database.path"_s << u"x.db"_s << u"%1"_s;
    QTest::newRow("account") << u"account_id"_s << u"my account"_s << u"fedcba9876543210fedcba9876543210"_s;
    QTest::newRow("bucket") << u"bucket"_s << u"My_Bucket"_s << u"mine"_s;
    QTest::newRow("prefix") << u"prefix"_s << u"a/../b"_s << u"host-1/db"_s;
    QTest::newRow("region") << u"region"_s << u" "_s << u"weur"_s;
    QTest::newRow("speed") << u"upload_limit"_s << u"fast"_s << u"20 MB/s"_s;
    QTest::newRow("certificates") << u"cloudflare.ca_file"_s << u"ca.pem"_s << u"/etc/ca.pem"_s;
    QTest::newRow("name") << u"name"_s << u"my blog"_s << u"blog"_s;
    QTest::newRow("size") << u"wal_limit"_s << u"-1"_s << u"2 GiB"_s;
    QTest::newRow("temporary folder") << u"lifeboat.temp_dir"_s << u"tmp"_s << u"/var/tmp"_s;
    QTest::newRow("id without its secret") << u"r2_access_key_id"_s << u"OTHER"_s << u""_s;
}

void TestSettingsPage::aWrongValueDisablesApplyAndSaysWhy()
{
    QFETCH(QString, field);
    QFETCH(QString, wrong);
    QFETCH(QString, good);
    auto *line = m_page->findChild<QLineEdit *>(field);
    QVERIFY(line);
    const auto reasons = [this] {
        QStringList all;
        for (const auto *each : m_page->findChildren<SettingField *>()) {
            if (!each->reason().isEmpty())
                all.append(each->reason());
        }
        return all;
    };
    line->setText(wrong);
    QCOMPARE(reasons().size(), 1);
    QVERIFY(!canApply());
    QVERIFY(find<QPushButton>("revert")->isEnabled());
    const QString database = m_setup->path(u"good.db"_s);
    QVERIFY(createSampleDatabase(database, 3));
    line->setText(good.contains(u'%') ? good.arg(database) : good);
    QTRY_COMPARE(reasons(), QStringList()); // a file is looked into first
    QVERIFY(canApply());
}

void TestSettingsPage::aDatabaseIsLookedIntoWhileItIsTyped()
{
    auto *line = find<QLineEdit>("database.path");
    const auto *field = qobject_cast<SettingField *>(line->parentWidget());
    QVERIFY(field);
    line->setText(m_setup->write(m_setup->path(u"notes.txt"_s), "shopping: bread, milk, and a lifeboat"));
    QVERIFY2(!canApply(), "before it was looked into");
    QTRY_VERIFY2(field->reason().contains(u"not an SQLite database"_s), qPrintable(field->reason()));
    QVERIFY(!canApply());
    line->setText(m_setup->path(u"later.db"_s));
    QTRY_COMPARE(field->reason(), u"There is no such file yet."_s);
    QVERIFY2(canApply(), "the program that makes it may come later");
    const QString database = m_setup->path(u"good.db"_s);
    QVERIFY(createSampleDatabase(database, 3));
    line->setText(database);
    QTRY_COMPARE(field->reason(), QString());
    QVERIFY(canApply());
}

void TestSettingsPage::appliesExactlyWhatWasChanged()
{
    QSignalSpy changed(m_page.get(), &SettingsPage::profileChanged);
    find<QLineEdit>("database.path")->setText(u"/data/it's \"new\".db"_s);
    find<QSpinBox>("generations")->setValue(30);
    find<QComboBox>("jurisdiction")->setCurrentIndex(0);
    apply();
    QCOMPARE(file(), QByteArray(text)
                         .replace("\"/data/app.db\"", "\"/data/it's \\\"new\\\".db\"")
                         .replace("retention_count = 7", "retention_count = 30")
                         .replace("\"eu\"", "\"default\""));
    QCOMPARE(changed, QList<QVariantList>{QVariantList{u"app"_s}});
    QVERIFY(!canApply());
    show(u"app"_s);
    QCOMPARE(find<QSpinBox>("generations")->value(), 30);
}

void TestSettingsPage::anEmptiedValueLeavesTheFile()
{
    find<QLineEdit>("upload_limit")->clear();
    find<QLineEdit>("prefix")->setText(u"host-1"_s);
    apply();
    QCOMPARE(file(), QByteArray(text).replace("upload_limit = \"10 MiB/s\"\n", "prefix = \"host-1\"\n"));
}

void TestSettingsPage::aNewSecretGoesToTheKeychain()
{
    find<QLineEdit>("secret")->setText(u"a new one"_s);
    apply();
    QCOMPARE(m_setup->keychain->secrets.at(u"app/secret"_s), QByteArray("a new one"));
    QCOMPARE(file(), text);
    QCOMPARE(find<QLineEdit>("secret")->text(), QString());
}

void TestSettingsPage::anotherAccessKeyNeedsItsSecret()
{
    find<QLineEdit>("r2_access_key_id")->setText(u"OTHER"_s);
    QVERIFY(!canApply());
    find<QLineEdit>("secret")->setText(u"its secret"_s);
    apply();
    QCOMPARE(m_setup->keychain->secrets.at(u"app/secret"_s), QByteArray("its secret"));
    QCOMPARE(file(), QByteArray(text).replace("AKID", "OTHER"));
}

void TestSettingsPage::revertGoesBack()
{
    find<QSpinBox>("generations")->setValue(30);
    find<QLineEdit>("secret")->setText(u"typed"_s);
    find<QPushButton>("revert")->click();
    QCOMPARE(find<QSpinBox>("generations")->value(), 7);
    QCOMPARE(find<QLineEdit>("secret")->text(), QString());
    QVERIFY(!canApply());
    QCOMPARE(file(), text);
}

void TestSettingsPage::aFailureKeepsWhatWasTyped()
{
    m_setup->keychain->before = [](const QString &called, const SecretName &) {
        return called == u"write" ? std::optional<Error>(
                   Error{ErrorCode::PermissionDenied, u"fake"_s, u"The keychain is locked."_s, {}, false})
                                  : std::nullopt;
    };
    QSignalSpy changed(m_page.get(), &SettingsPage::profileChanged);
    find<QSpinBox>("generations")->setValue(30);
    find<QLineEdit>("secret")->setText(u"typed"_s);
    apply();
    QCOMPARE(find<QSpinBox>("generations")->value(), 30);
    QCOMPARE(find<QLineEdit>("secret")->text(), u"typed"_s);
    QVERIFY(canApply()); // to try again
    QCOMPARE(file(), text);
    QCOMPARE(changed.size(), 0);
    const auto labels = m_page->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->isVisible() && label->text() == u"The keychain is locked.";
    }));
}

void TestSettingsPage::aReloadKeepsWhatWasTyped()
{
    find<QSpinBox>("generations")->setValue(30);
    show(u"app"_s);
    QCOMPARE(find<QSpinBox>("generations")->value(), 30);
    m_setup->write(m_setup->fileOf(u"other"_s),
                   "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n");
    show(u"other"_s);
    QCOMPARE(find<QSpinBox>("generations")->value(), 7);
    QVERIFY(!canApply());
    show(u"app"_s); // where it waits
    QTRY_VERIFY(find<QListWidget>("sections")->isVisible());
    QCOMPARE(find<QSpinBox>("generations")->value(), 30);
    QVERIFY(canApply());
    find<QPushButton>("revert")->click();
    QCOMPARE(find<QSpinBox>("generations")->value(), 7);
    show(u"other"_s);
    show(u"app"_s);
    QCOMPARE(find<QSpinBox>("generations")->value(), 7);
}

void TestSettingsPage::anAdoptedFileIsNamed()
{
    const QString path = m_setup->write(m_setup->path(u"srv/default.toml"_s), text);
    const auto name = m_setup->catalog->adopt(path);
    QVERIFY(name);
    show(*name);
    QVERIFY2(!find<QLabel>("adopted")->isVisible(), "the disk is asked while the window waits");
    QVERIFY(!find<QPushButton>("remove")->isEnabled()); // what it would do is not known
    QTRY_VERIFY(find<QLabel>("adopted")->isVisible());
    QVERIFY(find<QLabel>("adopted")->text().contains(path));
    find<QPushButton>("remove")->click();
    QVERIFY(m_page->findChild<QMessageBox *>()->informativeText().contains(path + u" stays as it is"_s));
    show(u"app"_s);
    QVERIFY(!find<QLabel>("adopted")->isVisible());
}

void TestSettingsPage::removesAfterAConfirmation()
{
    QSignalSpy removed(m_page.get(), &SettingsPage::profileRemoved);
    find<QPushButton>("remove")->click();
    auto *question = m_page->findChild<QMessageBox *>();
    QVERIFY(question);
    QVERIFY(question->informativeText().contains(m_setup->fileOf(u"app"_s)));
    QVERIFY(question->informativeText().contains(u"keychain"));
    QVERIFY(question->informativeText().contains(u"backups in the store stay"));
    QVERIFY(question->informativeText().contains(u"recovery kit"));
    question->button(QMessageBox::Cancel)->click();
    QCOMPARE(m_setup->catalog->names(), QStringList{u"app"_s});

    QTRY_VERIFY(!m_page->findChild<QMessageBox *>());
    find<QPushButton>("remove")->click();
    const auto buttons = m_page->findChild<QMessageBox *>()->buttons();
    const auto yes = std::find_if(buttons.begin(), buttons.end(), [this](QAbstractButton *button) {
        return m_page->findChild<QMessageBox *>()->buttonRole(button) == QMessageBox::DestructiveRole;
    });
    QVERIFY(yes != buttons.end());
    (*yes)->click();
    QVERIFY(!removed.isEmpty() || removed.wait());
    QCOMPARE(m_setup->catalog->names(), QStringList());
    QVERIFY(m_setup->keychain->secrets.empty());
}

void TestSettingsPage::everyFieldHasAName()
{
    for (const QWidget *widget : m_page->findChildren<QWidget *>()) {
        if (qobject_cast<const QLineEdit *>(widget) && widget->objectName() != u"qt_spinbox_lineedit")
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
}

void TestSettingsPage::drawsItself()
{
    find<QLineEdit>("bucket")->setText(u"My_Bucket"_s);
    auto *sections = find<QListWidget>("sections");
    for (int section = 0; section < sections->count(); ++section) {
        sections->setCurrentRow(section);
        QCoreApplication::processEvents(); // the layout makes room
        // No editor is squeezed by the reason below it.
        for (const auto *field : m_page->findChildren<SettingField *>()) {
            if (field->isVisible())
                QVERIFY2(field->editor()->height() >= field->editor()->sizeHint().height(),
                         qPrintable(field->editor()->objectName()));
        }
        if (const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS"); !folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(m_page->grab().save(u"%1/settings-%2.png"_s.arg(folder).arg(section)));
        }
    }
    sections->setCurrentRow(2);
    QCoreApplication::processEvents();
    const QImage picture = m_page->grab().toImage();
    QVERIFY(!picture.isNull());
    // For people who look: the variable names a folder.
    if (const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS"); !folder.isEmpty()) {
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(picture.save(folder + u"/settings.png"_s));
        QPalette dark;
        for (const auto &[role, grey] :
             {std::pair(QPalette::Window, 45), std::pair(QPalette::Base, 30), std::pair(QPalette::Button, 60),
              std::pair(QPalette::WindowText, 235), std::pair(QPalette::Text, 235),
              std::pair(QPalette::ButtonText, 235), std::pair(QPalette::PlaceholderText, 140)})
            dark.setColor(role, QColor(grey, grey, grey));
        const QPalette light = QApplication::palette();
        QApplication::setPalette(dark);
        QCoreApplication::processEvents();
        QVERIFY(m_page->grab().save(folder + u"/settings-dark.png"_s));
        QApplication::setPalette(light);
    }
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
