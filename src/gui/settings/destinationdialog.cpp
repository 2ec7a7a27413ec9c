// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/destinationdialog.h"

#include "engine/config/tomledit.h"
#include "gui/common/errornotice.h"
#include "gui/common/opening.h"
#include "gui/common/scrolled.h"
#include "gui/settings/secretplacebox.h"
#include "gui/wizard/connectiontest.h"
#include "gui/wizard/destinationform.h"
#include "gui/wizard/importdialog.h"
#include "gui/wizard/policydialog.h"
#include "gui/wizard/setuppage.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Everything about the way to the store; prefix, name and limits stay as they are.
QList<ProfileEdit> storeEdits(const S3Destination &s3, const QString &accessKeyId)
{
    const QString table = u"cloudflare"_s;
    const S3Options &options = s3.options;
    const bool r2 = !s3.accountId.isEmpty();
    const QString infix = options.endpoint.host().section(u'.', 1, 1);
    const QString jurisdiction = infix == u"eu" || infix == u"fedramp" ? infix : u"default"_s;
    const auto flag = [](bool value, const QString &toml) { return value ? toml : QString(); };
    QList<ProfileEdit> edits{
        {u"storage.backup"_s, u"bucket"_s, tomlString(options.bucket)},
        {table, u"account_id"_s, r2 ? tomlString(s3.accountId) : QString()},
        {table, u"jurisdiction"_s, r2 ? tomlString(jurisdiction) : QString()},
        {table, u"endpoint"_s, r2 ? QString() : tomlString(options.endpoint.toString())},
        {table, u"region"_s, r2 ? QString() : tomlString(options.region)},
        {table, u"path_style"_s, flag(!options.pathStyle, u"false"_s)},
        {table, u"allow_http"_s, flag(options.allowPlainHttp, u"true"_s)},
        {table, u"ca_file"_s, {}},
        {table, u"content_md5"_s, {}},
    };
    if (!accessKeyId.isEmpty()) {
        edits.append({table, u"r2_access_key_id"_s, tomlString(accessKeyId)});
    } else {
        for (const QString &key : {u"r2_access_key_id"_s, u"r2_secret_access_key"_s, u"secret_in_keychain"_s})
            edits.append({table, key, {}});
    }
    return edits;
}

} // namespace

QList<ProfileEdit> destinationEdits(const std::variant<FolderDestination, S3Destination> &destination,
                                    const QString &accessKeyId, bool replaces)
{
    if (const auto *folder = std::get_if<FolderDestination>(&destination)) {
        QList<ProfileEdit> edits{{u"storage.folder"_s, u"path"_s, tomlString(folder->path)}};
        if (replaces)
            edits.append({u"storage.backup"_s, u"bucket"_s, {}});
        return edits;
    }
    // With both, the folder would win.
    QList<ProfileEdit> edits = storeEdits(std::get<S3Destination>(destination), accessKeyId);
    edits.append({u"storage.folder"_s, u"path"_s, {}});
    return edits;
}

DestinationDialog::DestinationDialog(const ConsoleContext &console, const ProfilePointer &profile,
                                     QWidget *parent)
    : QDialog(parent), m_console(console), m_profile(profile), m_form(new DestinationForm(this)),
      m_keeping(new QWidget(this)), m_place(new SecretPlaceBox(console, m_keeping)),
      m_placeNote(wrappingLabel({}, m_keeping)), m_test(new ConnectionTest(
                                                     console, [this] { return draft(); }, this)),
      m_error(new ErrorNotice(this)), m_reason(wrappingLabel({}, this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Change the destination of %1").arg(m_profile->profile.id));
    m_reason->setObjectName(u"reason"_s);
    m_error->setRetryVisible(false);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("C&hange destination"));
    auto *keeping = new QFormLayout(m_keeping);
    keeping->setContentsMargins({});
    keeping->setRowWrapPolicy(QFormLayout::WrapLongRows);
    keeping->addRow(tr("&Keep the secret:"), m_place);
    keeping->addRow(m_placeNote);
    auto *content = new QWidget(this);
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins({});
    rows->addWidget(wrappingLabel(
        tr("Backups are made to the new destination from now on. Those in the old one stay where they are, "
           "and leave this list: nothing is moved or deleted. Change back to see them again."),
        content));
    rows->addWidget(m_form);
    rows->addWidget(m_keeping);
    rows->addWidget(m_test);
    rows->addStretch();
    auto *column = new QVBoxLayout(this);
    column->addWidget(scrolled(content), 1);
    column->addWidget(m_error);
    column->addWidget(m_reason);
    column->addWidget(m_buttons);
    openAt(*this, {fontMetrics().averageCharWidth() * 90, fontMetrics().lineSpacing() * 34});

    connect(m_form, &DestinationForm::changed, this, [this] {
        m_test->reset();
        m_test->setPossible(m_form->problem().isEmpty());
        review();
    });
    connect(m_form, &DestinationForm::importRequested, this, &DestinationDialog::openImport);
    connect(m_form, &DestinationForm::policyRequested, this, &DestinationDialog::openPolicy);
    connect(m_test, &ConnectionTest::stateChanged, this, &DestinationDialog::review);
    connect(m_place, &QComboBox::currentIndexChanged, this, &DestinationDialog::review);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &DestinationDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &DestinationDialog::reject);
    review();
}

