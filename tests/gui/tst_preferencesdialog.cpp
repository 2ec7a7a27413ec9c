// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/consolefixture.h"

#include "gui/common/errornotice.h"
#include "gui/settings/preferencesdialog.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray text = "# mine\n[general]\nlanguage = \"de\" # at work\nlog_level = \"verbose\"\n"
                        "kit_reminder_months = 3\nclose_to_tray = false\nmystery = 1\n\n"
                        "[network]\nupload_limit = \"2 MiB/s\"\n";

/// A desktop's answer to "start at login".
class Login final : public LoginStart
{
public:
    [[nodiscard]] bool isOn() const override { return on; }
    [[nodiscard]] Result<void> setOn(bool wanted) override
    {
        if (refuses)
            return fail(ErrorCode::PermissionDenied, u"test"_s, u"The folder is read-only."_s);
        on = wanted;
        return {};
    }

    bool on = false;
    bool refuses = false;
};

} // namespace

class TestPreferencesDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsTheFile();
    void enterSaves();
    void showsTheDefaultsWithoutAFile();
    void writesExactlyWhatWasChanged();
    void theLogLevelIsAppliedAtOnce();
    void whatHasNoEditorStays();
    void everySwitchIsWritten();
    void startsAtLogin();
    void saysWhyItDoesNotStartAtLogin();
    void cancelChangesNothing();
    void aWrongSpeedIsRefusedAsItIsTyped_data();
    void aWrongSpeedIsRefusedAsItIsTyped();
    void aBrokenFileIsLeftAlone();
    void everyEditorHasALabel();
    void drawsItself();

private:
    template<typename T> T *find(const char *name)
    {
        return m_dialog->findChild<T *>(QLatin1StringView(name));
    }
    QPushButton *ok() { return find<QDialogButtonBox>("buttons")->button(QDialogButtonBox::Ok); }
    QString fileName() const { return m_console->path(u"config/lifeboat/lifeboat.toml"_s); }
    QByteArray file() const
    {
        QFile in(fileName());
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    void open(const QByteArray &content)
    {
        if (!content.isEmpty()) {
            QVERIFY(QDir().mkpath(m_console->path(u"config/lifeboat"_s)));
            QFile out(fileName());
            QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
        }
        m_dialog = openPreferences(nullptr, m_console->context(), m_login);
        QVERIFY(!find<QTabWidget>("tabs")->isEnabled()); // nothing can be lost before the file is read
        QTRY_VERIFY(m_console->context().jobs.running().isEmpty());
    }
    void accept()
    {
        QVERIFY(ok()->isEnabled());
        ok()->click();
        QTRY_VERIFY(!m_dialog);
    }

    std::unique_ptr<ConsoleFixture> m_console;
    std::shared_ptr<Login> m_login;
    QPointer<PreferencesDialog> m_dialog;
};

void TestPreferencesDialog::init()
{
    m_console = std::make_unique<ConsoleFixture>();
    m_login = std::make_shared<Login>();
}

void TestPreferencesDialog::cleanup()
{
    delete m_dialog;
    installLog(LogLevel::Normal);
    m_console.reset();
}

void TestPreferencesDialog::showsTheFile()
{
    open(text);
    QCOMPARE(find<QComboBox>("language")->currentText(), u"Deutsch"_s);
    QCOMPARE(find<QComboBox>("logLevel")->currentIndex(), 1);
    QCOMPARE(find<QSpinBox>("kitReminder")->value(), 3);
    QCOMPARE(find<QLineEdit>("upload")->text(), u"2 MiB/s"_s);
    QCOMPARE(find<QLineEdit>("download")->text(), QString());
    QVERIFY(ok()->isEnabled());
}

/// And does not leave, as it would while Cancel alone can have the focus.
void TestPreferencesDialog::enterSaves()
{
    open(text);
    QTRY_VERIFY(m_dialog->isActiveWindow());
    QVERIFY(ok()->isDefault());
    QVERIFY(!qobject_cast<QPushButton *>(m_dialog->focusWidget()));
    find<QSpinBox>("kitReminder")->setValue(4);
    QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(!m_dialog);
    QVERIFY(file().contains("4"));
}

