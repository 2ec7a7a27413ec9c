// SPDX-License-Identifier: GPL-3.0-or-later
// Alt and a letter mean one thing each, in every language that letters are for.
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"
#include "gui/settings/settingsform.h"

#include <QAbstractButton>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Who wants which letter.
class Letters final
{
public:
    void add(const QString &text)
    {
        const QKeySequence letter = QKeySequence::mnemonic(text);
        if (!letter.isEmpty())
            m_wanted[letter.toString()] += text;
    }
    QString quarrels() const
    {
        QStringList all;
        for (auto it = m_wanted.cbegin(); it != m_wanted.cend(); ++it) {
            if (it->size() > 1)
                all += it.key() + u": "_s + it->join(u", "_s);
        }
        return all.join(u"; "_s);
    }

private:
    QMap<QString, QStringList> m_wanted;
};

QString quarrelsIn(const QMenu &menu)
{
    Letters letters;
    QStringList below;
    for (const QAction *action : menu.actions()) {
        letters.add(action->text());
        if (action->menu())
            below += quarrelsIn(*action->menu());
    }
    below.prepend(letters.quarrels());
    below.removeAll(QString());
    return below.join(u"; "_s);
}

/// Of what is seen now, but for the fields of a section of the settings, which are more than there are
/// letters.
QString quarrelsIn(const QMainWindow &window)
{
    Letters letters;
    const auto isField = [sections = window.findChild<SettingsForm *>()](const QWidget *widget) {
        return sections && sections->isAncestorOf(widget);
    };
    for (const QAction *action : window.menuBar()->actions())
        letters.add(action->text());
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->buddy() && label->isVisibleTo(&window) && !isField(label))
            letters.add(label->text());
    }
    for (const QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
        const auto *tool = qobject_cast<const QToolButton *>(button);
        if (button->isVisibleTo(&window) && !isField(button) && !(tool && tool->defaultAction()))
            letters.add(button->text());
    }
    const QTabBar *tabs = window.findChild<QTabWidget *>()->tabBar();
    for (int i = 0; i < tabs->count(); ++i)
        letters.add(tabs->tabText(i));
    return letters.quarrels();
}

} // namespace

class MnemonicsTest final : public QObject
{
    Q_OBJECT

private slots:
    void noLetterIsTakenTwice_data();
    void noLetterIsTakenTwice();
};

void MnemonicsTest::noLetterIsTakenTwice_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("German") << u"de"_s;
}

void MnemonicsTest::noLetterIsTakenTwice()
{
    QFETCH(QString, language);
    QTranslator words;
    QVERIFY(words.load(u"lifeboat_"_s + language, QStringLiteral(LIFEBOAT_I18N)));
    QVERIFY(QCoreApplication::installTranslator(&words));
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    auto *tabs = window.findChild<QTabWidget *>();
    tabs->setCurrentIndex(tabs->count() - 1);
    QTRY_VERIFY(window.findChild<SettingsForm *>());
    QStringList quarrels;
    for (const QAction *action : window.menuBar()->actions()) {
        if (const QString found = quarrelsIn(*action->menu()); !found.isEmpty())
            quarrels += action->text() + u" - "_s + found;
    }
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        if (const QString found = quarrelsIn(window); !found.isEmpty())
            quarrels += tabs->tabText(tab) + u" - "_s + found;
    }
    QVERIFY2(quarrels.isEmpty(), qPrintable(quarrels.join(u'\n')));
}

QTEST_MAIN(MnemonicsTest)
#include "tst_mnemonics.moc"
