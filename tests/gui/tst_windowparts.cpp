// SPDX-License-Identifier: GPL-3.0-or-later
// Names of any length and selected rows, in the parts of the window that show a profile; its error dialog,
// its pictures and colours, what screen readers are told, and the Help menu.
#include "gui/backups/calendarrow.h"
#include "gui/backups/deleteconfirmation.h"
#include "gui/backups/sizechart.h"
#include "gui/common/elidedlabel.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/consolefixture.h"
#include "gui/headercard.h"
#include "gui/mainwindow.h"
#include "gui/problemdialog.h"
#include "gui/profiledelegate.h"
#include "gui/settings/preferencesdialog.h"
#include "gui/settings/settingfield.h"
#include "gui/settings/settingspage.h"
#include "gui/tray/windowclosing.h"
#include "gui/wizard/recoverykitdialog.h"

#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPainter>
#include <QPlainTextEdit>
#include <QProxyStyle>
#include <QPushButton>
#include <QScopeGuard>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QTabWidget>
#include <QTest>
#include <QToolBar>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Remembers which of its message pictures were asked for.
class WatchedStyle final : public QProxyStyle
{
public:
    QIcon standardIcon(StandardPixmap picture, const QStyleOption *option,
                       const QWidget *widget) const override
    {
        asked += picture >= SP_MessageBoxInformation && picture <= SP_MessageBoxQuestion ? 1 : 0;
        return QProxyStyle::standardIcon(picture, option, widget);
    }

    mutable int asked = 0;
};

/// What the desktop is asked to show, instead of showing it.
class FolderOpener final : public QObject
{
    Q_OBJECT
public:
    FolderOpener() { QDesktopServices::setUrlHandler(u"file"_s, this, "take"); }
    ~FolderOpener() override { QDesktopServices::unsetUrlHandler(u"file"_s); }
    Q_DISABLE_COPY_MOVE(FolderOpener)

    QList<QUrl> opened;

public Q_SLOTS:
    void take(const QUrl &url) { opened.append(url); }
};

bool isPictureOf(const QPixmap &shown, const QIcon &icon)
{
    return !shown.isNull() && shown.toImage() == icon.pixmap(shown.size()).toImage();
}

/// Whether some of it has that colour, but for smooth edges.
bool hasNearly(const QImage &image, const QColor &colour)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor there = image.pixelColor(x, y);
            const int apart = std::abs(there.red() - colour.red()) + std::abs(there.green() - colour.green())
                              + std::abs(there.blue() - colour.blue());
            if (apart < 60)
                return true;
        }
    }
    return false;
}

/// The small print below an editor that is shown, or would be on another page.
QStringList smallPrintOf(const SettingField &field)
{
    QStringList lines;
    for (const auto *label : field.findChildren<QLabel *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (label->wordWrap() && label->isVisibleTo(&field) && !label->text().isEmpty())
            lines.append(label->text());
    }
    return lines;
}

} // namespace

class WindowPartsTest final : public QObject
{
    Q_OBJECT

private slots:
    void longNamesLeaveRoom();
    void pathsAreShortenedRatherThanWords();
    void whatIsSelectedCanBeSeen();
    void enterClosesAnError();
    void dialogsAreAsHighAsTheirContent();
    void picturesAreOurOwn();
    void coloursFollowThePalette();
    void notesAreToldToScreenReaders();
    void reasonsAreToldWithTheNote();
    void preferencesTellTheirNotes();
    void aboutNamesTheVersions();
    void theLogFolderIsMadeAndOpened();
};

void WindowPartsTest::pathsAreShortenedRatherThanWords()
{
    ElidedLabel label;
    const QString database = u"/home/anna/.local/share/vaultwarden/%2/db.sqlite3"_s;
    label.setText(u"%1 → folder %2"_s, {database, u"/mnt/nas"_s});
    const QString whole = database + u" → folder /mnt/nas"_s;
    QCOMPARE(label.text(), whole);
    const auto widthOf = [&](const QString &text) { return label.fontMetrics().horizontalAdvance(text); };
    QCOMPARE(label.shortened(widthOf(whole)), whole);
    const QString shortened = label.shortened(widthOf(whole) / 2);
    QVERIFY2(shortened.endsWith(u" → folder /mnt/nas"_s), qPrintable(shortened));
    QVERIFY(shortened.startsWith(u"/home"_s) && shortened.contains(u'…'));
    QVERIFY(widthOf(shortened) <= widthOf(whole) / 2);
    // Where not even the words have room, they are shortened, too.
    QVERIFY(widthOf(label.shortened(widthOf(u"→ folder"_s))) <= widthOf(u"→ folder"_s));
}

