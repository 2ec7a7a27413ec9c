// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/alerttest.h"

#include "gui/wizard/setuppage.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString wayTitle(AlertWay way)
{
    switch (way) {
    case AlertWay::Ping: return AlertTest::tr("Ping");
    case AlertWay::Webhook: return AlertTest::tr("Webhook");
    case AlertWay::Mail: return AlertTest::tr("Mail");
    }
    Q_UNREACHABLE();
}

QString words(const AlertDelivery &delivery)
{
    const QString way = delivery.to.isEmpty()
                            ? wayTitle(delivery.way)
                            : AlertTest::tr("%1 to %2", "webhook to a host, mail to somebody")
                                  .arg(wayTitle(delivery.way), delivery.to);
    if (!delivery.problem)
        return AlertTest::tr("%1: sent.").arg(way);
    const QString failed = AlertTest::tr("%1: not sent. %2").arg(way, delivery.problem->message);
    return delivery.problem->hint.isEmpty() ? failed : failed + u' ' + delivery.problem->hint;
}

} // namespace

AlertTest::AlertTest(const ConsoleContext &console, ProfilePointer profile, QWidget *parent)
    : QWidget(parent), m_console(console), m_profile(std::move(profile)),
      m_send(new QPushButton(tr("Send a t&est"), this)), m_words(wrappingLabel({}, this))
{
    m_send->setObjectName(u"sendTest"_s);
    m_send->setAutoDefault(false);
    m_send->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_words->setObjectName(u"testResults"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_send);
    column->addWidget(m_words);
    connect(m_send, &QPushButton::clicked, this, &AlertTest::run);
    show();
}

void AlertTest::setObstacle(const QString &obstacle)
{
    m_obstacle = obstacle;
    show();
}

void AlertTest::run()
{
    const auto started = m_console.jobs.start<QList<AlertDelivery>>(
        JobKind::Check, m_profile->profile.id,
        [&backups = m_console.backups,
         profile = m_profile](const JobControl &control) -> Result<QList<AlertDelivery>> {
            AlertSink *alerts = backups.alerts();
            return alerts ? alerts->tellTest(*profile, control.cancel) : QList<AlertDelivery>();
        },
        this, [this](const Result<QList<AlertDelivery>> &deliveries) { conclude(deliveries); });
    if (!started)
        return conclude(fail(started.error()));
    m_job = *started;
    m_results.clear();
    show();
}

void AlertTest::conclude(const Result<QList<AlertDelivery>> &deliveries)
{
    m_job.clear();
    QStringList lines;
    if (!deliveries)
        lines.append(deliveries.error().message);
    else if (deliveries->isEmpty())
        lines.append(tr("Nothing was sent."));
    else
        std::transform(deliveries->cbegin(), deliveries->cend(), std::back_inserter(lines), words);
    m_results = lines.join(u'\n');
    show();
}

void AlertTest::show()
{
    m_send->setEnabled(m_obstacle.isEmpty() && !m_job);
    m_words->setText(m_job                   ? tr("Sending… This can take half a minute.")
                     : !m_obstacle.isEmpty() ? m_obstacle
                     : !m_results.isEmpty()  ? m_results
                                             : tr("It goes every way that is set above."));
}

} // namespace lifeboat
