// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/globalsettingsfile.h"

#include "base/text.h"
#include "service/profilefiles.h"

#include <QFile>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

Result<void> saveGlobalSettings(const QString &file, const GlobalSettings &before,
                                const GlobalSettings &after, const QProcessEnvironment &environment)
{
    QByteArray content =
        "# Lifeboat's settings for all profiles. Keys are explained in docs/configuration.md; "
        "comments are kept.\n";
    if (QFile present(file); present.exists()) {
        if (!present.open(QIODevice::ReadOnly))
            return fail(ErrorCode::PermissionDenied, u"settings.write"_s,
                        Text::tr("Cannot open %1: %2.").arg(file, present.errorString()));
        content = present.readAll();
    }
    const auto edited = editGlobalSettings(content, before, after, file);
    if (!edited)
        return fail(edited.error());
    if (const auto reads = parseGlobalSettings(*edited, file, environment); !reads)
        return fail(reads.error());
    if (const auto made = makePrivateFolder(QFileInfo(file).path()); !made)
        return made;
    return writePrivateFile(file, *edited);
}

} // namespace lifeboat
