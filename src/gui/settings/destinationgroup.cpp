// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/destinationgroup.h"

#include "base/secrettext.h"
#include "engine/config/bytesize.h"
#include "engine/config/tomledit.h"
#include "gui/common/secrettoggle.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString notEmpty(const QString &text)
{
    return text.trimmed().isEmpty() ? DestinationGroup::tr("This is needed.") : QString();
}

QString webAddress(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool good = url.isValid() && !url.host().isEmpty()
                      && (url.scheme() == u"https" || url.scheme() == u"http") && url.userInfo().isEmpty();
    return good ? QString() : DestinationGroup::tr("Enter a web address such as https://s3.example.com.");
}

QString account(const QString &text)
{
    static const QRegularExpression shape(QRegularExpression::anchoredPattern(u"[0-9A-Fa-f]{32}"_s));
    return shape.match(text.trimmed()).hasMatch()
               ? QString()
               : DestinationGroup::tr("An account id is 32 hexadecimal digits; the dashboard shows it.");
}

QString bucketName(const QString &text)
{
    static const QRegularExpression shape(
        QRegularExpression::anchoredPattern(u"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"_s));
    return shape.match(text.trimmed()).hasMatch()
               ? QString()
               : DestinationGroup::tr("A bucket's name has 3 to 63 of the characters a-z 0-9 . -");
}

/// "eu" of account.eu.r2.cloudflarestorage.com.
QString jurisdictionOf(const S3Destination &s3)
{
    const QStringList parts = s3.options.endpoint.host().split(u'.');
    return parts.size() > 4 ? parts.at(1) : u"default"_s;
}

} // namespace

DestinationGroup::DestinationGroup(const LoadedProfile &loaded, QWidget *parent)
    : SettingsGroup(tr("Destination"), parent)
{
    beginBox(tr("Destination"));
    if (const auto *folder = std::get_if<FolderDestination>(&loaded.profile.destination)) {
        path(tr("F&older:"), folder->path, u"storage.folder"_s, u"path"_s, true, true);
        addChange();
    } else {
        const auto &s3 = std::get<S3Destination>(loaded.profile.destination);
        addStore(loaded, s3);
        addChange();
        addConnection(s3);
    }
    addUnsent(loaded.profile);
    begin();
}

void DestinationGroup::addChange()
{
    const auto *button = addCommand(tr("Chan&ge destination…"), u"changeDestination"_s);
    connect(button, &QPushButton::clicked, this, &DestinationGroup::destinationRequested);
}

void DestinationGroup::addStore(const LoadedProfile &loaded, const S3Destination &s3)
{
    const QString table = u"cloudflare"_s;
    if (s3.accountId.isEmpty()) {
        text(tr("&Endpoint:"), s3.options.endpoint.toString(), table, u"endpoint"_s, webAddress)
            ->setToolTip(tr("The store's address, with https:// and without a bucket"));
    } else {
        text(tr("Acco&unt id:"), s3.accountId, table, u"account_id"_s, account)
            ->setToolTip(tr("Cloudflare's, of 32 hexadecimal digits"));
        auto *where = new QComboBox(this);
        where->setObjectName(u"jurisdiction"_s);
        where->setToolTip(tr("Where Cloudflare keeps the bucket, as was chosen when it was made"));
        where->addItem(tr("None"), u"default"_s);
        where->addItem(tr("European Union"), u"eu"_s);
        where->addItem(tr("FedRAMP"), u"fedramp"_s);
        where->setCurrentIndex(std::max(0, where->findData(jurisdictionOf(s3))));
        add(tr("&Jurisdiction:"), where)->bind(table, u"jurisdiction"_s, [where] {
            return tomlString(where->currentData().toString());
        });
    }
    text(tr("Bucket:"), s3.options.bucket, u"storage.backup"_s, u"bucket"_s, bucketName)
        ->setToolTip(tr("The bucket has to exist"));
    QString prefix = s3.keyPrefix;
    if (prefix.endsWith(u'/'))
        prefix.chop(1);
    const auto prefixProblem = [](const QString &typed) {
        const auto valid = validateKey(typed.isEmpty() ? u"backups"_s : typed + u"/backups"_s);
        return valid ? QString() : valid.error().message;
    };
    text(tr("&Prefix:"), prefix, table, u"prefix"_s, prefixProblem)
        ->setToolTip(tr("A folder in the bucket for all that Lifeboat writes there"));
    text(tr("Reg&ion:"), s3.options.region, table, u"region"_s, notEmpty)
        ->setToolTip(tr("As the store names it; auto for Cloudflare R2"));
    addAccessKey(loaded, s3);
    size(tr("Upl&oad limit:"), s3.options.uploadBytesPerSecond, 0, table, u"upload_limit"_s, true);
    size(tr("Do&wnload limit:"), s3.options.downloadBytesPerSecond, 0, table, u"download_limit"_s, true);
}

