// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "service/bucketpolicy.h"

#include <QJsonDocument>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class PolicyCommand final : public Command
{
public:
    std::string name() const override { return "policy"; }
    std::string summary() const override
    {
        return "Print the least-privilege policy for the profile's bucket";
    }
    std::string example() const override { return "lifeboat-cli policy > policy.json"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

Result<Outcome> PolicyCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto policy = leastPrivilegePolicy(profile->profile);
    if (!policy)
        return fail(policy.error());
    const auto &s3 = std::get<S3Destination>(profile->profile.destination);
    if (!context.options().json && s3.options.endpoint.host().endsWith(u".r2.cloudflarestorage.com")) {
        context.terminal().warn(
            Text::tr("R2 does not read policies: there, make an API token with \"Object Read & Write\", "
                     "applied to the bucket %1 only. Other S3 stores take the policy below.")
                .arg(s3.options.bucket));
    }
    return Outcome{*policy, QString::fromUtf8(QJsonDocument(*policy).toJson()).trimmed()};
}

} // namespace

std::unique_ptr<Command> makePolicyCommand()
{
    return std::make_unique<PolicyCommand>();
}

} // namespace lifeboat
