// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/safetykeeping.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/fetchjob.h"
#include "sqlite/snapshot.h"

#include <QFileInfo>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"restore.safety-copies"_s;
using Verdict = SafetyFindings::Verdict;

QString databaseIn(const SafetyCopyInfo &copy, const QString &target)
{
    return copy.folder + u'/' + QFileInfo(target).fileName();
}

/// What SQLite did not take into the database's own file when it was replaced.
bool hasMoreThanItsFile(const QString &database)
{
    return QFileInfo(database + u"-wal"_s).size() > 0 || QFileInfo(database + u"-journal"_s).size() > 0;
}

/// The check does not write beside the copy: with a -wal or -journal it looks at a copy of the copy.
Result<void> check(const QString &database, const SafetyCareRequest &request, const CancelToken &cancel)
{
    if (!hasMoreThanItsFile(database))
        return QFileInfo(database).size() == 0 ? Result<void>()
                                               : quickCheck(database, OpenAs::Private, cancel);
    const auto workspace =
        Workspace::open(workspaceBases(request.temporaryFolder, QFileInfo(request.target).absolutePath()),
                        QFileInfo(database).size() + QFileInfo(database + u"-wal"_s).size());
    if (!workspace)
        return fail(workspace.error());
    const QString copy = (*workspace)->path(u"kept.db"_s);
    SnapshotOptions options;
    options.cancel = cancel;
    if (const auto taken = takeSnapshot(database, copy, options); !taken)
        return fail(taken.error());
    return quickCheck(copy, OpenAs::Private, cancel);
}

class Care final
{
public:
    Care(const SafetyCareRequest &request, const CancelToken &cancel) : m_request(request), m_cancel(cancel)
    {
    }
    Q_DISABLE_COPY_MOVE(Care)

    SafetyCare run(const QDateTime &now)
    {
        sweepSafetyCopies(QFileInfo(m_request.target).absolutePath());
        QList<SafetyCopyInfo> copies = findSafetyCopies(m_request.target);
        for (SafetyCopyInfo &copy : copies)
            lookAt(copy, &copy == &copies.front());
        if (!copies.isEmpty())
            m_care.newest = copies.constFirst();
        for (const QString &folder : expiredSafetyCopies(copies, m_request.rule, now))
            remove(folder);
        return std::move(m_care);
    }

private:
    void lookAt(SafetyCopyInfo &copy, bool newest)
    {
        if (!copy.obstacle.isEmpty()) {
            m_care.problems += Error{ErrorCode::Refused, operation,
                                     Text::tr("%1 is left alone. %2").arg(quoted(copy.folder), copy.obstacle),
                                     Text::tr("Remove it yourself if you do not need it."), false};
            return;
        }
        if (!copy.hasDatabase)
            return;
        const SafetyFindings before = copy.findings;
        if (before.verdict == Verdict::Unchecked)
            examine(copy);
        if (newest && !before.replacedBySound)
            copy.findings.replacedBySound = m_request.targetIsSound || isTargetSound();
        if (copy.findings == before)
            return;
        if (const auto kept = keepFindings(m_request.target, copy.folder, copy.findings); !kept)
            m_care.problems += kept.error();
    }

    void examine(SafetyCopyInfo &copy)
    {
        const auto sound = check(databaseIn(copy, m_request.target), m_request, m_cancel);
        if (sound) {
            copy.findings.verdict = Verdict::Sound;
        } else if (isVerdict(sound.error().code)) {
            copy.findings.verdict = Verdict::Damaged;
            copy.findings.problem = sound.error().message;
        } else {
            note(sound.error());
        }
    }

    bool isTargetSound()
    {
        const auto sound = quickCheck(m_request.target, OpenAs::Live, m_cancel);
        if (!sound)
            note(sound.error());
        return sound.has_value();
    }

    void remove(const QString &folder)
    {
        if (m_cancel.isRequested())
            return;
        if (const auto removed = removeSafetyCopy(m_request.target, folder))
            m_care.removed += folder;
        else
            m_care.problems += removed.error();
    }

    /// Whoever cancels has no problem with it.
    void note(const Error &problem)
    {
        if (problem.code != ErrorCode::Cancelled)
            m_care.problems += problem;
    }

    const SafetyCareRequest &m_request;
    const CancelToken &m_cancel;
    SafetyCare m_care;
};

bool isOver(const SafetyCopyInfo &copy, const RestoreSettings &rule, const QDateTime &now)
{
    const auto until = keptUntil(copy, rule);
    return until && *until < now;
}

bool isNamed(const SafetyCopyInfo &copy, const QString &wanted)
{
    const QString name = QFileInfo(copy.folder).fileName();
    return wanted == copy.folder || wanted == name
           || (wanted.size() == 15 && name.endsWith(u'-' + wanted)); // YYYYMMDD_HHMMSS
}

} // namespace

