// SPDX-License-Identifier: GPL-3.0-or-later
// Which file a profile's key is read from: it may move, and never be exchanged for another.
#include "../service/catalogsetup.h"
#include "gui/nostores.h"

#include "crypto/keys.h"
#include "gui/missingsecretbar.h"
#include "gui/settings/settingfield.h"
#include "gui/settings/settingspage.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray plain =
    "# mine\n[database]\npath = \"/data/app.db\"\n[storage.folder]\npath = \"/mnt/nas\"\n";
const QByteArray table = "[storage.backup.encryption]\n";

} // namespace

class TestKeyFile final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aProfileWithoutAKeyTakesAFile();
    void theSameKeyMayLieElsewhere_data();
    void theSameKeyMayLieElsewhere();
    void otherFilesAreRefusedAsTheyAreTyped_data();
    void otherFilesAreRefusedAsTheyAreTyped();
    void aFileThatIsExchangedMeanwhileIsRefused();
    void aLostFileIsReplaced_data();
    void aLostFileIsReplaced();
    void aLostFileIsLookedForAgain_data();
    void aLostFileIsLookedForAgain();
    void theFileCannotBeTakenAway();
    void theLastThatWasTypedCounts();
    void aKeyThatIsNotReadIsNotReplaced();
    void thereIsNoFieldWhereItCouldNotBeHeldToTheKey_data();
    void thereIsNoFieldWhereItCouldNotBeHeldToTheKey();
    void drawsItself();

private:
    template<typename T> T *find(const char *name) { return m_page->findChild<T *>(QLatin1StringView(name)); }
    QLineEdit *line() { return find<QLineEdit>("storage.backup.encryption.key_file"); }
    bool canApply() { return find<QPushButton>("apply")->isEnabled(); }
    QString reason()
    {
        for (const auto *field : m_page->findChildren<SettingField *>()) {
            if (field->fullName() == u"storage.backup.encryption.key_file")
                return field->reason();
        }
        return u"no field"_s;
    }
    void show(const QByteArray &content)
    {
        m_setup->write(m_setup->fileOf(u"app"_s), content);
        reload();
    }
    void reload()
    {
        auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
        m_page->showProfile(std::make_shared<const LoadedProfile>(std::move(*loaded)));
        find<QListWidget>("sections")->setCurrentRow(4);
    }
    /// Until the file was looked into.
    void type(const QString &path)
    {
        line()->setText(path);
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    void apply()
    {
        QVERIFY(canApply());
        find<QPushButton>("apply")->click();
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    QString keyIn(const QString &name, const char *key)
    {
        const QString path = m_setup->path(name);
        if (!writeKeyFile(path, bytes(key)))
            qFatal("cannot write a key file");
        return path;
    }
    QScrollArea *shownScrollArea()
    {
        return qobject_cast<QScrollArea *>(m_page->findChild<QStackedWidget *>()->currentWidget());
    }
    QByteArray file() const { return CatalogSetup::read(m_setup->fileOf(u"app"_s)); }

    std::unique_ptr<CatalogSetup> m_setup;
    std::unique_ptr<BackupService> m_backups;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<SettingsPage> m_page;
};

void TestKeyFile::init()
{
    m_setup = std::make_unique<CatalogSetup>();
    m_backups = std::make_unique<BackupService>(std::make_shared<NoStores>(), std::make_shared<SystemClock>(),
                                                u"host"_s);
    m_jobs = std::make_unique<Jobs>();
    m_page = std::make_unique<SettingsPage>(ConsoleContext{*m_backups, *m_setup->catalog, *m_jobs});
    m_page->resize(m_page->fontMetrics().averageCharWidth() * 100, m_page->fontMetrics().height() * 24);
    m_page->show();
}

void TestKeyFile::cleanup()
{
    m_page.reset();
    m_jobs.reset();
}

void TestKeyFile::aProfileWithoutAKeyTakesAFile()
{
    show(plain);
    QCOMPARE(line()->text(), QString());
    find<QCheckBox>("encrypt")->setChecked(true);
    QVERIFY(!canApply());
    const QString path = keyIn(u"key"_s, someKey);
    type(path);
    QCOMPARE(reason(), QString());
    QCOMPARE(find<QLabel>("keyFingerprint")->text(), keyFingerprint(bytes(someKey)));
    QVERIFY(!line()->text().contains(QString::fromUtf8(encodeKey(bytes(someKey)).view())));
    apply();
    QCOMPARE(file(), plain + "\n" + table + "enabled = true\nkey_file = \"" + path.toUtf8() + "\"\n");
    reload();
    QVERIFY(find<QLabel>("keyOrigin")->text().contains(path));
}

void TestKeyFile::theSameKeyMayLieElsewhere_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("from a file") << QByteArray("key_file = \"%1\" # on the stick\nmystery = 1\n");
    QTest::newRow("from the keychain") << QByteArray("key_in_keychain = true # safe\nmystery = 1\n");
}

