// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/settingsform.h"

#include "base/format.h"
#include "crypto/keys.h"
#include "engine/config/bytesize.h"
#include "engine/config/tomledit.h"
#include "gui/common/secrettoggle.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QUrl>

#include <algorithm>
#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<int, 3> unitSeconds{60, 3600, 86'400};
constexpr int tenYears = 315'360'000; // s

/// An empty text takes its key out of the file.
QString tomlOrNothing(const QString &text)
{
    return text.trimmed().isEmpty() ? QString() : tomlString(text.trimmed());
}

QString notEmpty(const QString &text)
{
    return text.trimmed().isEmpty() ? SettingsForm::tr("This is needed.") : QString();
}

QString webAddress(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool good = url.isValid() && !url.host().isEmpty()
                      && (url.scheme() == u"https" || url.scheme() == u"http") && url.userInfo().isEmpty();
    return good ? QString() : SettingsForm::tr("Enter a web address such as https://s3.example.com.");
}

QString account(const QString &text)
{
    static const QRegularExpression shape(QRegularExpression::anchoredPattern(u"[0-9A-Fa-f]{32}"_s));
    return shape.match(text.trimmed()).hasMatch()
               ? QString()
               : SettingsForm::tr("An account id is 32 hexadecimal digits; the dashboard shows it.");
}

QString bucketName(const QString &text)
{
    static const QRegularExpression shape(
        QRegularExpression::anchoredPattern(u"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"_s));
    return shape.match(text.trimmed()).hasMatch()
               ? QString()
               : SettingsForm::tr("A bucket's name has 3 to 63 of the characters a-z 0-9 . -");
}

/// "eu" of account.eu.r2.cloudflarestorage.com.
QString jurisdictionOf(const S3Destination &s3)
{
    const QStringList parts = s3.options.endpoint.host().split(u'.');
    return parts.size() > 4 ? parts.at(1) : u"default"_s;
}

} // namespace

SettingsForm::SettingsForm(const LoadedProfile &loaded, QWidget *parent)
    : QWidget(parent), m_groups(new QVBoxLayout(this))
{
    addDatabase(loaded);
    addDestination(loaded);
    addSchedule(loaded.profile);
    addEncryption(loaded);
    addAdvanced(loaded.profile);
    m_groups->addStretch();
    for (SettingField *field : m_fields) {
        field->settle();
        field->review();
        connect(field, &SettingField::edited, this, [this] {
            review();
            Q_EMIT edited();
        });
    }
}

QFormLayout *SettingsForm::group(const QString &title)
{
    auto *box = new QGroupBox(title, this);
    auto *form = new QFormLayout(box);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_groups->addWidget(box);
    return form;
}

SettingField *SettingsForm::add(QFormLayout *form, const QString &label, QWidget *editor,
                                const QList<QWidget *> &beside)
{
    auto *field = new SettingField(editor, beside, this);
    if (label.isEmpty()) {
        form->addRow(field);
    } else {
        auto *words = new QLabel(label, this);
        words->setBuddy(editor);
        form->addRow(words, field);
        editor->setAccessibleName(QString(label).remove(u'&').remove(u':'));
    }
    m_fields.append(field);
    return field;
}

QLineEdit *SettingsForm::text(QFormLayout *form, const QString &label, const QString &value,
                              const QString &table, const QString &key,
                              std::function<QString(const QString &)> check)
{
    auto *line = new QLineEdit(value, this);
    line->setObjectName(key);
    SettingField *field = add(form, label, line);
    field->bind(table, key, [line] { return tomlOrNothing(line->text()); });
    if (check)
        field->setCheck([line, check = std::move(check)] { return check(line->text()); });
    return line;
}

