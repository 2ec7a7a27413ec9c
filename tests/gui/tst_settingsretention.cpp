// SPDX-License-Identifier: GPL-3.0-or-later
// Retention in the Settings tab: what it leaves in the file, and what it foretells.
#include "../service/catalogsetup.h"
#include "engine/backupkey.h"
#include "gui/nostores.h"

#include "gui/settings/retentiongroup.h"
#include "gui/settings/settingspage.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray head = "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n";
const QDateTime noon({2026, 11, 20}, {12, 0}, Qt::UTC);

/// One a day, the newest of this morning.
QList<BackupEntry> backups(int days, const QDateTime &now = noon)
{
    QList<BackupEntry> entries;
    for (int day = 0; day < days; ++day) {
        const QDateTime time = QDateTime(now.date(), QTime(0, 0), Qt::UTC).addDays(-day);
        entries.append({makeBackupKey({}, u"app"_s, {time, true}), time, 1024, {}, true});
    }
    return entries;
}

Proof proofOf(DrillVerdict verdict)
{
    Proof proof;
    proof.verdict = verdict;
    return proof;
}

} // namespace

class TestSettingsRetention final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void rulesAreWritten();
    void defaultsLeaveTheFile();
    void rulesThatDoNothingAreWarnedOf();
    void fieldsGoAsFarAsTheFileMay();
    void fieldsStandInOneColumn();
    void foretells_data();
    void foretells();
    void foretellsWhileItIsTyped();

private:
    template<typename T> T *find(const char *name) { return m_page->findChild<T *>(QLatin1StringView(name)); }
    QSpinBox *number(const char *name) { return find<QSpinBox>(name); }
    QString preview() { return find<QLabel>("retentionPreview")->text(); }
    void show(const QByteArray &rules = {})
    {
        m_setup->write(m_setup->fileOf(u"app"_s), head + rules);
        auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
        m_page->showProfile(std::make_shared<const LoadedProfile>(std::move(*loaded)));
    }
    void apply()
    {
        QVERIFY(find<QPushButton>("apply")->isEnabled());
        find<QPushButton>("apply")->click();
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    QByteArray rules() const { return CatalogSetup::read(m_setup->fileOf(u"app"_s)).sliced(head.size()); }
    /// Of the field that holds `name`.
    QString warningOf(const char *name)
    {
        return qobject_cast<SettingField *>(number(name)->parentWidget())->reason();
    }

    std::unique_ptr<CatalogSetup> m_setup;
    std::unique_ptr<BackupService> m_backups;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<SettingsPage> m_page;
};

void TestSettingsRetention::init()
{
    m_setup = std::make_unique<CatalogSetup>();
    m_backups = std::make_unique<BackupService>(std::make_shared<NoStores>(), std::make_shared<SystemClock>(),
                                                u"host"_s);
    m_jobs = std::make_unique<Jobs>();
    m_page = std::make_unique<SettingsPage>(ConsoleContext{*m_backups, *m_setup->catalog, *m_jobs});
    m_page->show();
    show();
}

void TestSettingsRetention::cleanup()
{
    m_page.reset();
    m_jobs.reset();
}

void TestSettingsRetention::rulesAreWritten()
{
    number("hourly")->setValue(24);
    number("daily")->setValue(7);
    number("weekly")->setValue(4);
    number("monthly")->setValue(12);
    number("yearly")->setValue(5);
    number("verified")->setValue(2);
    apply();
    QCOMPARE(rules(), QByteArray("\n[lifeboat.retention]\nhourly = 24\ndaily = 7\nweekly = 4\nmonthly = 12\n"
                                 "yearly = 5\nverified = 2\n"));
    number("generations")->setValue(3);
    apply();
    QVERIFY2(rules().contains("retention_count = 3"), rules().constData());
}

void TestSettingsRetention::defaultsLeaveTheFile()
{
    show("[lifeboat.retention]\nhourly = 24 # a day\ndaily = 7\nverified = 0\n");
    QVERIFY(!find<QPushButton>("apply")->isEnabled());
    QCOMPARE(number("hourly")->value(), 24);
    QCOMPARE(number("verified")->value(), 0);
    number("hourly")->setValue(0);
    number("daily")->setValue(0);
    number("verified")->setValue(1);
    apply();
    QVERIFY2(!rules().contains("hourly") && !rules().contains("daily") && !rules().contains("verified"),
             rules().constData());
}

void TestSettingsRetention::rulesThatDoNothingAreWarnedOf()
{
    number("daily")->setValue(7);
    QCOMPARE(warningOf("daily"), QString());
    number("generations")->setValue(0);
    QVERIFY(warningOf("daily").contains(u"all generations are kept"));
    QCOMPARE(warningOf("weekly"), QString());
    QVERIFY(find<QPushButton>("apply")->isEnabled());
    QCOMPARE(preview(), u"Nothing is ever removed."_s);
    number("verified")->setValue(0);
    QCOMPARE(warningOf("verified"), QString());
    number("generations")->setValue(7);
    QVERIFY(warningOf("verified").contains(u"Damaged backups"));
}

