// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules, alerts, commands and drills in the Settings tab, and what they leave in the file.
#include "../service/catalogsetup.h"
#include "gui/nostores.h"

#include "gui/settings/drillgroup.h"
#include "gui/settings/schedulepreview.h"
#include "gui/settings/settingspage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStyleOptionButton>
#include <QTest>
#include <QTimeEdit>
#include <QToolButton>
#include <QTranslator>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray head = "[database]\npath = \"/x\"\n[storage.folder]\npath = \"/y\"\n";

class Plurals final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        return QString::fromLatin1(source).replace(u"(s)"_s, n == 1 ? QString() : u"s"_s);
    }
};

/// Answers tests, and is told nothing else.
class TestedSink final : public AlertSink
{
public:
    QList<AlertDelivery> answer;

    std::unique_ptr<AlertedRun> begin(const LoadedProfile &) override { return nullptr; }
    QList<AlertDelivery> tellHealth(const LoadedProfile &, const HealthReport &, const CancelToken &) override
    {
        return {};
    }
    QList<AlertDelivery> tellDrill(const LoadedProfile &, const QString &, const std::optional<Error> &,
                                   const CancelToken &) override
    {
        return {};
    }
    QList<AlertDelivery> tellTest(const LoadedProfile &, const CancelToken &) override { return answer; }
};

} // namespace

class TestSettingsRules final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void timesAndDaysAreWritten();
    void hoursComeBeforeMinutes();
    void unitsFollowTheirNumber();
    void anotherKindTakesTheOldOneOut();
    void cronIsCheckedAndForeseen();
    void defaultsLeaveTheFile();
    void notesOfCheckBoxesStandUnderTheirWords();
    void foreseesRuns_data();
    void foreseesRuns();
    void plainHttpIsWarnedOf();
    void theTokenIsAVariable();
    void aTokenInTheFileStays();
    void theTestTellsOfEveryWay();
    void theTestWaitsForChanges();
    void commandsStandAsTheyAre();
    void assertionsAreChecked_data();
    void assertionsAreChecked();
    void drillsAreWritten();
    void whatIsKeptIsWritten();
    void howLongRestoresCanBeUndoneIsWritten();
    void aWrongSectionIsNamed();

private:
    template<typename T> T *find(const char *name) { return m_page->findChild<T *>(QLatin1StringView(name)); }
    bool canApply() { return find<QPushButton>("apply")->isEnabled(); }
    void chooseKind(int kind) { find<QComboBox>("scheduleKind")->setCurrentIndex(kind); }
    /// The profile with `rules` behind what it needs.
    void show(const QByteArray &rules = {})
    {
        m_setup->write(m_setup->fileOf(u"app"_s), head + rules);
        reload();
    }
    void reload()
    {
        auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : describe(loaded.error())));
        m_page->showProfile(std::make_shared<const LoadedProfile>(std::move(*loaded)));
    }
    /// Clicks, and waits for the job that this begins and for those that were there before.
    void runJob(const char *button)
    {
        QVERIFY(find<QPushButton>(button)->isEnabled());
        find<QPushButton>(button)->click();
        QTRY_VERIFY(m_jobs->running().isEmpty());
    }
    /// What stands behind what every profile here has.
    QByteArray rules() const { return CatalogSetup::read(m_setup->fileOf(u"app"_s)).sliced(head.size()); }

    std::unique_ptr<CatalogSetup> m_setup;
    std::shared_ptr<TestedSink> m_sink;
    std::unique_ptr<BackupService> m_backups;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<SettingsPage> m_page;
};

void TestSettingsRules::init()
{
    m_setup = std::make_unique<CatalogSetup>();
    m_sink = std::make_shared<TestedSink>();
    m_backups = std::make_unique<BackupService>(std::make_shared<NoStores>(), std::make_shared<SystemClock>(),
                                                u"host"_s, m_sink);
    m_jobs = std::make_unique<Jobs>();
    m_page = std::make_unique<SettingsPage>(ConsoleContext{*m_backups, *m_setup->catalog, *m_jobs});
    m_page->show();
    show();
}

void TestSettingsRules::cleanup()
{
    m_page.reset();
    m_jobs.reset();
}

