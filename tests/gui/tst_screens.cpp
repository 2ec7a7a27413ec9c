// SPDX-License-Identifier: GPL-3.0-or-later
// Every screen, in every language and from right to left, at its usual size and on a small display.
#include "gui/common/buttonreach.h"
#include "gui/screenrules.h"
#include "gui/screentour.h"
#include "gui/steadybars.h"

#include <QApplication>
#include <QDialog>
#include <QLibraryInfo>
#include <QScreen>
#include <QTest>
#include <QTranslator>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// What a display of 1920 by 1080 has at 300 %, less a window's own frame.
constexpr QSize smallDisplay(640, 340);

/// More than once: what gives way as the first one asks makes room for the next.
bool settle(QWidget &screen, const QSize &size)
{
    for (int i = 0; i < 10; ++i) {
        screen.resize(size);
        QCoreApplication::processEvents();
    }
    return screen.size().boundedTo(size) == screen.size();
}

QStringList brokenRules(QWidget &screen)
{
    QStringList found = cutOff(screen) + lettersTakenTwice(screen) + nameless(screen) + undescribed(screen)
                        + outOfReach(screen);
    if (hasBusyBar(screen))
        found += u"a bar runs to and fro"_s;
    return found;
}

/// What is found once the last answer has come and has its place.
template<typename Rules> QStringList atRest(QWidget &screen, Rules rules)
{
    QStringList found;
    std::ignore = QTest::qWaitFor([&] { return (found = rules(screen)).isEmpty(); }, 500);
    return found;
}

} // namespace

class ScreensTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepTheRules_data();
    void keepTheRules();
    void cleanup() { QApplication::setLayoutDirection(Qt::LeftToRight); }
};

void ScreensTest::keepTheRules_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("English") << u"en"_s << Qt::LeftToRight;
    QTest::newRow("German") << u"de"_s << Qt::LeftToRight;
    QTest::newRow("Japanese") << u"ja"_s << Qt::LeftToRight;
    QTest::newRow("from right to left") << u"de"_s << Qt::RightToLeft; // no language of ours is written so
}

void ScreensTest::keepTheRules()
{
    QFETCH(QString, language);
    QFETCH(Qt::LayoutDirection, direction);
    QTranslator ours, qts;
    QVERIFY(ours.load(u"lifeboat_"_s + language, QStringLiteral(LIFEBOAT_I18N)));
    QVERIFY(QCoreApplication::installTranslator(&ours));
    if (language != u"en"_s) {
        QVERIFY(qts.load(u"qtbase_"_s + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)));
        QVERIFY(QCoreApplication::installTranslator(&qts));
    }
    QApplication::setLayoutDirection(direction);
    const ButtonReach reach(*QCoreApplication::instance());
    QStringList found;
    int screens = 0;
    visitScreens([&](QWidget &screen, const QString &name) {
        ++screens;
        const QSize usual = screen.size();
        settle(screen, usual);
        for (const QString &broken : atRest(screen, brokenRules))
            found += u"%1: %2"_s.arg(name, broken);
        // The window itself is made larger for its picture.
        if (const QSize room = screen.screen()->availableSize();
            qobject_cast<QDialog *>(&screen) && usual.boundedTo(room) != usual)
            found += u"%1 opens at %2 by %3"_s.arg(name).arg(usual.width()).arg(usual.height());
        const QSize small = usual.boundedTo(smallDisplay);
        if (!QTest::qWaitFor([&] { return settle(screen, small); }, 1000))
            found += u"%1 needs %2 by %3"_s.arg(name).arg(screen.width()).arg(screen.height());
        for (const QString &broken : atRest(screen, cutOff))
            found += u"%1, small: %2"_s.arg(name, broken);
        settle(screen, usual);
    });
    for (const QString &each : std::as_const(found))
        qWarning().noquote() << each; // more than one message of a failure has room for
    QVERIFY(found.isEmpty());
    QVERIFY(screens > 40);
}

QTEST_MAIN(ScreensTest)
#include "tst_screens.moc"
