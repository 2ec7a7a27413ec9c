// SPDX-License-Identifier: GPL-3.0-or-later
// How many backups are kept, by their number, their age and their proofs, and what that would mean for those
// there are now. Window's thread.
#pragma once

#include "base/clock.h"
#include "engine/proofs.h"
#include "gui/settings/settingsgroup.h"

class QLabel;

namespace lifeboat {

struct PeriodRule;

/// What the next backup would make of these: "With these rules, 5 of the 12 backups …". `proofs` as far as
/// they are known.
[[nodiscard]] QString retentionPreview(const QList<BackupEntry> &newestFirst, const Proofs &proofs, int count,
                                       const RetentionRules &rules, const QDateTime &now);

class RetentionGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    /// `clock` outlives this.
    RetentionGroup(const Profile &profile, const Clock &clock, QWidget *parent);

    /// What is known of the backups there are.
    void setBackups(const QList<BackupEntry> &newestFirst, const Proofs &proofs);

private:
    void addCount(int count);
    void addPeriods(const RetentionRules &rules);
    void addPeriod(const QString &label, const PeriodRule &rule, int number);
    void addVerified(int number);
    void addPreview();
    [[nodiscard]] RetentionRules typed() const;
    void showPreview();

    const Clock &m_clock;
    QSpinBox *m_count = nullptr;
    QList<QSpinBox *> m_periods; ///< in the order of periodRules()
    QSpinBox *m_verified = nullptr;
    QLabel *m_preview = nullptr;
    QList<BackupEntry> m_newestFirst;
    Proofs m_proofs;
};

} // namespace lifeboat
