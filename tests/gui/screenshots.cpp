// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the screens, light and dark, into a folder.
//   lifeboat-screenshots FOLDER [LANGUAGE]
#include "gui/screentour.h"

#include <QApplication>
#include <QDir>
#include <QPalette>
#include <QStyleFactory>
#include <QTranslator>
#include <QWidget>

#include <cstdio>

namespace {

using namespace lifeboat;
using namespace Qt::StringLiterals;

QPalette darkPalette()
{
    QPalette palette(QColor(0x2d2f33));
    palette.setColor(QPalette::Window, QColor(0x2d2f33));
    palette.setColor(QPalette::Base, QColor(0x232528));
    palette.setColor(QPalette::AlternateBase, QColor(0x2a2c30));
    palette.setColor(QPalette::Button, QColor(0x3a3d42));
    palette.setColor(QPalette::ToolTipBase, QColor(0x3a3d42));
    palette.setColor(QPalette::Highlight, QColor(0x3d7eb8));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, QColor(0xe6e6e6));
        palette.setColor(QPalette::Disabled, role, QColor(0x85888c));
    }
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(0x9a9da2));
    palette.setColor(QPalette::Link, QColor(0x6fb3f0));
    return palette;
}

void draw(const QDir &folder, const QString &shade)
{
    visitScreens([&](QWidget &screen, const QString &name) {
        const QString path = folder.filePath(u"%1-%2.png"_s.arg(name, shade));
        if (!screen.grab().save(path))
            qFatal("%s cannot be written", qPrintable(path));
        std::printf("%s\n", qPrintable(path));
    });
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 2 && argc != 3) {
        std::fputs("lifeboat-screenshots FOLDER [LANGUAGE]\n", stderr);
        return 2;
    }
    QApplication::setApplicationName(u"lifeboat"_s);
    const QString language = argc == 3 ? QString::fromLocal8Bit(argv[2]) : u"en"_s;
    QLocale::setDefault(argc == 3 ? QLocale(language) : QLocale(QLocale::English, QLocale::Europe));
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QTranslator words; // for English, its plurals
    if (!words.load(u"lifeboat_"_s + language, QStringLiteral(LIFEBOAT_I18N))
        || !QApplication::installTranslator(&words))
        qFatal("the texts are missing");
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    if (!folder.mkpath(u"."_s))
        qFatal("%s cannot be made", argv[1]);
    draw(folder, u"light"_s);
    QApplication::setPalette(darkPalette());
    draw(folder, u"dark"_s);
    return 0;
}
