// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/alertsgroup.h"

#include "engine/config/alertstable.h"
#include "engine/config/tomledit.h"
#include "gui/settings/alerttest.h"
#include "storage/http/proxychoice.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString table()
{
    return u"lifeboat.alerts"_s;
}

/// The address may be a secret: then it is taken from the environment, as a whole or in part.
bool refersToVariable(const QString &typed)
{
    return typed.contains(u"${"_s);
}

QString addressProblem(const QString &typed)
{
    const QUrl url(typed.trimmed(), QUrl::StrictMode);
    const bool good =
        typed.trimmed().isEmpty() || refersToVariable(typed)
        || (url.isValid() && !url.host().isEmpty() && (url.scheme() == u"https" || url.scheme() == u"http"));
    return good ? QString()
                : AlertsGroup::tr("Enter a web address that begins with https:// and names a host.");
}

QString addressWarning(const QString &typed)
{
    const QUrl url(typed.trimmed(), QUrl::StrictMode);
    return url.scheme() == u"http" && !isLoopbackHost(url.host())
               ? AlertsGroup::tr("This is plain http: anyone on the way can read and stop what it says.")
               : QString();
}

} // namespace

AlertsGroup::AlertsGroup(const ConsoleContext &console, const ProfilePointer &profile, QWidget *parent)
    : SettingsGroup(tr("Alerts"), parent)
{
    const AlertSettings &alerts = profile->profile.alerts;
    m_hasWays = !alerts.pingUrl.isEmpty() || !alerts.webhookUrl.isEmpty() || !alerts.mailTo.isEmpty();
    beginBox(tr("Dead-man's switch"));
    address(tr("&Ping address:"), alerts.pingUrl, u"ping_url"_s);
    setNote(tr("Of a service such as healthchecks.io, asked for after each backup: it raises the alarm when "
               "it hears nothing, even when this machine is gone."));
    beginBox(tr("Webhook"));
    m_webhook = address(tr("&Webhook address:"), alerts.webhookUrl, u"webhook_url"_s);
    setNote(tr("Told when something goes wrong, and when all is well again."));
    addShape(alerts);
    addToken(!profile->secrets.webhookToken.isEmpty());
    addMail(alerts);
    m_test = new AlertTest(console, profile, this); // the last to be reached by Tab
    beginBox(tr("Test"))->addRow(m_test);
    connect(this, &SettingsGroup::edited, this, &AlertsGroup::showWebhook);
    begin();
    showWebhook();
    setActionsEnabled(true);
}

QLineEdit *AlertsGroup::address(const QString &label, const QString &value, const QString &key)
{
    auto *line = new QLineEdit(value, this);
    line->setObjectName(key);
    line->setPlaceholderText(tr("None"));
    SettingField *field = add(label, line);
    field->bind(table(), key, [line] { return tomlOrNothing(line->text()); });
    field->setCheck([line] { return addressProblem(line->text()); });
    field->setWarning([line] { return addressWarning(line->text()); });
    return line;
}

void AlertsGroup::addShape(const AlertSettings &alerts)
{
    m_shape = new QComboBox(this);
    m_shape->setObjectName(u"webhook_shape"_s);
    m_shape->setToolTip(tr("How the message is written"));
    m_shape->addItem(tr("JSON", "format of a webhook"), u"json"_s);
    m_shape->addItem(u"ntfy"_s, u"ntfy"_s);
    m_shape->addItem(u"Gotify"_s, u"gotify"_s);
    m_shape->setCurrentIndex(static_cast<int>(alerts.webhookShape));
    add(tr("Fo&rmat:"), m_shape)->bind(table(), u"webhook_shape"_s, [this] {
        const bool usual = m_shape->currentIndex() == 0;
        return usual || !hasWebhook() ? QString() : tomlString(m_shape->currentData().toString());
    });
}

void AlertsGroup::addToken(bool known)
{
    m_tokenSource = new QComboBox(this);
    m_tokenSource->setObjectName(u"tokenSource"_s);
    m_tokenSource->addItem(tr("None"), NoToken);
    if (known)
        m_tokenSource->addItem(tr("As the file has it"), AsInFile);
    m_tokenSource->addItem(tr("From the environment variable"), FromVariable);
    m_tokenSource->setCurrentIndex(m_tokenSource->findData(known ? AsInFile : NoToken));
    m_tokenVariable = new QLineEdit(this);
    m_tokenVariable->setObjectName(u"tokenVariable"_s);
    m_tokenVariable->setAccessibleName(tr("Variable with the token"));
    m_tokenVariable->setPlaceholderText(u"WEBHOOK_TOKEN"_s);
    SettingField *field = add(tr("T&oken:"), m_tokenSource, {m_tokenVariable});
    field->bind(table(), u"webhook_token"_s, [this] { return tokenToml(); });
    field->setCheck([this] { return tokenProblem(); });
    field->setNote(tr("Sent along to prove who speaks. As it is a secret, only the name of a variable is "
                      "written."));
}

void AlertsGroup::addMail(const AlertSettings &alerts)
{
    beginBox(tr("Mail"));
    text(tr("Ma&il to:"), alerts.mailTo, table(), u"mail_to"_s, [](const QString &typed) {
        return typed.trimmed().isEmpty() || isAlertRecipient(typed.trimmed())
                   ? QString()
                   : tr("Enter one address such as you@example.com, or a user of this machine.");
    })->setPlaceholderText(tr("Nobody"));
    setNote(tr("Through this machine's own sendmail."));
    flag(tr("Webhook and mail hear of s&uccesses, too"), alerts.onSuccess, false, table(), u"on_success"_s);
}

bool AlertsGroup::hasWebhook() const
{
    return !m_webhook->text().trimmed().isEmpty();
}

AlertsGroup::TokenSource AlertsGroup::tokenSource() const
{
    return static_cast<TokenSource>(m_tokenSource->currentData().toInt());
}

std::optional<QString> AlertsGroup::tokenToml() const
{
    if (!hasWebhook() || tokenSource() == NoToken)
        return QString();
    if (tokenSource() == AsInFile)
        return {};
    return tomlString(u"${"_s + m_tokenVariable->text().trimmed() + u'}');
}

QString AlertsGroup::tokenProblem() const
{
    static const QRegularExpression shape(
        QRegularExpression::anchoredPattern(u"[A-Za-z_][A-Za-z0-9_]{0,30}"_s));
    if (!hasWebhook() || tokenSource() != FromVariable)
        return {};
    const QString name = m_tokenVariable->text().trimmed();
    if (!shape.match(name).hasMatch())
        return tr("Enter the name of a variable such as WEBHOOK_TOKEN, not the token itself.");
    return qEnvironmentVariableIsSet(name.toUtf8().constData())
               ? QString()
               : tr("%1 is not set. Set it where Lifeboat is started, and start it again.").arg(name);
}

void AlertsGroup::showWebhook()
{
    m_shape->setEnabled(hasWebhook());
    m_tokenSource->setEnabled(hasWebhook());
    m_tokenVariable->setVisible(tokenSource() == FromVariable);
    m_tokenVariable->setEnabled(hasWebhook());
}

void AlertsGroup::setActionsEnabled(bool enabled)
{
    SettingsGroup::setActionsEnabled(enabled);
    m_test->setObstacle(!enabled     ? tr("Apply or revert your changes before you test.")
                        : !m_hasWays ? tr("Nobody is told yet. Enter an address above and apply it first.")
                                     : QString());
}

} // namespace lifeboat