/// No band is kept clear for words that come later, or never.
void WindowPartsTest::dialogsAreAsHighAsTheirContent()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    RecoveryKitDialog kit(console.context(), console.load(u"blog"_s), console.path(u"state"_s), nullptr);
    kit.show();
    QCOMPARE(kit.height(), kit.layout()->totalHeightForWidth(kit.width()));

    ProblemDialog report(console.context().jobs, u"Log"_s, nullptr);
    report.show();
    const auto *text = report.findChild<QPlainTextEdit *>();
    const auto *buttons = report.findChild<QDialogButtonBox *>();
    const auto gap = [&] { return buttons->geometry().top() - text->geometry().bottom() - 1; };
    QCOMPARE(gap(), report.layout()->spacing());
    report.save(console.path(u"report.txt"_s));
    QTRY_VERIFY(gap() > report.fontMetrics().height());
}

void WindowPartsTest::enterClosesAnError()
{
    QWidget window;
    window.show();
    openErrorDialog(&window, u"Backup failed"_s, {ErrorCode::Io, u"x"_s, u"The disk is gone."_s, {}, false});
    auto *box = window.findChild<QMessageBox *>();
    QVERIFY(box);
    QVERIFY(static_cast<QAbstractButton *>(box->defaultButton()) == box->button(QMessageBox::Close));
    const auto labels = box->findChildren<QLabel *>();
    const auto heading = std::ranges::find(labels, box->text(), &QLabel::text);
    QVERIFY(heading != labels.cend() && (*heading)->font().bold());
    const auto message = std::ranges::find(labels, box->informativeText(), &QLabel::text);
    QVERIFY(message != labels.cend() && !(*message)->font().bold());
    QTest::keyClick(box, Qt::Key_Return);
    QVERIFY(!box->isVisible());
}

void WindowPartsTest::longNamesLeaveRoom()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    auto *header = window.findChild<HeaderCard *>();
    QTRY_VERIFY(!header->findChildren<ElidedLabel *>().constLast()->text().isEmpty());
    const ProfilePointer profile = console.load(u"blog"_s);
    const QString name = u"a-name-that-goes-on-"_s.repeated(5);
    header->showProfile(u"a-name-that-goes-on-"_s, &profile->profile);
    const int usual = header->minimumSizeHint().width();
    header->showProfile(name, &profile->profile);
    QCOMPARE(header->minimumSizeHint().width(), usual);
    const auto labels = header->findChildren<ElidedLabel *>();
    const auto title = std::ranges::find(labels, name, &ElidedLabel::text);
    QVERIFY(title != labels.cend());
    QCOMPARE((*title)->toolTip(), name);
}

/// The icon of what is not known is grey, which a selected row swallows.
void WindowPartsTest::whatIsSelectedCanBeSeen()
{
    const QPalette palette = QGuiApplication::palette();
    const QImage normal = healthIcon(Health::Unknown).pixmap(QSize(48, 48), QIcon::Normal).toImage();
    const QImage selected = healthIcon(Health::Unknown).pixmap(QSize(48, 48), QIcon::Selected).toImage();
    QVERIFY(normal != selected);
    const auto has = [](const QImage &image, const QColor &colour) {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colour)
                    return true;
            }
        }
        return false;
    };
    QVERIFY(has(selected, palette.color(QPalette::HighlightedText)));
    QStandardItemModel model;
    model.appendRow(new QStandardItem(healthIcon(Health::Unknown), u"blog"_s));
    const QListView view;
    QStyleOptionViewItem option;
    option.initFrom(&view);
    option.rect = QRect(0, 0, 300, 60);
    option.widget = &view;
    option.decorationSize = QSize(16, 16);
    const auto painted = [&](QStyle::State state) {
        constexpr int fine = 4; // else no pixel has the colour itself
        QImage image(option.rect.size() * fine, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(fine);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        option.state = state | QStyle::State_Enabled | QStyle::State_Active;
        ProfileDelegate().paint(&painter, option, model.index(0, 0));
        return image;
    };
    const QColor grey(0x80, 0x88, 0x90);
    QVERIFY(has(painted(QStyle::State_None), grey));
    QVERIFY(!has(painted(QStyle::State_Selected), grey));
}

