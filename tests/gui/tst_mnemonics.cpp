// SPDX-License-Identifier: GPL-3.0-or-later
// Alt and a letter mean one thing each on every screen, in every language.
#include "gui/consolefixture.h"
#include "gui/mainwindow.h"
#include "gui/screentour.h"

#include <QAbstractButton>
#include <QGroupBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>
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

/// Of what is seen now.
QString quarrelsIn(const QWidget &screen)
{
    Letters letters;
    for (const QWidget *widget : screen.findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(&screen) || widget->window() != &screen)
            continue;
        if (const auto *label = qobject_cast<const QLabel *>(widget); label && label->buddy())
            letters.add(label->text());
        else if (const auto *box = qobject_cast<const QGroupBox *>(widget))
            letters.add(box->title());
        else if (const auto *tool = qobject_cast<const QToolButton *>(widget); tool && tool->defaultAction())
            continue; // it is in a menu, too
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            letters.add(button->text());
        else if (const auto *menus = qobject_cast<const QMenuBar *>(widget)) {
            for (const QAction *action : menus->actions())
                letters.add(action->text());
        } else if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                letters.add(tabs->tabText(i));
        }
    }
    return letters.quarrels();
}

} // namespace

class MnemonicsTest final : public QObject
{
    Q_OBJECT

private slots:
    void noLetterIsTakenTwice_data();
    void noLetterIsTakenTwice();
    void norInAMenu_data() { noLetterIsTakenTwice_data(); }
    void norInAMenu();
    void cleanup() { QCoreApplication::removeTranslator(&m_words); }

private:
    void speak(const QString &language)
    {
        QVERIFY(m_words.load(u"lifeboat_"_s + language, QStringLiteral(LIFEBOAT_I18N)));
        QVERIFY(QCoreApplication::installTranslator(&m_words));
    }

    QTranslator m_words;
};

void MnemonicsTest::noLetterIsTakenTwice_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("German") << u"de"_s;
    QTest::newRow("Japanese") << u"ja"_s;
}

void MnemonicsTest::noLetterIsTakenTwice()
{
    QFETCH(QString, language);
    speak(language);
    QStringList quarrels;
    int screens = 0;
    visitScreens([&](const QWidget &screen, const QString &name) {
        ++screens;
        if (const QString found = quarrelsIn(screen); !found.isEmpty())
            quarrels += name + u" - "_s + found;
    });
    for (const QString &quarrel : std::as_const(quarrels))
        qWarning().noquote() << quarrel; // more than one message of a failure has room for
    QVERIFY(quarrels.isEmpty());
    QVERIFY(screens > 40);
}

void MnemonicsTest::norInAMenu()
{
    QFETCH(QString, language);
    speak(language);
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QStringList quarrels;
    for (const QAction *action : window.menuBar()->actions()) {
        if (const QString found = quarrelsIn(*action->menu()); !found.isEmpty())
            quarrels += action->text() + u" - "_s + found;
    }
    QVERIFY2(quarrels.isEmpty(), qPrintable(quarrels.join(u'\n')));
}

QTEST_MAIN(MnemonicsTest)
#include "tst_mnemonics.moc"
