// SPDX-License-Identifier: GPL-3.0-or-later
// Credentials of an ECS task or an EKS pod.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
#include "storage/s3/metadataservice.h"

#include "base/format.h"
#include "base/text.h"

#include <QFile>
#include <QHostAddress>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

bool isAllowedPlainHost(const QString &host)
{
    if (host.compare(u"localhost", Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(host);
    return address.isLoopback() || address == QHostAddress(u"169.254.170.2"_s)
           || address == QHostAddress(u"169.254.170.23"_s) || address == QHostAddress(u"fd00:ec2::23"_s);
}

class ContainerCredentials final : public CredentialsProvider
{
public:
    explicit ContainerCredentials(QProcessEnvironment environment) : m_environment(std::move(environment)) {}

    Result<std::optional<Credentials>> fetch(const CancelToken &cancel) override
    {
        const auto url = containerCredentialsUrl(m_environment);
        if (!url)
            return fail(url.error());
        if (!*url)
            return std::optional<Credentials>();
        const auto token = authorization();
        if (!token)
            return fail(token.error());
        HttpRequest request;
        request.method = "GET"_ba;
        request.url = **url;
        request.idleTimeout = 5s;
        request.headers.append({"accept"_ba, "application/json"_ba});
        if (!token->isEmpty())
            request.headers.append({"authorization"_ba, *token});
        auto response = askMetadataService(request, cancel);
        if (!response)
            return fail(response.error());
        auto credentials = parseMetadataCredentials(std::move(*response),
                                                    Text::tr("container role at %1").arg(request.url.host()));
        if (!credentials)
            return fail(credentials.error());
        return std::move(*credentials);
    }

    QString place() const override { return Text::tr("the container's role (ECS, EKS)"); }

private:
    /// The file first: it is renewed while the program runs.
    Result<QByteArray> authorization() const
    {
        const QString path = m_environment.value(u"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"_s);
        QByteArray token = m_environment.value(u"AWS_CONTAINER_AUTHORIZATION_TOKEN"_s).toUtf8();
        if (!path.isEmpty()) {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) {
                return fail(
                    ErrorCode::Configuration, u"credentials.container"_s,
                    Text::tr("Cannot read %1, which AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names: %2.")
                        .arg(path, file.errorString()),
                    Text::tr("Check the file, or unset the variable."));
            }
            token = file.read(64 * 1024);
        }
        token = token.trimmed();
        if (token.contains('\r') || token.contains('\n')) {
            return fail(ErrorCode::Configuration, u"credentials.container"_s,
                        Text::tr("The container's authorization token has more than one line."),
                        Text::tr("Check AWS_CONTAINER_AUTHORIZATION_TOKEN and its _FILE."));
        }
        return token;
    }

    const QProcessEnvironment m_environment;
};

} // namespace

Result<std::optional<QUrl>> containerCredentialsUrl(const QProcessEnvironment &environment)
{
    const QString relative = environment.value(u"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"_s);
    const QString full = environment.value(u"AWS_CONTAINER_CREDENTIALS_FULL_URI"_s);
    if (relative.isEmpty() && full.isEmpty())
        return std::optional<QUrl>();
    const QUrl url(relative.isEmpty() ? full : u"http://169.254.170.2"_s + relative);
    const bool complete =
        url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
        && (relative.isEmpty() || (relative.startsWith(u'/') && url.host() == u"169.254.170.2"));
    const bool allowed =
        url.scheme() == u"https" || (url.scheme() == u"http" && isAllowedPlainHost(url.host()));
    if (!complete || !allowed) {
        return fail(ErrorCode::Refused, u"credentials.container"_s,
                    Text::tr("The address %1 for container credentials is not one to be trusted.")
                        .arg(quoted(url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery))),
                    Text::tr("AWS_CONTAINER_CREDENTIALS_FULL_URI has to be https, loopback, 169.254.170.2, "
                             "169.254.170.23 or [fd00:ec2::23]."));
    }
    return std::optional(url);
}

std::shared_ptr<CredentialsProvider> containerCredentials(const QProcessEnvironment &environment)
{
    return std::make_shared<ContainerCredentials>(environment);
}

} // namespace lifeboat
