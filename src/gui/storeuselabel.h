// SPDX-License-Identifier: GPL-3.0-or-later
// The status bar's right end: what the selected profile's backups take up and, at Cloudflare, how much of the
// account's free tier is used. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "service/requestledger.h"

#include <QLabel>

namespace lifeboat {

/// A billed account in the present month.
struct AccountUse
{
    qint64 bytes = 0; ///< of the backups that were listed there
    RequestCount requests;
};

/// "5 backups, 1.2 GiB" or, with an account, "5 backups · 1.3 GB of 10 GB · A 1,204 of 1 M · B 310 of 10 M".
[[nodiscard]] QString storeUseWords(int backups, qint64 bytes, const std::optional<AccountUse> &account);

class StoreUseLabel final : public QLabel
{
    Q_OBJECT
public:
    /// `ledger` is read inside jobs.
    StoreUseLabel(ConsoleContext console, std::shared_ptr<const RequestLedger> ledger, QWidget *parent);

    /// Says nothing until that one's backups are noted.
    void selectProfile(const QString &name);
    /// Of whichever profile: those of one account add up.
    void noteBackups(const Profile &profile, const QList<BackupEntry> &backups);

private:
    struct Holding
    {
        QString account; ///< empty: nobody bills it
        int backups = 0;
        qint64 bytes = 0;
    };
    void showHolding(const Holding &holding, const std::optional<RequestCount> &requests);
    void readRequests(const Holding &holding);
    [[nodiscard]] qint64 bytesOf(const QString &account) const;

    ConsoleContext m_console;
    std::shared_ptr<const RequestLedger> m_ledger;
    QString m_selected;
    QHash<QString, Holding> m_holdings; ///< by listingPlace(): two profiles may list the same backups
};

} // namespace lifeboat
