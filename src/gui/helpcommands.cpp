// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/helpcommands.h"

#include "base/format.h"
#include "engine/runhistory.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/helpwindow.h"
#include "gui/problemdialog.h"
#include "gui/problemreport.h"
#include "service/libraryversions.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QMessageBox>
#include <QStyle>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRecent = 20;

/// What was done lately, a line each; nothing where the history cannot be read. Blocks for the disk.
QStringList recentRuns(const QString &historyPath)
{
    QStringList lines;
    if (!QFile::exists(historyPath))
        return lines;
    const auto history = RunHistory::open(historyPath);
    RunFilter filter;
    filter.limit = mostRecent;
    const auto runs = history ? (*history)->list(filter) : fail(history.error());
    for (const RunRecord &run : runs.value_or(QList<RunRecord>())) {
        const QString outcome = run.error ? u"%1 %2 %3"_s.arg(errorCodeName(run.error->code),
                                                              run.error->operation, describe(*run.error))
                                          : run.backupKey;
        lines += u"%1 %2 %3: %4 %5"_s
                     .arg(formatUtc(run.finishedAt), jobName(run.kind), run.profile, outcomeName(run.outcome),
                          outcome)
                     .trimmed();
    }
    return lines;
}

} // namespace

HelpCommands::HelpCommands(ConsoleContext console, QString historyPath, QString logFolder, QWidget *window)
    : QObject(window), m_console(console), m_historyPath(std::move(historyPath)),
      m_logFolder(std::move(logFolder)), m_window(window)
{
}

void HelpCommands::openDocumentation()
{
    auto *help = new HelpWindow(m_window);
    help->setAttribute(Qt::WA_DeleteOnClose);
    help->show();
}

void HelpCommands::openLogFolder()
{
    QDir().mkpath(m_logFolder); // it is made with the first line, which may not have been written
    if (QDesktopServices::openUrl(QUrl::fromLocalFile(m_logFolder)))
        return;
    openErrorDialog(m_window, tr("The log folder cannot be shown"),
                    {ErrorCode::Unsupported, u"help.log"_s, tr("No program here shows folders."),
                     tr("The logs are in %1.").arg(m_logFolder)});
}

void HelpCommands::reportProblem()
{
    const auto started = m_console.jobs.start<QString>(
        JobKind::Check, {},
        [&profiles = m_console.profiles, now = m_console.backups.clock().utcNow(), history = m_historyPath,
         logs = m_logFolder](const JobControl &) -> Result<QString> {
            return problemReport(profiles, {now, recentRuns(history), logs});
        },
        this,
        [this](const Result<QString> &report) {
            auto *dialog = new ProblemDialog(m_console.jobs, report.value_or(QString()), m_window);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
    Q_ASSERT(started);
}

void HelpCommands::openAbout()
{
    auto *box = new QMessageBox(m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Lifeboat"));
    const int size = box->style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, box);
    box->setIconPixmap(themedIcon(u"lifeboat"_s).pixmap(QSize(size, size) * 2));
    box->setText(tr("Lifeboat %1").arg(QStringLiteral(LIFEBOAT_VERSION)));
    box->setInformativeText(tr("Backups of live SQLite databases that you can trust.\n\n"
                               "%1\nFree software under the GNU GPL, version 3 or later.")
                                .arg(libraryVersions().join(u", "_s)));
    box->open();
}

} // namespace lifeboat