void WindowPartsTest::picturesAreOurOwn()
{
    ConsoleFixture console;
    auto *style = new WatchedStyle;
    QApplication::setStyle(style); // which takes it over
    const auto restored = qScopeGuard([] { QApplication::setStyle(u"Fusion"_s); });
    const QIcon warning = healthIcon(Health::Warning);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    QVERIFY(isPictureOf(window.findChild<QLabel *>(u"offlineIcon"_s)->pixmap(), warning));

    const Error error{ErrorCode::Io, u"x"_s, u"The disk is gone."_s, {}, false};
    openErrorDialog(&window, u"Backup failed"_s, error);
    auto *box = window.findChild<QMessageBox *>();
    QVERIFY(isPictureOf(box->iconPixmap(), warning));
    ErrorNotice notice;
    notice.showError(u"Backup failed"_s, error);
    QVERIFY(isPictureOf(notice.findChild<QLabel *>()->pixmap(), warning));
    auto *question = new DeleteConfirmation(
        {{u"backups/a.db.enc"_s, console.context().backups.clock().utcNow(), 1024, {}, true}}, {},
        [](const auto &) { return DeletionLoss(); }, console.context().backups.clock().utcNow(), &window);
    question->open();
    QVERIFY(isPictureOf(question->iconPixmap(), warning));

    QWidget closed;
    const WindowClosing closing(console.context(), closed, [] { return true; }, {});
    closed.show();
    closed.close();
    QVERIFY(isPictureOf(closed.findChild<QMessageBox *>()->iconPixmap(), themedIcon(u"question"_s)));

    auto *editor = new QLineEdit;
    SettingField field(editor, {}, nullptr);
    field.setCheck([] { return u"This cannot be."_s; });
    field.review();
    const auto labels = field.findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels,
                                [&](const QLabel *label) { return isPictureOf(label->pixmap(), warning); }));
    QCOMPARE(style->asked, 0);
}

void WindowPartsTest::coloursFollowThePalette()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    auto *bar = window.findChild<QToolBar *>();
    bar->setToolButtonStyle(Qt::ToolButtonIconOnly); // or their words have the colour
    auto *header = window.findChild<HeaderCard *>();
    window.show();
    const QDateTime now = console.context().backups.clock().utcNow();
    SizeChart chart;
    chart.showSizes({{u"b"_s, now, 3000, {}, true}, {u"a"_s, now.addDays(-9), 1000, {}, true}});
    chart.show();
    CalendarRow calendar;
    calendar.showCells({{now.addDays(-2), now.addDays(-1), CadenceMark::Missed, 0, {}},
                        {now.addDays(-1), now, CadenceMark::Made, 1, now}},
                       now);
    calendar.show();

    const QPalette before = QApplication::palette();
    const auto restored = qScopeGuard([&] { QApplication::setPalette(before); });
    QPalette palette(QColor(0x20, 0x20, 0x20));
    const QColor words(0x40, 0xff, 0xff);
    const QColor icons(0xff, 0x40, 0xff);
    const QColor marks(0xff, 0xa0, 0x20);
    palette.setColor(QPalette::WindowText, words);
    palette.setColor(QPalette::ButtonText, icons);
    palette.setColor(QPalette::Highlight, marks);
    const auto shows = [](QWidget *widget, const QColor &colour) {
        return hasNearly(widget->grab().toImage(), colour);
    };
    QList<QWidget *> buttons;
    for (QAction *action : bar->actions()) {
        if (!action->icon().isNull())
            buttons.append(bar->widgetForAction(action));
    }
    QVERIFY(buttons.size() > 3);
    for (QWidget *button : buttons)
        QVERIFY(!shows(button, icons));
    for (QWidget *picture : QList<QWidget *>{&chart, &calendar}) {
        QVERIFY(!shows(picture, marks));
        QVERIFY(!shows(picture, words));
    }
    const auto state = [&] { return header->findChild<QLabel *>()->pixmap().toImage(); };
    const QImage own = state();
    QVERIFY(!own.isNull());
    QApplication::setPalette(palette);
    for (QWidget *button : buttons)
        QTRY_VERIFY2(shows(button, icons), qPrintable(button->accessibleName()));
    for (QWidget *picture : QList<QWidget *>{&chart, &calendar}) {
        QTRY_VERIFY(shows(picture, marks));
        QTRY_VERIFY(shows(picture, words));
    }
    QCOMPARE(state(), own); // its colours mean something
}

