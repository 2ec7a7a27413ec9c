// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/screenrules.h"

#include "gui/common/textdelegate.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMap>
#include <QMenu>
#include <QMenuBar>
#include <QRadioButton>
#include <QSet>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <optional>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QList<QWidget *> shownIn(const QWidget &screen)
{
    QList<QWidget *> widgets = screen.findChildren<QWidget *>();
    widgets.removeIf(
        [&](const QWidget *widget) { return !widget->isVisibleTo(&screen) || widget->window() != &screen; });
    return widgets;
}

QString described(const QWidget &widget, const QString &words = {})
{
    return u"%1 %2 “%3”"_s.arg(QLatin1StringView(widget.metaObject()->className()), widget.objectName(),
                               words);
}

QString textOf(const QWidget &widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    return button ? button->text() : QString();
}

struct Words
{
    QString text;
    QSize room; ///< that they need at the widget's present width
};

/// Nothing for a widget without, or one that may shorten them because its tooltip has them whole.
std::optional<Words> wordsOf(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget); label && !label->text().isEmpty()) {
        const QSize room =
            label->wordWrap() ? QSize(label->minimumSizeHint().width(), label->heightForWidth(label->width()))
                              : label->sizeHint();
        return Words{label->text(), room};
    }
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget);
        button && !button->text().isEmpty())
        return Words{button->text(), button->minimumSizeHint()};
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        return Words{box->currentText(), box->minimumSizeHint()};
    return {};
}

bool isScrolled(const QWidget &widget)
{
    return qobject_cast<const QAbstractScrollArea *>(widget.parentWidget()->parentWidget());
}

/// Whether people do something with it.
bool isControl(const QWidget &widget)
{
    const QWidget *host = widget.parentWidget();
    if (qobject_cast<const QAbstractSpinBox *>(host) || qobject_cast<const QTableView *>(host)
        || qobject_cast<const QComboBox *>(host) || qobject_cast<const QLineEdit *>(host)
        || qobject_cast<const QTabBar *>(host))
        return false; // a part of one
    return qobject_cast<const QAbstractButton *>(&widget) || qobject_cast<const QLineEdit *>(&widget)
           || qobject_cast<const QComboBox *>(&widget) || qobject_cast<const QAbstractSpinBox *>(&widget)
           || (qobject_cast<const QAbstractItemView *>(&widget)
               && !qobject_cast<const QHeaderView *>(&widget));
}

/// What a screen reader is told of it.
QString told(QWidget &widget, QAccessible::Text kind)
{
    const QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&widget);
    return face ? face->text(kind) : QString();
}

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
    void addAll(const QList<QAction *> &actions)
    {
        for (const QAction *action : actions)
            add(action->text());
    }
    [[nodiscard]] QStringList takenTwice() const
    {
        QStringList found;
        for (auto it = m_wanted.cbegin(); it != m_wanted.cend(); ++it) {
            if (it->size() > 1)
                found += it.key() + u": "_s + it->join(u", "_s);
        }
        return found;
    }

private:
    QMap<QString, QStringList> m_wanted;
};

QStringList takenTwiceIn(const QList<QAction *> &actions)
{
    Letters letters;
    letters.addAll(actions);
    QStringList found = letters.takenTwice();
    for (const QAction *action : actions) {
        if (action->menu())
            found += takenTwiceIn(action->menu()->actions());
    }
    return found;
}

QString withoutMark(QString text)
{
    return text.remove(u'&');
}

/// Numbers that have been shortened are wrong; words may be.
bool isNumber(const QModelIndex &cell)
{
    return Qt::Alignment(cell.data(Qt::TextAlignmentRole).toInt()).testFlag(Qt::AlignRight);
}

/// Of titles, headings, rows and numbers, which are no widgets.
QStringList partsCutOff(const QWidget &widget)
{
    QStringList found;
    const auto check = [&](const QString &words, int room) {
        const int needed = widget.fontMetrics().horizontalAdvance(withoutMark(words));
        if (needed > room)
            found += u"%1 has %2 and needs %3"_s.arg(described(widget, words)).arg(room).arg(needed);
    };
    if (const auto *tabs = qobject_cast<const QTabBar *>(&widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            check(tabs->tabText(i), tabs->tabRect(i).width());
    } else if (const auto *header = qobject_cast<const QHeaderView *>(&widget)) {
        for (int i = 0; header->orientation() == Qt::Horizontal && i < header->count(); ++i) {
            if (!header->isSectionHidden(i))
                check(header->model()->headerData(i, Qt::Horizontal).toString(), header->sectionSize(i));
        }
    } else if (const auto *list = qobject_cast<const QListWidget *>(&widget); list && !list->wordWrap()) {
        for (int i = 0; i < list->count(); ++i)
            check(list->item(i)->text(), list->viewport()->width());
    } else if (const auto *table = qobject_cast<const QTreeView *>(&widget); table && table->model()) {
        const QModelIndex top = table->indexAt({});
        for (int column = 0; top.isValid() && column < table->model()->columnCount(); ++column) {
            const QModelIndex cell = top.siblingAtColumn(column);
            const int margins = 2 * TextDelegate::marginIn(*table);
            if (isNumber(cell) && !table->isColumnHidden(column))
                check(cell.data().toString(), table->columnWidth(column) - margins);
        }
    } else if (const auto *line = qobject_cast<const QLineEdit *>(&widget); line && line->text().isEmpty()) {
        if (!line->placeholderText().contains(u'/')) // a path is longer than any field
            check(line->placeholderText(), line->width());
    }
    return found;
}

} // namespace

