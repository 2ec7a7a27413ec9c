// SPDX-License-Identifier: GPL-3.0-or-later
// The preferences for the API of lifeboat-cli serve, and that every tab fits and can be reached in every
// language.
#include "gui/consolefixture.h"

#include "gui/settings/preferencesdialog.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTranslator>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray text = "# mine\n[api]\nlisten = \"127.0.0.1:8737\" # behind nginx\nmystery = 1\n"
                        "hosts = [\"backup.example.com\"]\n\n[moon]\nphase = \"full\"\n";

/// Of those that Alt reaches while this tab is shown: letters that two of them want.
QStringList quarrelsIn(const QTabWidget &tabs)
{
    QMap<QString, int> wanted;
    const auto add = [&wanted](const QString &words) {
        if (const QKeySequence letter = QKeySequence::mnemonic(words); !letter.isEmpty())
            ++wanted[letter.toString()];
    };
    for (int i = 0; i < tabs.count(); ++i)
        add(tabs.tabText(i));
    for (const QLabel *label : tabs.currentWidget()->findChildren<QLabel *>())
        add(label->buddy() ? label->text() : QString());
    for (const QAbstractButton *button : tabs.currentWidget()->findChildren<QAbstractButton *>())
        add(button->text());
    QStringList quarrels;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (it.value() > 1)
            quarrels.append(it.key());
    }
    return quarrels;
}

} // namespace

class TestPreferencesServer final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsTheFile();
    void writesExactlyWhatWasChanged();
    void emptiedFieldsSwitchItOff();
    void aWrongValueIsRefusedAsItIsTyped_data();
    void aWrongValueIsRefusedAsItIsTyped();
    void allowingItIsEnough();
    void cancelChangesNothing();
    void aTokenFileIsChosen();
    void fitsAndCanBeReached_data();
    void fitsAndCanBeReached();

private:
    template<typename T> T *find(const char *name)
    {
        return m_dialog->findChild<T *>(QLatin1StringView(name));
    }
    void type(const char *field, const QString &typed) { find<QLineEdit>(field)->setText(typed); }
    QPushButton *button(QDialogButtonBox::StandardButton which)
    {
        return find<QDialogButtonBox>("buttons")->button(which);
    }
    QByteArray file() const
    {
        QFile in(m_console->path(u"config/lifeboat/lifeboat.toml"_s));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    void open()
    {
        m_dialog = openPreferences(nullptr, m_console->context());
        QTRY_VERIFY(find<QTabWidget>("tabs")->isEnabled());
        find<QTabWidget>("tabs")->setCurrentIndex(3);
    }
    void accept()
    {
        QVERIFY(button(QDialogButtonBox::Ok)->isEnabled());
        button(QDialogButtonBox::Ok)->click();
        QTRY_VERIFY(!m_dialog);
    }

    std::unique_ptr<ConsoleFixture> m_console;
    QPointer<PreferencesDialog> m_dialog;
};

void TestPreferencesServer::init()
{
    m_console = std::make_unique<ConsoleFixture>();
    QVERIFY(QDir().mkpath(m_console->path(u"config/lifeboat"_s)));
    QFile out(m_console->path(u"config/lifeboat/lifeboat.toml"_s));
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
}

void TestPreferencesServer::cleanup()
{
    delete m_dialog;
    m_console.reset();
}

void TestPreferencesServer::showsTheFile()
{
    open();
    QVERIFY(find<QLineEdit>("listen")->isVisible());
    QCOMPARE(find<QLineEdit>("listen")->text(), u"127.0.0.1:8737"_s);
    QVERIFY(!find<QCheckBox>("allowRemote")->isChecked());
    QCOMPARE(find<QLineEdit>("tokenFile")->text(), QString());
    QCOMPARE(find<QLineEdit>("tokenFile")->placeholderText(),
             m_console->path(u"config/lifeboat/api-token"_s)); // what holds while nothing is said
    QCOMPARE(find<QLineEdit>("hosts")->text(), u"backup.example.com"_s);
    accept();
    QCOMPARE(file(), text);
}

void TestPreferencesServer::writesExactlyWhatWasChanged()
{
    open();
    type("listen", u" [::]:80 "_s);
    find<QCheckBox>("allowRemote")->setChecked(true);
    type("tokenFile", u"~/token"_s);
    type("hosts", u"a.example, , b"_s);
    accept();
    QCOMPARE(file(), QByteArray(text)
                         .replace("\"127.0.0.1:8737\"", "\"[::]:80\"")
                         .replace("[\"backup.example.com\"]\n",
                                  "[\"a.example\", \"b\"]\nallow_remote = true\ntoken_file = \"~/token\"\n"));
}

void TestPreferencesServer::emptiedFieldsSwitchItOff()
{
    open();
    type("listen", {});
    type("hosts", {});
    accept();
    QCOMPARE(
        file(),
        QByteArray(text).replace("\"127.0.0.1:8737\"", "\"\"").replace("[\"backup.example.com\"]", "[]"));
}

