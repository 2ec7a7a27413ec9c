// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/storeuselabel.h"

#include "base/format.h"
#include "service/listingcache.h"

#include <QLocale>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString sizeWords(qint64 bytes, int decimals)
{
    return QLocale().formattedDataSize(bytes, decimals, QLocale::DataSizeSIFormat);
}

} // namespace

QString storeUseWords(int backups, qint64 bytes, const std::optional<AccountUse> &account)
{
    if (!account)
        return StoreUseLabel::tr("%n backup(s), %1", nullptr, backups).arg(formatBytes(bytes));
    const QLocale locale;
    return QStringList{StoreUseLabel::tr("%n backup(s)", nullptr, backups),
                       StoreUseLabel::tr("%1 of %2", "1.3 GB of 10 GB")
                           .arg(sizeWords(account->bytes, 1), sizeWords(FreeTier::bytes, 0)),
                       StoreUseLabel::tr("A %1 of 1 M", "class A requests, of a million")
                           .arg(locale.toString(account->requests.classA)),
                       StoreUseLabel::tr("B %1 of 10 M", "class B requests, of ten millions")
                           .arg(locale.toString(account->requests.classB))}
        .join(u" · "_s);
}

StoreUseLabel::StoreUseLabel(ConsoleContext console, std::shared_ptr<const RequestLedger> ledger,
                             QWidget *parent)
    : QLabel(parent), m_console(console), m_ledger(std::move(ledger))
{
    setTextFormat(Qt::PlainText);
}

void StoreUseLabel::selectProfile(const QString &name)
{
    if (name == m_selected)
        return;
    m_selected = name;
    clear();
    setToolTip({});
}

void StoreUseLabel::noteBackups(const Profile &profile, const QList<BackupEntry> &backups)
{
    Holding &holding = m_holdings[listingPlace(profile)];
    const auto *s3 = std::get_if<S3Destination>(&profile.destination);
    holding = {s3 && isCloudflare(*s3) ? billedAccount(*s3) : QString(), static_cast<int>(backups.size()), 0};
    for (const BackupEntry &backup : backups)
        holding.bytes += backup.size;
    if (profile.id != m_selected)
        return;
    if (holding.account.isEmpty())
        showHolding(holding, std::nullopt);
    else
        readRequests(holding);
}

void StoreUseLabel::readRequests(const Holding &holding)
{
    // Nobody waits for it: a job that cannot be started is one that ends with the window.
    (void)m_console.jobs.start<RequestCount>(
        JobKind::List, {},
        [ledger = m_ledger, account = holding.account, now = m_console.backups.clock().utcNow()](
            const JobControl &) -> Result<RequestCount> { return ledger->countOf(account, now); },
        this,
        [this, holding, name = m_selected](const Result<RequestCount> &requests) {
            if (requests && name == m_selected)
                showHolding(holding, *requests);
        });
}

void StoreUseLabel::showHolding(const Holding &holding, const std::optional<RequestCount> &requests)
{
    if (!requests) {
        setText(storeUseWords(holding.backups, holding.bytes, std::nullopt));
        setToolTip({});
        return;
    }
    setText(storeUseWords(holding.backups, holding.bytes, AccountUse{bytesOf(holding.account), *requests}));
    setToolTip(
        tr("What Cloudflare R2 gives away each month, and how much of it is used at %1:\n"
           "storage of the backups listed here, class A requests (writing and listing) and class B "
           "requests (reading).\n"
           "Only the requests that Lifeboat has sent from this computer since the month began are known.")
            .arg(holding.account));
}

qint64 StoreUseLabel::bytesOf(const QString &account) const
{
    qint64 bytes = 0;
    for (const Holding &holding : m_holdings)
        bytes += holding.account == account ? holding.bytes : 0;
    return bytes;
}

} // namespace lifeboat