void TestSettingsRules::timesAndDaysAreWritten()
{
    QVERIFY(!canApply());
    chooseKind(2);
    find<QPushButton>("addTime")->click();
    find<QTimeEdit>("time1")->setTime(QTime(22, 30)); // behind the other: they are sorted
    for (const char *day : {"day6", "day7"})
        find<QCheckBox>(day)->setChecked(false);
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.schedule]\nat = [\"15:00\", \"22:30\"]\n"
                                 "days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]\n"));
    reload();
    find<QToolButton>("removeTime1")->click();
    for (int day = 1; day <= 5; ++day)
        find<QCheckBox>(qPrintable(u"day%1"_s.arg(day)))->setChecked(false);
    QVERIFY(!canApply()); // no day is left
    find<QCheckBox>("day1")->setChecked(true);
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.schedule]\nat = [\"22:30\"]\ndays = [\"mon\"]\n"));
}

/// Whichever side words begin at.
void TestSettingsRules::hoursComeBeforeMinutes()
{
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    show("[lifeboat.schedule]\nat = [\"03:15\"]\n");
    m_page->show();
    const QString shown = find<QTimeEdit>("time1")->text();
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    QCOMPARE(shown, u"03:15"_s);
}

void TestSettingsRules::unitsFollowTheirNumber()
{
    Plurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    show("[storage.backup]\ninterval_seconds = 86400\n");
    auto *unit = find<QComboBox>("intervalUnit");
    QCOMPARE(unit->currentText(), u"day"_s);
    find<QSpinBox>("interval")->setValue(2);
    QCOMPARE(unit->currentText(), u"days"_s);
    QCOMPARE(unit->itemText(0), u"minutes"_s);
    QVERIFY(canApply());
}

void TestSettingsRules::anotherKindTakesTheOldOneOut()
{
    show("[lifeboat.schedule]\n# why\nat = \"04:00\" # early\ndays = \"mon\"\n");
    QCOMPARE(find<QComboBox>("scheduleKind")->currentIndex(), 2);
    QVERIFY(!canApply());
    chooseKind(0); // by hand: the times are kept for later
    runJob("apply");
    QVERIFY(rules().contains("at = \"04:00\" # early\ndays = \"mon\"\n"));
    QVERIFY(rules().contains("enabled = false"));
    reload();
    chooseKind(1);
    runJob("apply");
    QVERIFY(rules().startsWith("[lifeboat.schedule]\n# why\n# early\n"));
    QVERIFY(!rules().contains("at =") && !rules().contains("days ="));
    QVERIFY(rules().contains("enabled = true"));
}

void TestSettingsRules::cronIsCheckedAndForeseen()
{
    auto *preview = find<QLabel>("schedulePreview");
    chooseKind(3);
    QVERIFY(!canApply());
    find<QLineEdit>("cron")->setText(u"0 25 * * *"_s);
    QVERIFY(!canApply());
    QVERIFY(preview->isHidden());
    find<QLineEdit>("cron")->setText(u"0 3 * * *"_s);
    QVERIFY(!preview->isHidden());
    QVERIFY2(preview->text().contains(u"daily at 03:00"), qPrintable(preview->text()));
    QCOMPARE(preview->text().count(u"03:00"_s), 4); // in words, and three runs
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.schedule]\ncron = \"0 3 * * *\"\n"));
}

void TestSettingsRules::defaultsLeaveTheFile()
{
    const QByteArray schedule =
        "[lifeboat.schedule]\njitter_seconds = 600\ncatch_up = false\nskip_unchanged = true\n"
        "hold_on_metered = false\nhold_on_battery = true\n";
    const QByteArray others = "[lifeboat.alerts]\non_success = true\n[lifeboat.hooks]\nlimit_seconds = 60\n"
                              "[lifeboat.drill]\nenabled = false\ninterval_days = 7\n";
    show(schedule + others);
    QVERIFY(!canApply());
    QCOMPARE(find<QSpinBox>("jitter")->value(), 10);
    find<QSpinBox>("jitter")->setValue(0);
    for (const char *flag : {"catch_up", "skip_unchanged", "on_success", "drillEnabled"})
        find<QCheckBox>(flag)->toggle();
    for (const char *hold : {"hold_on_metered", "hold_on_battery"})
        find<QComboBox>(hold)->setCurrentIndex(0);
    find<QSpinBox>("limit_seconds")->setValue(300);
    find<QSpinBox>("interval_days")->setValue(30);
    runJob("apply");
    QCOMPARE(rules(),
             QByteArray("[lifeboat.schedule]\n[lifeboat.alerts]\n[lifeboat.hooks]\n[lifeboat.drill]\n"));
}

