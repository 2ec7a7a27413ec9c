// SPDX-License-Identifier: GPL-3.0-or-later
// What each page of the wizard says while it is being filled in.
#include "wizardfixture.h"

#include "gui/steadybars.h"
#include "gui/wizard/databasepage.h"
#include "gui/wizard/importdialog.h"
#include "gui/wizard/policydialog.h"
#include "gui/wizard/safetyform.h"
#include "support/databaseshapes.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTimeEdit>
#include <QTreeWidget>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10'000; ///< ms

/// With a database chosen, at the destination page.
struct AtDestination : WizardFixture
{
    bool arrive() const
    {
        if (!runSql(path(u"blog.db"_s), "CREATE TABLE posts(id);"))
            return false;
        type("databasePath", path(u"blog.db"_s));
        if (!QTest::qWaitFor([this] { return canGoOn(); }, patience))
            return false;
        wizard->next();
        return true;
    }
    template<typename Dialog> Dialog *dialog() const { return wizard->findChild<Dialog *>(); }
};

} // namespace

class SetupPagesTest final : public QObject
{
    Q_OBJECT

private slots:
    void knownDatabasesAreOffered();
    void whereNothingIsFoundNoListIsShown();
    void tabbingIntoTheListChangesNothing();
    void filesThatCannotBeUsedSayWhy_data();
    void filesThatCannotBeUsedSayWhy();
    void goodDatabaseIsDescribed();
    void droppedFilesAreTaken();
    void namesAreFreeAndSafe_data();
    void namesAreFreeAndSafe();
    void nameOfAnotherProfileIsRefused();
    void incompleteDestinationsSayWhatIsMissing_data();
    void incompleteDestinationsSayWhatIsMissing();
    void pastedAddressIsTakenApart_data();
    void pastedAddressIsTakenApart();
    void plainHttpIsAskedAbout();
    void failedTestExplainsAndCanBeOverridden();
    void changeAfterATestNeedsANewOne();
    void runningTestCanBeStopped();
    void keysAreImported();
    void importSaysWhatCannotBeRead();
    void policyNamesTheBucket();
    void scheduleSaysHowFarItReaches_data();
    void scheduleSaysHowFarItReaches();
    void everyDayCanBeAtSeveralTimes();
};

void SetupPagesTest::knownDatabasesAreOffered()
{
    WizardFixture console;
    const QString kuma = console.path(u"home/uptime-kuma/data/kuma.db"_s);
    QVERIFY(QDir().mkpath(kuma.section(u'/', 0, -2)));
    QVERIFY(runSql(kuma, "CREATE TABLE monitor(id);"));
    console.wizard->restart();
    auto *found = console.find<QTreeWidget>("found");
    QTRY_COMPARE_WITH_TIMEOUT(found->topLevelItemCount(), 1, patience);
    QCOMPARE(found->topLevelItem(0)->text(0), u"Uptime Kuma"_s);
    found->setCurrentItem(found->topLevelItem(0));
    QCOMPARE(console.find<QLineEdit>("databasePath")->text(), kuma);
    QCOMPARE(console.find<QLineEdit>("profileName")->text(), u"uptime-kuma"_s);
    QTRY_VERIFY_WITH_TIMEOUT(console.canGoOn(), patience);
    console.type("databasePath", console.path(u"other.db"_s));
    QCOMPARE(console.find<QLineEdit>("profileName")->text(), u"other"_s);
}

void SetupPagesTest::whereNothingIsFoundNoListIsShown()
{
    WizardFixture console;
    QTRY_VERIFY_WITH_TIMEOUT(console.find<QLabel>("foundState")->text().startsWith(u"None"), patience);
    QVERIFY(!console.find<QTreeWidget>("found")->isVisible());
    const QString gitea = console.path(u"var/lib/gitea/data/gitea.db"_s);
    QVERIFY(QDir().mkpath(gitea.section(u'/', 0, -2)));
    QVERIFY(runSql(gitea, "CREATE TABLE repo(id);"));
    console.wizard->restart();
    QTRY_VERIFY_WITH_TIMEOUT(console.find<QTreeWidget>("found")->isVisible(), patience);
    QVERIFY(!console.find<QLabel>("foundState")->isVisible());
}