void TestKeyFile::theSameKeyMayLieElsewhere()
{
    QFETCH(QByteArray, rest);
    const QByteArray old = keyIn(u"old"_s, someKey).toUtf8();
    m_setup->keychain->secrets[u"app/key"_s] = someKey;
    const QByteArray content = plain + table + "enabled = true\n" + QByteArray(rest).replace("%1", old);
    show(content);
    const QString path = keyIn(u"new"_s, someKey);
    type(path);
    QCOMPARE(reason(), QString());
    apply();
    const QByteArray named = "key_file = \"" + path.toUtf8() + '"';
    QCOMPARE(file(), content.contains(old) ? QByteArray(content).replace("key_file = \"" + old + '"', named)
                                           : content + named + '\n');
    reload();
    QCOMPARE(find<QLabel>("keyFingerprint")->text(), keyFingerprint(bytes(someKey)));
    QVERIFY(find<QLabel>("keyOrigin")->text().contains(path));
}

void TestKeyFile::otherFilesAreRefusedAsTheyAreTyped_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("words");
    QTest::newRow("another key") << u"other"_s << keyFingerprint(bytes(otherKey));
    QTest::newRow("no key") << u"text"_s << u"Base64"_s;
    QTest::newRow("not there") << u"nothing"_s << u"Cannot open"_s;
    QTest::newRow("others may read it") << u"open"_s << u"chmod 600"_s;
    QTest::newRow("a folder") << u"folder"_s << u"not a regular file"_s;
    QTest::newRow("no whole path") << QString() << u"whole path"_s;
}

void TestKeyFile::otherFilesAreRefusedAsTheyAreTyped()
{
    QFETCH(QString, name);
    QFETCH(QString, words);
    const QByteArray content =
        plain + table + "enabled = true\nkey_file = \"" + keyIn(u"key"_s, someKey).toUtf8() + "\"\n";
    show(content);
    keyIn(u"other"_s, otherKey);
    m_setup->write(m_setup->path(u"text"_s), "not a key at all");
    QVERIFY(QFile::setPermissions(keyIn(u"open"_s, someKey), QFile::ReadOwner | QFile::ReadOther));
    QVERIFY(QDir().mkpath(m_setup->path(u"folder"_s)));
    type(name.isEmpty() ? u"key"_s : m_setup->path(name));
    QVERIFY2(reason().contains(words), qPrintable(reason()));
    QVERIFY(!reason().contains(u"keygen") || name == u"text"); // nobody who has a key is told to make one
    QVERIFY(!canApply());
    QCOMPARE(find<QLabel>("keyFingerprint")->text(), keyFingerprint(bytes(someKey)));
    find<QPushButton>("revert")->click();
    QCOMPARE(reason(), QString());
    QCOMPARE(file(), content);
}

void TestKeyFile::aFileThatIsExchangedMeanwhileIsRefused()
{
    const QByteArray content =
        plain + table + "enabled = true\nkey_file = \"" + keyIn(u"key"_s, someKey).toUtf8() + "\"\n";
    show(content);
    const QString path = keyIn(u"new"_s, someKey);
    type(path);
    QVERIFY(canApply());
    QVERIFY(QFile::remove(path));
    keyIn(u"new"_s, otherKey);
    apply();
    QCOMPARE(file(), content);
    const auto labels = m_page->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().contains(u"holds another key");
    }));
}

void TestKeyFile::aLostFileIsReplaced_data()
{
    QTest::addColumn<bool>("enabled");
    QTest::newRow("encryption is on") << true;
    QTest::newRow("encryption is off") << false;
}

void TestKeyFile::aLostFileIsReplaced()
{
    QFETCH(bool, enabled);
    show(plain + table + (enabled ? "enabled = true" : "enabled = false")
         + "\nkey_file = \"/mnt/stick/key\" # lost\n");
    QCOMPARE(line()->text(), u"/mnt/stick/key"_s);
    QVERIFY(find<QLabel>("keyFingerprint")->text().contains(u"/mnt/stick/key"));
    QVERIFY(!find<QPushButton>("makeKey"));
    const QString path = keyIn(u"key"_s, someKey);
    type(path);
    QCOMPARE(reason(), QString());
    apply();
    QVERIFY(file().contains("key_file = \"" + path.toUtf8() + "\" # lost\n"));
    reload();
    QCOMPARE(find<QLabel>("keyFingerprint")->text(), keyFingerprint(bytes(someKey)));
}

void TestKeyFile::aLostFileIsLookedForAgain_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QString>("button");
    QTest::newRow("in a file") << QByteArray("key_file = \"/mnt/stick/key\"\n") << u"Try again"_s;
    QTest::newRow("not in the keychain") << QByteArray("key_in_keychain = true\n") << u"Try again"_s;
    QTest::newRow("in a locked keychain") << QByteArray("key_in_keychain = true\n") << u"&Unlock…"_s;
}