void TestPreferencesDialog::showsTheDefaultsWithoutAFile()
{
    open({});
    QCOMPARE(find<QComboBox>("language")->currentIndex(), 0);
    QCOMPARE(find<QSpinBox>("kitReminder")->value(), 6);
    accept();
    QVERIFY(!QFile::exists(fileName())); // nothing was changed
}

void TestPreferencesDialog::writesExactlyWhatWasChanged()
{
    open(text);
    QSignalSpy changed(m_dialog, &PreferencesDialog::settingsChanged);
    find<QComboBox>("language")->setCurrentIndex(3);
    find<QSpinBox>("kitReminder")->setValue(0);
    find<QLineEdit>("upload")->clear();
    find<QLineEdit>("download")->setText(u"500 KB/s"_s);
    QPointer<PreferencesDialog> dialog = m_dialog;
    ok()->click();
    QVERIFY(changed.wait());
    QCOMPARE(file(), QByteArray(text)
                             .replace("\"de\"", "\"ja\"")
                             .replace("months = 3", "months = 0")
                             .replace("\"2 MiB/s\"", "0")
                         + "download_limit = \"500000 B/s\"\n");
    const auto settings = changed.constFirst().constFirst().value<GlobalSettings>();
    QCOMPARE(settings.language, u"ja"_s);
    QCOMPARE(settings.kitReminderMonths, 0);
    QCOMPARE(settings.downloadBytesPerSecond, 500'000);
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(fileName()) & others, QFile::Permissions());
}

void TestPreferencesDialog::everySwitchIsWritten()
{
    open({});
    for (const char *name : {"startMinimised", "closeToTray", "notifyFailure", "notifyStale", "notifySuccess",
                             "holdOnMetered", "holdOnBattery"})
        find<QCheckBox>(name)->toggle();
    find<QSpinBox>("historyDays")->setValue(30);
    accept();
    const auto written = loadGlobalSettings(fileName(), {});
    QVERIFY(written);
    const GlobalSettings &now = written->settings;
    const GlobalSettings usual;
    QCOMPARE(now.startMinimised, !usual.startMinimised);
    QCOMPARE(now.closeToTray, !usual.closeToTray);
    QCOMPARE(now.notifyFailure, !usual.notifyFailure);
    QCOMPARE(now.notifyStale, !usual.notifyStale);
    QCOMPARE(now.notifySuccess, !usual.notifySuccess);
    QCOMPARE(now.holdOnMetered, !usual.holdOnMetered);
    QCOMPARE(now.holdOnBattery, !usual.holdOnBattery);
    QCOMPARE(now.historyDays, 30);
}

void TestPreferencesDialog::startsAtLogin()
{
    open({});
    QVERIFY(!find<QCheckBox>("atLogin")->isChecked());
    find<QCheckBox>("atLogin")->toggle();
    accept();
    QVERIFY(m_login->on);
    QVERIFY(!QFile::exists(fileName())); // the desktop keeps it
    open({});
    QVERIFY(find<QCheckBox>("atLogin")->isChecked());
}

void TestPreferencesDialog::saysWhyItDoesNotStartAtLogin()
{
    m_login->refuses = true;
    open({});
    find<QCheckBox>("atLogin")->toggle();
    ok()->click();
    QTRY_VERIFY(find<ErrorNotice>("notice")->isVisible());
    QVERIFY(ok()->isEnabled());
}

void TestPreferencesDialog::theLogLevelIsAppliedAtOnce()
{
    open(text);
    installLog(LogLevel::Normal);
    const auto another = [](QtMsgType, const QMessageLogContext &, const QString &) {};
    const QtMessageHandler before = qInstallMessageHandler(another); // such as the log on the disk
    QVERIFY(!logEngine().isDebugEnabled());
    find<QComboBox>("logLevel")->setCurrentIndex(2);
    accept();
    QVERIFY(logEngine().isDebugEnabled());
    QVERIFY(qInstallMessageHandler(before) == QtMessageHandler(another));
}

