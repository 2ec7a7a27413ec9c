// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/databasebrowser.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/fetchjob.h"
#include "engine/placefile.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/common/opening.h"
#include "gui/common/timewords.h"
#include "gui/restore/tablemodel.h"

#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QThreadPool>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int countingMoment = 250; ///< ms after which counts that are known are shown
constexpr int widestColumn = 40;    ///< characters, before the person makes it wider

enum Column { Name, Rows };

/// Counts of the tables from `first` on; nothing for one that cannot be counted.
struct Counts
{
    int first = 0;
    QList<std::optional<qint64>> rows;
};

Result<Counts> countFrom(const QString &file, const QStringList &tables, int first, const CancelToken &cancel)
{
    Counts counts{first, {}};
    QElapsedTimer clock;
    clock.start();
    for (int table = first; table < tables.size(); ++table) {
        const auto rows = countRows(file, tables.at(table), cancel);
        if (!rows && rows.error().code == ErrorCode::Cancelled)
            return fail(rows.error());
        counts.rows += rows ? std::optional(*rows) : std::nullopt;
        if (clock.elapsed() > countingMoment)
            break;
    }
    return counts;
}

/// A second copy, complete or not there.
Result<QString> copyTo(const FetchedBackup &copy, const QString &path)
{
    const QString twin = copy.workspace->path(u"saved.db"_s);
    if (!QFile::copy(copy.file, twin)) {
        return fail(ErrorCode::Io, u"browse.save"_s, Text::tr("The copy for %1 cannot be made.").arg(path),
                    Text::tr("See whether %1 has room.").arg(copy.workspace->base()));
    }
    const auto placed = placeFile(twin, path, true);
    QFile::remove(twin);
    if (!placed)
        return fail(placed.error());
    return path;
}

} // namespace

DatabaseBrowser::DatabaseBrowser(ConsoleContext console, ProfilePointer profile,
                                 std::shared_ptr<FetchedBackup> copy, QWidget *parent)
    : QDialog(parent, Qt::Window), m_console(console), m_profile(std::move(profile)), m_copy(std::move(copy)),
      m_filter(new QLineEdit(this)), m_tables(new QTreeWidget(this)), m_rows(new QTableView(this)),
      m_model(new TableModel(m_copy->file, this)), m_notice(new ErrorNotice(this)), m_state(new QLabel(this))
{
    setWindowTitle(tr("%1, backup of %2 (read-only)", "database, when")
                       .arg(m_profile->profile.id,
                            whenWords(m_copy->entry.takenAt, m_console.backups.clock().utcNow())));
    auto *splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeTableList());
    splitter->addWidget(makeRowsPage());
    splitter->setStretchFactor(1, 1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(splitter, 1);
    column->addWidget(makeButtons());
    openAt(*this, {fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 36});
    splitter->setSizes({fontMetrics().averageCharWidth() * 38, fontMetrics().averageCharWidth() * 92});
    listTables();
}

DatabaseBrowser::~DatabaseBrowser()
{
    delete m_model; // reads the copy
    // Removing a large file takes the disk a while.
    QThreadPool::globalInstance()->start([copy = std::move(m_copy)]() mutable { copy.reset(); });
}

QWidget *DatabaseBrowser::makeTableList()
{
    auto *label = new QLabel(tr("&Tables and views"), this);
    label->setBuddy(m_tables);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter tables"));
    m_filter->setAccessibleDescription(tr("Shows only tables whose name contains this"));
    m_tables->setColumnCount(2);
    m_tables->setHeaderLabels({tr("Name"), tr("Rows")});
    m_tables->setRootIsDecorated(false);
    m_tables->setUniformRowHeights(true);
    m_tables->setAccessibleName(tr("Tables and views"));
    m_tables->setAccessibleDescription(tr("Choose one to see its rows"));
    m_tables->header()->setStretchLastSection(false);
    m_tables->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_tables->header()->setSectionResizeMode(Rows, QHeaderView::ResizeToContents);
    connect(m_filter, &QLineEdit::textChanged, this, &DatabaseBrowser::filterTables);
    connect(m_tables, &QTreeWidget::currentItemChanged, this, &DatabaseBrowser::showTable);
    auto *side = new QWidget(this);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(label);
    column->addWidget(m_filter);
    column->addWidget(m_tables, 1);
    return side;
}

QWidget *DatabaseBrowser::makeRowsPage()
{
    m_rows->setModel(m_model);
    m_rows->setAccessibleName(tr("Rows"));
    m_rows->setAccessibleDescription(tr("The rows of the chosen table; more are read while you scroll"));
    m_rows->setAlternatingRowColors(true);
    m_rows->setWordWrap(false);
    m_rows->setTabKeyNavigation(false);
    m_rows->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_rows->horizontalHeader()->setResizeContentsPrecision(30);
    m_rows->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_rows->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setAlignment(Qt::AlignTop);
    connect(m_model, &TableModel::firstRowsShown, this, [this] {
        fitColumns();
        m_state->setText(m_model->rowCount() == 0 ? tr("No rows.") : QString());
        m_state->setVisible(m_model->rowCount() == 0);
    });
    connect(m_model, &TableModel::failed, this,
            [this](const Error &error) { showError(tr("The table cannot be read"), error); });
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_state);
    column->addWidget(m_notice);
    column->addWidget(m_rows, 1);
    m_notice->setRetryVisible(false);
    return page;
}