void SetupPagesTest::tabbingIntoTheListChangesNothing()
{
    WizardFixture console;
    const QString gitea = console.path(u"var/lib/gitea/data/gitea.db"_s);
    QVERIFY(QDir().mkpath(gitea.section(u'/', 0, -2)));
    QVERIFY(runSql(gitea, "CREATE TABLE repo(id);"));
    console.wizard->restart();
    auto *found = console.find<QTreeWidget>("found");
    QTRY_COMPARE_WITH_TIMEOUT(found->topLevelItemCount(), 1, patience);
    console.type("databasePath", u"/typed.db"_s);
    found->setFocus(Qt::TabFocusReason);
    QCOMPARE(console.find<QLineEdit>("databasePath")->text(), u"/typed.db"_s);
}

void SetupPagesTest::filesThatCannotBeUsedSayWhy_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << QString() << u"Choose a database"_s;
    QTest::newRow("relative") << u"data/blog.db"_s << u"whole path"_s;
    QTest::newRow("missing") << u"%/absent.db"_s << u"absent.db"_s;
    QTest::newRow("not a database") << u"%/text.db"_s << u"text.db"_s;
    QTest::newRow("a folder") << u"%/home"_s << u"home"_s;
}

void SetupPagesTest::filesThatCannotBeUsedSayWhy()
{
    QFETCH(QString, path);
    QFETCH(QString, says);
    const WizardFixture console;
    console.write(u"text.db"_s, "This is a text that somebody named as if it were a database.");
    path.replace(u'%', console.folder.path());
    console.type("databasePath", path);
    const auto *verdict = console.find<QLabel>("verdict");
    QTRY_VERIFY_WITH_TIMEOUT(console.reason().contains(says) || verdict->text().contains(says), patience);
    QVERIFY(!console.canGoOn());
    QVERIFY(!console.reason().isEmpty());
}

void SetupPagesTest::goodDatabaseIsDescribed()
{
    const WizardFixture console;
    QVERIFY(runSql(console.path(u"a.db"_s),
                   "PRAGMA journal_mode=wal; CREATE TABLE one(id); CREATE TABLE two(id);"));
    console.type("databasePath", console.path(u"a.db"_s));
    const auto *verdict = console.find<QLabel>("verdict");
    QTRY_VERIFY_WITH_TIMEOUT(verdict->text().contains(u"WAL"_s), patience);
    QVERIFY(verdict->text().contains(u"2 table"_s));
    QVERIFY(verdict->text().contains(u"12.0 KiB"_s));
    QVERIFY(console.canGoOn());
}

void SetupPagesTest::droppedFilesAreTaken()
{
    const WizardFixture console;
    QVERIFY(runSql(console.path(u"a.db"_s), "CREATE TABLE one(id);"));
    auto *page = console.wizard->currentPage();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(console.path(u"a.db"_s))});
    QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(page, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(page, &drop);
    QTRY_VERIFY_WITH_TIMEOUT(console.canGoOn(), patience);

    QMimeData text;
    text.setText(u"/a.db"_s);
    QDragEnterEvent other(QPoint(9, 9), Qt::CopyAction, &text, Qt::LeftButton, {});
    other.ignore();
    QCoreApplication::sendEvent(page, &other);
    QVERIFY(!other.isAccepted());
}

void SetupPagesTest::namesAreFreeAndSafe_data()
{
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("name");
    QTest::newRow("as it is") << u"blog"_s << u"blog"_s;
    QTest::newRow("spaces and capitals") << u"Home Assistant"_s << u"home-assistant"_s;
    QTest::newRow("taken") << u"gitea"_s << u"gitea-2"_s;
    QTest::newRow("taken twice, in other case") << u"KUMA"_s << u"kuma-3"_s;
    QTest::newRow("nothing usable") << u"日本"_s << u"database"_s;
    QTest::newRow("edges") << u"..x-"_s << u"x"_s;
}

void SetupPagesTest::namesAreFreeAndSafe()
{
    QFETCH(QString, wanted);
    QTEST(freeName(wanted, {u"gitea"_s, u"Kuma"_s, u"kuma-2"_s}), "name");
}

