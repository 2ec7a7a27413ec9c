// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/destinationform.h"

#include "base/secrettext.h"
#include "gui/common/secrettoggle.h"
#include "service/credentialimport.h"
#include "storage/s3/s3address.h"
#include "ui_destinationform.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QRegularExpression>

#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// In the order of the combo box; what stands between account and host.
constexpr std::array jurisdictions{"", ".eu", ".fedramp"};

constexpr auto cloudflareHost = ".r2.cloudflarestorage.com"_L1;

bool isAccountId(const QString &text)
{
    static const QRegularExpression shape(u"\\A[0-9A-Fa-f]{32}\\z"_s);
    return shape.match(text).hasMatch();
}

QUrl endpointFrom(QString text)
{
    text = text.trimmed();
    if (!text.isEmpty() && !text.contains(u"://"))
        text.prepend(u"https://"_s);
    while (text.endsWith(u'/') && !text.endsWith(u"://"))
        text.chop(1);
    return QUrl(text, QUrl::StrictMode);
}

} // namespace

DestinationForm::DestinationForm(QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::DestinationForm>())
{
    m_ui->setupUi(this);
    setTabOrder(m_ui->secretKey, new SecretToggle(m_ui->secretKey));
    connect(this, &DestinationForm::changed, this, [this] {
        const auto *bucket = m_ui->cloudflare->isChecked() ? m_ui->r2Bucket : m_ui->bucket;
        m_ui->showPolicy->setEnabled(!bucket->text().trimmed().isEmpty());
    });
    watch();
    showKind();
    showPlainHttp();
}

DestinationForm::~DestinationForm() = default;

void DestinationForm::watch()
{
    for (QRadioButton *kind : {m_ui->cloudflare, m_ui->otherStore, m_ui->folder})
        connect(kind, &QRadioButton::toggled, this, &DestinationForm::showKind);
    for (QLineEdit *field : findChildren<QLineEdit *>())
        connect(field, &QLineEdit::textChanged, this, &DestinationForm::changed);
    connect(m_ui->account, &QLineEdit::textChanged, this, &DestinationForm::takeCloudflareAddress);
    connect(m_ui->endpoint, &QLineEdit::textChanged, this, &DestinationForm::showPlainHttp);
    connect(m_ui->jurisdiction, &QComboBox::currentIndexChanged, this, &DestinationForm::changed);
    connect(m_ui->pathStyle, &QCheckBox::toggled, this, &DestinationForm::changed);
    connect(m_ui->plainHttp, &QCheckBox::toggled, this, &DestinationForm::changed);
    connect(m_ui->browseFolder, &QPushButton::clicked, this, &DestinationForm::browse);
    connect(m_ui->importKeys, &QPushButton::clicked, this, &DestinationForm::importRequested);
    connect(m_ui->showPolicy, &QPushButton::clicked, this, &DestinationForm::policyRequested);
}

bool DestinationForm::isFolder() const
{
    return m_ui->folder->isChecked();
}

void DestinationForm::showKind()
{
    m_ui->cloudflarePage->setVisible(m_ui->cloudflare->isChecked());
    m_ui->storePage->setVisible(m_ui->otherStore->isChecked());
    m_ui->folderPage->setVisible(isFolder());
    m_ui->keys->setVisible(!isFolder());
    Q_EMIT changed();
}

void DestinationForm::showPlainHttp()
{
    S3Options options;
    options.endpoint = endpointFrom(m_ui->endpoint->text());
    options.bucket = u"any"_s;
    const auto address = S3Address::of(options);
    m_ui->plainHttp->setVisible(!address && address.error().code == ErrorCode::Refused);
}

void DestinationForm::takeCloudflareAddress(const QString &text)
{
    static const QRegularExpression address(
        u"([0-9A-Fa-f]{32})(?:\\.(eu|fedramp))?\\.r2\\.cloudflarestorage\\.com(?:/([A-Za-z0-9.-]+))?"_s);
    const auto match = address.match(text);
    if (!match.hasMatch())
        return;
    const QString infix = match.captured(2).isEmpty() ? QString() : u'.' + match.captured(2);
    const auto *found = std::find(jurisdictions.begin(), jurisdictions.end(), infix.toLatin1());
    m_ui->cloudflare->setChecked(true);
    m_ui->jurisdiction->setCurrentIndex(static_cast<int>(found - jurisdictions.begin()));
    if (!match.captured(3).isEmpty())
        m_ui->r2Bucket->setText(match.captured(3));
    m_ui->account->setText(match.captured(1));
}

