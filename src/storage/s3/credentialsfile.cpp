// SPDX-License-Identifier: GPL-3.0-or-later
// The credentials file that AWS tools share. Its format:
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#include "storage/s3/credentials.h"

#include "base/format.h"
#include "base/log.h"
#include "base/secrettext.h"
#include "base/text.h"

#include <QDir>
#include <QFile>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxFileBytes = 1024 * 1024;

struct Setting
{
    SecretBytes value;
    int line = 0;
};

/// What we need of one profile. Values of other keys are never kept.
struct FileProfile
{
    bool found = false;
    Setting id;
    Setting secret;
    Setting token;

    Setting *setting(QByteArrayView name)
    {
        if (name.compare("aws_access_key_id", Qt::CaseInsensitive) == 0)
            return &id;
        if (name.compare("aws_secret_access_key", Qt::CaseInsensitive) == 0)
            return &secret;
        if (name.compare("aws_session_token", Qt::CaseInsensitive) == 0)
            return &token;
        return nullptr;
    }
};

QByteArrayView withoutComment(QByteArrayView value)
{
    for (qsizetype i = 1; i < value.size(); ++i) {
        const bool begins = value[i] == '#' || value[i] == ';';
        if (begins && (value[i - 1] == ' ' || value[i - 1] == '\t'))
            return value.first(i).trimmed();
    }
    return value;
}

/// Reads one profile out of the file. A complaint names the line, never what stands in it.
class ProfileReader final
{
public:
    ProfileReader(QString path, const QString &profile) : m_path(std::move(path)), m_wanted(profile.toUtf8())
    {
    }

    Result<FileProfile> read(QByteArrayView text)
    {
        if (text.startsWith("\xef\xbb\xbf"))
            text = text.sliced(3);
        while (!text.isEmpty()) {
            const qsizetype end = text.indexOf('\n');
            const QByteArrayView line = end < 0 ? text : text.first(end);
            text = text.sliced(end < 0 ? text.size() : end + 1);
            ++m_line;
            if (const auto taken = take(line); !taken)
                return fail(taken.error());
        }
        return std::move(m_profile);
    }

private:
    Result<void> take(QByteArrayView line)
    {
        const QByteArrayView text = line.trimmed();
        if (text.isEmpty() || text.startsWith('#') || text.startsWith(';'))
            return {};
        const qsizetype indent = text.data() - line.data();
        if (m_keyIndent && indent > *m_keyIndent)
            return {}; // a nested setting ("s3 =" and its block), none of ours
        if (text.startsWith('['))
            return takeSection(text);
        return takeSetting(text, indent);
    }

    Result<void> takeSection(QByteArrayView text)
    {
        const qsizetype close = text.indexOf(']');
        if (close < 0)
            return malformed(Text::tr("a section name without \"]\""));
        m_inProfile = text.sliced(1, close - 1).trimmed() == m_wanted;
        m_inSection = true;
        m_keyIndent.reset();
        m_profile.found = m_profile.found || m_inProfile;
        return {};
    }

    Result<void> takeSetting(QByteArrayView text, qsizetype indent)
    {
        const qsizetype equals = text.indexOf('=');
        if (equals <= 0)
            return malformed(Text::tr("neither a [profile] nor a \"name = value\""));
        if (!m_inSection)
            return malformed(Text::tr("a setting before the first [profile]"));
        m_keyIndent = indent;
        Setting *setting = m_inProfile ? m_profile.setting(text.first(equals).trimmed()) : nullptr;
        if (setting)
            *setting = {SecretBytes(withoutComment(text.sliced(equals + 1).trimmed())), m_line};
        return {};
    }

    tl::unexpected<Error> malformed(const QString &what) const
    {
        return fail(ErrorCode::Configuration, u"credentials.file"_s,
                    Text::tr("%1, line %2: %3.").arg(m_path).arg(m_line).arg(what),
                    Text::tr("Correct the line; it has to look like \"aws_access_key_id = …\"."));
    }

    const QString m_path;
    const QByteArray m_wanted;
    int m_line = 0;
    bool m_inSection = false;
    bool m_inProfile = false;
    std::optional<qsizetype> m_keyIndent;
    FileProfile m_profile;
};

class SharedFileCredentials final : public CredentialsProvider
{
public:
    explicit SharedFileCredentials(const QProcessEnvironment &environment)
        : m_path(environment.value(u"AWS_SHARED_CREDENTIALS_FILE"_s)),
          m_profile(environment.value(u"AWS_PROFILE"_s)), m_profileIsNamed(!m_profile.isEmpty())
    {
        const QString home = environment.value(u"HOME"_s, QDir::homePath());
        if (m_path.isEmpty())
            m_path = home + u"/.aws/credentials"_s;
        else if (m_path.startsWith(u"~/"))
            m_path.replace(0, 1, home);
        if (!m_profileIsNamed)
            m_profile = u"default"_s;
    }

    Result<std::optional<Credentials>> fetch(const CancelToken &) override
    {
        QFile file(m_path);
        if (!file.exists())
            return std::optional<Credentials>();
        if (!file.open(QIODevice::ReadOnly)) {
            return fail(ErrorCode::PermissionDenied, u"credentials.file"_s,
                        Text::tr("Cannot read %1: %2.").arg(m_path, file.errorString()),
                        Text::tr("Check who owns the file, or give the access key elsewhere."));
        }
        if (file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther))
            qCWarning(logConfig) << Text::tr("%1 can be read by other users; chmod 600 it.").arg(m_path);
        QByteArray text = file.read(maxFileBytes);
        auto profile = ProfileReader(m_path, m_profile).read(text);
        wipe(text);
        if (!profile)
            return fail(profile.error());
        return toCredentials(*profile);
    }

    QString place() const override
    {
        return Text::tr("the file %1, profile %2").arg(m_path, quoted(m_profile));
    }

private:
    Result<std::optional<Credentials>> toCredentials(FileProfile &profile) const
    {
        if (!profile.found && m_profileIsNamed) {
            return fail(
                ErrorCode::Configuration, u"credentials.file"_s,
                Text::tr("%1 has no profile %2, which AWS_PROFILE names.").arg(m_path, quoted(m_profile)),
                Text::tr("Add the profile, or unset AWS_PROFILE."));
        }
        if (profile.id.value.isEmpty() && profile.secret.value.isEmpty())
            return std::optional<Credentials>();
        if (profile.id.value.isEmpty())
            return halfOnly(profile.secret, u"aws_secret_access_key"_s, u"aws_access_key_id"_s);
        if (profile.secret.value.isEmpty())
            return halfOnly(profile.id, u"aws_access_key_id"_s, u"aws_secret_access_key"_s);
        return Credentials{QString::fromUtf8(profile.id.value.view()),
                           std::move(profile.secret.value),
                           std::move(profile.token.value),
                           {},
                           place()};
    }

    tl::unexpected<Error> halfOnly(const Setting &present, const QString &name, const QString &absent) const
    {
        return fail(ErrorCode::Configuration, u"credentials.file"_s,
                    Text::tr("%1, line %2: the profile %3 has %4 but not %5.")
                        .arg(m_path)
                        .arg(present.line)
                        .arg(quoted(m_profile), name, absent),
                    Text::tr("Add %1 to the profile.").arg(absent));
    }

    QString m_path;
    QString m_profile;
    bool m_profileIsNamed;
};

} // namespace

std::shared_ptr<CredentialsProvider> sharedFileCredentials(const QProcessEnvironment &environment)
{
    return std::make_shared<SharedFileCredentials>(environment);
}

} // namespace lifeboat
