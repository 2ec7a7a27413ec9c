// SPDX-License-Identifier: GPL-3.0-or-later
// The documentation in the window: every link of every page leads somewhere, and back again.
#include "gui/common/icons.h"
#include "gui/helpwindow.h"

#include <QDesktopServices>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

struct Help
{
    Help() { window.open(); }
    QTextBrowser *text() const { return window.findChild<QTextBrowser *>(); }
    QPushButton *button(const char *name) const
    {
        return window.findChild<QPushButton *>(QString::fromLatin1(name));
    }
    void click(const QString &link) const { Q_EMIT text()->anchorClicked(QUrl(link)); }
    QString title() const { return text()->document()->begin().text(); }
    /// What stands at the top of what is seen.
    QString topLine() const { return text()->cursorForPosition({2, 2}).block().text(); }
    QStringList links() const
    {
        QStringList all;
        for (QTextBlock block = text()->document()->begin(); block.isValid(); block = block.next()) {
            for (auto part = block.begin(); !part.atEnd(); ++part) {
                const QTextCharFormat format = part.fragment().charFormat();
                if (format.isAnchor())
                    all += format.anchorHref();
            }
        }
        return all;
    }
    HelpWindow window{nullptr};
};

/// In place of the desktop's browser.
class Browser final : public QObject
{
    Q_OBJECT
public:
    Browser() { QDesktopServices::setUrlHandler(u"https"_s, this, "visit"); }
    ~Browser() override { QDesktopServices::unsetUrlHandler(u"https"_s); }
    QList<QUrl> visited;
public slots:
    void visit(const QUrl &url) { visited += url; }
};

} // namespace

class HelpWindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(!themedIcon(u"lifeboat"_s).isNull()); }
    void everyLinkOfEveryPageLeadsSomewhere();
    void headingsAreFound();
    void goesBackToWhereItWas();
    void whatIsNotThereChangesNothing();
    void theWebIsForTheBrowser();
};

void HelpWindowTest::everyLinkOfEveryPageLeadsSomewhere()
{
    const Browser browser;
    QSet<QString> seen;
    QSet<QString> clicked;
    const QStringList pages{u"console"_s, u"cli"_s,         u"configuration"_s, u"alerts"_s,
                            u"api"_s,     u"performance"_s, u"reliability"_s};
    for (const QString &page : pages) {
        const Help help;
        help.click(page + u".md"_s);
        QVERIFY2(!help.title().isEmpty(), qPrintable(page));
        const QString title = help.title();
        QStringList links = help.links();
        links.removeIf([&clicked](const QString &link) { return clicked.contains(link); });
        clicked += QSet<QString>(links.cbegin(), links.cend());
        QVERIFY(page != u"console"_s || links.size() > 3);
        for (const QString &link : std::as_const(links)) {
            help.click(link);
            QVERIFY2(!help.title().isEmpty(), qPrintable(link));
            if (QUrl(link).isRelative()) {
                QVERIFY2(help.button("back")->isEnabled(), qPrintable(page + u" to "_s + link));
                const QString anchor = QUrl(link).fragment();
                QVERIFY2(anchor.isEmpty() || help.text()->textCursor().position() > 0, qPrintable(link));
                seen.insert(help.title());
                help.button("back")->click();
                QCOMPARE(help.title(), title);
            }
        }
    }
    QVERIFY2(seen.size() >= 5, qPrintable(QStringList(seen.begin(), seen.end()).join(u' ')));
}

void HelpWindowTest::headingsAreFound()
{
    const Help help;
    help.click(u"configuration.md#lifeboatretention"_s);
    QCOMPARE(help.topLine(), u"[lifeboat.retention]"_s);
    help.click(u"#settings-of-all-profiles"_s);
    QVERIFY2(help.topLine().startsWith(u"Settings of all profiles"_s), qPrintable(help.topLine()));
}

void HelpWindowTest::goesBackToWhereItWas()
{
    const Help help;
    const QString home = help.title();
    QVERIFY(!help.button("back")->isEnabled() && !help.button("home")->isEnabled());
    QScrollBar *bar = help.text()->verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const int where = bar->value();
    QVERIFY(where > 0);
    help.click(u"cli.md"_s);
    QVERIFY(help.title() != home);
    QCOMPARE(bar->value(), 0);
    help.click(u"alerts.md"_s);
    help.button("back")->click();
    help.button("back")->click();
    QCOMPARE(help.title(), home);
    QCOMPARE(bar->value(), where);
    QVERIFY(!help.button("back")->isEnabled());
    help.click(u"cli.md"_s);
    help.button("home")->click();
    QCOMPARE(help.title(), home);
    QVERIFY(help.button("back")->isEnabled());
}

void HelpWindowTest::whatIsNotThereChangesNothing()
{
    const Help help;
    const QString home = help.title();
    help.click(u"absent.md"_s);
    QCOMPARE(help.title(), home);
    QVERIFY(!help.button("back")->isEnabled());
}

void HelpWindowTest::theWebIsForTheBrowser()
{
    const Browser browser;
    const Help help;
    const QString home = help.title();
    help.click(u"https://sqlite.org/"_s);
    QCOMPARE(browser.visited, QList<QUrl>{QUrl(u"https://sqlite.org/"_s)});
    QCOMPARE(help.title(), home);
}

QTEST_MAIN(HelpWindowTest)
#include "tst_helpwindow.moc"
