// SPDX-License-Identifier: GPL-3.0-or-later
#include "../service/catalogsetup.h"
#include "gui/nostores.h"

#include "crypto/keys.h"
#include "gui/common/secrettoggle.h"
#include "gui/settings/destinationdialog.h"
#include "gui/settings/newkeydialog.h"
#include "gui/settings/secretplacebox.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitpanel.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray inFolder = "# mine\n[database]\npath = \"/data/app.db\"\n\n[storage.backup]\n"
                            "retention_count = 3\n\n[storage.folder]\npath = \"/mnt/nas\" # upstairs\n";
const QByteArray inBucket = "# mine\n[database]\npath = \"/data/app.db\"\n\n[storage.backup]\n"
                            "bucket = \"backups\" # private\n\n"
                            "[cloudflare]\naccount_id = \"0123456789abcdef0123456789abcdef\"\n"
                            "jurisdiction = \"eu\"\nr2_access_key_id = \"AKID\"\nsecret_in_keychain = true\n"
                            "prefix = \"host-1\"\nca_file = \"/etc/ca.pem\"\n";

} // namespace

class TestSettingsDialogs final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aFolderBecomesABucket();
    void aBucketBecomesAFolder();
    void aBucketMovesToAnotherStore();
    void anotherProgramKeepsItsBucket();
    void aSecretForTheSessionStaysOutOfTheKeychain();
    void anUnfinishedDestinationCannotBeChosen();
    void encryptionNeedsTheKitFirst();
    void encryptsFromNowOn_data();
    void encryptsFromNowOn();
    void aKeyLeftBehindIsNotReplaced_data();
    void aKeyLeftBehindIsNotReplaced();
    void theEyeShowsAndHides();
    void drawsItself();

private:
    ConsoleContext console() { return {*m_backups, *m_setup->catalog, *m_jobs}; }
    ProfilePointer load(const QByteArray &content)
    {
        m_setup->write(m_setup->fileOf(u"app"_s), content);
        return reload();
    }
    ProfilePointer reload()
    {
        auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
        return loaded ? std::make_shared<const LoadedProfile>(std::move(*loaded)) : nullptr;
    }
    QByteArray file() const { return CatalogSetup::read(m_setup->fileOf(u"app"_s)); }
    /// Once the keychain was asked for.
    void show(QDialog *dialog)
    {
        m_dialog.reset(dialog);
        dialog->show();
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    template<typename T> T *find(const char *name)
    {
        return m_dialog->findChild<T *>(QLatin1StringView(name));
    }
    void type(const char *name, const QString &text) { find<QLineEdit>(name)->setText(text); }
    QPushButton *ok() { return m_dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok); }
    void accept()
    {
        QVERIFY(ok()->isEnabled());
        ok()->click();
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    /// Saves the kit and types what it says.
    void confirmKit()
    {
        auto *panel = m_dialog->findChild<RecoveryKitPanel *>();
        const QString path = m_setup->path(u"kit.txt"_s);
        panel->saveText(path);
        QTRY_VERIFY(m_jobs->running().isEmpty());
        const QString kit = QString::fromUtf8(CatalogSetup::read(path));
        static const QRegularExpression shape(
            u"([0-9A-Fa-f]{4})-([0-9A-Fa-f]{4})-([0-9A-Fa-f]{4})-([0-9A-Fa-f]{4})"_s);
        const auto match = shape.match(kit);
        QVERIFY2(match.hasMatch(), qPrintable(kit));
        m_fingerprint = match.captured(0);
        type("fingerprintGroup", match.captured(panel->askedGroup() + 1));
    }

    std::unique_ptr<CatalogSetup> m_setup;
    std::unique_ptr<BackupService> m_backups;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<QDialog> m_dialog;
    QString m_fingerprint;
};

void TestSettingsDialogs::init()
{
    m_dialog.reset();
    m_jobs.reset();
    m_setup = std::make_unique<CatalogSetup>();
    m_backups = std::make_unique<BackupService>(std::make_shared<NoStores>(), std::make_shared<SystemClock>(),
                                                u"host"_s);
    m_jobs = std::make_unique<Jobs>();
}

void TestSettingsDialogs::aFolderBecomesABucket()
{
    auto *dialog = new DestinationDialog(console(), load(inFolder), nullptr);
    show(dialog);
    QSignalSpy changed(dialog, &DestinationDialog::destinationChanged);
    type("account", u"0123456789abcdef0123456789abcdef"_s);
    type("r2Bucket", u"backups"_s);
    type("accessKey", u"AKID"_s);
    type("secretKey", u"very secret"_s);
    accept();
    QCOMPARE(changed.size(), 1);
    const auto profile = reload();
    QVERIFY(profile);
    const auto *s3 = std::get_if<S3Destination>(&profile->profile.destination);
    QVERIFY(s3);
    QCOMPARE(s3->options.bucket, u"backups"_s);
    QCOMPARE(s3->accountId, u"0123456789abcdef0123456789abcdef"_s);
    QCOMPARE(profile->profile.retentionCount, 3);
    QVERIFY(profile->secrets.credentials);
    QCOMPARE(profile->secrets.credentials->accessKeyId, u"AKID"_s);
    QCOMPARE(m_setup->keychain->secrets.at(u"app/secret"_s), QByteArray("very secret"));
    QVERIFY(!file().contains("very secret"));
    QVERIFY(file().startsWith("# mine\n"));
    QVERIFY(file().contains("# upstairs"));
}