void TestSettingsRules::notesOfCheckBoxesStandUnderTheirWords()
{
    show();
    m_page->resize(900, 700);
    m_page->show();
    find<QListWidget>("sections")->setCurrentRow(2);
    auto *tick = find<QCheckBox>("catch_up");
    QTRY_VERIFY(tick->isVisible());
    QStyleOptionButton option;
    option.initFrom(tick);
    const QRect words = tick->style()->subElementRect(QStyle::SE_CheckBoxContents, &option, tick);
    const auto labels = tick->parentWidget()->findChildren<QLabel *>();
    const auto note = std::ranges::find_if(labels, [](const QLabel *label) { return label->isVisible(); });
    QVERIFY(note != labels.cend());
    QCOMPARE((*note)->x() + (*note)->indent(), tick->x() + words.x());
    QVERIFY((*note)->alignment().testFlag(Qt::AlignLeft)); // which is the right where words begin there
    QVERIFY((*note)->y() > tick->geometry().bottom());
}

void TestSettingsRules::foreseesRuns_data()
{
    QTest::addColumn<QString>("cron");
    QTest::addColumn<QString>("words");
    QTest::newRow("daily") << u"0 3 * * *"_s << u"daily at 03:00"_s;
    QTest::newRow("on weekdays") << u"30 4 * * mon,fri"_s << u"Mon, Fri at 04:30"_s;
    QTest::newRow("every quarter") << u"*/15 * * * *"_s << u"15 minute"_s;
    QTest::newRow("by the month") << u"0 3 1 * *"_s << u"cron 0 3 1 * *"_s;
}

void TestSettingsRules::foreseesRuns()
{
    QFETCH(QString, cron);
    QFETCH(QString, words);
    const QDateTime now(QDate(2026, 3, 2), QTime(12, 0), Qt::UTC); // a Monday
    Schedule schedule;
    schedule.cron = *CronRule::parse(cron);
    QVERIFY2(scheduleWords(schedule).contains(words), qPrintable(scheduleWords(schedule)));
    const QList<QDateTime> runs = nextRuns(schedule, now, QTimeZone::utc(), 3);
    QCOMPARE(runs.size(), 3);
    QVERIFY(now < runs.at(0) && runs.at(0) < runs.at(1) && runs.at(1) < runs.at(2));
    schedule.enabled = false;
    QVERIFY(nextRuns(schedule, now, QTimeZone::utc(), 3).isEmpty());
}

void TestSettingsRules::plainHttpIsWarnedOf()
{
    auto *line = find<QLineEdit>("ping_url");
    line->setText(u"not an address"_s);
    QVERIFY(!canApply());
    line->setText(u"http://example.com/x"_s);
    QVERIFY(canApply());
    QVERIFY(line->accessibleDescription().contains(u"plain http"));
    line->setText(u"https://example.com/x"_s);
    QVERIFY(!line->accessibleDescription().contains(u"plain http"));
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.alerts]\nping_url = \"https://example.com/x\"\n"));
}

void TestSettingsRules::theTokenIsAVariable()
{
    const QByteArray name = "LIFEBOAT_TEST_TOKEN";
    qputenv(name.constData(), "very secret");
    const auto unset = qScopeGuard([&name] { qunsetenv(name.constData()); });
    m_setup->environment.insert(QString::fromLatin1(name), u"very secret"_s);
    m_page.reset();
    m_setup->reopen();
    m_page = std::make_unique<SettingsPage>(ConsoleContext{*m_backups, *m_setup->catalog, *m_jobs});
    m_page->show();
    show();
    QVERIFY(!find<QComboBox>("tokenSource")->isEnabled()); // there is no webhook yet
    find<QLineEdit>("webhook_url")->setText(u"https://ntfy.example/x"_s);
    find<QComboBox>("webhook_shape")->setCurrentIndex(1);
    find<QComboBox>("tokenSource")->setCurrentIndex(1);
    for (const QString &wrong : {u"tk_very-secret"_s, u"LIFEBOAT_NOT_SET"_s, QString()}) {
        find<QLineEdit>("tokenVariable")->setText(wrong);
        QVERIFY2(!canApply(), qPrintable(wrong));
    }
    find<QLineEdit>("tokenVariable")->setText(QString::fromLatin1(name));
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.alerts]\nwebhook_url = \"https://ntfy.example/x\"\n"
                                 "webhook_shape = \"ntfy\"\nwebhook_token = \"${LIFEBOAT_TEST_TOKEN}\"\n"));
}

