// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/helpwindow.h"

#include "gui/common/opening.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFile>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTextTable>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QUrl homePage()
{
    return QUrl(u"qrc:/docs/console.md"_s);
}

QString fileOf(const QUrl &page)
{
    return u':' + page.path();
}

/// Tables with single lines and room in their cells, and a margin around it all.
void dress(QTextDocument &document, int room)
{
    document.setDocumentMargin(2 * room);
    for (QTextFrame *frame : document.rootFrame()->childFrames()) {
        if (auto *table = qobject_cast<QTextTable *>(frame)) {
            QTextTableFormat format = table->format();
            format.setBorder(1);
            format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            format.setBorderCollapse(true);
            format.setCellPadding(room / 2.0);
            format.setTopMargin(room);
            format.setBottomMargin(room);
            format.setCellSpacing(0);
            table->setFormat(format);
        }
    }
}

QUrl withoutFragment(const QUrl &url)
{
    return url.adjusted(QUrl::RemoveFragment);
}

/// The pictures of the guide show the window the reader has before them.
QString withoutPictures(const QString &markdown)
{
    QStringList lines = markdown.section(u"\n## Every screen\n"_s, 0, 0).split(u'\n');
    lines.removeIf([](const QString &line) { return line.startsWith(u"!["_s); });
    return lines.join(u'\n');
}

/// Links to what does not come with the program lead nowhere: only their words stay.
QString withoutDeadLinks(const QString &markdown, const QUrl &page)
{
    static const QRegularExpression link(u"\\[([^\\[\\]]+)\\]\\(([^()\\s]+)\\)"_s);
    QString out;
    qsizetype done = 0;
    for (auto links = link.globalMatch(markdown); links.hasNext();) {
        const QRegularExpressionMatch match = links.next();
        const QUrl target = page.resolved(QUrl(match.captured(2)));
        const bool isDead = target.scheme() == page.scheme() && !QFile::exists(fileOf(target));
        out += markdown.mid(done, match.capturedStart() - done) + match.captured(isDead ? 1 : 0);
        done = match.capturedEnd();
    }
    return out + markdown.mid(done);
}

/// As the forges make it of a heading: what the documents' links name.
QString anchorOf(const QString &heading)
{
    QString anchor;
    for (const QChar c : heading.toLower()) {
        if (c.isLetterOrNumber() || c == u'-' || c == u'_')
            anchor += c;
        else if (c == u' ')
            anchor += u'-';
    }
    return anchor;
}

} // namespace

HelpWindow::HelpWindow(QWidget *parent) : QDialog(parent), m_text(new QTextBrowser(this))
{
    setWindowTitle(tr("Lifeboat documentation"));
    m_text->setAccessibleName(windowTitle());
    m_text->setOpenLinks(false); // QTextBrowser finds no headings in Markdown
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_back = buttons->addButton(tr("&Back"), QDialogButtonBox::ActionRole);
    m_back->setObjectName(u"back"_s);
    m_back->setShortcut(QKeySequence::Back);
    m_home = buttons->addButton(tr("&Start page"), QDialogButtonBox::ActionRole);
    m_home->setObjectName(u"home"_s);
    for (QPushButton *button : {m_back, m_home})
        button->setAutoDefault(false);
    connect(m_text, &QTextBrowser::anchorClicked, this, &HelpWindow::follow);
    connect(m_back, &QPushButton::clicked, this, &HelpWindow::goBack);
    connect(m_home, &QPushButton::clicked, this, &HelpWindow::goHome);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_text);
    column->addWidget(buttons);
    openAt(*this, {fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 36});
    showPage(homePage());
}

void HelpWindow::follow(const QUrl &link)
{
    const QUrl target = m_page.resolved(link);
    if (target.scheme() != m_page.scheme()) {
        QDesktopServices::openUrl(target);
        return;
    }
    if (!QFile::exists(fileOf(target)))
        return; // it stays where it is rather than show an empty page
    leave();
    showPage(target);
}

void HelpWindow::goBack()
{
    if (m_visited.isEmpty())
        return;
    const Place last = m_visited.takeLast();
    showPage(last.page);
    m_text->verticalScrollBar()->setValue(last.scrolled);
}

void HelpWindow::goHome()
{
    leave();
    showPage(homePage());
}

void HelpWindow::leave()
{
    m_visited.append({m_page, m_text->verticalScrollBar()->value()});
}

QTextDocument *HelpWindow::documentOf(const QUrl &page)
{
    if (QTextDocument *known = m_documents.value(page))
        return known;
    QFile file(fileOf(page));
    if (!file.open(QIODevice::ReadOnly))
        return nullptr;
    auto *document = new QTextDocument(this);
    document->setDefaultFont(m_text->font());
    // Before it is shown, as every block would be laid out again for the next one otherwise.
    document->setMarkdown(withoutDeadLinks(withoutPictures(QString::fromUtf8(file.readAll())), page));
    dress(*document, m_text->fontMetrics().averageCharWidth());
    m_documents.insert(page, document);
    return document;
}

void HelpWindow::showPage(const QUrl &page)
{
    QTextDocument *document = documentOf(withoutFragment(page));
    if (!document)
        return;
    if (m_text->document() != document)
        m_text->setDocument(document);
    m_page = page;
    m_back->setEnabled(!m_visited.isEmpty());
    m_home->setEnabled(withoutFragment(page) != homePage());
    scrollTo(page.fragment());
}

void HelpWindow::scrollTo(const QString &heading)
{
    QTextCursor found(m_text->document());
    for (QTextBlock block = m_text->document()->begin(); !heading.isEmpty() && block.isValid();
         block = block.next()) {
        if (block.blockFormat().headingLevel() > 0 && anchorOf(block.text()) == heading) {
            found.setPosition(block.position());
            break;
        }
    }
    // From the end, so that the heading comes to stand at the top.
    m_text->moveCursor(QTextCursor::End);
    m_text->setTextCursor(found);
    QScrollBar *bar = m_text->verticalScrollBar();
    bar->setValue(found.position() == 0 ? 0 : bar->value() + m_text->cursorRect().top());
}

} // namespace lifeboat
