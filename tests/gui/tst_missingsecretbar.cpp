// SPDX-License-Identifier: GPL-3.0-or-later
// A key that is typed for a session has to open what is there: it would seal what comes.
#include "gui/consolefixture.h"

#include "crypto/keys.h"
#include "gui/missingsecretbar.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const auto name = u"blog"_s;

} // namespace

class MissingSecretBarTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theRightKeyIsKept_data();
    void theRightKeyIsKept();
    void aWrongKeyIsRefused_data();
    void aWrongKeyIsRefused();
    void whatCannotBeTriedIsKeptAndSaid_data();
    void whatCannotBeTriedIsKeptAndSaid();
    void theRightKeyIsKeptAfterAWrongOneSealed();
    void onlyAKeyCanBeEntered();
    void anEmptySecretIsNone();
    void theAccessKeyComesFirst();

private:
    [[nodiscard]] QString store() const { return m_console->path(name + u"-store"_s); }
    [[nodiscard]] QString config() const { return m_console->path(name + u".toml"_s); }
    [[nodiscard]] QString textOf(const SecretBytes &key) const
    {
        return QString::fromLatin1(encodeKey(key).view().toByteArray());
    }
    void backUp() { QVERIFY(m_console->context().backups.backUp(*m_console->load(name), {})); }
    void removeBeside() { QVERIFY(QDir(store() + u"/lifeboat"_s).removeRecursively()); }
    void replaceInConfig(const QByteArray &line, const QByteArray &by)
    {
        QFile file(config());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray text = file.readAll();
        const qsizetype at = text.indexOf(line);
        QVERIFY(at >= 0);
        text.replace(at, text.indexOf('\n', at) - at, by);
        QVERIFY(file.resize(0) && file.seek(0) && file.write(text) == text.size());
    }
    /// The key is in a keychain that is not there.
    void loseKey()
    {
        replaceInConfig("key_file", "key_in_keychain = true");
        showBar();
    }
    /// Its secret is in a keychain that is not there.
    void moveToBucket()
    {
        replaceInConfig("path = \"" + store().toUtf8(), "");
        replaceInConfig("[storage.folder]",
                        "[cloudflare]\naccount_id = \"0123456789abcdef0123456789abcdef\"\n"
                        "r2_access_key_id = \"AKID\"\nsecret_in_keychain = true\n"
                        "[storage.backup]\nbucket = \"b\"");
    }
    void showBar()
    {
        m_bar = std::make_unique<MissingSecretBar>(m_console->context(), nullptr);
        m_again = std::make_unique<QSignalSpy>(m_bar.get(), &MissingSecretBar::reloadRequested);
        m_bar->showProfile(m_console->load(name));
        QVERIFY(m_bar->isVisible());
    }
    QPushButton *enterButton() { return m_bar->findChildren<QPushButton *>().at(1); }
    QInputDialog *ask()
    {
        enterButton()->click();
        return m_bar->findChild<QInputDialog *>();
    }
    static QPushButton *okOf(QInputDialog *dialog)
    {
        return dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    }
    void enter(const QString &text)
    {
        auto *dialog = ask();
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>()->setText(text);
        QVERIFY(okOf(dialog)->isEnabled());
        okOf(dialog)->click();
        QVERIFY(!enterButton()->isEnabled()); // it is tried on another thread
        QTRY_VERIFY(m_console->context().jobs.running().isEmpty());
        QTRY_VERIFY(enterButton()->isEnabled());
    }
    [[nodiscard]] bool isKept(const SecretBytes &key) const
    {
        const ProfilePointer profile = m_console->load(name);
        return profile && !profile->missingSecret && profile->secrets.encryptionKey.equals(key);
    }
    /// The words of the box over the bar; nothing when there is none.
    [[nodiscard]] QString said() const
    {
        const auto *box = m_bar->findChild<QMessageBox *>();
        return box ? box->text() + u'|' + box->informativeText() : QString();
    }

    std::unique_ptr<ConsoleFixture> m_console;
    std::unique_ptr<MissingSecretBar> m_bar;
    std::unique_ptr<QSignalSpy> m_again;
    SecretBytes m_key;
    SecretBytes m_other{QByteArray(32, 'x')};
};

void MissingSecretBarTest::init()
{
    m_console = std::make_unique<ConsoleFixture>();
    m_console->addProfile(name);
    m_key = m_console->load(name)->secrets.encryptionKey.clone();
}

void MissingSecretBarTest::cleanup()
{
    m_again.reset();
    m_bar.reset();
    m_console.reset();
}

void MissingSecretBarTest::theRightKeyIsKept_data()
{
    QTest::addColumn<bool>("facts");
    QTest::newRow("by what lies beside the backup") << true;
    QTest::newRow("by the backup itself") << false;
}

