// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/kitreminderbar.h"

#include "engine/config/globalsettings.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/wizard/kitrecord.h"

#include <QLocale>
#include <QPushButton>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int postponedDays = 7;

struct Reminder
{
    bool due = false;
    QDateTime lastConfirmed;
};

/// A broken settings file is told of elsewhere; meanwhile the default holds.
int reminderMonths(const QString &profileFolder)
{
    const auto loaded =
        loadGlobalSettings(globalSettingsFile(profileFolder), QProcessEnvironment::systemEnvironment());
    return loaded.value_or(LoadedGlobalSettings()).settings.kitReminderMonths;
}

} // namespace

KitReminderBar::KitReminderBar(ConsoleContext console, QString stateFolder, QWidget *parent,
                               std::chrono::milliseconds interval)
    : NoticeBar(themedIcon(u"key"_s), tr("Recovery kit"), parent), m_console(console),
      m_stateFolder(std::move(stateFolder))
{
    const auto *have = addButton(tr("I have i&t"), tr("You will be asked again in some months"));
    const auto *make = addButton(tr("Make a &new kit…"), tr("Save or print the key and how to use it"));
    const auto *later = addButton(tr("&Later"), tr("You will be asked again in a week"));
    connect(have, &QPushButton::clicked, this, [this] {
        answer([folder = m_stateFolder](const QString &profile, const QDateTime &now) {
            return KitRecord(folder).confirm(profile, now);
        });
    });
    connect(make, &QPushButton::clicked, this, &KitReminderBar::kitRequested);
    connect(later, &QPushButton::clicked, this, [this] {
        answer([folder = m_stateFolder](const QString &profile, const QDateTime &now) {
            return KitRecord(folder).postpone(profile, now.addDays(postponedDays));
        });
    });
    connect(&m_again, &QTimer::timeout, this, &KitReminderBar::look);
    m_again.start(interval);
}

void KitReminderBar::showProfile(const ProfilePointer &profile)
{
    hide();
    const bool hasKey =
        profile && profile->profile.encryption.enabled && !profile->secrets.encryptionKey.isEmpty();
    m_profile = hasKey ? profile->profile.id : QString();
    look();
}

void KitReminderBar::look()
{
    const int number = ++m_looks;
    if (m_profile.isEmpty())
        return;
    // Nobody waits for it: a job that cannot be started is one that ends with the window.
    (void)m_console.jobs.start<Reminder>(
        JobKind::List, {},
        [record = KitRecord(m_stateFolder), name = m_profile, now = m_console.backups.clock().utcNow(),
         folder = m_console.profiles.folder()](const JobControl &) -> Result<Reminder> {
            return Reminder{record.isReminderDue(name, reminderMonths(folder), now),
                            record.lastConfirmed(name)};
        },
        this,
        [this, number](const Result<Reminder> &reminder) {
            if (!reminder || number != m_looks) // answered, or asked of another profile, meanwhile
                return;
            if (reminder->due)
                ask(reminder->lastConfirmed);
            else
                hide();
        });
}

void KitReminderBar::ask(const QDateTime &lastConfirmed)
{
    if (lastConfirmed.isValid()) {
        setText(
            tr("Do you still hold the recovery kit of %1? You last said so on %2.", "profile, date")
                .arg(m_profile, QLocale().toString(lastConfirmed.toLocalTime().date(), QLocale::LongFormat)));
    } else {
        setText(tr("Do you hold the recovery kit of %1? Without it, the key to its backups is lost with this "
                   "computer.")
                    .arg(m_profile));
    }
    show();
}

void KitReminderBar::answer(std::function<Result<void>(const QString &, const QDateTime &)> keep)
{
    hide();
    ++m_looks;
    (void)m_console.jobs.start<void>(
        JobKind::Check, {},
        [keep = std::move(keep), name = m_profile,
         now = m_console.backups.clock().utcNow()](const JobControl &) { return keep(name, now); },
        this,
        [this](const Result<void> &kept) {
            if (!kept)
                openErrorDialog(window(), tr("Your answer could not be noted"), kept.error());
        });
}

} // namespace lifeboat
