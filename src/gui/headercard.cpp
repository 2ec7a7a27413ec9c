// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/headercard.h"

#include "gui/common/elidedlabel.h"
#include "gui/common/icons.h"
#include "gui/common/timewords.h"
#include "gui/profilemodel.h"

#include <QDir>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QStyle>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// As a shell writes it: what is the same for every path of this person says nothing.
QString homely(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    return path.startsWith(home) ? u"~/"_s + path.mid(home.size()) : path;
}

QString destinationWords(const Profile &profile)
{
    const QString database = homely(profile.databasePath);
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        return HeaderCard::tr("%1 → folder %2", "database, folder").arg(database, homely(folder->path));
    const auto &s3 = std::get<S3Destination>(profile.destination);
    return HeaderCard::tr("%1 → bucket %2 at %3", "database, bucket, host")
        .arg(database, s3.options.bucket, s3.options.endpoint.host());
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
    : QWidget(parent), m_icon(new QLabel(this)), m_title(plainLabel(this)), m_place(new ElidedLabel(this)),
      m_health(plainLabel(this)), m_next(plainLabel(this))
{
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setBold(true);
    m_title->setFont(large);
    m_place->setForegroundRole(QPalette::PlaceholderText);
    QFont bold = m_health->font();
    bold.setBold(true);
    m_health->setFont(bold);

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    grid->addWidget(m_icon, 0, 0, 2, 1, Qt::AlignVCenter);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_place, 1, 1);
    grid->addWidget(m_health, 0, 2, Qt::AlignTrailing | Qt::AlignVCenter);
    grid->addWidget(m_next, 1, 2, Qt::AlignTrailing | Qt::AlignVCenter);
    grid->setColumnStretch(1, 1); // it is elided before the other is
}

void HeaderCard::showProfile(const QString &name, const Profile *profile)
{
    m_title->setText(name);
    m_place->setText(profile ? destinationWords(*profile) : QString());
    m_place->setToolTip(profile ? profile->configFile : QString());
}

void HeaderCard::showHealth(const HealthReport &report, const QDateTime &now)
{
    m_shown = report.health;
    drawIcon();
    m_health->setText(healthWords(report, now));
    if (!report.nextDue.isValid())
        m_next->setText(tr("The schedule is off"));
    else if (report.nextDue <= now)
        m_next->setText(tr("The next backup is due now"));
    else
        m_next->setText(tr("Next one due in %1").arg(spanWords(now, report.nextDue)));
    m_next->setVisible(report.health != Health::Unknown);
}

void HeaderCard::drawIcon()
{
    const int size = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
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
