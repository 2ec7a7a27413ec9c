// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/setupwizard.h"

#include "engine/config/configpaths.h"
#include "gui/common/icons.h"
#include "gui/common/opening.h"
#include "gui/wizard/adoptpage.h"
#include "gui/wizard/databasepage.h"
#include "gui/wizard/destinationpage.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitpage.h"
#include "gui/wizard/safetyform.h"
#include "gui/wizard/safetypage.h"
#include "service/statefile.h"

#include <QAbstractButton>
#include <QLabel>
#include <QStyle>

namespace lifeboat {

using namespace Qt::StringLiterals;

SetupPlaces SetupPlaces::ofThisUser()
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    return {{u"/"_s, homeFolder(environment)}, environment, lifeboat::stateFolder(environment)};
}

SetupWizard::SetupWizard(const ConsoleContext &console, QWidget *parent, const SetupPlaces &places)
    : QWizard(parent), m_console(console), m_stateFolder(places.stateFolder),
      m_database(new DatabasePage(console, places.search)),
      m_destination(new DestinationPage(console, places.environment)), m_safety(new SafetyPage(console)),
      m_adopt(new AdoptPage(console, places.environment))
{
    setWindowTitle(tr("Back up a database"));
    setWizardStyle(QWizard::ModernStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setButtonText(QWizard::FinishButton, tr("&Finish and back up"));
    setPage(Database, m_database);
    setPage(Destination, m_destination);
    setPage(Safety, m_safety);
    setPage(Kit, new RecoveryKitPage(console.jobs, [this] { return kit(); }));
    setPage(Adopt, m_adopt);
    connect(m_database, &DatabasePage::configFileChosen, this, &SetupWizard::useConfigFile);
    connect(this, &QWizard::currentIdChanged, this, &SetupWizard::prepare);
    const int logo = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
    setPixmap(QWizard::LogoPixmap, themedIcon(u"lifeboat"_s).pixmap(logo));
    openAt(*this, {fontMetrics().averageCharWidth() * 96, fontMetrics().lineSpacing() * 42});
}

/// Qt makes the logo's label when a page is shown, and gives it no name.
void SetupWizard::nameLogo()
{
    for (QLabel *label : findChildren<QLabel *>()) {
        if (!label->pixmap(Qt::ReturnByValue).isNull() && label->accessibleName().isEmpty())
            label->setAccessibleName(tr("Lifeboat"));
    }
}

SetupWizard::~SetupWizard()
{
    if (m_job)
        m_job->cancel();
}

void SetupWizard::setDatabasePath(const QString &path)
{
    m_database->setDatabasePath(path);
}

void SetupWizard::useConfigFile(const QString &path)
{
    if (currentId() == -1)
        restart();
    m_adopt->setConfigFile(path);
    m_adopting = true;
    next();
}

void SetupWizard::prepare(int page)
{
    nameLogo();
    if (page == Database)
        m_adopting = false;
    if (page == Safety) {
        m_safety->form().setDatabaseSize(m_database->databaseSize());
        m_safety->form().setHasAccessKey(!m_destination->accessKeyId().isEmpty());
    }
    keepFocus();
}

/// A page without a field, or one that works, would leave it to Back or Cancel, and Enter would press that.
void SetupWizard::keepFocus()
{
    QWidget *page = currentPage();
    const QWidget *focused = focusWidget();
    const bool goesOn = focused == button(NextButton) || focused == button(FinishButton);
    if (page && !(focused && focused->isEnabled() && (goesOn || page->isAncestorOf(focused))))
        page->setFocus();
}

int SetupWizard::nextId() const
{
    switch (currentId()) {
    case Database: return m_adopting ? Adopt : Destination;
    case Destination: return Safety;
    case Safety: return m_safety->form().isEncrypted() ? Kit : -1;
    default: return -1;
    }
}

LoadedProfile SetupWizard::draft() const
{
    const SafetyForm &safety = m_safety->form();
    LoadedProfile draft = m_destination->draft();
    draft.profile.id = m_database->profileName();
    draft.profile.backupName = draft.profile.id;
    draft.profile.databasePath = m_database->databasePath();
    draft.profile.schedule = safety.schedule();
    draft.profile.retentionCount = safety.retentionCount();
    draft.profile.encryption.enabled = safety.isEncrypted();
    draft.secrets.encryptionKey = safety.encryptionKey();
    return draft;
}

Result<RecoveryKit> SetupWizard::kit() const
{
    return RecoveryKit::of(draft(), m_console.backups.clock().utcNow());
}

NewProfile SetupWizard::newProfile() const
{
    LoadedProfile draft = this->draft();
    NewProfile profile;
    profile.name = draft.profile.id;
    profile.rules = draft.profile;
    profile.accessKeyId = m_destination->accessKeyId();
    profile.secretAccessKey = m_destination->secretAccessKey();
    profile.encryptionKey = std::move(draft.secrets.encryptionKey);
    return profile;
}

void SetupWizard::accept()
{
    if (m_job)
        return;
    ProfileCatalog &profiles = m_console.profiles;
    if (m_adopting) {
        begin(tr("Taking the configuration over…"),
              [&profiles, file = m_adopt->configFile()](const JobControl &) { return profiles.adopt(file); });
        return;
    }
    const SecretPlace place = m_safety->form().secretPlace();
    const QString busy =
        place == SecretPlace::Keychain ? tr("Saving… The keychain may ask for its password.") : tr("Saving…");
    begin(busy,
          [&profiles, profile = std::make_shared<const NewProfile>(newProfile()), place,
           folder = m_stateFolder,
           now = m_console.backups.clock().utcNow()](const JobControl &control) -> Result<QString> {
              auto name = profiles.create(*profile, place, control.cancel);
              // That the date was not noted only means being asked for the kit again.
              if (name && !profile->encryptionKey.isEmpty())
                  std::ignore = KitRecord(folder).confirm(*name, now);
              return name;
          });
}

void SetupWizard::begin(const QString &busyText, std::function<Result<QString>(const JobControl &)> work)
{
    auto *page = static_cast<SetupPage *>(currentPage());
    page->clearError();
    const auto started =
        m_console.jobs.start<QString>(JobKind::Check, {}, std::move(work), this,
                                      [this](const Result<QString> &created) { conclude(created); });
    Q_ASSERT(started);
    m_job = *started;
    page->setBusy(busyText);
    button(QWizard::BackButton)->setEnabled(false);
    keepFocus();
}

void SetupWizard::conclude(const Result<QString> &created)
{
    m_job.clear();
    if (created) {
        Q_EMIT profileCreated(*created);
        QWizard::accept();
        return;
    }
    auto *page = static_cast<SetupPage *>(currentPage());
    page->setBusy({});
    button(QWizard::BackButton)->setEnabled(true);
    if (created.error().code != ErrorCode::Cancelled)
        page->showError(tr("The profile was not saved"), created.error());
}

void SetupWizard::reject()
{
    if (m_job)
        m_job->cancel(); // back to the page; a second time leaves
    else
        QWizard::reject();
}

} // namespace lifeboat