void TestSettingsDialogs::aBucketBecomesAFolder()
{
    m_setup->keychain->secrets[u"app/secret"_s] = "very secret";
    show(new DestinationDialog(console(), load(inBucket), nullptr));
    find<QRadioButton>("folder")->setChecked(true);
    QVERIFY(!ok()->isEnabled());
    type("folderPath", u"/mnt/nas"_s);
    QVERIFY(!find<SecretPlaceBox>("secretPlace")->isVisible());
    accept();
    const auto profile = reload();
    QVERIFY(profile);
    const auto *folder = std::get_if<FolderDestination>(&profile->profile.destination);
    QVERIFY(folder);
    QCOMPARE(folder->path, u"/mnt/nas"_s);
    QCOMPARE(profile->warnings, QStringList()); // nothing is left that is not used
}

void TestSettingsDialogs::aBucketMovesToAnotherStore()
{
    m_setup->keychain->secrets[u"app/secret"_s] = "very secret";
    show(new DestinationDialog(console(), load(inBucket), nullptr));
    find<QRadioButton>("otherStore")->setChecked(true);
    type("endpoint", u"https://s3.example.com:3900"_s);
    type("region", u"garage"_s);
    type("bucket", u"elsewhere"_s);
    type("accessKey", u"OTHER"_s);
    QVERIFY(!ok()->isEnabled()); // its secret is missing
    type("secretKey", u"its secret"_s);
    accept();
    QCOMPARE(file(), QByteArray("# mine\n[database]\npath = \"/data/app.db\"\n\n[storage.backup]\n"
                                "bucket = \"elsewhere\" # private\n\n"
                                "[cloudflare]\nr2_access_key_id = \"OTHER\"\nsecret_in_keychain = true\n"
                                "prefix = \"host-1\"\nendpoint = \"https://s3.example.com:3900\"\n"
                                "region = \"garage\"\n"));
    QCOMPARE(m_setup->keychain->secrets.at(u"app/secret"_s), QByteArray("its secret"));
    const auto profile = reload();
    QVERIFY(profile && profile->secrets.credentials);
}

void TestSettingsDialogs::anotherProgramKeepsItsBucket()
{
    const QList<ProfileEdit> edits = destinationEdits(FolderDestination{u"/mnt/nas"_s}, {}, false);
    QCOMPARE(edits.size(), 1);
    QCOMPARE(edits.constFirst().table, u"storage.folder"_s);
}

void TestSettingsDialogs::aSecretForTheSessionStaysOutOfTheKeychain()
{
    show(new DestinationDialog(console(), load(inFolder), nullptr));
    type("account", u"0123456789abcdef0123456789abcdef"_s);
    type("r2Bucket", u"backups"_s);
    type("accessKey", u"AKID"_s);
    type("secretKey", u"very secret"_s);
    auto *place = find<SecretPlaceBox>("secretPlace");
    QVERIFY(place->isVisible());
    QCOMPARE(place->place(), SecretPlace::Keychain);
    place->setCurrentIndex(1);
    accept();
    QVERIFY(m_setup->keychain->secrets.empty());
    const auto profile = reload();
    QVERIFY(profile && profile->secrets.credentials);
    m_setup->reopen();
    QVERIFY(reload()->missingSecret); // and it is asked for
}

void TestSettingsDialogs::anUnfinishedDestinationCannotBeChosen()
{
    show(new DestinationDialog(console(), load(inFolder), nullptr));
    QVERIFY(!ok()->isEnabled());
    QVERIFY(!find<QLabel>("reason")->text().isEmpty());
    QCOMPARE(file(), inFolder);
}

void TestSettingsDialogs::encryptionNeedsTheKitFirst()
{
    show(new NewKeyDialog(console(), load(inFolder), m_setup->path(u"state"_s), nullptr));
    QVERIFY(!ok()->isEnabled());
    QVERIFY(find<QLabel>("reason")->text().contains(u"kit"));
    m_dialog->reject();
    QCOMPARE(file(), inFolder);
    QVERIFY(m_setup->keychain->secrets.empty());
}

void TestSettingsDialogs::encryptsFromNowOn_data()
{
    QTest::addColumn<int>("place");
    QTest::newRow("keychain") << static_cast<int>(SecretPlace::Keychain);
    QTest::newRow("session") << static_cast<int>(SecretPlace::ThisSession);
    QTest::newRow("environment") << static_cast<int>(SecretPlace::Environment);
}

