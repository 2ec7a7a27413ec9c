// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apidoor.h"

#include "base/text.h"
#include "engine/config/globalsettings.h"
#include "service/apitoken.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

ApiDoor::ApiDoor(QString settingsFile, QProcessEnvironment environment)
    : m_settingsFile(std::move(settingsFile)), m_environment(std::move(environment))
{
    // A daemon of before may still be ending, and a network's address may come later.
    m_retry.setInterval(10s);
    connect(&m_retry, &QTimer::timeout, this, &ApiDoor::listen);
}

void ApiDoor::open(AdminDesk &desk)
{
    auto made = makeServer(desk);
    if (!made) {
        Q_EMIT said(describe(made.error()));
        return;
    }
    m_server = std::move(*made);
    if (!m_server)
        return;
    connect(m_server.get(), &ApiServer::guessed, this, [this](int count, const QHostAddress &peer) {
        Q_EMIT said(Text::tr("Admin API: %n request(s) with a wrong token within a minute, the last from %1.",
                             nullptr, count)
                        .arg(peer.toString()));
    });
    m_retry.start();
    listen();
}

Result<std::unique_ptr<ApiServer>> ApiDoor::makeServer(AdminDesk &desk)
{
    const auto loaded = loadGlobalSettings(m_settingsFile, m_environment);
    if (!loaded)
        return fail(loaded.error());
    const ApiSettings &api = loaded->settings.api;
    const auto address = parseListenAddress(api.listen);
    if (!address)
        return std::unique_ptr<ApiServer>();
    m_address = *address;
    const auto token = readApiToken(apiTokenFile(api, m_settingsFile, m_environment), m_environment);
    if (!token)
        return fail(token.error());
    return std::make_unique<ApiServer>(desk, ApiAccess(*token, api.hosts, !address->isLoopback),
                                       ApiServer::Limits());
}

void ApiDoor::listen()
{
    const auto listening = m_server->listen(m_address);
    if (!listening) {
        if (const QString problem = describe(listening.error()); std::exchange(m_problem, problem) != problem)
            Q_EMIT said(problem);
        return;
    }
    m_retry.stop();
    m_address.port = m_server->port();
    const QString host =
        m_address.address.contains(u':') ? u'[' + m_address.address + u']' : m_address.address;
    Q_EMIT said(Text::tr("Admin API at http://%1:%2/api/admin/").arg(host, QString::number(m_address.port)));
}

void ApiDoor::close()
{
    m_retry.stop();
    if (m_server)
        m_server->close();
}

} // namespace lifeboat
