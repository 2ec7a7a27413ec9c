// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"

#include "service/alertsender.h"
#include "service/knownfolders.h"
#include "service/requestledger.h"
#include "service/requestscope.h"
#include "storage/folder/folderstore.h"
#include "storage/s3/s3store.h"

#include <QSysInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The last link: an error that says more than "looked everywhere".
class OutOfReach final : public CredentialsProvider
{
public:
    explicit OutOfReach(Error error) : m_error(std::move(error)) {}
    Result<std::optional<Credentials>> fetch(const CancelToken &) override { return fail(m_error); }

private:
    Error m_error;
};

class ConcreteStores final : public StoreFactory
{
public:
    ConcreteStores(std::shared_ptr<Clock> clock, QProcessEnvironment environment, QString settingsFile)
        : m_clock(std::move(clock)), m_environment(std::move(environment)),
          m_settingsFile(std::move(settingsFile)), m_meter(std::make_shared<RequestMeter>()),
          m_ledger(std::make_shared<RequestLedger>())
    {
    }

    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &profile) override
    {
        if (const auto *folder = std::get_if<FolderDestination>(&profile.profile.destination))
            return openFolderStore(folder->path, std::make_shared<KnownFolders>());
        const auto &s3 = std::get<S3Destination>(profile.profile.destination);
        S3Options options = s3.options;
        const GlobalSettings all = globalSettingsOrDefaults(m_settingsFile);
        options.uploadBytesPerSecond = tighterLimit(options.uploadBytesPerSecond, all.uploadBytesPerSecond);
        options.downloadBytesPerSecond =
            tighterLimit(options.downloadBytesPerSecond, all.downloadBytesPerSecond);
        return openS3Store(
            options, credentialsFor(profile), m_clock,
            ledgerMeter(m_ledger, billedAccount(s3), m_clock, RequestScope::counting(m_meter)));
    }

    Result<QString> credentialsOrigin(const LoadedProfile &profile, const CancelToken &cancel) override
    {
        if (!std::holds_alternative<S3Destination>(profile.profile.destination))
            return QString();
        const auto credentials = credentialsFor(profile)->fetch(cancel);
        if (!credentials)
            return fail(credentials.error());
        return credentials->has_value() ? (*credentials)->origin : QString();
    }

    const RequestMeter *meter() const override { return m_meter.get(); }

private:
    /// In the order people expect a nearer statement to win over a farther one.
    std::shared_ptr<CredentialsProvider> credentialsFor(const LoadedProfile &profile) const
    {
        std::vector<std::shared_ptr<CredentialsProvider>> links;
        if (profile.secrets.credentials)
            links.push_back(staticCredentials(profile.secrets.credentials->clone()));
        links.push_back(environmentCredentials(m_environment));
        links.push_back(sharedFileCredentials(m_environment));
        links.push_back(containerCredentials(m_environment));
        links.push_back(instanceCredentials(m_environment));
        if (const auto why = secretOutOfReach(profile))
            links.push_back(std::make_shared<OutOfReach>(profile.missingSecret.value_or(*why)));
        return credentialsChain(std::move(links), m_clock);
    }

    std::shared_ptr<Clock> m_clock;
    QProcessEnvironment m_environment;
    QString m_settingsFile;
    std::shared_ptr<RequestMeter> m_meter; ///< of all stores that are closed by now
    std::shared_ptr<RequestLedger> m_ledger;
};

} // namespace

GlobalSettings settingsOf(const QString &settingsFile)
{
    const auto loaded = loadGlobalSettings(settingsFile, QProcessEnvironment::systemEnvironment());
    if (!loaded) {
        qCWarning(logConfig).noquote() << describe(loaded.error());
        return {};
    }
    for (const QString &warning : loaded->warnings)
        qCWarning(logConfig).noquote() << warning;
    return loaded->settings;
}

std::unique_ptr<BackupService> composeService(const QString &settingsFile)
{
    auto clock = std::make_shared<SystemClock>();
    auto stores =
        std::make_shared<ConcreteStores>(clock, QProcessEnvironment::systemEnvironment(), settingsFile);
    const QString host = QSysInfo::machineHostName();
    auto alerts = std::make_shared<AlertSender>(AlertOptions{host, stateFolder(), {}, {}}, clock);
    return std::make_unique<BackupService>(std::move(stores), std::move(clock), host, std::move(alerts));
}

} // namespace lifeboat