void SetupPagesTest::nameOfAnotherProfileIsRefused()
{
    const WizardFixture console;
    console.write(u"home/.config/lifeboat/profiles/taken.toml"_s, "");
    console.wizard->restart();
    QVERIFY(runSql(console.path(u"taken.db"_s), "CREATE TABLE one(id);"));
    console.type("databasePath", console.path(u"taken.db"_s));
    QTRY_VERIFY_WITH_TIMEOUT(console.canGoOn(), patience);
    auto *name = console.find<QLineEdit>("profileName");
    QCOMPARE(name->text(), u"taken-2"_s);
    name->selectAll();
    QTest::keyClicks(name, u"Taken"_s);
    QVERIFY(!console.canGoOn());
    QVERIFY(console.reason().contains(u"Taken"_s));
}

void SetupPagesTest::incompleteDestinationsSayWhatIsMissing_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QMap<QString, QString>>("fields");
    QTest::addColumn<QString>("says");
    using Fields = QMap<QString, QString>;
    const QString account = QString(32, u'a');
    QTest::newRow("account") << u"cloudflare"_s << Fields{} << u"account"_s;
    QTest::newRow("short account") << u"cloudflare"_s << Fields{{u"account"_s, u"abc"_s}} << u"32"_s;
    QTest::newRow("R2 bucket") << u"cloudflare"_s << Fields{{u"account"_s, account}} << u"bucket"_s;
    QTest::newRow("odd bucket") << u"cloudflare"_s
                                << Fields{{u"account"_s, account}, {u"r2Bucket"_s, u"a/b"_s}} << u"a/b"_s;
    QTest::newRow("half a key") << u"cloudflare"_s
                                << Fields{{u"account"_s, account},
                                          {u"r2Bucket"_s, u"backups"_s},
                                          {u"accessKey"_s, u"id"_s}}
                                << u"secret"_s;
    QTest::newRow("endpoint") << u"otherStore"_s << Fields{} << u"endpoint"_s;
    QTest::newRow("region") << u"otherStore"_s << Fields{{u"endpoint"_s, u"s3.example.com"_s}} << u"region"_s;
    QTest::newRow("no address") << u"otherStore"_s
                                << Fields{{u"endpoint"_s, u"ftp://x"_s},
                                          {u"region"_s, u"r"_s},
                                          {u"bucket"_s, u"backups"_s}}
                                << u"https"_s;
    QTest::newRow("folder") << u"folder"_s << Fields{} << u"folder"_s;
    QTest::newRow("relative folder") << u"folder"_s << Fields{{u"folderPath"_s, u"backups"_s}} << u"whole"_s;
}

void SetupPagesTest::incompleteDestinationsSayWhatIsMissing()
{
    using Fields = QMap<QString, QString>;
    QFETCH(QString, kind);
    QFETCH(Fields, fields);
    QFETCH(QString, says);
    const AtDestination console;
    QVERIFY(console.arrive());
    console.click(kind.toLatin1().constData());
    for (auto field = fields.cbegin(); field != fields.cend(); ++field)
        console.type(field.key().toLatin1().constData(), field.value());
    QVERIFY2(console.reason().contains(says), qPrintable(console.reason()));
    QVERIFY(!console.canGoOn());
    QVERIFY(!console.find<QPushButton>("testConnection")->isEnabled());
}

void SetupPagesTest::pastedAddressIsTakenApart_data()
{
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<int>("jurisdiction");
    QTest::addColumn<QString>("bucket");
    const QString account = u"0123456789abcdef0123456789ABCDEF"_s;
    QTest::newRow("plain") << u"https://%1.r2.cloudflarestorage.com"_s.arg(account) << 0 << QString();
    QTest::newRow("with a bucket") << u"https://%1.r2.cloudflarestorage.com/blog-backups"_s.arg(account) << 0
                                   << u"blog-backups"_s;
    QTest::newRow("European") << u"%1.eu.r2.cloudflarestorage.com/b1.x"_s.arg(account) << 1 << u"b1.x"_s;
    QTest::newRow("FedRAMP") << u" https://%1.fedramp.r2.cloudflarestorage.com/ "_s.arg(account) << 2
                             << QString();
}

void SetupPagesTest::pastedAddressIsTakenApart()
{
    QFETCH(QString, pasted);
    const AtDestination console;
    QVERIFY(console.arrive());
    console.type("account", pasted);
    QCOMPARE(console.find<QLineEdit>("account")->text(), u"0123456789abcdef0123456789ABCDEF"_s);
    QTEST(console.find<QComboBox>("jurisdiction")->currentIndex(), "jurisdiction");
    QTEST(console.find<QLineEdit>("r2Bucket")->text(), "bucket");
}

