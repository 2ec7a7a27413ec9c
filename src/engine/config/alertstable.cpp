// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/alertstable.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/http/proxychoice.h"

#include <QRegularExpression>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto webhookUrlKey = "webhook_url"_L1;
constexpr auto webhookShapeKey = "webhook_shape"_L1;
constexpr auto webhookTokenKey = "webhook_token"_L1;

QString readUrl(const TableReader &table, const QString &key)
{
    const QString text = table.text(key, TableReader::Empty::Absent).value_or(QString()).trimmed();
    if (text.isEmpty())
        return {};
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        table.fail(key,
                   Text::tr("is no web address, expected one that begins with https:// and names a host."));
        return {};
    }
    if (scheme == u"http" && !isLoopbackHost(url.host()))
        table.warn(key, Text::tr("is plain http: anyone on the way can read and stop what it says."));
    return text;
}

AlertSettings::WebhookShape readShape(const TableReader &table)
{
    using Shape = AlertSettings::WebhookShape;
    const QStringList names{u"json"_s, u"ntfy"_s, u"gotify"_s};
    const QString name = table.text(webhookShapeKey, TableReader::Empty::Absent).value_or(names.first());
    switch (names.indexOf(name.trimmed().toLower())) {
    case 0: return Shape::Json;
    case 1: return Shape::Ntfy;
    case 2: return Shape::Gotify;
    default:
        table.fail(webhookShapeKey,
                   Text::tr("is %1, expected \"json\", \"ntfy\" or \"gotify\".").arg(quoted(name)));
        return Shape::Json;
    }
}

QString readRecipient(const TableReader &table)
{
    const QString key = u"mail_to"_s;
    const QString text = table.text(key, TableReader::Empty::Absent).value_or(QString()).trimmed();
    if (!text.isEmpty() && !isAlertRecipient(text))
        table.fail(key, Text::tr("is %1, expected one address such as \"you@example.com\", or a user of this "
                                 "machine.")
                            .arg(quoted(text)));
    return text;
}

} // namespace

bool isAlertRecipient(const QString &text)
{
    static const QRegularExpression shape(
        QRegularExpression::anchoredPattern(u"[^\\s,;<>\"()-][^\\s,;<>\"()]*"_s));
    return shape.match(text).hasMatch();
}

void readAlerts(const TableReader &table, LoadedProfile &loaded)
{
    AlertSettings &alerts = loaded.profile.alerts;
    alerts.pingUrl = readUrl(table, u"ping_url"_s);
    alerts.webhookUrl = readUrl(table, webhookUrlKey);
    alerts.webhookShape = readShape(table);
    alerts.mailTo = readRecipient(table);
    alerts.onSuccess = table.boolean(u"on_success"_s, alerts.onSuccess);
    for (const QLatin1StringView key : {webhookShapeKey, webhookTokenKey}) {
        if (alerts.webhookUrl.isEmpty() && table.has(key))
            table.warn(key, Text::tr("is not used: there is no %1.").arg(table.fullName(webhookUrlKey)));
    }
    if (alerts.webhookUrl.isEmpty()) // an unset variable would be an error
        return;
    if (std::optional<SecretBytes> token = table.secret(webhookTokenKey))
        loaded.secrets.webhookToken = std::move(*token);
}

} // namespace lifeboat