void TestSettingsRetention::fieldsGoAsFarAsTheFileMay()
{
    const QStringList names{u"hourly"_s, u"daily"_s, u"weekly"_s, u"monthly"_s, u"yearly"_s, u"verified"_s};
    for (const QString &name : names) {
        auto *box = m_page->findChild<QSpinBox *>(name);
        QVERIFY2(box && !box->accessibleName().isEmpty(), qPrintable(name));
        QCOMPARE(box->minimum(), 0);
        box->setValue(box->maximum());
    }
    apply();
    const auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
    QVERIFY(loaded);
    const RetentionRules most{8784, 3660, 1040, 1200, 100, 1000};
    QVERIFY(loaded->profile.retention == most);
}

void TestSettingsRetention::fieldsStandInOneColumn()
{
    show();
    m_page->resize(m_page->fontMetrics().averageCharWidth() * 140, m_page->fontMetrics().height() * 60);
    m_page->show();
    find<QListWidget>("sections")->setCurrentRow(3);
    const auto left = [this](const char *name) { return number(name)->mapTo(m_page.get(), QPoint()).x(); };
    QTRY_VERIFY(number("daily")->isVisible());
    QTRY_COMPARE(left("daily"), left("verified"));
    QCOMPARE(left("generations"), left("verified"));
    QFont large = m_page->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    m_page->setFont(large);
    QTRY_COMPARE(left("daily"), left("verified"));
    QCOMPARE(left("generations"), left("verified"));
}

void TestSettingsRetention::foretells_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("count");
    QTest::addColumn<RetentionRules>("rules");
    QTest::addColumn<DrillVerdict>("oldest");
    QTest::addColumn<QString>("words"); // how it begins
    const RetentionRules usual;
    RetentionRules weekly;
    weekly.weekly = 3;
    RetentionRules unasked;
    unasked.verified = 0;
    const auto bad = DrillVerdict::Damaged;
    QTest::newRow("the next one makes room") << 7 << 7 << usual << bad
                                             << u"With these rules, 1 of the 7 backups there now would be "
                                                "removed after the next one (1.00 KiB)."_s;
    QTest::newRow("some") << 12 << 7 << usual << bad
                          << u"With these rules, 6 of the 12 backups there now would be removed"_s;
    QTest::newRow("weeks keep some") << 12 << 1 << weekly << bad
                                     << u"With these rules, 11 of the 12 backups there now"_s;
    QTest::newRow("the proven one stays")
        << 12 << 7 << usual << DrillVerdict::Restored << u"With these rules, 5 of the 12 backups there now"_s;
    QTest::newRow("unless proofs are not asked") << 12 << 7 << unasked << DrillVerdict::Restored
                                                 << u"With these rules, 6 of the 12 backups there now"_s;
    QTest::newRow("all stay") << 3 << 7 << usual << bad
                              << u"With these rules, all 3 backup(s) there now would"_s;
    QTest::newRow("none known") << 0 << 7 << usual << bad << u"No backups are known yet"_s;
    QTest::newRow("nothing goes") << 12 << 0 << usual << bad << u"Nothing is ever removed."_s;
}

void TestSettingsRetention::foretells()
{
    QFETCH(int, days);
    QFETCH(int, count);
    QFETCH(RetentionRules, rules);
    QFETCH(DrillVerdict, oldest);
    QFETCH(QString, words);
    const QList<BackupEntry> entries = backups(days);
    Proofs proofs;
    if (!entries.isEmpty())
        proofs.insert(entries.constLast().key, proofOf(oldest));
    const QString told = retentionPreview(entries, proofs, count, rules, noon);
    QVERIFY2(told.startsWith(words), qPrintable(told));
}

void TestSettingsRetention::foretellsWhileItIsTyped()
{
    QVERIFY(preview().startsWith(u"No backups are known"));
    const QList<BackupEntry> entries = backups(20, QDateTime::currentDateTimeUtc());
    m_page->showBackups(entries, {{entries.constLast().key, proofOf(DrillVerdict::Restored)}});
    QVERIFY2(preview().contains(u"13 of the 20 backups"), qPrintable(preview()));
    number("generations")->setValue(10);
    QVERIFY2(preview().contains(u"10 of the 20 backups"), qPrintable(preview()));
    number("daily")->setValue(15);
    QVERIFY2(preview().contains(u"4 of the 20"), qPrintable(preview()));
    number("verified")->setValue(0);
    QVERIFY2(preview().contains(u"5 of the 20") || preview().contains(u"6 of the 20"), qPrintable(preview()));
    show("[storage.backup]\nretention_count = 5\n"); // typed values stay until they are reverted
    find<QPushButton>("revert")->click();
    QVERIFY2(preview().contains(u"15 of the 20"), qPrintable(preview()));
}

QTEST_MAIN(TestSettingsRetention)
#include "tst_settingsretention.moc"