void SetupPagesTest::plainHttpIsAskedAbout()
{
    const AtDestination console;
    QVERIFY(console.arrive());
    console.click("otherStore");
    console.type("region", u"garage"_s);
    console.type("bucket", u"backups"_s);
    auto *plain = console.find<QCheckBox>("plainHttp");
    console.type("endpoint", u"http://127.0.0.1:3900"_s);
    QVERIFY(!plain->isVisible());
    QVERIFY(console.canGoOn());
    console.type("endpoint", u"http://nas.home:3900"_s);
    QVERIFY(plain->isVisible());
    QVERIFY(!console.canGoOn());
    plain->setChecked(true);
    QVERIFY(console.canGoOn());
}

void SetupPagesTest::failedTestExplainsAndCanBeOverridden()
{
    const AtDestination console;
    QVERIFY(console.arrive());
    console.click("folder");
    console.type("folderPath", console.path(u"absent/no such folder"_s));
    QVERIFY2(console.canGoOn(), "a test is no condition");
    QVERIFY(console.find<QLabel>("testSummary")->text().contains(u"Not tested"_s));
    console.click("testConnection");
    auto *accept = console.find<QCheckBox>("acceptFailure");
    QTRY_VERIFY_WITH_TIMEOUT(accept->isVisible(), patience);
    QVERIFY(!console.canGoOn());
    const auto *finding = console.find<QWidget>("finding");
    QString words;
    for (const QLabel *label : finding->findChildren<QLabel *>())
        words += label->text();
    QVERIFY2(words.contains(u"no such folder"_s), qPrintable(words));
    accept->setChecked(true);
    QVERIFY(console.canGoOn());

    QVERIFY(QDir().mkpath(console.path(u"absent/no such folder"_s)));
    console.click("testConnection");
    QTRY_VERIFY_WITH_TIMEOUT(console.find<QLabel>("testSummary")->text().contains(u"works"_s), patience);
    QVERIFY(!accept->isVisible());
    QVERIFY(console.canGoOn());
}

void SetupPagesTest::changeAfterATestNeedsANewOne()
{
    const AtDestination console;
    QVERIFY(console.arrive());
    console.click("otherStore");
    console.type("endpoint", console.endpoint.url().toString());
    console.type("region", u"garage"_s);
    console.type("bucket", u"backups"_s);
    console.click("testConnection");
    QVERIFY2(!console.canGoOn(), "while the test runs");
    QVERIFY(!hasBusyBar(*console.find<QLabel>("testSummary")->window()));
    const auto *summary = console.find<QLabel>("testSummary");
    QTRY_VERIFY_WITH_TIMEOUT(summary->text().contains(u"works"_s), patience);
    console.type("bucket", u"backups-2"_s);
    QVERIFY(summary->text().contains(u"Not tested"_s));
}

void SetupPagesTest::runningTestCanBeStopped()
{
    AtDestination console;
    QVERIFY(console.arrive());
    console.endpoint.stall("HEAD /backups");
    console.click("otherStore");
    console.type("endpoint", console.endpoint.url().toString());
    console.type("region", u"garage"_s);
    console.type("bucket", u"backups"_s);
    console.click("testConnection");
    auto *button = console.find<QPushButton>("testConnection");
    QVERIFY(button->text().contains(u"top"_s));
    QTRY_COMPARE_WITH_TIMEOUT(console.endpoint.count("HEAD /backups"), 1, patience);
    button->click();
    QTRY_VERIFY_WITH_TIMEOUT(button->text().contains(u"est"_s) && console.canGoOn(), patience);
    QVERIFY(console.find<QLabel>("testSummary")->text().contains(u"Not tested"_s));
}