std::optional<QDateTime> keptUntil(const SafetyCopyInfo &copy, const RestoreSettings &rule)
{
    if (rule.undoWithin.count() == 0)
        return std::nullopt;
    return copy.replacedAt.addDays(rule.undoWithin.count());
}

QStringList expiredSafetyCopies(const QList<SafetyCopyInfo> &copies, const RestoreSettings &rule,
                                const QDateTime &now)
{
    QList<SafetyCopyInfo> oldestFirst;
    for (const SafetyCopyInfo &copy : copies) {
        if (copy.obstacle.isEmpty() && copy.replacedAt.isValid() && copy.replacedAt <= now)
            oldestFirst += copy;
    }
    if (oldestFirst.isEmpty())
        return {};
    std::ranges::stable_sort(oldestFirst, {}, &SafetyCopyInfo::replacedAt);
    const SafetyCopyInfo newest = oldestFirst.takeLast();
    const bool newestGoes = isOver(newest, rule, now) && newest.findings.replacedBySound;
    qint64 room = newestGoes ? 0 : newest.size;
    QStringList kept;
    // The newer of two is kept sooner.
    for (auto copy = oldestFirst.crbegin(); copy != oldestFirst.crend() && !isOver(*copy, rule, now);
         ++copy) {
        room += copy->size;
        if (rule.undoLimit > 0 && room > rule.undoLimit)
            break;
        kept += copy->folder;
    }
    QStringList expired;
    for (const SafetyCopyInfo &copy : std::as_const(oldestFirst)) {
        if (!kept.contains(copy.folder))
            expired += copy.folder;
    }
    if (newestGoes)
        expired += newest.folder;
    return expired;
}

QString stateWords(const SafetyCopyInfo &copy)
{
    if (!copy.obstacle.isEmpty())
        return Text::tr("left alone");
    switch (copy.findings.verdict) {
    case Verdict::Sound: return Text::tr("checked");
    case Verdict::Damaged: return Text::tr("damaged when it was replaced");
    case Verdict::Unchecked: break;
    }
    return Text::tr("not checked");
}

SafetyCare careForSafetyCopies(const SafetyCareRequest &request, Clock &clock, const CancelToken &cancel)
{
    return isBeingRestored(request.target) ? SafetyCare() : Care(request, cancel).run(clock.utcNow());
}

Result<SafetyCopyInfo> findSafetyCopy(const QString &target, const QString &wanted)
{
    const QList<SafetyCopyInfo> copies = findSafetyCopies(target);
    for (const SafetyCopyInfo &copy : copies) {
        if (wanted.isEmpty() ? copy.obstacle.isEmpty() && copy.hasDatabase : isNamed(copy, wanted))
            return copy;
    }
    if (wanted.isEmpty()) {
        return fail(ErrorCode::NotFound, operation,
                    Text::tr("There is no safety copy of a restore beside %1.").arg(target),
                    Text::tr("Restore a backup instead: \"lifeboat-cli list\" shows them."));
    }
    return fail(ErrorCode::NotFound, operation,
                Text::tr("There is no safety copy %1 of %2.").arg(quoted(wanted), target),
                Text::tr("\"lifeboat-cli undo --list\" shows those there are."));
}

Result<QStringList> removeSafetyCopies(const QString &target, const QStringList &names,
                                       const CancelToken &cancel)
{
    if (isBeingRestored(target)) {
        return fail(Error{ErrorCode::Busy, operation,
                          Text::tr("A restore of %1 is under way.").arg(quoted(target)),
                          Text::tr("Wait until it has finished, and try again."), true});
    }
    const auto newest = findSafetyCopy(target, {});
    QStringList folders;
    for (const QString &name : names) {
        const auto copy = findSafetyCopy(target, name);
        if (!copy)
            return fail(copy.error());
        const bool isLast = newest && newest->folder == copy->folder && !copy->findings.replacedBySound;
        if (const auto sound = isLast ? quickCheck(target, OpenAs::Live, cancel) : Result<void>(); !sound) {
            return fail(
                ErrorCode::Refused, operation,
                Text::tr("%1 is not removed: the database that replaced it does not pass its check. %2")
                    .arg(quoted(copy->folder), sound.error().message),
                Text::tr("Restore a backup that is good first, or undo the restore."));
        }
        if (!folders.contains(copy->folder))
            folders += copy->folder;
    }
    for (const QString &folder : std::as_const(folders)) {
        if (const auto removed = removeSafetyCopy(target, folder); !removed)
            return fail(removed.error());
    }
    return folders;
}

} // namespace lifeboat