void TestSettingsDialogs::encryptsFromNowOn()
{
    QFETCH(int, place);
    auto *dialog = new NewKeyDialog(console(), load(inFolder), m_setup->path(u"state"_s), nullptr);
    show(dialog);
    QSignalSpy made(dialog, &NewKeyDialog::keyMade);
    auto *box = find<SecretPlaceBox>("secretPlace");
    box->setCurrentIndex(box->findData(place));
    confirmKit();
    accept();
    QCOMPARE(made.size(), 1);
    const auto profile = reload();
    QVERIFY(profile);
    QVERIFY(profile->profile.encryption.enabled);
    const bool kept = static_cast<SecretPlace>(place) != SecretPlace::Environment;
    QCOMPARE(profile->profile.encryption.keyInKeychain, kept);
    QCOMPARE(m_setup->keychain->secrets.contains(u"app/key"_s),
             static_cast<SecretPlace>(place) == SecretPlace::Keychain);
    if (kept)
        QCOMPARE(keyFingerprint(profile->secrets.encryptionKey), m_fingerprint); // the kit's own
    QVERIFY(KitRecord(m_setup->path(u"state"_s)).lastConfirmed(u"app"_s).isValid());
    QVERIFY(file().contains("# upstairs"));
}

void TestSettingsDialogs::aKeyLeftBehindIsNotReplaced_data()
{
    QTest::addColumn<bool>("inKeychain");
    QTest::addColumn<QByteArray>("content");
    const QByteArray table = "[storage.backup.encryption]\n";
    QTest::newRow("in the keychain") << true << inFolder;
    QTest::newRow("in a variable") << false << inFolder + table + "key = \"${OLD_KEY}\"\n";
    QTest::newRow("in a lost file") << false << inFolder + table + "key_file = \"/mnt/lost.key\"\n";
}

void TestSettingsDialogs::aKeyLeftBehindIsNotReplaced()
{
    QFETCH(bool, inKeychain);
    QFETCH(QByteArray, content);
    const QByteArray old(32, 'k');
    if (inKeychain)
        m_setup->keychain->secrets[u"app/key"_s] = old;
    show(new NewKeyDialog(console(), load(content), m_setup->path(u"state"_s), nullptr));
    confirmKit();
    accept();
    QVERIFY(m_dialog->isVisible());
    const auto labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().contains(u"another encryption key");
    }));
    QCOMPARE(m_setup->keychain->secrets.contains(u"app/key"_s), inKeychain);
    if (inKeychain)
        QCOMPARE(m_setup->keychain->secrets.at(u"app/key"_s), old);
    QCOMPARE(file(), content);
}

void TestSettingsDialogs::theEyeShowsAndHides()
{
    show(new DestinationDialog(console(), load(inFolder), nullptr));
    auto *line = find<QLineEdit>("secretKey");
    auto *eye = line->findChild<SecretToggle *>();
    QVERIFY(eye);
    line->setText(u"very secret"_s);
    QCOMPARE(line->echoMode(), QLineEdit::Password);
    QCOMPARE(eye->accessibleName(), u"Show secret"_s);
    QVERIFY(line->rect().contains(eye->geometry()));
    m_dialog->activateWindow();
    line->setFocus();
    QTRY_VERIFY(line->hasFocus());
    QTest::keyClick(line, Qt::Key_Tab);
    QVERIFY(eye->hasFocus());
    QTest::keyClick(eye, Qt::Key_Space);
    QCOMPARE(line->echoMode(), QLineEdit::Normal);
    QCOMPARE(eye->accessibleName(), u"Hide secret"_s);
    QTest::keyClick(eye, Qt::Key_Space);
    QCOMPARE(line->echoMode(), QLineEdit::Password);
    line->setLayoutDirection(Qt::RightToLeft);
    QVERIFY(eye->geometry().center().x() < line->width() / 2);
}

void TestSettingsDialogs::drawsItself()
{
    // For people who look: the variable names a folder.
    const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS");
    QVERIFY(folder.isEmpty() || QDir().mkpath(folder));
    const auto draw = [this, &folder](const QString &name) {
        QCoreApplication::processEvents();
        const QImage picture = m_dialog->grab().toImage();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty())
            QVERIFY(picture.save(folder + u'/' + name + u".png"_s));
    };
    show(new DestinationDialog(console(), load(inFolder), nullptr));
    type("accessKey", u"AKID"_s);
    type("secretKey", u"very secret"_s);
    draw(u"destination"_s);
    find<QLineEdit>("secretKey")->findChild<SecretToggle *>()->click();
    find<QRadioButton>("otherStore")->setChecked(true);
    draw(u"destination-shown"_s);
    show(new NewKeyDialog(console(), load(inFolder), m_setup->path(u"state"_s), nullptr));
    draw(u"newkey"_s);
}

QTEST_MAIN(TestSettingsDialogs)
#include "tst_settingsdialogs.moc"