void SetupPagesTest::keysAreImported()
{
    const AtDestination console;
    console.write(u"home/.config/rclone/rclone.conf"_s,
                  "[r2]\ntype = s3\nprovider = Cloudflare\naccess_key_id = id1\nsecret_access_key = s1\n"
                  "endpoint = https://0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com\n"
                  "[role]\ntype = s3\nenv_auth = true\n"
                  "[garage]\ntype = s3\naccess_key_id = id2\nsecret_access_key = s2\nregion = garage\n"
                  "endpoint = http://127.0.0.1:3900\nforce_path_style = false\n");
    QVERIFY(console.arrive());
    const auto import = [&console](int row) {
        console.click("importKeys");
        auto *dialog = console.dialog<ImportDialog>();
        auto *list = dialog->findChild<QListWidget *>();
        QTRY_COMPARE_WITH_TIMEOUT(list->count(), 3, patience);
        auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY2(ok->isEnabled() && list->currentRow() == 0, "the first usable one is proposed");
        QVERIFY(!list->item(1)->flags().testFlag(Qt::ItemIsEnabled));
        list->setCurrentRow(row);
        ok->click();
        QTRY_VERIFY(console.wizard->findChild<ImportDialog *>() == nullptr);
    };
    import(0);
    QVERIFY(console.find<QAbstractButton>("cloudflare")->isChecked());
    QCOMPARE(console.find<QLineEdit>("account")->text(), u"0123456789abcdef0123456789abcdef"_s);
    QCOMPARE(console.find<QComboBox>("jurisdiction")->currentIndex(), 1);
    QCOMPARE(console.find<QLineEdit>("secretKey")->text(), u"s1"_s);
    import(2);
    QVERIFY(console.find<QAbstractButton>("otherStore")->isChecked());
    QCOMPARE(console.find<QLineEdit>("endpoint")->text(), u"http://127.0.0.1:3900"_s);
    QCOMPARE(console.find<QLineEdit>("accessKey")->text(), u"id2"_s);
    QVERIFY(!console.find<QCheckBox>("pathStyle")->isChecked());
}

void SetupPagesTest::importSaysWhatCannotBeRead()
{
    const AtDestination console;
    console.write(u"home/.config/rclone/rclone.conf"_s, "RCLONE_ENCRYPT_V0:\nAAAA\n");
    QVERIFY(console.arrive());
    console.click("importKeys");
    auto *state = console.dialog<ImportDialog>()->findChild<QLabel *>(u"importState"_s);
    QTRY_VERIFY_WITH_TIMEOUT(state->text().contains(u"password"_s), patience);
}

void SetupPagesTest::policyNamesTheBucket()
{
    const AtDestination console;
    QVERIFY(console.arrive());
    QVERIFY(!console.find<QPushButton>("showPolicy")->isEnabled());
    console.type("r2Bucket", u"blog-backups"_s);
    console.click("showPolicy");
    const auto *policy = console.dialog<PolicyDialog>()->findChild<QPlainTextEdit *>();
    QVERIFY(policy->toPlainText().contains(u"arn:aws:s3:::blog-backups/backups/*"_s));
}

void SetupPagesTest::scheduleSaysHowFarItReaches_data()
{
    QTest::addColumn<int>("schedule");
    QTest::addColumn<int>("generations");
    QTest::addColumn<QString>("says");
    QTest::newRow("a week of days") << 2 << 7 << u"7 day"_s;
    QTest::newRow("two days of hours") << 0 << 48 << u"2 day"_s;
    QTest::newRow("five half days") << 4 << 5 << u"2 day"_s;
    QTest::newRow("for ever") << 2 << 0 << u"Nothing is deleted"_s;
}

void SetupPagesTest::scheduleSaysHowFarItReaches()
{
    QFETCH(int, schedule);
    QFETCH(int, generations);
    QFETCH(QString, says);
    const WizardFixture console;
    console.find<QComboBox>("schedule")->setCurrentIndex(schedule);
    console.find<QSpinBox>("retention")->setValue(generations);
    const QString reach = console.find<QLabel>("reach")->text();
    QVERIFY2(reach.contains(says), qPrintable(reach));
    QCOMPARE(console.find<QSpinBox>("customCount")->isHidden(), schedule != 4);
}

void SetupPagesTest::everyDayCanBeAtSeveralTimes()
{
    const WizardFixture console;
    console.find<QComboBox>("schedule")->setCurrentIndex(2);
    QVERIFY(!console.find<QTimeEdit>("time1")->isHidden());
    console.find<QAbstractButton>("addTime")->click();
    const auto *form = console.wizard->findChild<SafetyForm *>();
    QCOMPARE(form->schedule().times, (QList<QTime>{QTime(3, 0), QTime(15, 0)}));
    const QString reach = console.find<QLabel>("reach")->text();
    QVERIFY2(reach.contains(u"3 day"), qPrintable(reach)); // seven times half a day
    console.find<QComboBox>("schedule")->setCurrentIndex(0);
    QVERIFY(form->schedule().times.isEmpty());
}

QTEST_MAIN(SetupPagesTest)
#include "tst_setuppages.moc"
