// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "service/doctor.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class DoctorCommand final : public Command
{
public:
    std::string name() const override { return "doctor"; }
    std::string summary() const override
    {
        return "Check database, room, key, clock, endpoint, credentials and bucket, and say what to do";
    }
    std::string example() const override { return "lifeboat-cli doctor --profile rustresort"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

Result<Outcome> DoctorCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    Doctor doctor(context.service().stores(), context.service().clock());
    QJsonArray json;
    QStringList lines;
    bool healthy = true;
    for (const Finding &finding : doctor.examine(*profile, context.control())) {
        const QString verdict = verdictName(finding.verdict);
        json.append(QJsonObject{{u"check"_s, finding.subject},
                                {u"result"_s, verdict},
                                {u"message"_s, finding.message},
                                {u"hint"_s, finding.hint}});
        lines.append(
            u"%1 %2 %3"_s.arg(verdict.leftJustified(8), finding.subject.leftJustified(12), finding.message));
        if (!finding.hint.isEmpty())
            lines.append(QString(22, u' ') + u"→ "_s + finding.hint);
        healthy = healthy && finding.verdict != Finding::Verdict::Failed;
    }
    return Outcome{json, lines.join(u'\n'), healthy ? ExitDone : ExitFailed};
}

} // namespace

std::unique_ptr<Command> makeDoctorCommand()
{
    return std::make_unique<DoctorCommand>();
}

} // namespace lifeboat
