// SPDX-License-Identifier: GPL-3.0-or-later
// The documents that come with Lifeboat, beginning with docs/console.md, as linked as they are in their
// folder; they need neither a network nor a program for Markdown.
#pragma once

#include <QDialog>
#include <QHash>
#include <QList>
#include <QUrl>

class QPushButton;
class QTextBrowser;
class QTextDocument;

namespace lifeboat {

class HelpWindow final : public QDialog
{
    Q_OBJECT
public:
    explicit HelpWindow(QWidget *parent);

private:
    struct Place
    {
        QUrl page;
        int scrolled = 0; ///< of the vertical scroll bar
    };
    void follow(const QUrl &link);
    void goBack();
    void goHome();
    void leave();
    void showPage(const QUrl &page);
    /// Null when there is none. Laying one out takes long enough to be noticed: it is done once.
    [[nodiscard]] QTextDocument *documentOf(const QUrl &page);
    void scrollTo(const QString &heading);

    QTextBrowser *m_text;
    QPushButton *m_back;
    QPushButton *m_home;
    QHash<QUrl, QTextDocument *> m_documents; ///< without fragments
    QUrl m_page;
    QList<Place> m_visited; ///< the latest last
};

} // namespace lifeboat