void DestinationGroup::addConnection(const S3Destination &s3)
{
    const QString table = u"cloudflare"_s;
    beginBox(tr("Connection"));
    path(tr("Certificates to trust:"), s3.options.caFile, table, u"ca_file"_s, false, false)
        ->setPlaceholderText(tr("The system's"));
    flag(tr("Bucket in the path, not before the host's &name"), s3.options.pathStyle, true, table,
         u"path_style"_s);
    flag(tr("Send Content-MD5, for stores that insist"), s3.options.contentMd5, false, table,
         u"content_md5"_s);
    flag(tr("Allow plain HTTP"), s3.options.allowPlainHttp, false, table, u"allow_http"_s);
    setNote(tr("Anyone on the way can read what goes over it."));
}

void DestinationGroup::addUnsent(const Profile &profile)
{
    const QString table = u"lifeboat.unsent"_s;
    const UnsentSettings usual;
    beginBox(tr("When an upload fails"));
    flag(tr("Keep the sealed backup here, and upload it with the ne&xt one"), profile.unsent.keep, usual.keep,
         table, u"keep"_s)
        ->setObjectName(u"keepUnsent"_s);
    if (!profile.encryption.enabled)
        setNote(tr("Encryption is off, and nothing is kept that is not sealed."));
    auto *limit =
        size(tr("&Room for those kept:"), profile.unsent.limit, usual.limit, table, u"limit"_s, false);
    limit->setObjectName(u"unsentLimit"_s);
    setNote(tr("The oldest go first."));
    setCheck([limit] {
        const QString typed = limit->text().trimmed();
        return typed.isEmpty() || parseByteSize(typed).value_or(0) > 0 ? QString()
                                                                       : tr("Enter a size such as 1 GiB.");
    });
}

void DestinationGroup::addAccessKey(const LoadedProfile &loaded, const S3Destination &s3)
{
    const std::optional<Credentials> &known = loaded.secrets.credentials;
    const QString id = known ? known->accessKeyId : s3.accessKeyId;
    const bool secretKnown = known.has_value() || s3.secretInKeychain;
    m_accessKeyId = text(tr("Access ke&y id:"), id, u"cloudflare"_s, u"r2_access_key_id"_s, {});
    m_accessKeyId->setToolTip(tr("As the store showed it when the key was made"));
    if (id.isEmpty())
        m_accessKeyId->setPlaceholderText(tr("Taken from the environment"));
    setCheck([this] {
        const bool alone = m_accessKeyId->text().trimmed().isEmpty() && m_secret && hasSecret();
        return alone ? tr("The secret needs its id beside it.") : QString();
    });

    m_secret = new QLineEdit(this);
    m_secret->setObjectName(u"secret"_s);
    m_secret->setToolTip(tr("As the store showed it when the key was made"));
    auto *toggle = new SecretToggle(m_secret);
    m_secret->setPlaceholderText(secretKnown ? tr("Unchanged") : QString());
    add(tr("Secret access key:"), m_secret);
    setTabOrder(m_secret, toggle);
    if (known)
        setNote(tr("Stored in: %1. Type a new one to replace it.").arg(known->origin));
    else if (s3.secretInKeychain)
        setNote(tr("The keychain did not give it."));
    setCheck([this, secretKnown, id] {
        const QString typed = m_accessKeyId->text().trimmed();
        if (hasSecret() || typed.isEmpty() || typed == id)
            return QString();
        return secretKnown ? tr("Another access key has another secret: enter it.")
                           : tr("The access key needs its secret: enter it.");
    });
}

QList<ProfileEdit> DestinationGroup::edits() const
{
    QList<ProfileEdit> all = SettingsGroup::edits();
    // Without an id, the rest of the access key is of no use and would not load.
    const bool cleared = std::ranges::any_of(
        all, [](const ProfileEdit &edit) { return edit.key == u"r2_access_key_id" && edit.toml.isEmpty(); });
    if (cleared) {
        all.append({u"cloudflare"_s, u"r2_secret_access_key"_s, {}});
        all.append({u"cloudflare"_s, u"secret_in_keychain"_s, {}});
    }
    return all;
}

bool DestinationGroup::hasSecret() const
{
    return m_secret && !m_secret->text().isEmpty();
}

SecretBytes DestinationGroup::secret() const
{
    return m_secret ? secretFrom(m_secret->text()) : SecretBytes();
}

void DestinationGroup::settle()
{
    SettingsGroup::settle();
    if (m_secret)
        m_secret->clear();
}

} // namespace lifeboat
