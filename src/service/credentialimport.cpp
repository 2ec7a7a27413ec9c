// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/credentialimport.h"

#include "base/secrettext.h"
#include "base/text.h"
#include "engine/config/configpaths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 1 << 20;
constexpr int mostSections = 500;
constexpr qsizetype longestValue = 4096;

struct Setting
{
    QByteArray name; ///< lower case
    SecretBytes value;
};

struct Section
{
    QString name;
    std::vector<Setting> settings;

    /// The last one wins, as it does for the programs these files belong to.
    const Setting *find(QByteArrayView wanted) const
    {
        const auto found = std::find_if(settings.crbegin(), settings.crend(),
                                        [wanted](const Setting &setting) { return setting.name == wanted; });
        return found == settings.crend() ? nullptr : &*found;
    }
    QString text(QByteArrayView wanted) const
    {
        const Setting *setting = find(wanted);
        return setting ? QString::fromUtf8(setting->value.view()) : QString();
    }
    SecretBytes secret(QByteArrayView wanted) const
    {
        const Setting *setting = find(wanted);
        return setting ? setting->value.clone() : SecretBytes();
    }
    bool isTrue(QByteArrayView wanted) const
    {
        return text(wanted).compare(u"true"_s, Qt::CaseInsensitive) == 0 || text(wanted) == u"1";
    }
};

/// The dialect of INI that both programs write: [section], name = value, "#" and ";" comment lines.
class IniReader final
{
public:
    enum class Dialect {
        Rclone, ///< a value stands as it is
        Aws,    ///< " #" and " ;" end a value; indented lines are nested settings
    };
    IniReader(QString path, Dialect dialect) : m_path(std::move(path)), m_dialect(dialect) {}

    Result<std::vector<Section>> read(QByteArrayView text)
    {
        if (text.contains('\0'))
            return fail(problem(Text::tr("it holds binary data")));
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
        return std::move(m_sections);
    }

private:
    Result<void> take(QByteArrayView line)
    {
        const QByteArrayView text = line.trimmed();
        if (text.isEmpty() || text.startsWith('#') || text.startsWith(';'))
            return {};
        if (text.startsWith('['))
            return takeSection(text);
        const bool indented = line.startsWith(' ') || line.startsWith('\t');
        const qsizetype equals = text.indexOf('=');
        if (indented && (equals <= 0 || m_dialect == Dialect::Aws))
            return {}; // a nested setting or a continued value: none of ours
        if (equals <= 0)
            return fail(problem(Text::tr("line %1 is neither a [section] nor \"name = value\"").arg(m_line)));
        if (m_sections.empty())
            return fail(problem(Text::tr("line %1 comes before the first [section]").arg(m_line)));
        QByteArrayView value = text.sliced(equals + 1).trimmed();
        if (m_dialect == Dialect::Aws)
            value = withoutComment(value);
        if (value.size() > longestValue)
            return fail(problem(Text::tr("line %1 is too long").arg(m_line)));
        m_sections.back().settings.push_back(
            {text.first(equals).trimmed().toByteArray().toLower(), SecretBytes(value)});
        return {};
    }

    Result<void> takeSection(QByteArrayView text)
    {
        const qsizetype close = text.lastIndexOf(']');
        if (close < 0)
            return fail(problem(Text::tr("line %1 has a section name without \"]\"").arg(m_line)));
        if (m_sections.size() >= mostSections)
            return fail(problem(Text::tr("it has more than %1 sections").arg(mostSections)));
        Section section;
        section.name = QString::fromUtf8(text.sliced(1, close - 1).trimmed()).left(200);
        m_sections.push_back(std::move(section));
        return {};
    }

    static QByteArrayView withoutComment(QByteArrayView value)
    {
        for (qsizetype i = 1; i < value.size(); ++i) {
            const bool begins = value[i] == '#' || value[i] == ';';
            if (begins && (value[i - 1] == ' ' || value[i - 1] == '\t'))
                return value.first(i).trimmed();
        }
        return value;
    }

    Error problem(const QString &why) const
    {
        return Error{ErrorCode::Configuration, u"credentials.import"_s,
                     Text::tr("%1 cannot be read: %2.").arg(m_path, why),
                     Text::tr("Correct the file, or type the keys."), false};
    }

    const QString m_path;
    const Dialect m_dialect;
    int m_line = 0;
    std::vector<Section> m_sections;
};

/// rclone writes endpoints with and without a scheme.
QUrl endpointOf(const QString &text)
{
    if (text.isEmpty())
        return {};
    QUrl url(text.contains(u"://") ? text : u"https://"_s + text, QUrl::StrictMode);
    const bool usable = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
                        && (url.scheme() == u"https" || url.scheme() == u"http");
    return usable ? url : QUrl();
}

