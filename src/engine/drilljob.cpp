// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/drilljob.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/backupfacts.h"
#include "engine/fetchjob.h"
#include "sqlite/assertion.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto operation = u"drill"_s;
constexpr auto assertionLimit = 60s;

Error finding(const QString &message, const QString &hint)
{
    return {ErrorCode::Corrupt, operation, message, hint, false};
}

class Drill final
{
public:
    Drill(const DrillContext &context, const BackupEntry &entry, const JobControl &control)
        : m_context(context), m_control(control),
          m_side(context.store, context.profile, context.encryptionKey)
    {
        m_report.entry = entry;
        m_report.proof.host = context.host;
        m_report.proof.size = entry.size;
        m_report.proof.lastModified = entry.lastModified;
    }

    Result<DrillReport> run();

private:
    Result<void> fetch();
    Result<void> compareFacts();
    Result<void> askAssertions();
    void judge(DrillVerdict verdict, const Error &problem);
    void keep();
    [[nodiscard]] Result<void> keepLast() const;

    const DrillContext &m_context;
    const JobControl &m_control;
    SideObjects m_side;
    std::optional<FetchedBackup> m_fetched;
    DrillReport m_report;
};

Result<void> Drill::fetch()
{
    auto fetched = fetchBackup({m_context.store, m_context.profile, m_context.encryptionKey}, m_report.entry,
                               m_context.scratchPlaces, FetchFor::Looking, m_control,
                               {m_context.profile.drill.downloadLimit, &m_context.clock});
    if (!fetched && !isVerdict(fetched.error().code))
        return fail(fetched.error());
    if (!fetched) {
        judge(DrillVerdict::Damaged, fetched.error());
        return {};
    }
    m_report.databaseSize = fetched->databaseSize;
    m_report.proof.compared.checksum = fetched->checksumCompared;
    m_report.proof.compared.foreignKeyViolations = fetched->integrity.foreignKeyViolations;
    m_fetched = std::move(*fetched);
    return {};
}

Result<void> Drill::compareFacts()
{
    const auto &facts = m_fetched->facts;
    if (!facts) // made by another program, or before Lifeboat kept them: nothing to hold it against
        return {};
    const auto difference = differenceFrom(*facts, m_fetched->file, m_control.cancel);
    if (!difference)
        return fail(difference.error());
    Compared &compared = m_report.proof.compared;
    compared.facts = true;
    compared.tables = facts->rows.size();
    compared.allTables = facts->isComplete;
    if (*difference) {
        judge(DrillVerdict::Damaged,
              finding(Text::tr("%1 is not what was backed up: %2.").arg(m_report.entry.key, **difference),
                      Text::tr("Somebody may have replaced it. Restore another generation, and keep this one "
                               "for study.")));
    }
    return {};
}

Result<void> Drill::askAssertions()
{
    for (const QString &sql : m_context.profile.drill.assertions) {
        const auto objection = objectionTo(sql, m_fetched->file, assertionLimit, m_control.cancel);
        if (!objection)
            return fail(objection.error());
        if (*objection) {
            judge(DrillVerdict::Untrue,
                  finding(Text::tr("%1 restores, but %2 does not hold: %3.")
                              .arg(m_report.entry.key, quoted(sql), **objection),
                          Text::tr(
                              "Look into the backup, and correct the database or the profile's assertion.")));
            return {};
        }
        ++m_report.proof.compared.assertions;
    }
    return {};
}

void Drill::judge(DrillVerdict verdict, const Error &problem)
{
    m_report.problem = problem;
    m_report.proof.verdict = verdict;
    m_report.proof.problem = problem.message;
}

void Drill::keep()
{
    m_report.proof.at = m_context.clock.utcNow();
    if (!m_report.problem)
        m_report.proof.verdict = DrillVerdict::Restored;
    const auto kept = putProof(m_side, m_report.entry.key, m_report.proof, m_control.cancel);
    if (!kept)
        m_report.warnings.append(kept.error());
    if (const auto known = keepLast(); !known)
        m_report.warnings.append(known.error());
}

/// The proof goes when its backup expires; that a drill was held is known for longer.
Result<void> Drill::keepLast() const
{
    const auto before = getLastDrill(m_side, m_control.cancel);
    if (!before)
        return fail(before.error());
    return putLastDrill(m_side, lastDrillFrom(m_report.proof, m_report.entry.key, *before), m_control.cancel);
}

Result<DrillReport> Drill::run()
{
    const auto start = m_context.clock.monotonic();
    for (const auto step : {&Drill::fetch, &Drill::compareFacts, &Drill::askAssertions}) {
        if (m_report.problem)
            break;
        if (const auto done = (this->*step)(); !done)
            return fail(done.error());
    }
    keep();
    m_report.duration = m_context.clock.monotonic() - start;
    return m_report;
}

} // namespace

Result<DrillReport> runDrill(const DrillContext &context, const BackupEntry &entry, const JobControl &control)
{
    return Drill(context, entry, control).run();
}

} // namespace lifeboat