QStringList cutOff(const QWidget &screen)
{
    QStringList found;
    for (const QWidget *widget : shownIn(screen)) {
        found += partsCutOff(*widget);
        const auto words = wordsOf(*widget);
        if (!words)
            continue;
        if (words->room.width() > widget->width() || words->room.height() > widget->height())
            found += u"%1 has %2 by %3 and needs %4 by %5"_s.arg(described(*widget, words->text))
                         .arg(widget->width())
                         .arg(widget->height())
                         .arg(words->room.width())
                         .arg(words->room.height());
        if (!isScrolled(*widget) && !widget->parentWidget()->rect().contains(widget->geometry()))
            found += u"%1 leaves its place"_s.arg(described(*widget, words->text));
    }
    return found;
}

QStringList lettersTakenTwice(const QWidget &screen)
{
    Letters letters;
    QStringList found;
    for (const QWidget *widget : shownIn(screen)) {
        if (const auto *label = qobject_cast<const QLabel *>(widget); label && label->buddy())
            letters.add(label->text());
        else if (const auto *box = qobject_cast<const QGroupBox *>(widget))
            letters.add(box->title());
        else if (const auto *tool = qobject_cast<const QToolButton *>(widget); tool && tool->defaultAction())
            continue; // it is in a menu, too
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            letters.add(button->text());
        else if (const auto *menus = qobject_cast<const QMenuBar *>(widget)) {
            letters.addAll(menus->actions());
            for (const QAction *action : menus->actions())
                found += takenTwiceIn(action->menu()->actions());
        } else if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                letters.add(tabs->tabText(i));
        }
    }
    return found + letters.takenTwice();
}

QStringList nameless(const QWidget &screen)
{
    QStringList found;
    for (QWidget *widget : shownIn(screen)) {
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool isQts = widget->objectName().startsWith(u"qt_"_s); // beside the words that it means
        const bool isPicture = label && !isQts && !label->pixmap(Qt::ReturnByValue).isNull();
        if ((isControl(*widget) || isPicture) && told(*widget, QAccessible::Name).isEmpty())
            found += u"%1 has no name"_s.arg(described(*widget));
    }
    return found;
}

QStringList undescribed(const QWidget &screen)
{
    QStringList found;
    for (QWidget *widget : shownIn(screen)) {
        const bool saysWhatItDoes = qobject_cast<const QAbstractButton *>(widget);
        if (isControl(*widget) && !saysWhatItDoes && told(*widget, QAccessible::Description).isEmpty())
            found += u"%1 is not described"_s.arg(described(*widget, told(*widget, QAccessible::Name)));
    }
    return found;
}

QStringList outOfReach(QWidget &screen)
{
    constexpr int mostSteps = 200;
    screen.activateWindow();
    if (!QTest::qWaitForWindowActive(&screen))
        return {u"it does not become active"_s};
    QSet<const QWidget *> reached;
    for (int step = 0; step < mostSteps; ++step) {
        QWidget *here = QApplication::focusWidget();
        if (here && here->window() != &screen)
            return {u"the focus is elsewhere"_s};
        reached.insert(here);
        QTest::keyClick(here ? here : &screen, Qt::Key_Tab);
    }
    QStringList found;
    for (const QWidget *widget : shownIn(screen)) {
        const bool isInMenu = qobject_cast<const QToolBar *>(widget->parentWidget())
                              && !qobject_cast<const QLineEdit *>(widget);
        // The others of a group are reached by arrows.
        const bool isByArrows =
            qobject_cast<const QRadioButton *>(widget)
            && std::ranges::any_of(widget->parentWidget()->findChildren<QRadioButton *>(),
                                   [&](const QRadioButton *other) { return reached.contains(other); });
        if (isControl(*widget) && widget->isEnabled() && !isInMenu && !isByArrows
            && !reached.contains(widget))
            found += u"%1 is not reached by Tab"_s.arg(described(*widget, textOf(*widget)));
    }
    return found;
}

} // namespace lifeboat