QWidget *DatabaseBrowser::makeButtons()
{
    auto *box = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_save = box->addButton(tr("&Save a copy…"), QDialogButtonBox::ActionRole);
    auto *restore = box->addButton(tr("&Restore this one…"), QDialogButtonBox::ActionRole);
    restore->setIcon(themedIcon(u"restore"_s));
    m_save->setIcon(themedIcon(u"download"_s));
    for (QAbstractButton *button : box->buttons())
        static_cast<QPushButton *>(button)->setAutoDefault(false); // Return belongs to the filter
    connect(m_save, &QPushButton::clicked, this, &DatabaseBrowser::chooseCopy);
    connect(restore, &QPushButton::clicked, this, [this] {
        Q_EMIT restoreRequested();
        accept();
    });
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return box;
}

void DatabaseBrowser::listTables()
{
    m_state->setText(tr("Looking…"));
    const auto job = m_console.jobs.start<QList<TableName>>(
        JobKind::Check, m_profile->profile.id,
        [copy = m_copy](const JobControl &) { return lifeboat::listTables(copy->file); }, this,
        [this](const Result<QList<TableName>> &tables) {
            if (tables)
                showTables(*tables);
            else
                showError(tr("The database cannot be read"), tables.error());
        });
    if (!job)
        showError(tr("The database cannot be read"), job.error());
}

void DatabaseBrowser::showTables(const QList<TableName> &tables)
{
    for (const TableName &table : tables) {
        auto *item = new QTreeWidgetItem(m_tables, {table.name, u"…"_s});
        item->setToolTip(Name,
                         (table.isView ? tr("%1 (view)") : tr("%1 (table)")).arg(table.name).toHtmlEscaped());
        item->setTextAlignment(Rows, Qt::AlignRight | Qt::AlignVCenter);
        if (table.isView) {
            QFont italic = m_tables->font();
            italic.setItalic(true);
            item->setFont(Name, italic);
        }
    }
    m_state->setText(tr("There are no tables in this database."));
    m_state->setVisible(tables.isEmpty());
    if (tables.isEmpty())
        return;
    m_tables->setCurrentItem(m_tables->topLevelItem(0));
    countRows(0);
}

void DatabaseBrowser::countRows(int first)
{
    QStringList names;
    for (int table = 0; table < m_tables->topLevelItemCount(); ++table)
        names += m_tables->topLevelItem(table)->text(Name);
    if (first >= names.size())
        return;
    // A count that cannot begin is no error worth a word: the dots stay.
    (void)m_console.jobs.start<Counts>(
        JobKind::Check, m_profile->profile.id,
        [copy = m_copy, names, first](const JobControl &control) {
            return countFrom(copy->file, names, first, control.cancel);
        },
        this,
        [this](const Result<Counts> &counts) {
            if (!counts)
                return;
            int table = counts->first;
            for (const auto &rows : counts->rows) {
                m_tables->topLevelItem(table)->setText(Rows, rows ? locale().toString(*rows) : u"–"_s);
                ++table;
            }
            countRows(table);
        });
}

void DatabaseBrowser::filterTables(const QString &text)
{
    for (int table = 0; table < m_tables->topLevelItemCount(); ++table) {
        QTreeWidgetItem *item = m_tables->topLevelItem(table);
        item->setHidden(!item->text(Name).contains(text, Qt::CaseInsensitive));
    }
}

void DatabaseBrowser::showTable(QTreeWidgetItem *item)
{
    m_notice->hide();
    m_rows->show();
    if (!item)
        return;
    m_state->setText(tr("Looking…"));
    m_state->show();
    m_model->showTable(item->text(Name));
}

void DatabaseBrowser::fitColumns()
{
    m_rows->resizeColumnsToContents();
    const int widest = fontMetrics().averageCharWidth() * widestColumn;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_rows->columnWidth(column) > widest)
            m_rows->setColumnWidth(column, widest);
    }
}

void DatabaseBrowser::showError(const QString &what, const Error &error)
{
    m_state->hide();
    m_rows->setVisible(m_model->rowCount() > 0);
    m_notice->showError(what, error);
}

void DatabaseBrowser::chooseCopy()
{
    auto *dialog =
        new QFileDialog(this, tr("Save a copy"),
                        QFileInfo(m_profile->profile.databasePath).completeBaseName()
                            + m_copy->entry.takenAt.toLocalTime().toString(u"-yyyyMMdd-HHmmss"_s) + u".db"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &DatabaseBrowser::saveCopy);
    dialog->open();
}

void DatabaseBrowser::saveCopy(const QString &path)
{
    m_save->setEnabled(false);
    const auto job = m_console.jobs.start<QString>(
        JobKind::Download, m_profile->profile.id,
        [copy = m_copy, path](const JobControl &) { return copyTo(*copy, path); }, this,
        [this](const Result<QString> &saved) {
            m_save->setEnabled(true);
            if (!saved)
                openErrorDialog(this, tr("The copy was not saved"), saved.error());
        });
    if (!job) {
        m_save->setEnabled(true);
        openErrorDialog(this, tr("The copy was not saved"), job.error());
    }
}

} // namespace lifeboat