void TestSettingsRules::aTokenInTheFileStays()
{
    const QByteArray alerts =
        "[lifeboat.alerts]\nwebhook_url = \"https://a.example/x\"\nwebhook_token = \"abc\"\n";
    show(alerts);
    for (const auto *line : m_page->findChildren<QLineEdit *>())
        QVERIFY(!line->text().contains(u"abc"));
    find<QLineEdit>("mail_to")->setText(u"-oQ/tmp root"_s);
    QVERIFY(!canApply());
    find<QLineEdit>("mail_to")->setText(u"root"_s);
    runJob("apply");
    QCOMPARE(rules(), alerts + "mail_to = \"root\"\n");
    reload();
    find<QComboBox>("tokenSource")->setCurrentIndex(0);
    runJob("apply");
    QVERIFY(!rules().contains("webhook_token"));
}

void TestSettingsRules::theTestTellsOfEveryWay()
{
    QVERIFY(!find<QPushButton>("sendTest")->isEnabled()); // there is nobody to tell
    show("[lifeboat.alerts]\nping_url = \"https://hc.example/x\"\nmail_to = \"root\"\n");
    m_sink->answer = {
        {AlertWay::Ping, u"hc.example"_s, {}},
        {AlertWay::Mail, u"root"_s,
         Error{ErrorCode::NotFound, u"mail"_s, u"There is no sendmail."_s, u"Install one."_s, false}}};
    runJob("sendTest");
    const QString said = find<QLabel>("testResults")->text();
    QVERIFY2(said.contains(u"hc.example: sent."), qPrintable(said));
    QVERIFY2(said.contains(u"root: not sent. There is no sendmail. Install one."), qPrintable(said));
}

void TestSettingsRules::theTestWaitsForChanges()
{
    show("[lifeboat.alerts]\nmail_to = \"root\"\n");
    QVERIFY(find<QPushButton>("sendTest")->isEnabled());
    find<QLineEdit>("mail_to")->setText(u"somebody"_s);
    QVERIFY(!find<QPushButton>("sendTest")->isEnabled());
    find<QPushButton>("revert")->click();
    QVERIFY(find<QPushButton>("sendTest")->isEnabled());
}

void TestSettingsRules::commandsStandAsTheyAre()
{
    show("[lifeboat.hooks]\nbefore_backup = \"echo ${NOT_OURS}\"\n");
    QCOMPARE(find<QLineEdit>("before_backup")->text(), u"echo ${NOT_OURS}"_s);
    find<QLineEdit>("after_restore")->setText(u"sh -c \"start ${THEIRS}\""_s);
    runJob("apply");
    QCOMPARE(rules(), QByteArray("[lifeboat.hooks]\nbefore_backup = \"echo ${NOT_OURS}\"\n"
                                 "after_restore = \"sh -c \\\"start ${THEIRS}\\\"\"\n"));
}

void TestSettingsRules::assertionsAreChecked_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("good");
    QTest::newRow("select") << u"SELECT count(*) > 0 FROM a"_s << true;
    QTest::newRow("with") << u"with x as (select 1) select * from x;"_s << true;
    QTest::newRow("marks in quotes") << u"select 'it''s (; ' = \")\""_s << true;
    QTest::newRow("delete") << u"DELETE FROM a"_s << false;
    QTest::newRow("a word like it") << u"selection"_s << false;
    QTest::newRow("open quote") << u"select 'a"_s << false;
    QTest::newRow("open bracket") << u"select count(*"_s << false;
    QTest::newRow("brackets the wrong way") << u"select )("_s << false;
    QTest::newRow("two statements") << u"select 1; delete from a"_s << false;
}

void TestSettingsRules::assertionsAreChecked()
{
    QFETCH(QString, sql);
    QFETCH(bool, good);
    QCOMPARE(assertionProblem(sql).isEmpty(), good);
    find<QPlainTextEdit>("assertions")->setPlainText(u"select 1\n\n"_s + sql);
    QCOMPARE(canApply(), good);
}