void WindowPartsTest::notesAreToldToScreenReaders()
{
    ConsoleFixture console;
    console.addProfile(u"blog"_s);
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    auto *settings = window.findChild<SettingsPage *>();
    window.findChild<QTabWidget *>()->setCurrentWidget(settings);
    QTRY_VERIFY(!settings->findChildren<SettingField *>().isEmpty());
    int notes = 0;
    for (const SettingField *field : settings->findChildren<SettingField *>()) {
        const QStringList lines = smallPrintOf(*field);
        const QString told = field->editor()->accessibleDescription();
        for (const QString &line : lines)
            QVERIFY2(told.contains(line), qPrintable(field->fullName() + u": "_s + line));
        notes += static_cast<int>(lines.size());
    }
    QVERIFY2(notes > 15, qPrintable(QString::number(notes)));
}

void WindowPartsTest::reasonsAreToldWithTheNote()
{
    auto *editor = new QLineEdit;
    SettingField field(editor, {}, nullptr);
    field.setCheck([editor] { return editor->text().isEmpty() ? u"It is needed."_s : QString(); });
    field.setNote(u"The name of the bucket."_s);
    QCOMPARE(editor->accessibleDescription(), u"The name of the bucket."_s);
    field.review();
    QCOMPARE(smallPrintOf(field), (QStringList{u"It is needed."_s, u"The name of the bucket."_s}));
    QCOMPARE(editor->accessibleDescription(), u"It is needed. The name of the bucket."_s);
    editor->setText(u"backups"_s);
    field.review();
    QCOMPARE(editor->accessibleDescription(), u"The name of the bucket."_s);
}

void WindowPartsTest::preferencesTellTheirNotes()
{
    ConsoleFixture console;
    const PreferencesDialog preferences(console.context(), nullptr, nullptr);
    QStringList untold;
    for (const auto *note : preferences.findChildren<QLabel *>()) {
        const QString name = note->objectName();
        if (name.endsWith(u"Note") && !name.startsWith(u"notifications") && !name.startsWith(u"server"))
            untold.append(note->text());
    }
    QCOMPARE(untold.size(), 6);
    for (const auto *editor : preferences.findChildren<QWidget *>())
        untold.removeAll(editor->accessibleDescription());
    QCOMPARE(untold, QStringList());
}

void WindowPartsTest::aboutNamesTheVersions()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache());
    window.show();
    window.findChild<QAction *>(u"actionAbout"_s)->trigger();
    const auto *box = window.findChild<QMessageBox *>();
    QVERIFY(box && box->isVisible());
    QVERIFY2(box->text().contains(QStringLiteral(LIFEBOAT_VERSION)), qPrintable(box->text()));
    for (const QString &wanted :
         {u"Qt %1"_s.arg(QLatin1StringView(qVersion())), u"SQLite 3."_s, u"OpenSSL 3."_s, u"libcurl "_s})
        QVERIFY2(box->informativeText().contains(wanted), qPrintable(box->informativeText()));
    QVERIFY(!box->iconPixmap().isNull());
}

void WindowPartsTest::theLogFolderIsMadeAndOpened()
{
    ConsoleFixture console;
    MainWindow window(console.context(), console.services(), console.cache(), nullptr,
                      console.path(u"state"_s));
    window.show();
    const FolderOpener desktop;
    window.findChild<QAction *>(u"actionLogFolder"_s)->trigger();
    const QString folder = console.path(u"state/log"_s);
    QCOMPARE(desktop.opened, QList<QUrl>{QUrl::fromLocalFile(folder)});
    QVERIFY(QDir(folder).exists());
    QVERIFY(!window.findChild<QMessageBox *>());
}

QTEST_MAIN(WindowPartsTest)
#include "tst_windowparts.moc"
