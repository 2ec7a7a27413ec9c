// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/adoptpage.h"

#include "base/format.h"
#include "crypto/keys.h"
#include "engine/config/profilefile.h"
#include "engine/retention.h"
#include "engine/schedulewords.h"
#include "gui/common/timewords.h"
#include "service/profilereach.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString destinationText(const Profile &profile)
{
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        return folder->path;
    const auto &s3 = std::get<S3Destination>(profile.destination);
    return sentence(AdoptPage::tr("bucket %1 at %2").arg(s3.options.bucket, s3.options.endpoint.host()));
}

QString scheduleText(const Profile &profile)
{
    if (!profile.schedule.enabled)
        return AdoptPage::tr("off: backups are made when you ask for one");
    return describeSchedule(profile.schedule);
}

QString encryptionText(const LoadedProfile &loaded)
{
    if (!loaded.profile.encryption.enabled)
        return AdoptPage::tr("off: whoever can read the destination can read the database");
    if (loaded.secrets.encryptionKey.isEmpty())
        return AdoptPage::tr("on, but there is no key yet: Lifeboat will ask for it");
    return AdoptPage::tr("on, with the key %1").arg(keyFingerprint(loaded.secrets.encryptionKey));
}

QString alertsText(const Profile &profile)
{
    const QStringList places = alertPlaces(profile.alerts);
    return places.isEmpty() ? AdoptPage::tr("nobody beyond this desktop") : places.join(u'\n');
}

} // namespace

AdoptPage::AdoptPage(const ConsoleContext &console, QProcessEnvironment environment)
    : m_console(console), m_environment(std::move(environment)), m_facts(new QFormLayout)
{
    setTitle(tr("Use this configuration"));
    setSubTitle(
        tr("The file stays where it is; Lifeboat reads it as its program does and does not copy it."));
    m_facts->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_facts->setRowWrapPolicy(QFormLayout::WrapLongRows);
    body()->addLayout(m_facts);
    body()->addStretch();
}

void AdoptPage::setConfigFile(const QString &path)
{
    m_file = path;
    m_read = false;
    m_usable = false;
}

void AdoptPage::initializePage()
{
    clearError();
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    review();
    const auto started = m_console.jobs.start<ProfilePointer>(
        JobKind::Check, {},
        [file = m_file, environment = m_environment](const JobControl &) -> Result<ProfilePointer> {
            auto loaded = loadProfile(file, environment);
            if (!loaded)
                return fail(loaded.error());
            return std::make_shared<const LoadedProfile>(std::move(*loaded));
        },
        this,
        [this, file = m_file](const Result<ProfilePointer> &outcome) {
            if (file == m_file)
                show(outcome);
        });
    Q_ASSERT(started);
}

void AdoptPage::show(const Result<ProfilePointer> &outcome)
{
    m_read = true;
    m_usable = outcome.has_value();
    if (!outcome) {
        showError(tr("This file cannot be used as it is"), outcome.error());
        review();
        return;
    }
    showFacts(**outcome);
    review();
}

void AdoptPage::addRow(const QString &label, const QString &text)
{
    m_facts->addRow(label, wrappingLabel(text, this));
}

void AdoptPage::showFacts(const LoadedProfile &loaded)
{
    addRow(tr("File:"), m_file);
    addRow(tr("Database:"), loaded.profile.databasePath);
    addRow(tr("Backups go to:"), destinationText(loaded.profile));
    addRow(tr("Schedule:"), sentence(scheduleText(loaded.profile)));
    showCommands(loaded.profile);
    addRow(tr("Tells of failures:"), sentence(alertsText(loaded.profile)));
    addRow(tr("Keeps:"),
           sentence(describeRetention(loaded.profile.retentionCount, loaded.profile.retention)));
    addRow(tr("Encryption:"), sentence(encryptionText(loaded)));
    for (const QString &warning : loaded.warnings)
        addRow(tr("Note:"), warning);
}

/// Who adopts the file lets its author run these.
void AdoptPage::showCommands(const Profile &profile)
{
    const QList<ProfileCommand> commands = commandsOf(profile);
    if (commands.isEmpty()) {
        addRow(tr("Runs commands:"), sentence(tr("none")));
        return;
    }
    addRow(tr("Runs these commands:"), tr("They go to the shell as you, so go on only if you trust them."));
    for (const ProfileCommand &entry : commands) {
        QLabel *label = wrappingLabel(escaped(entry.command), this);
        label->setFont(fixedFont(this));
        m_facts->addRow(sentence(tr("%1:", "before a backup").arg(entry.when)), label);
    }
}

QString AdoptPage::problem() const
{
    if (!m_read)
        return tr("Reading the file…");
    return m_usable ? QString() : tr("Mend the file, or go back and set the database up by hand.");
}

} // namespace lifeboat