void TestSettingsRules::drillsAreWritten()
{
    find<QSpinBox>("interval_days")->setValue(7);
    find<QLineEdit>("drillDownloadLimit")->setText(u"2 MiB/s"_s);
    find<QPlainTextEdit>("assertions")->setPlainText(u"select 1\n\n  select 'a' \n"_s);
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.drill]\ninterval_days = 7\ndownload_limit = \"2 MiB/s\"\n"
                                 "assertions = [\"select 1\", \"select 'a'\"]\n"));
    // Lines would come apart that belong together.
    show("[lifeboat.drill]\nassertions = \"\"\"select 1\n = 1\"\"\"\n");
    QVERIFY(find<QPlainTextEdit>("assertions")->isReadOnly());
    find<QSpinBox>("interval_days")->setValue(7);
    runJob("apply");
    QVERIFY(rules().contains("\"\"\"select 1\n = 1\"\"\""));
}

void TestSettingsRules::whatIsKeptIsWritten()
{
    auto *keep = find<QCheckBox>("keepUnsent");
    auto *limit = find<QLineEdit>("unsentLimit");
    QVERIFY(keep->isChecked());
    QCOMPARE(limit->placeholderText(), u"1 GiB"_s);
    // Encryption is off in this profile.
    const auto notes = m_page->findChildren<QLabel *>();
    QVERIFY(std::any_of(notes.cbegin(), notes.cend(), [](const QLabel *note) {
        return note->text().contains(u"nothing is kept that is not sealed");
    }));
    for (const char *wrong : {"0", "0 GiB", "much"}) {
        limit->setText(QString::fromLatin1(wrong));
        QVERIFY2(!canApply(), wrong);
    }
    limit->setText(u"500 MiB"_s);
    keep->setChecked(false);
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.unsent]\nkeep = false\nlimit = \"500 MiB\"\n"));
    reload();
    QVERIFY(!find<QCheckBox>("keepUnsent")->isChecked());
    QCOMPARE(find<QLineEdit>("unsentLimit")->text(), u"500 MiB"_s);
    find<QCheckBox>("keepUnsent")->setChecked(true);
    find<QLineEdit>("unsentLimit")->clear();
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.unsent]\n"));
}

void TestSettingsRules::howLongRestoresCanBeUndoneIsWritten()
{
    QCOMPARE(find<QSpinBox>("undoDays")->value(), 30);
    QCOMPARE(find<QLineEdit>("undoLimit")->placeholderText(), u"20 GiB"_s);
    for (const char *wrong : {"-1", "plenty"}) {
        find<QLineEdit>("undoLimit")->setText(QString::fromLatin1(wrong));
        QVERIFY2(!canApply(), wrong);
    }
    find<QSpinBox>("undoDays")->setValue(0);
    QCOMPARE(find<QSpinBox>("undoDays")->text(), u"For ever"_s);
    find<QLineEdit>("undoLimit")->setText(u"500 MiB"_s);
    runJob("apply");
    QCOMPARE(rules(), QByteArray("\n[lifeboat.restore]\nundo_days = 0\nundo_limit = \"500 MiB\"\n"));
    reload();
    QCOMPARE(find<QSpinBox>("undoDays")->value(), 0);
    find<QSpinBox>("undoDays")->setValue(30);
    find<QLineEdit>("undoLimit")->setText(u"0"_s);
    runJob("apply");
    QVERIFY(!rules().contains("undo_days"));
    QVERIFY2(rules().contains("undo_limit = \"0\"") || rules().contains("undo_limit = 0"),
             rules().constData());
}

void TestSettingsRules::aWrongSectionIsNamed()
{
    auto *sections = find<QListWidget>("sections");
    sections->setCurrentRow(1); // elsewhere
    find<QLineEdit>("ping_url")->setText(u"wrong"_s);
    QVERIFY(find<QLabel>("reason")->isVisible());
    QVERIFY(find<QLabel>("reason")->text().contains(u"Alerts"));
    QVERIFY(!sections->item(5)->icon().isNull());
    QVERIFY(sections->item(5)->data(Qt::AccessibleTextRole).toString().contains(u"correction"));
    find<QLineEdit>("ping_url")->clear();
    QVERIFY(!find<QLabel>("reason")->isVisible());
    QVERIFY(sections->item(5)->icon().isNull());
    find<QLineEdit>("mail_to")->setText(u"root"_s);
    runJob("apply");
    reload(); // of the same profile: the reader stays where they were
    QCOMPARE(find<QListWidget>("sections")->currentRow(), 1);
}

QTEST_MAIN(TestSettingsRules)
#include "tst_settingsrules.moc"
