// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/preferencesdialog.h"

#include "engine/config/bytesize.h"
#include "gui/common/errornotice.h"
#include "gui/common/opening.h"
#include "gui/common/scrolled.h"
#include "service/apitoken.h"
#include "service/globalsettingsfile.h"
#include "ui_preferencesdialog.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QStringList namesIn(const QString &typed)
{
    QStringList names;
    for (const QString &name : typed.split(u',')) {
        if (!name.trimmed().isEmpty())
            names.append(name.trimmed());
    }
    return names;
}

/// The note below an editor, nearer to it than the next one.
void explain(QWidget *editor, const QLabel *note, QLayout *column)
{
    editor->setAccessibleDescription(note->text());
    column->setSpacing(editor->fontMetrics().height() / 6);
}

/// A tab may be higher than a small display.
void scrollPages(QTabWidget &tabs)
{
    for (int i = 0; i < tabs.count(); ++i) {
        QWidget *page = tabs.widget(i);
        const QString title = tabs.tabText(i);
        tabs.removeTab(i);
        tabs.insertTab(i, scrolled(page), title);
    }
    tabs.setCurrentIndex(0);
}

} // namespace

PreferencesDialog::PreferencesDialog(const ConsoleContext &console, std::shared_ptr<LoginStart> loginStart,
                                     QWidget *parent)
    : QDialog(parent), m_console(console), m_loginStart(std::move(loginStart)),
      m_file(globalSettingsFile(console.profiles.folder())), m_ui(std::make_unique<Ui::PreferencesDialog>())
{
    m_ui->setupUi(this);
    scrollPages(*m_ui->tabs);
    m_ui->notice->setRetryVisible(false);
    m_ui->tabs->setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    connect(m_ui->buttons, &QDialogButtonBox::accepted, this, &PreferencesDialog::accept);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &PreferencesDialog::reject);

    bind(m_ui->language, &GlobalSettings::language, {QString(), u"en"_s, u"de"_s, u"ja"_s});
    bind(m_ui->kitReminder, &GlobalSettings::kitReminderMonths, 0, GlobalSettings::mostReminderMonths);
    bind(m_ui->historyDays, &GlobalSettings::historyDays, GlobalSettings::leastHistoryDays,
         GlobalSettings::mostHistoryDays);
    m_ui->atLogin->setVisible(m_loginStart != nullptr);
    bind(m_ui->startMinimised, &GlobalSettings::startMinimised);
    bind(m_ui->closeToTray, &GlobalSettings::closeToTray);
    bind(m_ui->notifyFailure, &GlobalSettings::notifyFailure);
    bind(m_ui->notifyStale, &GlobalSettings::notifyStale);
    bind(m_ui->notifySuccess, &GlobalSettings::notifySuccess);
    bind(m_ui->holdOnMetered, &GlobalSettings::holdOnMetered);
    bind(m_ui->holdOnBattery, &GlobalSettings::holdOnBattery);
    bind(m_ui->logLevel, &GlobalSettings::logLevel, {LogLevel::Normal, LogLevel::Verbose, LogLevel::Debug});
    bindRate(m_ui->upload, &GlobalSettings::uploadBytesPerSecond,
             tr("The upload limit is a speed such as 10 MiB/s, or nothing."));
    bindRate(m_ui->download, &GlobalSettings::downloadBytesPerSecond,
             tr("The download limit is a speed such as 10 MiB/s, or nothing."));
    explain(m_ui->language, m_ui->languageNote, m_ui->languageColumn);
    explain(m_ui->download, m_ui->limitNote, m_ui->downloadColumn);
    bindServer();

    const auto showMonths = [this](int months) {
        m_ui->kitReminder->setSuffix(u' ' + tr("month(s)", "after their number", months));
    };
    connect(m_ui->kitReminder, &QSpinBox::valueChanged, this, showMonths);
    const auto showDays = [this](int days) {
        m_ui->historyDays->setSuffix(u' ' + tr("day(s)", "after their number", days));
    };
    connect(m_ui->historyDays, &QSpinBox::valueChanged, this, showDays);
    review();
    load();
}

PreferencesDialog::~PreferencesDialog() = default;

void PreferencesDialog::bind(QCheckBox *box, bool GlobalSettings::*value)
{
    m_bindings.append({[box, value](const GlobalSettings &settings) { box->setChecked(settings.*value); },
                       [box, value](GlobalSettings &settings) { settings.*value = box->isChecked(); },
                       {}});
}

