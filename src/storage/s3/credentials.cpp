// SPDX-License-Identifier: GPL-3.0-or-later
// The sources that need neither file nor network: stated keys and the environment.
#include "storage/s3/credentials.h"

#include "base/secrettext.h"
#include "base/text.h"

#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class StaticCredentials final : public CredentialsProvider
{
public:
    explicit StaticCredentials(Credentials credentials) : m_credentials(std::move(credentials)) {}

    Result<std::optional<Credentials>> fetch(const CancelToken &) override
    {
        if (m_credentials.accessKeyId.isEmpty() && m_credentials.secretAccessKey.isEmpty())
            return std::optional<Credentials>();
        if (m_credentials.accessKeyId.isEmpty() || m_credentials.secretAccessKey.isEmpty()) {
            return fail(ErrorCode::Configuration, u"credentials.static"_s,
                        Text::tr("Only one half of the access key is given in %1.").arg(m_credentials.origin),
                        Text::tr("Give both the access key id and the secret access key."));
        }
        return m_credentials.clone();
    }
    QString place() const override { return m_credentials.origin; }

private:
    const Credentials m_credentials;
};

struct VariablePair
{
    QLatin1StringView id;
    QLatin1StringView secret;
    QLatin1StringView token;
};

constexpr std::array variablePairs = {
    VariablePair{"BACKUP_S3_ACCESS_KEY"_L1, "BACKUP_S3_SECRET_KEY"_L1, {}},
    VariablePair{"R2_ACCESS_KEY_ID"_L1, "R2_SECRET_ACCESS_KEY"_L1, {}},
    VariablePair{"AWS_ACCESS_KEY_ID"_L1, "AWS_SECRET_ACCESS_KEY"_L1, "AWS_SESSION_TOKEN"_L1},
};

class EnvironmentCredentials final : public CredentialsProvider
{
public:
    explicit EnvironmentCredentials(QProcessEnvironment environment) : m_environment(std::move(environment))
    {
    }

    Result<std::optional<Credentials>> fetch(const CancelToken &) override
    {
        for (const VariablePair &pair : variablePairs) {
            const QString id = value(pair.id).trimmed();
            SecretBytes secret = secretFrom(value(pair.secret));
            if (id.isEmpty() && secret.isEmpty())
                continue;
            if (id.isEmpty())
                return halfOnly(pair.secret, pair.id);
            if (secret.isEmpty())
                return halfOnly(pair.id, pair.secret);
            return Credentials{id,
                               std::move(secret),
                               secretFrom(value(pair.token)),
                               {},
                               Text::tr("environment %1").arg(pair.id)};
        }
        return std::optional<Credentials>();
    }

    QString place() const override
    {
        QStringList names;
        for (const VariablePair &pair : variablePairs)
            names += pair.id;
        return Text::tr("the environment (%1)").arg(names.join(u", "));
    }

private:
    /// Maybe with the line break that `$(cat file)`-like set-ups leave behind.
    QString value(QLatin1StringView name) const
    {
        return name.isEmpty() ? QString() : m_environment.value(name);
    }

    static tl::unexpected<Error> halfOnly(QLatin1StringView present, QLatin1StringView absent)
    {
        return fail(ErrorCode::Configuration, u"credentials.environment"_s,
                    Text::tr("The environment has %1 but not %2.").arg(present, absent),
                    Text::tr("Set %1 too, or unset %2.").arg(absent, present));
    }

    const QProcessEnvironment m_environment;
};

} // namespace

Credentials Credentials::clone() const
{
    return {accessKeyId, secretAccessKey.clone(), sessionToken.clone(), expiresAt, origin};
}

std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials)
{
    return std::make_shared<StaticCredentials>(std::move(credentials));
}

std::shared_ptr<CredentialsProvider> environmentCredentials(const QProcessEnvironment &environment)
{
    return std::make_shared<EnvironmentCredentials>(environment);
}

} // namespace lifeboat
