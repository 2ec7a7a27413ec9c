// SPDX-License-Identifier: GPL-3.0-or-later
// Names of any length and selected rows, in the parts of the window that show a profile; and its error
// dialog.
#include "gui/common/elidedlabel.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/consolefixture.h"
#include "gui/headercard.h"
#include "gui/mainwindow.h"
#include "gui/problemdialog.h"
#include "gui/profiledelegate.h"
#include "gui/wizard/recoverykitdialog.h"

#include <QDialogButtonBox>
#include <QLayout>
#include <QListView>
#include <QMessageBox>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class WindowPartsTest final : public QObject
{
    Q_OBJECT

private slots:
    void longNamesLeaveRoom();
    void pathsAreShortenedRatherThanWords();
    void whatIsSelectedCanBeSeen();
    void enterClosesAnError();
    void dialogsAreAsHighAsTheirContent();
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

QTEST_MAIN(WindowPartsTest)
#include "tst_windowparts.moc"