QString whyUnusable(const ImportedCredentials &keys, const Section &section, QByteArrayView tokenName)
{
    if (section.find(tokenName))
        return Text::tr("Its keys are temporary and would stop working.");
    if (section.isTrue("env_auth"))
        return Text::tr("Its keys come from the environment, as they can here too: leave them empty.");
    if (keys.accessKeyId.isEmpty() || keys.secretAccessKey.isEmpty())
        return Text::tr("It has no access key of its own.");
    return {};
}

Result<QByteArray> contentOf(const QString &path)
{
    const QString operation = u"credentials.import"_s;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::PermissionDenied, operation,
                    Text::tr("Cannot read %1: %2.").arg(path, file.errorString()),
                    Text::tr("Check who owns the file, or type the keys."));
    }
    QByteArray content = file.read(mostBytes + 1);
    if (content.size() > mostBytes) {
        wipe(content);
        return fail(ErrorCode::TooLarge, operation,
                    Text::tr("%1 is too large for a file of access keys.").arg(path),
                    Text::tr("Type the keys instead."));
    }
    return content;
}

using Parser = Result<ImportList> (*)(QByteArrayView, const QString &);

void offer(const QString &path, Parser parse, ImportOffer &all)
{
    if (!QFileInfo(path).isFile()) // a pipe would be waited for
        return;
    auto content = contentOf(path);
    if (!content) {
        all.problems.append(content.error());
        return;
    }
    auto list = parse(*content, path);
    wipe(*content);
    if (!list)
        all.problems.append(list.error());
    else
        std::move(list->begin(), list->end(), std::back_inserter(all.found));
}

QString rclonePath(const QProcessEnvironment &environment)
{
    const QString home = homeFolder(environment);
    const QString stated = environment.value(u"RCLONE_CONFIG"_s);
    if (!stated.isEmpty())
        return stated;
    QString base = environment.value(u"XDG_CONFIG_HOME"_s);
    if (!QDir::isAbsolutePath(base))
        base = home + u"/.config"_s;
    const QString path = base + u"/rclone/rclone.conf"_s;
    return QFileInfo::exists(path) ? path : home + u"/.rclone.conf"_s;
}

QString awsPath(const QProcessEnvironment &environment)
{
    const QString home = homeFolder(environment);
    QString path = environment.value(u"AWS_SHARED_CREDENTIALS_FILE"_s);
    if (path.startsWith(u"~/"))
        path.replace(0, 1, home);
    return path.isEmpty() ? home + u"/.aws/credentials"_s : path;
}

} // namespace

Result<ImportList> parseRcloneConfig(QByteArrayView text, const QString &path)
{
    // https://rclone.org/docs/#configuration-encryption
    if (text.trimmed().startsWith("# Encrypted rclone configuration File")
        || text.contains(QByteArrayView("RCLONE_ENCRYPT_V"))) {
        return fail(ErrorCode::Unsupported, u"credentials.import"_s,
                    Text::tr("%1 is protected by a password, which Lifeboat does not ask for.").arg(path),
                    Text::tr("\"rclone config show\" prints the keys; type them here."));
    }
    auto sections = IniReader(path, IniReader::Dialect::Rclone).read(text);
    if (!sections)
        return fail(sections.error());
    ImportList list;
    for (const Section &section : *sections) {
        if (section.text("type") != u"s3")
            continue;
        ImportedCredentials keys;
        keys.name = section.name;
        keys.origin = Text::tr("rclone remote");
        keys.endpoint = endpointOf(section.text("endpoint"));
        keys.region = section.text("region");
        if (keys.region.isEmpty())
            keys.region = section.text("provider") == u"Cloudflare" ? u"auto"_s : QString();
        keys.pathStyle = section.text("force_path_style").compare(u"false"_s, Qt::CaseInsensitive) != 0;
        keys.accessKeyId = section.text("access_key_id");
        keys.secretAccessKey = section.secret("secret_access_key");
        keys.unusable = whyUnusable(keys, section, "session_token");
        list.push_back(std::move(keys));
    }
    return list;
}

Result<ImportList> parseAwsCredentials(QByteArrayView text, const QString &path)
{
    auto sections = IniReader(path, IniReader::Dialect::Aws).read(text);
    if (!sections)
        return fail(sections.error());
    ImportList list;
    for (const Section &section : *sections) {
        ImportedCredentials keys;
        keys.name = section.name;
        keys.origin = Text::tr("AWS profile");
        keys.endpoint = endpointOf(section.text("endpoint_url"));
        keys.region = section.text("region");
        keys.accessKeyId = section.text("aws_access_key_id");
        keys.secretAccessKey = section.secret("aws_secret_access_key");
        keys.unusable = whyUnusable(keys, section, "aws_session_token");
        list.push_back(std::move(keys));
    }
    return list;
}

ImportOffer importableCredentials(const QProcessEnvironment &environment)
{
    ImportOffer all;
    offer(rclonePath(environment), parseRcloneConfig, all);
    offer(awsPath(environment), parseAwsCredentials, all);
    return all;
}

} // namespace lifeboat
