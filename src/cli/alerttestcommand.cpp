// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class AlertTestCommand final : public Command
{
public:
    std::string name() const override { return "alert-test"; }
    std::string summary() const override
    {
        return "Send a test alert every way the profile has, and say what came of it";
    }
    std::string example() const override { return "lifeboat-cli alert-test --profile rustresort"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

QString wayTitle(AlertWay way)
{
    switch (way) {
    case AlertWay::Ping: return Text::tr("Ping");
    case AlertWay::Webhook: return Text::tr("Webhook");
    case AlertWay::Mail: return Text::tr("Mail");
    }
    Q_UNREACHABLE();
}

Result<Outcome> AlertTestCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    AlertSink *alerts = context.service().alerts();
    const auto deliveries =
        alerts ? alerts->tellTest(*profile, context.control().cancel) : QList<AlertDelivery>();
    if (deliveries.isEmpty()) {
        return fail(ErrorCode::Configuration, u"alert-test"_s,
                    Text::tr("This profile has no alerts: nobody would hear of a failure."),
                    Text::tr("docs/alerts.md says how to set them up."));
    }
    Outcome outcome;
    QJsonArray json;
    QStringList lines;
    for (const AlertDelivery &delivery : deliveries) {
        const QString what = delivery.problem ? describe(*delivery.problem) : Text::tr("sent");
        lines.append(u"%1 %2: %3"_s.arg(wayTitle(delivery.way).leftJustified(8), delivery.to, what));
        json.append(QJsonObject{
            {u"way"_s, wayName(delivery.way)},
            {u"to"_s, delivery.to},
            {u"ok"_s, !delivery.problem},
            {u"error"_s, delivery.problem ? QJsonValue(toJson(*delivery.problem)) : QJsonValue()}});
        if (delivery.problem)
            outcome.exitCode = ExitFailed;
    }
    outcome.json = json;
    outcome.text = lines.join(u'\n');
    return outcome;
}

} // namespace

std::unique_ptr<Command> makeAlertTestCommand()
{
    return std::make_unique<AlertTestCommand>();
}

} // namespace lifeboat
