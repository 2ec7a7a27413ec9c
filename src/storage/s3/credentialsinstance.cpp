// SPDX-License-Identifier: GPL-3.0-or-later
// Credentials of an EC2 instance's role over IMDSv2 (never version 1, which any proxy can be tricked into).
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#include "storage/s3/metadataservice.h"

#include "base/format.h"
#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto rolesPath = "/latest/meta-data/iam/security-credentials/"_L1;

bool isHeaderValue(const QByteArray &text)
{
    return !text.isEmpty() && text.size() <= 4096
           && std::all_of(text.cbegin(), text.cend(), [](char c) { return c > 0x20 && c < 0x7f; });
}

class InstanceCredentials final : public CredentialsProvider
{
public:
    explicit InstanceCredentials(const QProcessEnvironment &environment)
        : m_disabled(environment.value(u"AWS_EC2_METADATA_DISABLED"_s).compare(u"true", Qt::CaseInsensitive)
                     == 0),
          m_endpoint(environment.value(u"AWS_EC2_METADATA_SERVICE_ENDPOINT"_s))
    {
        const QString mode = environment.value(u"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"_s);
        if (m_endpoint.isEmpty()) {
            m_endpoint = mode.compare(u"IPv6", Qt::CaseInsensitive) == 0 ? u"http://[fd00:ec2::254]"_s
                                                                         : u"http://169.254.169.254"_s;
        }
        while (m_endpoint.endsWith(u'/'))
            m_endpoint.chop(1);
    }

    Result<std::optional<Credentials>> fetch(const CancelToken &cancel) override
    {
        if (m_disabled)
            return std::optional<Credentials>();
        const auto token = sessionToken(cancel);
        if (!token)
            return fail(token.error());
        if (token->isEmpty())
            return std::optional<Credentials>();
        const auto role = roleName(*token, cancel);
        if (!role)
            return fail(role.error());
        if (role->isEmpty())
            return std::optional<Credentials>();
        const QString origin = Text::tr("EC2 instance role %1").arg(*role);
        auto response = get(rolesPath + QString::fromLatin1(QUrl::toPercentEncoding(*role)), *token, cancel);
        if (!response)
            return fail(response.error());
        auto credentials = parseMetadataCredentials(std::move(*response), origin);
        if (!credentials)
            return fail(credentials.error());
        return std::move(*credentials);
    }

    QString place() const override { return m_disabled ? QString() : Text::tr("the EC2 instance's role"); }

private:
    /// Empty when this is no EC2 instance, or its metadata service does not answer us: nothing there, an
    /// answer lost to the hop limit (inside a container), or some other service at that address.
    Result<QByteArray> sessionToken(const CancelToken &cancel) const
    {
        HttpRequest request;
        request.method = "PUT"_ba;
        request.url = QUrl(m_endpoint + u"/latest/api/token"_s);
        request.headers.append({"x-aws-ec2-metadata-token-ttl-seconds"_ba, "21600"_ba});
        request.idleTimeout = 1s;
        if (!request.url.isValid() || !request.url.scheme().startsWith(u"http")) {
            return fail(ErrorCode::Configuration, u"credentials.instance"_s,
                        Text::tr("AWS_EC2_METADATA_SERVICE_ENDPOINT is not an http address."),
                        Text::tr("Correct it, or unset it."));
        }
        const auto response = askMetadataService(request, cancel);
        if (!response && response.error().code == ErrorCode::Cancelled)
            return fail(response.error());
        const bool isOurs = response && response->status == 200 && isHeaderValue(response->body);
        return isOurs ? response->body : QByteArray();
    }

    /// Empty when the instance has no role.
    Result<QString> roleName(const QByteArray &token, const CancelToken &cancel) const
    {
        const auto response = get(rolesPath, token, cancel);
        if (!response)
            return fail(response.error());
        if (response->status == 404)
            return QString();
        if (response->status != 200)
            return fail(metadataStatusError(response->status, place()));
        return QString::fromUtf8(response->body).section(u'\n', 0, 0).trimmed();
    }

    Result<HttpResponse> get(const QString &path, const QByteArray &token, const CancelToken &cancel) const
    {
        HttpRequest request;
        request.method = "GET"_ba;
        request.url = QUrl(m_endpoint + path);
        request.headers.append({"x-aws-ec2-metadata-token"_ba, token});
        request.idleTimeout = 5s;
        return askMetadataService(request, cancel);
    }

    const bool m_disabled;
    QString m_endpoint;
};

} // namespace

std::shared_ptr<CredentialsProvider> instanceCredentials(const QProcessEnvironment &environment)
{
    return std::make_shared<InstanceCredentials>(environment);
}

} // namespace lifeboat