void TestKeyFile::aLostFileIsLookedForAgain()
{
    QFETCH(QByteArray, rest);
    QFETCH(QString, button);
    m_setup->write(m_setup->fileOf(u"app"_s), plain + table + "enabled = true\n" + rest);
    if (button == u"&Unlock…")
        m_setup->keychain->before = [](const QString &, const SecretName &) {
            return std::optional(Error{ErrorCode::PermissionDenied, {}, u"It is locked."_s, {}, false});
        };
    MissingSecretBar bar(ConsoleContext{*m_backups, *m_setup->catalog, *m_jobs}, nullptr);
    auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
    VERIFY_OK(loaded);
    bar.showProfile(std::make_shared<const LoadedProfile>(std::move(*loaded)));
    QVERIFY(bar.isVisible());
    QSignalSpy again(&bar, &MissingSecretBar::reloadRequested);
    auto *first = bar.findChild<QPushButton *>();
    QCOMPARE(first->text(), button);
    first->click();
    QCOMPARE(again.size(), 1);
}

void TestKeyFile::theFileCannotBeTakenAway()
{
    show(plain + table + "enabled = true\nkey_file = \"" + keyIn(u"key"_s, someKey).toUtf8() + "\"\n");
    type({});
    QVERIFY(!reason().isEmpty());
    QVERIFY(!canApply());
}

void TestKeyFile::theLastThatWasTypedCounts()
{
    show(plain);
    const QString good = keyIn(u"key"_s, someKey);
    line()->setText(good);
    QVERIFY(!canApply()); // nobody has looked into it yet
    line()->setText(good + u'2');
    type(good + u"23"_s);
    QVERIFY(reason().contains(good + u"23"_s));
    line()->setText(good + u'2');
    type(good);
    QCOMPARE(reason(), QString());
    QVERIFY(canApply());
    type({});
    QCOMPARE(find<QLabel>("keyFingerprint")->text(), u"None"_s);
    QVERIFY(!canApply()); // as in the file
}

void TestKeyFile::aKeyThatIsNotReadIsNotReplaced()
{
    const QByteArray content = plain + table + "enabled = false\nkey_file = \"${NOBODY_SETS_THIS}\"\n";
    show(content);
    type(keyIn(u"key"_s, someKey));
    QVERIFY2(reason().contains(u"not read while encryption is off"), qPrintable(reason()));
    QVERIFY(!canApply());
}

void TestKeyFile::thereIsNoFieldWhereItCouldNotBeHeldToTheKey_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QString>("words");
    const QByteArray encoded = encodeKey(bytes(someKey)).view().toByteArray();
    QTest::newRow("stated") << "key = \"" + encoded + "\"\n"
                            << u"states the key itself"_s; // the same, which would not be read
    QTest::newRow("stated, not read")
        << QByteArray("key = \"${NOBODY_SETS_THIS}\"\n") << u"states the key itself"_s;
    QTest::newRow("the keychain gives none") << QByteArray("key_in_keychain = true\n") << u"keychain"_s;
}

void TestKeyFile::thereIsNoFieldWhereItCouldNotBeHeldToTheKey()
{
    QFETCH(QByteArray, rest);
    QFETCH(QString, words);
    show(plain + table + "enabled = false\n" + rest);
    QVERIFY(!line());
    QVERIFY(!find<QPushButton>("makeKey"));
    // And nobody else gets past it.
    const QByteArray before = file();
    const QString toml = u'"' + keyIn(u"key"_s, someKey) + u'"';
    const auto changed =
        m_setup->catalog->change(u"app"_s, {{u"storage.backup.encryption"_s, u"key_file"_s, toml}});
    QVERIFY(!changed);
    QVERIFY2(changed.error().message.contains(words), qPrintable(changed.error().message));
    QCOMPARE(file(), before);
}

void TestKeyFile::drawsItself()
{
    // For people who look: the variable names a folder.
    const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS");
    const auto draw = [&](const QString &name) {
        QTRY_VERIFY(!line()->visibleRegion().isEmpty());
        QTRY_VERIFY(!shownScrollArea()->horizontalScrollBar()->isVisible()); // once it is laid out
        QVERIFY(line()->height() >= line()->sizeHint().height());
        QVERIFY(folder.isEmpty() || m_page->grab().save(u"%1/keyfile-%2.png"_s.arg(folder, name)));
    };
    QVERIFY(folder.isEmpty() || QDir().mkpath(folder));
    show(plain + table + "enabled = true\nkey_file = \"" + keyIn(u"key"_s, someKey).toUtf8() + "\"\n");
    type(keyIn(u"other"_s, otherKey));
    draw(u"other"_s);
    find<QPushButton>("revert")->click();
    show(plain);
    draw(u"none"_s);
    show(plain + table + "enabled = true\nkey_file = \"/mnt/stick/key\"\n");
    draw(u"lost"_s);
}

QTEST_MAIN(TestKeyFile)
#include "tst_keyfile.moc"