void PreferencesDialog::bind(QSpinBox *box, int GlobalSettings::*value, int least, int most)
{
    box->setRange(least, most);
    m_bindings.append({[box, value](const GlobalSettings &settings) { box->setValue(settings.*value); },
                       [box, value](GlobalSettings &settings) { settings.*value = box->value(); },
                       {}});
}

template<typename T>
void PreferencesDialog::bind(QComboBox *box, T GlobalSettings::*value, const QList<T> &choices)
{
    m_bindings.append({[box, value, choices](const GlobalSettings &settings) {
                           box->setCurrentIndex(static_cast<int>(choices.indexOf(settings.*value)));
                       },
                       [box, value, choices](GlobalSettings &settings) {
                           settings.*value = choices.value(box->currentIndex(), settings.*value);
                       },
                       {}});
}

void PreferencesDialog::bindRate(QLineEdit *line, qint64 GlobalSettings::*value, const QString &problem)
{
    m_bindings.append({[line, value](const GlobalSettings &settings) {
                           const qint64 rate = settings.*value;
                           line->setText(rate == 0 ? QString() : exactByteSize(rate) + u"/s"_s);
                       },
                       [line, value](GlobalSettings &settings) {
                           settings.*value = parseByteRate(line->text()).value_or(0);
                       },
                       [line, problem] {
                           const bool good = line->text().trimmed().isEmpty() || parseByteRate(line->text());
                           return good ? QString() : problem;
                       }});
    connect(line, &QLineEdit::textChanged, this, &PreferencesDialog::review);
}

void PreferencesDialog::bind(QLineEdit *line, std::function<QString(const GlobalSettings &)> text,
                             std::function<void(GlobalSettings &, const QString &)> take)
{
    m_bindings.append(
        {[line, text = std::move(text)](const GlobalSettings &settings) { line->setText(text(settings)); },
         [line, take = std::move(take)](GlobalSettings &settings) { take(settings, line->text().trimmed()); },
         {}});
    connect(line, &QLineEdit::textChanged, this, &PreferencesDialog::review);
}

void PreferencesDialog::bindServer()
{
    bind(
        m_ui->listen, [](const GlobalSettings &settings) { return settings.api.listen; },
        [](GlobalSettings &settings, const QString &typed) { settings.api.listen = typed; });
    m_bindings.append(
        {[this](const GlobalSettings &settings) { m_ui->allowRemote->setChecked(settings.api.allowRemote); },
         [this](GlobalSettings &settings) { settings.api.allowRemote = m_ui->allowRemote->isChecked(); },
         {}});
    connect(m_ui->allowRemote, &QCheckBox::toggled, this, &PreferencesDialog::review);
    bind(
        m_ui->tokenFile, [](const GlobalSettings &settings) { return settings.api.tokenFile; },
        [](GlobalSettings &settings, const QString &typed) { settings.api.tokenFile = typed; });
    const QString usual = apiTokenFile({}, m_file, QProcessEnvironment::systemEnvironment());
    m_ui->tokenFile->setPlaceholderText(usual);
    connect(m_ui->browseTokenFile, &QPushButton::clicked, this, &PreferencesDialog::chooseTokenFile);
    bind(
        m_ui->hosts, [](const GlobalSettings &settings) { return settings.api.hosts.join(u", "_s); },
        [](GlobalSettings &settings, const QString &typed) { settings.api.hosts = namesIn(typed); });
    explain(m_ui->listen, m_ui->listenNote, m_ui->listenColumn);
    explain(m_ui->allowRemote, m_ui->allowRemoteNote, m_ui->allowRemoteColumn);
    explain(m_ui->tokenFile, m_ui->tokenFileNote, m_ui->tokenFileColumn);
    m_ui->tokenFileRow->setSpacing(style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this));
    explain(m_ui->hosts, m_ui->hostsNote, m_ui->hostsColumn);
}

void PreferencesDialog::chooseTokenFile()
{
    const QString present = m_ui->tokenFile->text().trimmed();
    auto *dialog = new QFileDialog(this, tr("Token file"),
                                   present.isEmpty() ? m_ui->tokenFile->placeholderText() : present);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::AnyFile); // it may still have to be made
    dialog->setLabelText(QFileDialog::Accept, tr("Choose"));
    connect(dialog, &QFileDialog::fileSelected, m_ui->tokenFile, &QLineEdit::setText);
    dialog->open();
}

