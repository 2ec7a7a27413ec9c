// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/databasepage.h"

#include "base/format.h"
#include "engine/backupkey.h"
#include "gui/common/draggedfile.h"
#include "gui/common/listheader.h"
#include "gui/common/textdelegate.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum Column { Application, Size, Path };

} // namespace

QString freeName(const QString &name, const QStringList &taken)
{
    static const QRegularExpression unsafe(u"[^a-z0-9._-]+"_s);
    static const QRegularExpression edge(u"^[.-]+|[.-]+$"_s);
    QString base = name.toLower();
    base.replace(unsafe, u"-"_s).remove(edge);
    if (base.isEmpty())
        base = u"database"_s;
    QString free = base;
    for (int number = 2; taken.contains(free, Qt::CaseInsensitive); ++number)
        free = u"%1-%2"_s.arg(base).arg(number);
    return free;
}

DatabasePage::DatabasePage(const ConsoleContext &console, SearchRoots roots)
    : m_console(console), m_roots(std::move(roots)),
      m_foundTitle(new QLabel(tr("&Found on this computer:"), this)), m_found(new QTreeWidget(this)),
      m_foundState(wrappingLabel({}, this)), m_path(new QLineEdit(this)), m_name(new QLineEdit(this)),
      m_verdict(wrappingLabel({}, this))
{
    setTitle(tr("Which database?"));
    setSubTitle(tr("Lifeboat copies it while its program goes on working; nothing has to be stopped."));
    setAcceptDrops(true);
    buildFound();
    buildChoice();
    m_pause.setSingleShot(true);
    m_pause.setInterval(250ms);
    connect(&m_pause, &QTimer::timeout, this, &DatabasePage::inspect);
    review();
}

void DatabasePage::buildFound()
{
    m_foundTitle->setBuddy(m_found);
    m_found->setObjectName(u"found"_s);
    m_found->setAccessibleName(tr("Found on this computer"));
    m_found->setAccessibleDescription(tr("Databases of well-known programs; choosing one fills in its path"));
    m_found->setHeader(new ListHeader(m_found));
    m_found->setHeaderLabels({tr("Program"), tr("Size"), tr("Where")});
    m_found->headerItem()->setTextAlignment(Size, Qt::AlignRight | Qt::AlignVCenter);
    m_found->setItemDelegate(new TextDelegate(Qt::ElideMiddle, m_found));
    m_found->setRootIsDecorated(false);
    m_found->setUniformRowHeights(true);
    m_found->setTextElideMode(Qt::ElideMiddle);
    m_found->header()->setSectionResizeMode(Application, QHeaderView::ResizeToContents);
    m_found->header()->setSectionResizeMode(Size, QHeaderView::ResizeToContents);
    m_found->setMinimumHeight(fontMetrics().height() * 6);
    m_foundState->setObjectName(u"foundState"_s);
    // Not currentItemChanged: tabbing into the list must not replace what was typed.
    connect(m_found, &QTreeWidget::itemSelectionChanged, this,
            [this] { choose(m_found->selectedItems().value(0)); });
    body()->addWidget(m_foundTitle);
    body()->addWidget(m_found, 1);
    body()->addWidget(m_foundState);
}

void DatabasePage::buildChoice()
{
    auto *browseButton = new QPushButton(tr("&Browse…"), this);
    connect(browseButton, &QPushButton::clicked, this, &DatabasePage::browse);
    m_path->setObjectName(u"databasePath"_s);
    m_path->setPlaceholderText(tr("A path, or drop a .db file here"));
    connect(m_path, &QLineEdit::textChanged, this, &DatabasePage::pathEdited);
    connect(m_path, &QLineEdit::textEdited, m_found, &QTreeWidget::clearSelection);
    m_verdict->setObjectName(u"verdict"_s);
    m_name->setObjectName(u"profileName"_s);
    m_name->setToolTip(tr("What this database and its backups are called"));
    m_name->setValidator(
        new QRegularExpressionValidator(QRegularExpression(u"[A-Za-z0-9._-]{0,100}"_s), m_name));
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_nameTyped = true;
        review();
    });
    auto *row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(browseButton);
    auto *pathLabel = new QLabel(tr("&Database file:"), this);
    pathLabel->setBuddy(m_path);
    auto *nameLabel = new QLabel(tr("N&ame:"), this);
    nameLabel->setBuddy(m_name);
    auto *grid = new QGridLayout;
    grid->addWidget(pathLabel, 0, 0);
    grid->addLayout(row, 0, 1);
    grid->addWidget(m_verdict, 1, 1);
    grid->addWidget(nameLabel, 2, 0);
    grid->addWidget(m_name, 2, 1);
    body()->addLayout(grid);

    auto *config = new QPushButton(tr("Use a &RustResort configuration file…"), this);
    config->setToolTip(
        tr("It already says which database, where to and how often; Lifeboat reads it as it is"));
    connect(config, &QPushButton::clicked, this, &DatabasePage::browseForConfig);
    auto *last = new QHBoxLayout;
    last->addWidget(config);
    last->addStretch();
    body()->addLayout(last);
    body()->addStretch(); // takes the room of a list that is not shown
}

void DatabasePage::initializePage()
{
    m_taken = m_console.profiles.names();
    search();
    m_path->setFocus();
}

