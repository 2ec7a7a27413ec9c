// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/prunedialog.h"

#include "base/format.h"
#include "gui/backups/prunemodel.h"
#include "gui/common/listheader.h"
#include "gui/common/opening.h"
#include "gui/common/textdelegate.h"
#include "gui/common/timewords.h"
#include "ui_prunedialog.h"

#include <QPushButton>
#include <QTreeView>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

PruneDialog::PruneDialog(ConsoleContext console, ProfilePointer profile, QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::PruneDialog>()), m_console(console),
      m_profile(std::move(profile)), m_goingModel(new PruneModel(PruneModel::Part::Going, this)),
      m_stayingModel(new PruneModel(PruneModel::Part::Staying, this)), m_remove(nullptr)
{
    m_ui->setupUi(this);
    QFont heading = font();
    heading.setBold(true);
    heading.setPointSizeF(heading.pointSizeF() * 1.2);
    m_ui->title->setFont(heading);
    m_ui->going->setModel(m_goingModel);
    m_ui->staying->setModel(m_stayingModel);
    for (QTreeView *list : {m_ui->going, m_ui->staying}) {
        list->setItemDelegate(new TextDelegate(Qt::ElideRight, this));
        list->setHeader(new ListHeader(list));
        fitColumns(*list);
    }
    // The two ends of a key tell it apart: its folder and its time.
    m_ui->going->setItemDelegateForColumn(PruneModel::What, new TextDelegate(Qt::ElideMiddle, this));
    m_remove = m_ui->buttons->addButton(tr("&Remove"), QDialogButtonBox::DestructiveRole);
    m_remove->setObjectName(u"remove"_s);
    m_remove->setAutoDefault(false);
    m_remove->hide();
    const QFontMetrics metrics = fontMetrics();
    openAt(*this, {metrics.averageCharWidth() * 110, metrics.height() * 32});

    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ui->notice, &ErrorNotice::retryRequested, this, &PruneDialog::ask);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT confirmed(m_going);
    });
    ask();
}

PruneDialog::~PruneDialog() = default;

void PruneDialog::ask()
{
    m_ui->states->setCurrentWidget(m_ui->askingState);
    PruneOptions options;
    options.dryRun = true;
    const auto job = m_console.jobs.start<PruneReport>(
        JobKind::List, m_profile->profile.id,
        [&service = m_console.backups, profile = m_profile, options](const JobControl &control) {
            return service.prune(*profile, options, control);
        },
        this,
        [this](const Result<PruneReport> &report) {
            if (report)
                showPlan(*report);
            else
                showFailure(report.error());
        });
    if (!job)
        showFailure(job.error());
}

void PruneDialog::showFailure(const Error &error)
{
    m_ui->notice->showError(tr("It cannot be told what would go"), error);
    m_ui->states->setCurrentWidget(m_ui->failedState);
}

void PruneDialog::showPlan(const PruneReport &report)
{
    m_going = report.removed;
    const QDateTime now = m_console.backups.clock().utcNow();
    for (PruneModel *model : {m_goingModel, m_stayingModel})
        model->setPlan(report.plan, m_profile->profile.retentionCount, now);
    const auto going = static_cast<int>(m_going.size());
    const auto staying = m_stayingModel->rowCount();
    const QString all = QString::number(going + staying);
    m_ui->title->setText(going > 0 ? tr("%n of %1 backups would go, which frees %2", nullptr, going)
                                         .arg(all, formatBytes(report.freed))
                                   : tr("Nothing to remove", "no backup has expired"));
    m_ui->rules->setText(rulesInWords());
    m_ui->goingLabel->setText(
        tr("What &goes: %n backup(s), %1", nullptr, going).arg(formatBytes(m_goingModel->bytes())));
    m_ui->stayingLabel->setText(
        tr("What &stays: %n backup(s), %1", nullptr, staying).arg(formatBytes(m_stayingModel->bytes())));
    m_remove->setText(tr("&Remove %n backup(s)", nullptr, going));
    for (QWidget *widget : QList<QWidget *>{m_ui->goingPart, m_ui->warning, m_remove})
        widget->setVisible(going > 0);
    QPushButton *leave = m_ui->buttons->button(QDialogButtonBox::Cancel);
    if (going == 0)
        leave->setText(tr("&Close"));
    m_ui->states->setCurrentWidget(m_ui->planState);
    leave->setFocus();
}

QString PruneDialog::rulesInWords() const
{
    const Profile &profile = m_profile->profile;
    const int proven = profile.retention.verified;
    QString words = tr("The rules in Settings → Retention keep %1.", "7 generations, besides 7 daily")
                        .arg(describeRetention(profile.retentionCount, profile.retention));
    if (profile.retentionCount > 0 && proven == 1)
        words += u' ' + tr("The newest that is proven restorable never goes.");
    else if (profile.retentionCount > 0 && proven > 1)
        words += u' ' + tr("The newest %n that are proven restorable never go.", nullptr, proven);
    return words;
}

void PruneDialog::fitColumns(QTreeView &list) const
{
    const QDateTime evening(QDate(2026, 12, 28), QTime(20, 48));
    const int room = 2 * TextDelegate::marginIn(list) + 2 * fontMetrics().averageCharWidth();
    const auto fit = [&](int column, const QString &widest) {
        list.header()->resizeSection(column, std::max(list.header()->sectionSizeHint(column),
                                                      fontMetrics().horizontalAdvance(widest) + room));
    };
    fit(PruneModel::When, whenWords(evening, evening.addDays(1)));
    fit(PruneModel::Size, formatBytes(48'800'000));
}

} // namespace lifeboat
