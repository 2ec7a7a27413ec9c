// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

bool install(QCoreApplication &app, const QLocale &locale, const QString &name, const QString &folder)
{
    auto *translator = new QTranslator(&app);
    return translator->load(locale, name, u"_"_s, folder) && QCoreApplication::installTranslator(translator);
}

} // namespace

void installTranslations(QCoreApplication &app, const QString &language)
{
    // Austrians who choose German keep their own dates.
    if (const QLocale chosen(language); !language.isEmpty() && chosen.language() != QLocale().language())
        QLocale::setDefault(chosen);
    // The C locale writes times with their seconds, for machines.
    if (QLocale().language() == QLocale::C)
        QLocale::setDefault(QLocale(QLocale::English, QLocale::Europe));
    const QLocale locale;
    install(app, locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    // Asked first: the last one installed. English, too, has a singular and a plural.
    if (!install(app, locale, u"lifeboat"_s, u":/i18n"_s))
        install(app, QLocale(QLocale::English), u"lifeboat"_s, u":/i18n"_s);
}

} // namespace lifeboat