ProfilePointer DestinationDialog::draft() const
{
    auto draft = std::make_shared<LoadedProfile>();
    draft->profile = m_profile->profile;
    draft->profile.destination = m_form->destination();
    if (auto *s3 = std::get_if<S3Destination>(&draft->profile.destination)) {
        if (const auto *old = std::get_if<S3Destination>(&m_profile->profile.destination))
            s3->keyPrefix = old->keyPrefix;
    }
    if (!m_form->accessKeyId().isEmpty()) {
        Credentials credentials;
        credentials.accessKeyId = m_form->accessKeyId();
        credentials.secretAccessKey = m_form->secretAccessKey();
        credentials.origin = tr("this form");
        draft->secrets.credentials = std::move(credentials);
    }
    return draft;
}

QString DestinationDialog::problem() const
{
    if (const QString problem = m_form->problem(); !problem.isEmpty())
        return problem;
    if (m_test->isAccepted())
        return {};
    return m_test->state() == ConnectionTest::State::Running
               ? tr("Testing the connection…")
               : tr("Correct what the test found, or choose to go on although it failed.");
}

void DestinationDialog::review()
{
    const QString problem = this->problem();
    m_keeping->setVisible(!m_form->accessKeyId().isEmpty());
    m_placeNote->setText(m_place->words({u"BACKUP_S3_ACCESS_KEY"_s, u"BACKUP_S3_SECRET_KEY"_s}));
    m_reason->setText(problem);
    m_reason->setVisible(!problem.isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty() && !m_busy);
}

void DestinationDialog::openImport()
{
    auto *dialog = new ImportDialog(m_console.jobs, QProcessEnvironment::systemEnvironment(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::chosen, m_form, &DestinationForm::take);
    dialog->open();
}

void DestinationDialog::openPolicy()
{
    auto *dialog = new PolicyDialog(draft()->profile, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void DestinationDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_form->setEnabled(!busy);
    m_keeping->setEnabled(!busy);
    m_test->setEnabled(!busy);
    review();
}

void DestinationDialog::accept()
{
    const QString name = m_profile->profile.id;
    m_error->hide();
    const auto started = m_console.jobs.start<void>(
        JobKind::Check, name,
        [&profiles = m_console.profiles, name, destination = m_form->destination(),
         id = m_form->accessKeyId(), place = m_place->place(),
         secret = std::make_shared<SecretBytes>(m_form->secretAccessKey())](
            const JobControl &control) -> Result<void> {
            const QList<ProfileEdit> edits = destinationEdits(destination, id, !profiles.isAdopted(name));
            if (secret->isEmpty())
                return profiles.change(name, edits);
            return changeWithSecretIn(place, profiles, {name, SecretName::Kind::S3SecretKey}, edits, *secret,
                                      control.cancel);
        },
        this,
        [this, name](const Result<void> &changed) {
            setBusy(false);
            if (!changed)
                return m_error->showError(tr("The destination was not changed"), changed.error());
            Q_EMIT destinationChanged(name);
            QDialog::accept();
        });
    if (!started)
        return m_error->showError(tr("The destination was not changed"), started.error());
    setBusy(true);
}

} // namespace lifeboat