void TestPreferencesDialog::whatHasNoEditorStays()
{
    open(text);
    QSignalSpy changed(m_dialog, &PreferencesDialog::settingsChanged);
    find<QSpinBox>("kitReminder")->setValue(12);
    ok()->click();
    QVERIFY(changed.wait());
    QVERIFY(!changed.constFirst().constFirst().value<GlobalSettings>().closeToTray);
    QVERIFY(file().contains("close_to_tray = false\nmystery = 1\n"));
}

void TestPreferencesDialog::cancelChangesNothing()
{
    open(text);
    find<QSpinBox>("kitReminder")->setValue(12);
    find<QDialogButtonBox>("buttons")->button(QDialogButtonBox::Cancel)->click();
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(file(), text);
}

void TestPreferencesDialog::aWrongSpeedIsRefusedAsItIsTyped_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words"); // none: nothing is wrong
    QTest::newRow("word") << u"upload"_s << u"fast"_s << u"upload limit"_s;
    QTest::newRow("negative") << u"download"_s << u"-1"_s << u"download limit"_s;
    QTest::newRow("no unit there is") << u"upload"_s << u"3 furlongs"_s << u"upload limit"_s;
    QTest::newRow("empty") << u"upload"_s << u" "_s << QString();
    QTest::newRow("speed") << u"upload"_s << u"1.5 MB/s"_s << QString();
}

void TestPreferencesDialog::aWrongSpeedIsRefusedAsItIsTyped()
{
    QFETCH(QString, field);
    QFETCH(QString, typed);
    QFETCH(QString, words);
    open(text);
    m_dialog->findChild<QLineEdit *>(field)->setText(typed);
    QCOMPARE(ok()->isEnabled(), words.isEmpty());
    QCOMPARE(find<QLabel>("reason")->isVisible(), !words.isEmpty());
    QVERIFY(find<QLabel>("reason")->text().contains(words));
}

void TestPreferencesDialog::aBrokenFileIsLeftAlone()
{
    const QByteArray broken = "[general]\nlanguage = \"xx\"\n";
    open(broken);
    QVERIFY(!ok()->isEnabled());
    QVERIFY(!find<QTabWidget>("tabs")->isEnabled());
    QVERIFY(m_dialog->findChild<ErrorNotice *>()->isVisible());
    const auto labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().contains(u"lifeboat.toml:2: general.language");
    }));
    QCOMPARE(file(), broken);
}

void TestPreferencesDialog::everyEditorHasALabel()
{
    open(text);
    const auto labels = m_dialog->findChildren<QLabel *>();
    for (const QWidget *editor : m_dialog->findChild<QTabWidget *>()->findChildren<QWidget *>()) {
        const bool edits =
            qobject_cast<const QComboBox *>(editor) || qobject_cast<const QSpinBox *>(editor)
            || (qobject_cast<const QLineEdit *>(editor) && editor->objectName() != u"qt_spinbox_lineedit");
        const bool named =
            std::ranges::any_of(labels, [editor](const QLabel *label) { return label->buddy() == editor; });
        QVERIFY2(!edits || named, qPrintable(editor->objectName()));
    }
}

void TestPreferencesDialog::drawsItself()
{
    open(text);
    // For people who look: the variable names a folder.
    const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS");
    QVERIFY(folder.isEmpty() || QDir().mkpath(folder));
    auto *tabs = find<QTabWidget>("tabs");
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        find<QLineEdit>("upload")->setText(tab == 0 ? u"2 MiB/s"_s : u"fast"_s);
        QCoreApplication::processEvents();
        const QImage picture = m_dialog->grab().toImage();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty())
            QVERIFY(picture.save(folder + u"/preferences-%1.png"_s.arg(tab)));
    }
}

QTEST_MAIN(TestPreferencesDialog)
#include "tst_preferencesdialog.moc"
