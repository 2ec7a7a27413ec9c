// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/httpdate.h"

#include <QLocale>
#include <QTimeZone>

namespace lifeboat {

using namespace Qt::StringLiterals;

QDateTime parseHttpDate(QByteArrayView text)
{
    const QString trimmed = QString::fromLatin1(text.trimmed());
    QDateTime time = QLocale::c().toDateTime(trimmed, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    time.setTimeSpec(Qt::UTC);
    return time;
}

} // namespace lifeboat
