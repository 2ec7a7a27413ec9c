// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/headercard.h"

#include "base/format.h"
#include "gui/common/elidedlabel.h"
#include "gui/common/foldingrow.h"
#include "gui/common/healthwords.h"
#include "gui/common/icons.h"
#include "gui/common/nextwords.h"
#include "gui/common/timewords.h"

#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// As a shell writes it: what is the same for every path of this person says nothing.
QString homely(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    return path.startsWith(home) ? u"~/"_s + path.mid(home.size()) : path;
}

void showDestination(ElidedLabel &label, const Profile &profile)
{
    const QString database = homely(profile.databasePath);
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination)) {
        label.setText(HeaderCard::tr("%1 → folder %2", "database, folder"), {database, homely(folder->path)});
        return;
    }
    const auto &s3 = std::get<S3Destination>(profile.destination);
    label.setText(HeaderCard::tr("%1 → bucket %2 at %3", "database, bucket, host"),
                  {database, s3.options.bucket, s3.options.endpoint.host()});
}

/// A column without margins, its lines at the top.
QVBoxLayout *columnOf(QWidget *host, const QList<QWidget *> &lines)
{
    auto *column = new QVBoxLayout(host);
    column->setContentsMargins({});
    for (QWidget *line : lines)
        column->addWidget(line);
    column->addStretch();
    return column;
}

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

HeaderCard::HeaderCard(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(new ElidedLabel(this)),
      m_place(new ElidedLabel(this)), m_health(plainLabel(this)), m_next(plainLabel(this)),
      m_proven(plainLabel(this)), m_waiting(plainLabel(this))
{
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setBold(true);
    m_title->setFont(large);
    m_place->setForegroundRole(QPalette::PlaceholderText);
    QFont bold = m_health->font();
    bold.setBold(true);
    m_health->setFont(bold);
    m_proven->setObjectName(u"proven"_s);
    m_proven->hide();
    m_waiting->setObjectName(u"waiting"_s);
    m_waiting->hide();

    makeLayout();
}

void HeaderCard::makeLayout()
{
    auto *what = new QWidget(this);
    columnOf(what, {m_title, m_place, m_waiting});
    auto *how = new QWidget(this);
    QVBoxLayout *states = columnOf(how, {m_health, m_next, m_proven});
    auto *facts = new FoldingRow(what, how, what, this);
    const auto align = [this, states](bool folded) {
        for (QLabel *label : {m_health, m_next, m_proven})
            states->setAlignment(label, folded ? Qt::AlignLeading : Qt::AlignTrailing);
    };
    connect(facts, &FoldingRow::foldChanged, this, align);
    align(facts->isFolded());
    setBrief(false);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(fontMetrics().averageCharWidth() * 2);
    row->addWidget(m_icon);
    row->addWidget(facts, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // what is left is the pages'
}

void HeaderCard::showProfile(const QString &name, const Profile *profile)
{
    m_title->setText(name);
    if (profile)
        showDestination(*m_place, *profile);
    else
        m_place->setText({});
    m_place->setToolTip(profile ? profile->configFile : QString());
}

void HeaderCard::showStatus(const StoreHealth &health, const NextRun &next, const QDateTime &now)
{
    const bool first = isFirstBeingMade(health, next);
    m_shown = first ? Health::Unknown : health.report.health;
    drawIcon();
    m_health->setText(first ? tr("The first backup is being made…") : healthWords(health, now));
    m_health->setToolTip(health.problem ? describe(*health.problem) : QString());
    const QString words = first ? QString() : nextWords(next, now);
    m_next->setText(words.left(1).toUpper() + words.mid(1)); // it stands by itself here
    showProof(health.report, now);
}

/// Nothing while the store has not told.
void HeaderCard::showProof(const HealthReport &report, const QDateTime &now)
{
    m_knowsProof = report.drills && report.lastBackup.isValid();
    m_proven->setVisible(m_knowsProof && !m_isBrief);
    const DrillDates drills = report.drills.value_or(DrillDates());
    const QString proven =
        drills.restored.isValid()
            ? tr("Last proven restorable %1", "today 03:00").arg(whenWords(drills.restored, now))
            : tr("Not yet proven restorable");
    m_proven->setText(
        drills.hasFailed ? tr("The restore drill failed %1", "today 03:00").arg(whenWords(drills.latest, now))
                         : proven);
    QStringList tip{
        tr("Restore drills prove it: by hand in the Backup menu, or by themselves as the settings say.")};
    if (drills.hasFailed)
        tip.prepend(proven);
    m_proven->setToolTip(tip.join(u'\n'));
}

/// Health is told by what the store lists; this says only what is on its way there.
void HeaderCard::showWaiting(const WaitingBackups &waiting)
{
    m_waiting->setVisible(waiting.count > 0);
    m_waiting->setText(waitingWords(waiting));
    m_waiting->setToolTip(waiting.count == 0
                              ? QString()
                              : tr("%1, sealed. The store did not take them; the next backup that it takes "
                                   "brings them along.",
                                   "12.3 MiB")
                                    .arg(formatBytes(waiting.bytes)));
}

void HeaderCard::setBrief(bool brief)
{
    m_isBrief = brief;
    drawIcon();
    m_health->setMinimumHeight(brief ? 0 : m_title->sizeHint().height()); // or their lines do not meet
    for (QWidget *widget : std::initializer_list<QWidget *>{m_title, m_place, m_next})
        widget->setVisible(!brief);
    m_proven->setVisible(m_knowsProof && !brief);
}

void HeaderCard::drawIcon()
{
    const auto metric = m_isBrief ? QStyle::PM_SmallIconSize : QStyle::PM_LargeIconSize;
    const int size = style()->pixelMetric(metric, nullptr, this);
    m_icon->setPixmap(healthIcon(m_shown).pixmap(QSize(size, size), devicePixelRatioF()));
    m_icon->setAccessibleName(healthName(m_shown));
}

void HeaderCard::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon(); // it is a picture of the old palette
}

} // namespace lifeboat