void TestPreferencesServer::aWrongValueIsRefusedAsItIsTyped_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words");
    QTest::newRow("name") << QByteArray("listen") << u"localhost:8737"_s << u"an address and a port"_s;
    QTest::newRow("no port") << QByteArray("listen") << u"127.0.0.1"_s << u"an address and a port"_s;
    QTest::newRow("for others") << QByteArray("listen") << u"0.0.0.0:8737"_s << u"allow_remote"_s;
    QTest::newRow("host with a port") << QByteArray("hosts") << u"a.example:80"_s << u"without a port"_s;
    QTest::newRow("no host") << QByteArray("hosts") << u"a, b c"_s << u"\"b c\""_s;
    QTest::newRow("no variable") << QByteArray("tokenFile") << u"${"_s << u"api.token_file"_s;
}

void TestPreferencesServer::aWrongValueIsRefusedAsItIsTyped()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, typed);
    QFETCH(QString, words);
    open();
    auto *reason = find<QLabel>("reason");
    const QString before = find<QLineEdit>(field.constData())->text();
    type(field.constData(), typed);
    QVERIFY(!button(QDialogButtonBox::Ok)->isEnabled());
    QVERIFY(reason->isVisible());
    QVERIFY2(reason->text().contains(words), qPrintable(reason->text()));
    type(field.constData(), before);
    QVERIFY(button(QDialogButtonBox::Ok)->isEnabled());
    QVERIFY(!reason->isVisible());
    QCOMPARE(file(), text);
}

void TestPreferencesServer::allowingItIsEnough()
{
    open();
    type("listen", u"0.0.0.0:8737"_s);
    QVERIFY(find<QLabel>("reason")->text().contains(u"127.0.0.1")); // what to do instead
    find<QCheckBox>("allowRemote")->setChecked(true);
    QVERIFY(button(QDialogButtonBox::Ok)->isEnabled());
    find<QCheckBox>("allowRemote")->setChecked(false);
    QVERIFY(!button(QDialogButtonBox::Ok)->isEnabled());
}

void TestPreferencesServer::cancelChangesNothing()
{
    open();
    type("listen", u"127.0.0.1:1"_s);
    find<QCheckBox>("allowRemote")->setChecked(true);
    type("tokenFile", u"/elsewhere"_s);
    type("hosts", u"a"_s);
    button(QDialogButtonBox::Cancel)->click();
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(file(), text);
}

void TestPreferencesServer::aTokenFileIsChosen()
{
    open();
    find<QPushButton>("browseTokenFile")->click();
    auto *chooser = m_dialog->findChild<QFileDialog *>();
    QVERIFY(chooser);
    QCOMPARE(chooser->fileMode(), QFileDialog::AnyFile);
    Q_EMIT chooser->fileSelected(u"/run/token"_s);
    QCOMPARE(find<QLineEdit>("tokenFile")->text(), u"/run/token"_s);
}

void TestPreferencesServer::fitsAndCanBeReached_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("German") << u"de"_s;
    QTest::newRow("Japanese") << u"ja"_s;
}

void TestPreferencesServer::fitsAndCanBeReached()
{
    QFETCH(QString, language);
    QTranslator words;
    QVERIFY(words.load(u"lifeboat_"_s + language, QStringLiteral(LIFEBOAT_I18N)));
    QVERIFY(QCoreApplication::installTranslator(&words));
    open();
    auto *tabs = find<QTabWidget>("tabs");
    constexpr QSize roomy(620, 640); // of a display of 640 by 720, with a frame around
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        type("listen", tab == 3 ? u"0.0.0.0:8737"_s : QString()); // the longest of reasons
        QCoreApplication::processEvents();
        const QSize least = m_dialog->minimumSizeHint().expandedTo(m_dialog->minimumSize());
        for (const QLabel *label : m_dialog->findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
        QVERIFY2(least.width() <= roomy.width() && least.height() <= roomy.height(),
                 qPrintable(u"%1 by %2"_s.arg(least.width()).arg(least.height())));
        for (const QScrollBar *bar : tabs->currentWidget()->findChildren<QScrollBar *>())
            QVERIFY2(!bar->isVisible(), qPrintable(tabs->tabText(tab))); // there is room for all of it
        const QStringList quarrels = quarrelsIn(*tabs);
        QVERIFY2(quarrels.isEmpty(), qPrintable(u"%1: %2"_s.arg(tabs->tabText(tab), quarrels.join(u", "_s))));
        // For people who look: the variable names a folder.
        if (const QString folder = qEnvironmentVariable("LIFEBOAT_SHOTS"); !folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(m_dialog->grab().save(u"%1/preferences-%2-%3.png"_s.arg(folder, language).arg(tab)));
        }
    }
}

QTEST_MAIN(TestPreferencesServer)
#include "tst_preferencesserver.moc"