QLineEdit *SettingsForm::path(QFormLayout *form, const QString &label, const QString &value,
                              const QString &table, const QString &key, bool folder, bool required)
{
    auto *line = new QLineEdit(value, this);
    line->setObjectName(table + u'.' + key);
    auto *browse = new QPushButton(tr("Browse…"), this);
    browse->setAccessibleName(tr("Browse for %1").arg(QString(label).remove(u'&').remove(u':')));
    connect(browse, &QPushButton::clicked, this, [this, line, folder] {
        auto *dialog = new QFileDialog(this, QString(), line->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        dialog->open();
    });
    SettingField *field = add(form, label, line, {browse});
    field->bind(table, key, [line] { return tomlOrNothing(line->text()); });
    field->setCheck([line, required] {
        const QString typed = line->text().trimmed();
        if (typed.isEmpty())
            return required ? tr("This is needed.") : QString();
        return QDir::isAbsolutePath(typed) || typed.startsWith(u"~/")
                   ? QString()
                   : tr("Enter the whole path, from / or ~/ on.");
    });
    return line;
}

QLineEdit *SettingsForm::size(QFormLayout *form, const QString &label, qint64 value, qint64 whenEmpty,
                              const QString &table, const QString &key, bool perSecond)
{
    const QString suffix = perSecond ? u"/s"_s : QString();
    auto *line = new QLineEdit(value == whenEmpty ? QString() : exactByteSize(value) + suffix, this);
    line->setObjectName(key);
    line->setPlaceholderText(whenEmpty == 0 ? tr("No limit") : exactByteSize(whenEmpty) + suffix);
    SettingField *field = add(form, label, line);
    field->bind(table, key, [line] { return tomlOrNothing(line->text()); });
    field->setCheck([line, perSecond] {
        const QString typed = line->text().trimmed();
        if (typed.isEmpty() || (perSecond ? parseByteRate(typed) : parseByteSize(typed)))
            return QString();
        return perSecond ? tr("Enter a speed such as 10 MiB/s.") : tr("Enter a size such as 1 GiB.");
    });
    return line;
}

void SettingsForm::addDatabase(const LoadedProfile &loaded)
{
    path(group(tr("Database")), tr("&File:"), loaded.profile.databasePath, u"database"_s, u"path"_s, false,
         true);
}

void SettingsForm::addDestination(const LoadedProfile &loaded)
{
    QFormLayout *form = group(tr("Destination"));
    if (const auto *folder = std::get_if<FolderDestination>(&loaded.profile.destination))
        path(form, tr("F&older:"), folder->path, u"storage.folder"_s, u"path"_s, true, true);
    else
        addStore(form, loaded, std::get<S3Destination>(loaded.profile.destination));
    addCommand(form, tr("C&hange destination…"), u"changeDestination"_s, &SettingsForm::destinationRequested);
}

void SettingsForm::addCommand(QFormLayout *form, const QString &words, const QString &name,
                              void (SettingsForm::*requested)())
{
    auto *button = new QPushButton(words, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(button, &QPushButton::clicked, this, requested);
    form->addRow(QString(), button);
    m_actions.append(button);
}

void SettingsForm::flag(QFormLayout *form, const QString &label, bool value, bool whenAbsent,
                        const QString &table, const QString &key)
{
    auto *box = new QCheckBox(label, this);
    box->setObjectName(key);
    box->setChecked(value);
    add(form, {}, box)->bind(table, key, [box, whenAbsent] {
        if (box->isChecked() == whenAbsent)
            return QString();
        return box->isChecked() ? u"true"_s : u"false"_s;
    });
}

void SettingsForm::addStore(QFormLayout *form, const LoadedProfile &loaded, const S3Destination &s3)
{
    const QString table = u"cloudflare"_s;
    if (s3.accountId.isEmpty()) {
        text(form, tr("&Endpoint:"), s3.options.endpoint.toString(), table, u"endpoint"_s, webAddress);
    } else {
        text(form, tr("Acco&unt id:"), s3.accountId, table, u"account_id"_s, account);
        auto *where = new QComboBox(this);
        where->setObjectName(u"jurisdiction"_s);
        where->addItem(tr("None"), u"default"_s);
        where->addItem(tr("European Union"), u"eu"_s);
        where->addItem(tr("FedRAMP"), u"fedramp"_s);
        where->setCurrentIndex(std::max(0, where->findData(jurisdictionOf(s3))));
        add(form, tr("&Jurisdiction:"), where)->bind(table, u"jurisdiction"_s, [where] {
            return tomlString(where->currentData().toString());
        });
    }
    text(form, tr("&Bucket:"), s3.options.bucket, u"storage.backup"_s, u"bucket"_s, bucketName);
    QString prefix = s3.keyPrefix;
    if (prefix.endsWith(u'/'))
        prefix.chop(1);
    text(form, tr("&Prefix:"), prefix, table, u"prefix"_s, [](const QString &typed) {
        const auto valid = validateKey(typed.isEmpty() ? u"backups"_s : typed + u"/backups"_s);
        return valid ? QString() : valid.error().message;
    });
    text(form, tr("Re&gion:"), s3.options.region, table, u"region"_s, notEmpty);
    addAccessKey(form, loaded, s3);
    size(form, tr("Up&load limit:"), s3.options.uploadBytesPerSecond, 0, table, u"upload_limit"_s, true);
    size(form, tr("Do&wnload limit:"), s3.options.downloadBytesPerSecond, 0, table, u"download_limit"_s,
         true);
    addConnection(s3);
}

void SettingsForm::addConnection(const S3Destination &s3)
{
    const QString table = u"cloudflare"_s;
    QFormLayout *form = group(tr("Connection"));
    path(form, tr("Certi&ficates to trust:"), s3.options.caFile, table, u"ca_file"_s, false, false)
        ->setPlaceholderText(tr("The system's"));
    flag(form, tr("Bucket in the path, not before the host's na&me"), s3.options.pathStyle, true, table,
         u"path_style"_s);
    flag(form, tr("Send Content-M&D5, for stores that insist"), s3.options.contentMd5, false, table,
         u"content_md5"_s);
    flag(form, tr("Allow plain HTTP"), s3.options.allowPlainHttp, false, table, u"allow_http"_s);
    m_fields.constLast()->setNote(tr("Anyone on the way can read what goes over it."));
}

void SettingsForm::addAccessKey(QFormLayout *form, const LoadedProfile &loaded, const S3Destination &s3)
{
    const std::optional<Credentials> &known = loaded.secrets.credentials;
    const QString id = known ? known->accessKeyId : s3.accessKeyId;
    const bool secretKnown = known.has_value() || s3.secretInKeychain;
    m_accessKeyId = text(form, tr("Access &key id:"), id, u"cloudflare"_s, u"r2_access_key_id"_s, {});
    if (id.isEmpty())
        m_accessKeyId->setPlaceholderText(tr("Taken from the environment"));
    m_fields.constLast()->setCheck([this] {
        const bool alone = m_accessKeyId->text().trimmed().isEmpty() && m_secret && hasSecret();
        return alone ? tr("The secret needs its id beside it.") : QString();
    });

    m_secret = new QLineEdit(this);
    m_secret->setObjectName(u"secret"_s);
    auto *toggle = new SecretToggle(m_secret);
    m_secret->setPlaceholderText(secretKnown ? tr("Unchanged") : QString());
    SettingField *field = add(form, tr("&Secret access key:"), m_secret);
    setTabOrder(m_secret, toggle);
    if (known)
        field->setNote(tr("Stored in: %1. Type a new one to replace it.").arg(known->origin));
    else if (s3.secretInKeychain)
        field->setNote(tr("The keychain did not give it."));
    field->setCheck([this, secretKnown, id] {
        const QString typed = m_accessKeyId->text().trimmed();
        if (hasSecret() || typed.isEmpty() || typed == id)
            return QString();
        return secretKnown ? tr("Another access key has another secret: enter it.")
                           : tr("The access key needs its secret: enter it.");
    });
}

void SettingsForm::addSchedule(const Profile &profile)
{
    const QString table = u"storage.backup"_s;
    QFormLayout *form = group(tr("Schedule"));
    auto *enabled = new QCheckBox(tr("Back up &regularly"), this);
    enabled->setObjectName(u"scheduleEnabled"_s);
    enabled->setChecked(profile.schedule.enabled);
    add(form, {}, enabled)->bind(table, u"enabled"_s, [enabled] {
        return enabled->isChecked() ? u"true"_s : u"false"_s;
    });

    const auto seconds = static_cast<int>(profile.schedule.interval.count());
    auto *unit = new QComboBox(this);
    unit->addItems({tr("minutes"), tr("hours"), tr("days")});
    unit->setAccessibleName(tr("Unit"));
    const auto fits = std::find_if(unitSeconds.rbegin(), unitSeconds.rend(),
                                   [seconds](int each) { return seconds % each == 0; });
    const bool whole = fits != unitSeconds.rend();
    unit->setCurrentIndex(whole ? static_cast<int>(unitSeconds.rend() - fits) - 1 : 0);
    auto *count = new QSpinBox(this);
    count->setObjectName(u"interval"_s);
    count->setRange(1, tenYears / 60);
    count->setValue(std::max(1, seconds / unitSeconds.at(static_cast<std::size_t>(unit->currentIndex()))));
    SettingField *field = add(form, tr("E&very:"), count, {unit});
    const auto chosen = [count, unit] {
        return qint64(count->value()) * unitSeconds.at(static_cast<std::size_t>(unit->currentIndex()));
    };
    field->bind(table, u"interval_seconds"_s, [chosen] { return QString::number(chosen()); });
    field->setCheck([chosen] { return chosen() > tenYears ? tr("Ten years at most.") : QString(); });
    if (!whole)
        field->setNote(tr("The file says %n second(s).", nullptr, seconds));

    form = group(tr("Retention"));
    auto *generations = new QSpinBox(this);
    generations->setObjectName(u"generations"_s);
    generations->setRange(0, 1'000'000);
    generations->setSpecialValueText(tr("All"));
    generations->setValue(profile.retentionCount);
    SettingField *kept = add(form, tr("Ge&nerations kept:"), generations);
    kept->bind(table, u"retention_count"_s, [generations] { return QString::number(generations->value()); });
    kept->setNote(tr("Older backups are removed after each new one. The newest is never removed."));
}

void SettingsForm::addEncryption(const LoadedProfile &loaded)
{
    QFormLayout *form = group(tr("Encryption"));
    auto *enabled = new QCheckBox(tr("En&crypt backups"), this);
    enabled->setObjectName(u"encrypt"_s);
    enabled->setChecked(loaded.profile.encryption.enabled);
    SettingField *field = add(form, {}, enabled);
    const bool hasKey = !loaded.secrets.encryptionKey.isEmpty();
    const bool expectsKey = hasKey || loaded.profile.encryption.keyInKeychain;
    field->bind(u"storage.backup.encryption"_s, u"enabled"_s,
                [enabled] { return enabled->isChecked() ? u"true"_s : u"false"_s; });
    field->setCheck([enabled, expectsKey] {
        return enabled->isChecked() && !expectsKey ? tr("This profile has no key yet. Make one below.")
                                                   : QString();
    });
    const auto fact = [this, form](const QString &label, const QString &words, const QString &name) {
        auto *value = new QLabel(words, this);
        value->setObjectName(name);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        form->addRow(label, value);
    };
    if (hasKey) {
        fact(tr("Key:"), keyFingerprint(loaded.secrets.encryptionKey), u"keyFingerprint"_s);
        fact(tr("Stored in:"), loaded.secrets.encryptionKeyOrigin, u"keyOrigin"_s);
        field->setNote(
            tr("A key is never replaced: what it sealed could not be opened any more. For a new key, make "
               "a new profile."));
        return;
    }
    const bool elsewhere = expectsKey || !loaded.profile.encryption.keyFile.isEmpty();
    fact(tr("Key:"),
         loaded.profile.encryption.keyInKeychain ? tr("The keychain did not give it.")
         : elsewhere ? tr("%1 cannot be read.").arg(loaded.profile.encryption.keyFile)
                     : tr("None"),
         u"keyFingerprint"_s);
    // Where there is a key, a new one would be the end of the old one's backups.
    if (!elsewhere)
        addCommand(form, tr("Make a &key and encrypt…"), u"makeKey"_s, &SettingsForm::keyRequested);
}

void SettingsForm::addAdvanced(const Profile &profile)
{
    const QString table = u"lifeboat"_s;
    QFormLayout *form = group(tr("Advanced"));
    text(form, tr("Na&me of the backups:"), profile.backupName, table, u"name"_s, [](const QString &typed) {
        static const QRegularExpression shape(
            QRegularExpression::anchoredPattern(u"[A-Za-z0-9._-]{1,100}"_s));
        const bool good = shape.match(typed.trimmed()).hasMatch();
        return good ? QString() : tr("Up to 100 of the characters A-Z a-z 0-9 . _ -");
    });
    m_fields.constLast()->setNote(
        tr("Backups made under another name stay where they are, and leave this list."));
    path(form, tr("&Temporary folder:"), profile.temporaryFolder, table, u"temp_dir"_s, true, false)
        ->setPlaceholderText(tr("Chosen by itself"));
    size(form, tr("Write-ahead log l&imit:"), profile.walGrowthLimit, Profile().walGrowthLimit, table,
         u"wal_limit"_s, false);
    m_fields.constLast()->setNote(
        tr("A backup gives up when the log grew by more meanwhile; 0 is no limit."));
}

void SettingsForm::review()
{
    for (SettingField *field : m_fields)
        field->review();
}

QList<ProfileEdit> SettingsForm::edits() const
{
    QList<ProfileEdit> all;
    for (const SettingField *field : m_fields) {
        if (const auto edit = field->edit())
            all.append(*edit);
    }
    // Without an id, the rest of the access key is of no use and would not load.
    const bool cleared = std::ranges::any_of(
        all, [](const ProfileEdit &edit) { return edit.key == u"r2_access_key_id" && edit.toml.isEmpty(); });
    if (cleared) {
        all.append({u"cloudflare"_s, u"r2_secret_access_key"_s, {}});
        all.append({u"cloudflare"_s, u"secret_in_keychain"_s, {}});
    }
    return all;
}

bool SettingsForm::hasSecret() const
{
    return m_secret && !m_secret->text().isEmpty();
}

SecretBytes SettingsForm::secret() const
{
    QByteArray typed = m_secret ? m_secret->text().trimmed().toUtf8() : QByteArray();
    SecretBytes secret{QByteArrayView(typed)};
    wipe(typed.data(), static_cast<std::size_t>(typed.size()));
    return secret;
}

void SettingsForm::settle()
{
    for (SettingField *field : m_fields)
        field->settle();
    if (m_secret)
        m_secret->clear();
}

void SettingsForm::setActionsEnabled(bool enabled)
{
    for (QPushButton *action : m_actions) {
        action->setEnabled(enabled);
        action->setToolTip(enabled ? QString() : tr("Apply or revert your changes first"));
    }
}

bool SettingsForm::isGood() const
{
    return std::ranges::all_of(m_fields, &SettingField::isGood);
}

} // namespace lifeboat