void PreferencesDialog::load()
{
    const auto started = m_console.jobs.start<State>(
        JobKind::Check, {},
        [file = m_file, loginStart = m_loginStart](const JobControl &) -> Result<State> {
            auto loaded = loadGlobalSettings(file, QProcessEnvironment::systemEnvironment());
            if (!loaded)
                return fail(loaded.error());
            return State{std::move(loaded->settings), loginStart && loginStart->isOn()};
        },
        this,
        [this](const Result<State> &loaded) {
            if (!loaded) {
                m_ui->notice->showError(tr("The preferences cannot be read"), loaded.error());
                return;
            }
            m_loaded = *loaded;
            m_ui->atLogin->setChecked(m_loaded.atLogin);
            for (const Binding &binding : m_bindings)
                binding.show(m_loaded.settings);
            m_ready = true;
            review();
            m_ui->tabs->setFocus(); // until now only Cancel could have it, and Enter would press that
        });
    Q_ASSERT(started);
}

PreferencesDialog::State PreferencesDialog::edited() const
{
    State state = m_loaded; // what has no editor stays
    for (const Binding &binding : m_bindings)
        binding.take(state.settings);
    state.atLogin = m_ui->atLogin->isChecked();
    return state;
}

QString PreferencesDialog::problem() const
{
    for (const Binding &binding : m_bindings) {
        if (const QString problem = binding.problem ? binding.problem() : QString(); !problem.isEmpty())
            return problem;
    }
    const auto checked = checkGlobalSettings(edited().settings, QProcessEnvironment::systemEnvironment());
    if (checked)
        return {};
    const Error &error = checked.error();
    return error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint;
}

void PreferencesDialog::review()
{
    const QString problem = m_ready ? this->problem() : QString();
    m_ui->reason->setText(problem);
    m_ui->reason->setVisible(!problem.isEmpty());
    m_ui->tabs->setEnabled(m_ready);
    m_ui->buttons->button(QDialogButtonBox::Ok)->setEnabled(m_ready && problem.isEmpty());
    makeRoom();
}

void PreferencesDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    makeRoom();
}

/// For the highest page and the reason below it, as far as the display has it: nobody likes to scroll.
void PreferencesDialog::makeRoom()
{
    if (!isVisible())
        return;
    layout()->activate();
    const QSize room = qobject_cast<QScrollArea *>(m_ui->tabs->currentWidget())->viewport()->size();
    int missing = 0;
    for (int i = 0; i < m_ui->tabs->count(); ++i) {
        const QWidget *page = qobject_cast<QScrollArea *>(m_ui->tabs->widget(i))->widget();
        missing = std::max(missing, page->heightForWidth(room.width()) - room.height());
    }
    growBy(*this, missing);
}

void PreferencesDialog::accept()
{
    const State state = edited();
    if (state == m_loaded)
        return QDialog::accept();
    m_ui->notice->hide();
    m_ready = false;
    review();
    const auto started = m_console.jobs.start<void>(
        JobKind::Check, {},
        [file = m_file, loginStart = m_loginStart, before = m_loaded,
         state](const JobControl &) -> Result<void> {
            if (loginStart && state.atLogin != before.atLogin) {
                if (const auto done = loginStart->setOn(state.atLogin); !done)
                    return fail(done.error());
            }
            if (state.settings == before.settings)
                return {};
            return saveGlobalSettings(file, before.settings, state.settings,
                                      QProcessEnvironment::systemEnvironment());
        },
        this, [this, state](const Result<void> &saved) { conclude(saved, state); });
    Q_ASSERT(started);
}

void PreferencesDialog::conclude(const Result<void> &saved, const State &state)
{
    m_ready = true;
    review();
    if (!saved)
        return m_ui->notice->showError(tr("The preferences were not changed"), saved.error());
    if (state.settings.logLevel != m_loaded.settings.logLevel)
        installLog(state.settings.logLevel);
    m_loaded = state;
    Q_EMIT settingsChanged(state.settings);
    QDialog::accept();
}

PreferencesDialog *openPreferences(QWidget *parent, const ConsoleContext &console,
                                   std::shared_ptr<LoginStart> loginStart)
{
    auto *dialog = new PreferencesDialog(console, std::move(loginStart), parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

} // namespace lifeboat
