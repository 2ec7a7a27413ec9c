// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tray/traystatus.h"

#include "gui/common/healthwords.h"
#include "gui/common/icons.h"
#include "gui/common/nextwords.h"

#include <QCoreApplication>
#include <QPixmap>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct TrayWords
{
    Q_DECLARE_TR_FUNCTIONS(TrayWords)
};

TrayState stateOf(const ProfileStatus &profile)
{
    if (profile.running)
        return TrayState::Running;
    switch (profile.health.report.health) {
    case Health::Critical: return TrayState::Critical;
    case Health::Warning: return TrayState::Warning;
    case Health::Unknown:
    case Health::Healthy: break;
    }
    if (profile.next.reason == WaitReason::Retrying)
        return TrayState::Warning;
    return profile.health.report.health == Health::Healthy ? TrayState::Healthy : TrayState::Idle;
}

int severity(TrayState state)
{
    switch (state) {
    case TrayState::Healthy: return 0;
    case TrayState::Idle: return 1;
    case TrayState::Warning: return 2;
    case TrayState::Running: return 3;
    case TrayState::Critical: return 4;
    }
    Q_UNREACHABLE();
}

const ProfileStatus *worstOf(const QList<ProfileStatus> &profiles)
{
    const auto worst = std::max_element(profiles.cbegin(), profiles.cend(),
                                        [](const ProfileStatus &a, const ProfileStatus &b) {
                                            return severity(stateOf(a)) < severity(stateOf(b));
                                        });
    return worst == profiles.cend() ? nullptr : &*worst;
}

QString progressWords(const JobProgress &progress)
{
    const QString stage = stageTitle(progress.stage);
    if (progress.total <= 0)
        return stage;
    const auto percent =
        static_cast<int>(100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total));
    return TrayWords::tr("%1 %2 %", "stage, percent").arg(stage).arg(percent);
}

QString iconName(TrayState state)
{
    switch (state) {
    case TrayState::Idle: return u"tray-idle"_s;
    case TrayState::Running: return u"tray-running"_s;
    case TrayState::Healthy: return u"tray-healthy"_s;
    case TrayState::Warning: return u"tray-warning"_s;
    case TrayState::Critical: return u"tray-critical"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

TrayState trayStateOf(const QList<ProfileStatus> &profiles)
{
    const ProfileStatus *worst = worstOf(profiles);
    return worst ? stateOf(*worst) : TrayState::Idle;
}

QString trayWords(const QList<ProfileStatus> &profiles, const QDateTime &now)
{
    const ProfileStatus *worst = worstOf(profiles);
    if (!worst)
        return TrayWords::tr("No database is backed up yet");
    if (worst->running)
        return TrayWords::tr("%1: %2", "profile, what is done")
            .arg(worst->name, progressWords(*worst->running));
    const QString health = healthWords(worst->health, now);
    const QString coming = nextWords(worst->next, now);
    if (coming.isEmpty() || worst->next.reason == WaitReason::Off)
        return TrayWords::tr("%1: %2", "profile, health").arg(worst->name, health);
    return TrayWords::tr("%1: %2 · %3", "profile, health, what comes next").arg(worst->name, health, coming);
}

/// Hosts draw pixmaps of the sizes they are given, which no engine that draws any size tells of.
QIcon trayIcon(TrayState state)
{
    const QIcon drawn = themedIcon(iconName(state));
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 44, 48, 64})
        icon.addPixmap(drawn.pixmap(QSize(size, size), 1.0));
    return icon;
}

} // namespace lifeboat