void DatabasePage::search()
{
    m_foundState->setText(tr("Looking…"));
    m_foundState->show();
    const auto started = m_console.jobs.start<QList<FoundDatabase>>(
        JobKind::Check, {},
        [roots = m_roots](const JobControl &control) -> Result<QList<FoundDatabase>> {
            return findDatabases(roots, control.cancel);
        },
        this,
        [this](const Result<QList<FoundDatabase>> &found) {
            showFound(found ? *found : QList<FoundDatabase>());
        });
    Q_ASSERT(started); // a check is never refused
}

void DatabasePage::showFound(const QList<FoundDatabase> &databases)
{
    m_found->clear();
    for (const FoundDatabase &database : databases) {
        auto *item = new QTreeWidgetItem(m_found);
        item->setText(Application, database.application);
        item->setText(Size, formatBytes(database.size));
        item->setTextAlignment(Size, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(Path, Qt::UserRole, database.path);
        // A path reads from left to right also where words do not.
        item->setText(Path, isRightToLeft() ? QChar(0x200e) + database.path : database.path);
        item->setToolTip(Path, database.path);
    }
    m_foundTitle->setVisible(!databases.isEmpty());
    m_found->setVisible(!databases.isEmpty());
    m_foundState->setText(tr("None of the usual places has a database that you may read."));
    m_foundState->setVisible(databases.isEmpty());
}

void DatabasePage::choose(QTreeWidgetItem *item)
{
    if (!item)
        return;
    m_path->setText(item->data(Path, Qt::UserRole).toString());
    m_application = item->text(Application);
    m_nameTyped = false;
    proposeName();
    m_pause.start(0);
}

void DatabasePage::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose a database"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Databases (*.db *.db3 *.sqlite *.sqlite3)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &DatabasePage::setDatabasePath);
    dialog->open();
}

void DatabasePage::browseForConfig()
{
    auto *dialog = new QFileDialog(this, tr("Choose a configuration file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Configuration files (*.toml)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &DatabasePage::configFileChosen);
    dialog->open();
}

void DatabasePage::setDatabasePath(const QString &path)
{
    if (isConfigFile(path)) {
        Q_EMIT configFileChosen(path);
        return;
    }
    m_nameTyped = false;
    m_found->clearSelection();
    m_path->setText(path);
    m_pause.start(0);
}

void DatabasePage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFile(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void DatabasePage::dropEvent(QDropEvent *event)
{
    const QString path = draggedFile(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    setDatabasePath(path);
}

QString DatabasePage::databasePath() const
{
    const QString path = m_path->text().trimmed();
    if (path.startsWith(u"~/"))
        return QDir::cleanPath(m_roots.home + path.sliced(1));
    return path.isEmpty() ? path : QDir::cleanPath(path);
}

QString DatabasePage::profileName() const
{
    return m_name->text();
}

void DatabasePage::pathEdited()
{
    m_info.reset();
    m_error.reset();
    m_inspected.clear();
    m_verdict->clear();
    m_application.clear();
    m_pause.start();
    proposeName();
    review();
}

void DatabasePage::inspect()
{
    const QString path = databasePath();
    if (!QDir::isAbsolutePath(path) || path == m_inspected)
        return;
    m_verdict->setText(tr("Looking…"));
    const auto started = m_console.jobs.start<DatabaseInfo>(
        JobKind::Check, {}, [path](const JobControl &) { return inspectDatabase(path, OpenAs::Live); }, this,
        [this, path](const Result<DatabaseInfo> &outcome) {
            if (path != databasePath()) // the user has typed on
                return;
            m_inspected = path;
            showOutcome(outcome);
        });
    Q_ASSERT(started);
}

void DatabasePage::showOutcome(const Result<DatabaseInfo> &outcome)
{
    if (outcome) {
        m_info = *outcome;
        const QString mode = m_info->walMode ? u"WAL"_s : tr("rollback", "a journal mode");
        m_verdict->setText(tr("SQLite database, %1, %n table(s), journal mode %2", nullptr,
                              static_cast<int>(m_info->tables.size()))
                               .arg(formatBytes(m_info->size), mode));
    } else {
        m_error = outcome.error();
        m_verdict->setText(describe(*m_error));
    }
    review();
}

void DatabasePage::proposeName()
{
    if (m_nameTyped)
        return;
    const QString path = databasePath();
    const QString proposal = m_application.isEmpty() ? backupNameFor(path) : m_application;
    m_name->setText(path.isEmpty() ? QString() : freeName(proposal, m_taken));
}

QString DatabasePage::nameProblem() const
{
    static const QRegularExpression edge(u"^[.-]|[.-]$"_s);
    const QString name = profileName();
    if (name.isEmpty())
        return tr("Give the database a name.");
    if (edge.match(name).hasMatch())
        return tr("The name must begin and end with a letter, a digit or \"_\".");
    if (m_taken.contains(name, Qt::CaseInsensitive))
        return tr("There is already a profile named %1.").arg(name);
    return {};
}

QString DatabasePage::problem() const
{
    const QString path = databasePath();
    if (path.isEmpty())
        return tr("Choose a database to go on.");
    if (!QDir::isAbsolutePath(path))
        return tr("Give the whole path, beginning with \"/\".");
    if (m_error)
        return tr("This file cannot be backed up as a database.");
    if (!m_info)
        return tr("Looking at the file…");
    return nameProblem();
}

} // namespace lifeboat
