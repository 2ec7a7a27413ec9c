// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/waitingbackups.h"

#include "base/format.h"
#include "base/sha256.h"
#include "base/text.h"
#include "engine/unsent.h"

#include <QFile>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

QString unsentFolder(const Profile &profile, const QString &stateFolder)
{
    constexpr qsizetype digits = 12;
    const QFileInfo link(profile.configFile);
    // A profile may be a link to another program's file: it is one and the same.
    const QString file = link.exists() ? link.canonicalFilePath() : link.absoluteFilePath();
    const QByteArray digest = Sha256::hexOf(QFile::encodeName(file)).first(digits);
    return u"%1/unsent/%2-%3"_s.arg(stateFolder, QFileInfo(file).completeBaseName(),
                                    QString::fromLatin1(digest));
}

WaitingBackups waitingBackups(const Profile &profile, const QString &stateFolder)
{
    WaitingBackups waiting;
    const QList<UnsentBackup> backups = UnsentBackups(unsentFolder(profile, stateFolder)).list();
    for (const UnsentBackup &backup : backups)
        waiting.bytes += backup.size;
    if (backups.isEmpty())
        return waiting;
    waiting.count = static_cast<int>(backups.size());
    waiting.oldest = backups.constFirst().takenAt;
    waiting.newest = backups.constLast().takenAt;
    return waiting;
}

QString waitingWords(const WaitingBackups &waiting)
{
    switch (waiting.count) {
    case 0: return {};
    case 1: return Text::tr("1 backup waits here to be uploaded");
    default: return Text::tr("%n backups wait here to be uploaded", nullptr, waiting.count);
    }
}

QString waitingSentence(const WaitingBackups &waiting)
{
    if (waiting.count == 0)
        return {};
    return Text::tr("%1 (%2, the oldest of %3).")
        .arg(waitingWords(waiting), formatBytes(waiting.bytes), formatUtc(waiting.oldest));
}

} // namespace lifeboat
