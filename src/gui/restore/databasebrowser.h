// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into a downloaded backup before deciding: its tables at the left, rows at the right, nothing
// written. Owns the private scratch copy, which goes with the window. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "sqlite/tablereader.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QTreeWidget;
class QTreeWidgetItem;

namespace lifeboat {

class ErrorNotice;
class TableModel;

class DatabaseBrowser final : public QDialog
{
    Q_OBJECT
public:
    DatabaseBrowser(ConsoleContext console, ProfilePointer profile, std::shared_ptr<FetchedBackup> copy,
                    QWidget *parent);
    ~DatabaseBrowser() override;

Q_SIGNALS:
    /// "Restore this one…" was pressed; the window is closing.
    void restoreRequested();

private:
    QWidget *makeTableList();
    QWidget *makeRowsPage();
    QWidget *makeButtons();
    void listTables();
    void showTables(const QList<TableName> &tables);
    /// Counts the rows of as many tables as a moment allows, then of the next ones.
    void countRows(int first);
    void filterTables(const QString &text);
    void showTable(QTreeWidgetItem *item);
    void fitColumns();
    void showError(const QString &what, const Error &error);
    void chooseCopy();
    void saveCopy(const QString &path);

    ConsoleContext m_console;
    ProfilePointer m_profile;
    std::shared_ptr<FetchedBackup> m_copy;
    QLineEdit *m_filter;
    QTreeWidget *m_tables;
    QTableView *m_rows;
    TableModel *m_model;
    ErrorNotice *m_notice;
    QLabel *m_state;
    QPushButton *m_save = nullptr;
};

} // namespace lifeboat