void DestinationForm::take(const ImportedCredentials &imported)
{
    m_ui->accessKey->setText(imported.accessKeyId);
    m_ui->secretKey->setText(QString::fromUtf8(imported.secretAccessKey.view()));
    if (imported.endpoint.host().endsWith(cloudflareHost)) {
        takeCloudflareAddress(imported.endpoint.toString());
        return;
    }
    if (imported.endpoint.isEmpty() && imported.region.isEmpty())
        return;
    m_ui->otherStore->setChecked(true);
    if (!imported.endpoint.isEmpty())
        m_ui->endpoint->setText(imported.endpoint.toString());
    else if (m_ui->endpoint->text().isEmpty())
        m_ui->endpoint->setText(u"https://s3.%1.amazonaws.com"_s.arg(imported.region));
    if (!imported.region.isEmpty())
        m_ui->region->setText(imported.region);
    m_ui->pathStyle->setChecked(imported.pathStyle);
}

void DestinationForm::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose a folder for backups"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_ui->folderPath, &QLineEdit::setText);
    dialog->open();
}

S3Destination DestinationForm::cloudflare() const
{
    S3Destination destination;
    destination.accountId = m_ui->account->text().trimmed().toLower();
    destination.options.bucket = m_ui->r2Bucket->text().trimmed();
    const auto index = static_cast<std::size_t>(std::max(0, m_ui->jurisdiction->currentIndex()));
    destination.options.endpoint = QUrl(u"https://"_s + destination.accountId
                                        + QLatin1StringView(jurisdictions.at(index)) + cloudflareHost);
    return destination;
}

S3Destination DestinationForm::otherStore() const
{
    S3Destination destination;
    destination.options.endpoint = endpointFrom(m_ui->endpoint->text());
    destination.options.bucket = m_ui->bucket->text().trimmed();
    destination.options.region = m_ui->region->text().trimmed();
    destination.options.pathStyle = m_ui->pathStyle->isChecked();
    destination.options.allowPlainHttp = !m_ui->plainHttp->isHidden() && m_ui->plainHttp->isChecked();
    return destination;
}

std::variant<FolderDestination, S3Destination> DestinationForm::destination() const
{
    if (isFolder())
        return FolderDestination{QDir::cleanPath(m_ui->folderPath->text().trimmed())};
    return m_ui->cloudflare->isChecked() ? cloudflare() : otherStore();
}

QString DestinationForm::accessKeyId() const
{
    return isFolder() ? QString() : m_ui->accessKey->text().trimmed();
}

SecretBytes DestinationForm::secretAccessKey() const
{
    return isFolder() ? SecretBytes() : secretFrom(m_ui->secretKey->text());
}

QString DestinationForm::cloudflareProblem() const
{
    const QString account = m_ui->account->text().trimmed();
    if (account.isEmpty())
        return tr("Enter the Cloudflare account ID.");
    if (!isAccountId(account))
        return tr("The account ID has 32 hexadecimal digits; this is %n character(s).", nullptr,
                  static_cast<int>(account.size()));
    return m_ui->r2Bucket->text().trimmed().isEmpty() ? tr("Enter the bucket's name.") : QString();
}

QString DestinationForm::keyProblem() const
{
    const bool hasId = !m_ui->accessKey->text().trimmed().isEmpty();
    const bool hasSecret = !m_ui->secretKey->text().trimmed().isEmpty();
    if (hasId == hasSecret)
        return {};
    return hasId ? tr("Enter the secret access key, too.") : tr("Enter the access key ID, too.");
}

QString DestinationForm::problem() const
{
    if (isFolder()) {
        const QString path = m_ui->folderPath->text().trimmed();
        if (path.isEmpty())
            return tr("Choose a folder to go on.");
        return QDir::isAbsolutePath(path) ? QString() : tr("Give the whole path, beginning with \"/\".");
    }
    if (m_ui->cloudflare->isChecked()) {
        if (const QString problem = cloudflareProblem(); !problem.isEmpty())
            return problem;
    } else if (m_ui->endpoint->text().trimmed().isEmpty()) {
        return tr("Enter the store's endpoint.");
    } else if (m_ui->region->text().trimmed().isEmpty()) {
        return tr("Enter the store's region; many stores take us-east-1.");
    } else if (m_ui->bucket->text().trimmed().isEmpty()) {
        return tr("Enter the bucket's name.");
    }
    const auto address = S3Address::of(std::get<S3Destination>(destination()).options);
    return address ? keyProblem() : address.error().message;
}

} // namespace lifeboat
