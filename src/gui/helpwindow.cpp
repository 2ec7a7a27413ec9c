// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/helpwindow.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The pictures of the guide show the window the reader has before them.
QString withoutPictures(const QString &markdown)
{
    QStringList lines = markdown.section(u"\n## Every screen\n"_s, 0, 0).split(u'\n');
    lines.removeIf([](const QString &line) { return line.startsWith(u"!["_s); });
    return lines.join(u'\n');
}

} // namespace

HelpWindow::HelpWindow(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Lifeboat documentation"));
    auto *text = new QTextBrowser(this);
    text->setAccessibleName(windowTitle());
    text->setOpenExternalLinks(true);
    QFile guide(u":/docs/console.md"_s);
    if (guide.open(QIODevice::ReadOnly))
        text->setMarkdown(withoutPictures(QString::fromUtf8(guide.readAll())));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(text);
    column->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 36);
}

} // namespace lifeboat
