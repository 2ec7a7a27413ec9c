// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/unsentscenes.h"

#include "fault/scenekit.h"
#include "support/bytesof.h"
#include "support/databaseshapes.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTest>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// How a command ends for whose destination something lies in the way.
constexpr int refused = 4;
const auto descriptionSuffix = u".json"_s;

QByteArray digestOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QString keptFolder(const CliHome &home)
{
    const QString profile = QFileInfo(home.path(profileFileName())).canonicalFilePath();
    return home.path(u".local/state/lifeboat/unsent/test-%1"_s.arg(
        QString::fromLatin1(digestOf(QFile::encodeName(profile)).first(12))));
}

/// Something lies where the folder of the backups is to be.
bool takeAway(const CliHome &home)
{
    const QString backups = home.path(u"store/backups"_s);
    return QFile::rename(backups, backups + u"-away"_s) && rewrite(backups, "in the way");
}

bool giveBack(const CliHome &home)
{
    const QString backups = home.path(u"store/backups"_s);
    return QFile::remove(backups) && QFile::rename(backups + u"-away"_s, backups);
}

/// A store that is away cannot say that the key of this second is taken.
bool waitForAnotherSecond(const CliHome &home)
{
    const QJsonArray listed = home.run({u"list"_s, u"--json"_s}).array();
    const auto newest = QDateTime::fromString(listed.at(0)[u"taken_at"].toString(), Qt::ISODate);
    return newest.isValid()
           && QTest::qWaitFor([&newest] { return QDateTime::currentDateTimeUtc() >= newest.addSecs(1); });
}

bool prepareRefusal(CliHome &home)
{
    return prepareBackups(home) && keepEverything(home) && waitForAnotherSecond(home) && takeAway(home);
}

bool prepareKept(CliHome &home)
{
    if (!prepareRefusal(home) || home.run({u"backup"_s}).exitCode != refused || !giveBack(home))
        return false;
    const QStringList kept = namesIn(keptFolder(home)).filter(descriptionSuffix);
    if (kept.size() != 1)
        return false;
    // Of the same content the newer one would take its place.
    if (!runSql(databaseOf(home), "INSERT INTO settings VALUES ('since', 'x')"))
        return false;
    remember(home, u"old"_s, contentOf(databaseOf(home)));
    remember(home, u"late"_s, "backups/" + kept[0].chopped(descriptionSuffix.size()).toUtf8());
    return true;
}

/// The keys of what counts as kept: each with all its bytes, and nothing of the database in the open.
QStringList judgeKept(const CliHome &home, Findings &findings)
{
    const QString folder = keptFolder(home);
    QStringList keys;
    for (const QString &name : namesIn(folder)) {
        const QByteArray bytes = bytesOf(folder + u'/' + name);
        if (bytes.contains("SQLite format 3") || bytes.contains("settings"))
            findings.lost += u"not sealed: "_s + name;
        constexpr auto others = QFile::ReadGroup | QFile::ReadOther;
        if (QFile::permissions(folder + u'/' + name).testAnyFlags(others))
            findings.lost += u"others can read what is kept: "_s + name;
        if (!name.endsWith(descriptionSuffix))
            continue;
        const QJsonObject json = QJsonDocument::fromJson(bytes).object();
        const QByteArray sealed = bytesOf(folder + u'/' + name.chopped(descriptionSuffix.size()));
        if (json[u"metadata"][u"object-sha256"].toString().toLatin1() != digestOf(sealed))
            findings.lost += u"what is kept is not whole: "_s + name;
        keys += json[u"key"].toString();
    }
    return keys;
}

QStringList listedKeys(const CliHome &home)
{
    QStringList keys;
    for (const auto &backup : home.run({u"list"_s, u"--json"_s}).array())
        keys += backup[u"key"].toString();
    return keys;
}

/// The next run uploads what is kept, makes a backup of its own, and leaves nothing behind.
void judgeNextRun(const CliHome &home, const QStringList &kept, Findings &findings)
{
    const CliResult next = home.run({u"backup"_s, u"--json"_s});
    if (next.exitCode != 0) {
        findings.lost += u"no backup can be made any more: "_s + QString::fromUtf8(next.said());
        return;
    }
    if (!next.object()[u"warnings"].toArray().isEmpty())
        findings.untidy += u"the next run warns: "_s + QString::fromUtf8(next.said());
    const QStringList listed = listedKeys(home);
    for (const QString &key : kept) {
        if (!listed.contains(key))
            findings.lost += u"kept, but not uploaded by the next run: "_s + key;
    }
    if (QDir(keptFolder(home)).exists())
        findings.untidy += u"still kept: "_s + namesIn(keptFolder(home)).join(u' ');
    judgeBackups(home, generationsKept + 1, findings);
    judgeStoreFolder(home, findings);
    judgeTidiness(home, findings);
}

void judgeRefusal(const CliHome &home, bool done, Findings &findings)
{
    if (done)
        findings.lost += u"it said that a backup was made, but none can have been"_s;
    if (!giveBack(home))
        findings.lost += u"the backups that were there are gone"_s;
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeTidiness(home, findings);
    judgeBackups(home, generationsKept, findings);
    judgeNextRun(home, judgeKept(home, findings), findings);
}

void judgeLateUpload(const CliHome &home, bool done, Findings &findings)
{
    const auto late = QString::fromUtf8(known(home, u"late"_s));
    runNext(home, findings);
    judgeUnchanged(home, findings);
    judgeTidiness(home, findings);
    judgeBackups(home, generationsKept, findings);
    const QStringList kept = judgeKept(home, findings);
    const QStringList listed = listedKeys(home);
    if (!kept.contains(late) && !listed.contains(late))
        findings.lost += u"what was kept is neither here nor in the store"_s;
    if (done && listed.constFirst() == late)
        findings.lost += u"it said that a backup was made, but there is none"_s;
    judgeNextRun(home, {late}, findings);
}

} // namespace

QList<Scene> unsentScenes()
{
    Scene refusal{u"backup whose upload fails"_s, {u"backup"_s}, prepareRefusal, judgeRefusal, 0, true};
    refusal.exitCode = refused;
    return {refusal,
            {u"backup that sends what was kept"_s, {u"backup"_s}, prepareKept, judgeLateUpload, 0, true}};
}

bool moveKept(const CliHome &home)
{
    const QString all = home.path(u".local/state/lifeboat/unsent"_s);
    for (const QString &name : namesIn(all)) {
        if (!QDir().rename(all + u'/' + name, keptFolder(home)))
            return false;
    }
    return true;
}

} // namespace lifeboat
