// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testserver.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int notInstalled = 77; // the scripts' exit status for it
constexpr int startTimeoutMs = 110'000;
constexpr int stopTimeoutMs = 20'000;

S3Endpoint endpointOf(const QJsonObject &json)
{
    return {QUrl(json.value(u"endpoint"_s).toString()),
            QUrl(json.value(u"tls_endpoint"_s).toString()),
            json.value(u"ca"_s).toString(),
            json.value(u"access_key"_s).toString(),
            json.value(u"secret_key"_s).toString(),
            json.value(u"bucket"_s).toString(),
            json.value(u"region"_s).toString()};
}

} // namespace

TestServer::~TestServer()
{
    stop();
}

std::optional<S3Endpoint> TestServer::start(Kind kind)
{
    const bool isCeph = kind == Kind::Ceph;
    m_data = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/lbsrv-XXXXXX"_s);
    m_script = QStringLiteral(LIFEBOAT_SERVER_SCRIPTS) + (isCeph ? u"/ceph.sh"_s : u"/r2simulator.sh"_s);

    QProcess script;
    script.start(m_script, {u"start"_s, m_data->path(), QString::number(QCoreApplication::applicationPid())});
    const bool finished = script.waitForFinished(startTimeoutMs);
    const int status = finished && script.exitStatus() == QProcess::NormalExit ? script.exitCode() : -1;
    if (status == 0)
        return endpointOf(QJsonDocument::fromJson(script.readAllStandardOutput()).object());

    m_reason = QString::fromUtf8(script.readAllStandardError()).trimmed();
    m_reason =
        u"The test's S3 server did not start: "_s + (m_reason.isEmpty() ? script.errorString() : m_reason);
    if (status == notInstalled) {
        m_maySkip = qEnvironmentVariable("LIFEBOAT_REQUIRE_SERVERS") != u"1";
        m_reason += isCeph ? u". Install ceph-mon, ceph-osd, radosgw and ceph-common."_s
                           : u". Install the modules of tests/support/servers/package.json."_s;
    }
    stop();
    return std::nullopt;
}

void TestServer::stop()
{
    if (m_script.isEmpty())
        return;
    QProcess script;
    script.start(m_script, {u"stop"_s, m_data->path()});
    script.waitForFinished(stopTimeoutMs);
    m_script.clear();
}

} // namespace lifeboat