void MissingSecretBarTest::theRightKeyIsKept()
{
    QFETCH(bool, facts);
    backUp();
    if (!facts)
        removeBeside();
    loseKey();
    enter(u' ' + textOf(m_key) + u'\n');
    QVERIFY(isKept(m_key));
    QCOMPARE(m_again->size(), 1);
    QCOMPARE(said(), QString());
}

void MissingSecretBarTest::aWrongKeyIsRefused_data()
{
    theRightKeyIsKept_data();
}

void MissingSecretBarTest::aWrongKeyIsRefused()
{
    QFETCH(bool, facts);
    backUp();
    if (!facts)
        removeBeside();
    loseKey();
    enter(textOf(m_other));
    QVERIFY(m_console->load(name)->missingSecret);
    QCOMPARE(m_again->size(), 0);
    QVERIFY2(said().contains(u"does not open the backup of"), qPrintable(said()));
    QVERIFY(said().contains(keyFingerprint(m_other)));
    QVERIFY(m_bar->isVisible());
    delete m_bar->findChild<QMessageBox *>();
    enter(textOf(m_key)); // another try
    QVERIFY(isKept(m_key));
}

void MissingSecretBarTest::whatCannotBeTriedIsKeptAndSaid_data()
{
    QTest::addColumn<bool>("store");
    QTest::newRow("no backup yet") << true;
    QTest::newRow("the store is away") << false;
}

void MissingSecretBarTest::whatCannotBeTriedIsKeptAndSaid()
{
    QFETCH(bool, store);
    QVERIFY(QDir().mkpath(this->store()));
    if (!store) {
        backUp();
        QVERIFY(QDir().rename(this->store(), this->store() + u"-away"_s));
    }
    loseKey();
    enter(textOf(m_other));
    QVERIFY(isKept(m_other));
    QCOMPARE(m_again->size(), 1);
    QVERIFY2(said().contains(u"could not be tried"), qPrintable(said()));
    QVERIFY2(said().contains(store ? u"no sealed backup yet"_s : this->store()), qPrintable(said()));
    QVERIFY(said().contains(keyFingerprint(m_other)));
}

void MissingSecretBarTest::theRightKeyIsKeptAfterAWrongOneSealed()
{
    backUp();
    const QString folder = store() + u"/backups/"_s;
    const QString first = QDir(folder).entryList(QDir::Files).constFirst();
    // As if it had been made long before.
    const QString older = name + u"_20200102_030405.db.enc"_s;
    QVERIFY(QFile::rename(folder + first, folder + older));
    QFile facts(store() + u"/lifeboat/blog/facts/"_s + first.section(u".db"_s, 0, 0) + u".json"_s);
    QVERIFY(facts.rename(store() + u"/lifeboat/blog/facts/blog_20200102_030405.json"_s));
    loseKey();
    m_console->context().profiles.keepForSession({name, SecretName::Kind::EncryptionKey}, m_other);
    backUp();
    m_console->context().profiles.keepForSession({name, SecretName::Kind::EncryptionKey}, {});
    enter(textOf(m_key));
    QVERIFY(isKept(m_key));
    QVERIFY2(said().contains(u"does not open the newest backup"), qPrintable(said()));
}

void MissingSecretBarTest::onlyAKeyCanBeEntered()
{
    loseKey();
    auto *dialog = ask();
    auto *line = dialog->findChild<QLineEdit *>();
    QVERIFY(!okOf(dialog)->isEnabled());
    const QString key = textOf(m_key);
    for (const QString &text : {key.chopped(3), key + u'A', u'!' + key.mid(1), key.left(20)}) {
        line->setText(text);
        QVERIFY2(!okOf(dialog)->isEnabled(), qPrintable(text));
    }
    line->setText(key);
    QVERIFY(okOf(dialog)->isEnabled());
    line->clear();
    QVERIFY(!okOf(dialog)->isEnabled());
}

void MissingSecretBarTest::anEmptySecretIsNone()
{
    moveToBucket();
    showBar();
    auto *dialog = ask();
    QVERIFY(!okOf(dialog)->isEnabled());
    dialog->findChild<QLineEdit *>()->setText(u"s"_s);
    QVERIFY(okOf(dialog)->isEnabled());
    okOf(dialog)->click(); // it is not tried: the list tells
    QCOMPARE(m_again->size(), 1);
    QVERIFY(!m_console->load(name)->missingSecret);
}

void MissingSecretBarTest::theAccessKeyComesFirst()
{
    moveToBucket();
    loseKey();
    QCOMPARE(ask()->windowTitle(), u"Secret access key"_s); // or there is nothing to try a key on
    delete m_bar->findChild<QInputDialog *>();
    m_console->context().profiles.keepForSession({name, SecretName::Kind::S3SecretKey},
                                                 SecretBytes(QByteArrayView("s")));
    m_bar->showProfile(m_console->load(name));
    QCOMPARE(ask()->windowTitle(), u"Encryption key"_s);
}

QTEST_MAIN(MissingSecretBarTest)
#include "tst_missingsecretbar.moc"
