// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/retentiongroup.h"

#include "base/format.h"
#include "engine/retention.h"

#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString table()
{
    return u"lifeboat.retention"_s;
}

QString labelOf(const PeriodRule &rule)
{
    switch (rule.reason) {
    case KeepReason::Hourly: return RetentionGroup::tr("Ho&urs:");
    case KeepReason::Daily: return RetentionGroup::tr("Da&ys:");
    case KeepReason::Weekly: return RetentionGroup::tr("&Weeks:");
    case KeepReason::Monthly: return RetentionGroup::tr("M&onths:");
    default: return RetentionGroup::tr("Yea&rs:");
    }
}

} // namespace

QString retentionPreview(const QList<BackupEntry> &newestFirst, const Proofs &proofs, int count,
                         const RetentionRules &rules, const QDateTime &now)
{
    if (count == 0)
        return RetentionGroup::tr("Nothing is ever removed.");
    if (newestFirst.isEmpty())
        return RetentionGroup::tr("No backups are known yet that these rules could be tried on.");
    BackupEntry next;
    next.takenAt = now;
    const auto plan = planRetention(QList<BackupEntry>{next} + newestFirst, count, rules, now,
                                    [&proofs](const BackupEntry &entry) -> Result<Standing> {
                                        const auto proof = proofs.constFind(entry.key);
                                        if (proof == proofs.cend())
                                            return Standing::Unproven;
                                        return proof->isRestored() ? Standing::Proven : Standing::Failed;
                                    });
    const auto expired = static_cast<int>(plan ? plan->expired().size() : 0);
    const auto all = static_cast<int>(newestFirst.size());
    if (expired == 0)
        return RetentionGroup::tr(
            "With these rules, all %n backup(s) there now would stay after the next one.", nullptr, all);
    return RetentionGroup::tr(
               "With these rules, %n of the %1 backups there now would be removed after the next one (%2).",
               nullptr, expired)
        .arg(QString::number(all), formatBytes(plan->expiredBytes()));
}

RetentionGroup::RetentionGroup(const Profile &profile, const Clock &clock, QWidget *parent)
    : SettingsGroup(tr("Retention"), parent), m_clock(clock)
{
    addCount(profile.retentionCount);
    addPreview();
    addPeriods(profile.retention);
    addVerified(profile.retention.verified);
    connect(this, &SettingsGroup::edited, this, &RetentionGroup::showPreview);
    begin();
    showPreview();
}

void RetentionGroup::addCount(int count)
{
    constexpr int most = 1'000'000;
    beginBox(tr("Newest backups"));
    m_count = new QSpinBox(this);
    m_count->setObjectName(u"generations"_s);
    m_count->setRange(0, most);
    m_count->setSpecialValueText(tr("All"));
    m_count->setValue(count);
    add(tr("&Generations kept:"), m_count)->bind(u"storage.backup"_s, u"retention_count"_s, [this] {
        return QString::number(m_count->value());
    });
    setNote(tr("Older backups are removed after each new one. The newest is never removed."));
}

void RetentionGroup::addPeriods(const RetentionRules &rules)
{
    beginBox(tr("And the newest of each of the last"));
    for (const PeriodRule &rule : periodRules())
        addPeriod(labelOf(rule), rule, rules.*rule.number);
    setNote(tr("Those that have a backup; others are not counted. Days begin at midnight UTC, so that all "
               "machines decide alike."));
}

void RetentionGroup::addPeriod(const QString &label, const PeriodRule &rule, int number)
{
    auto *box = new QSpinBox(this);
    const QString key = rule.key;
    box->setObjectName(key);
    box->setToolTip(tr("For how many of them the newest backup is kept"));
    box->setRange(0, rule.most);
    box->setSpecialValueText(tr("None"));
    box->setValue(number);
    m_periods.append(box);
    SettingField *field = add(label, box);
    field->bind(table(), key,
                [box] { return box->value() == 0 ? QString() : QString::number(box->value()); });
    field->setWarning([this, box] {
        return box->value() > 0 && m_count->value() == 0 ? tr("Does nothing: all generations are kept.")
                                                         : QString();
    });
}

void RetentionGroup::addVerified(int number)
{
    beginBox(tr("Proven backups"));
    m_verified = new QSpinBox(this);
    m_verified->setObjectName(u"verified"_s);
    m_verified->setRange(0, mostVerified);
    m_verified->setSpecialValueText(tr("None"));
    m_verified->setValue(number);
    SettingField *field = add(tr("&Proven generations always kept:"), m_verified);
    field->bind(table(), u"verified"_s, [this, usual = RetentionRules().verified] {
        return m_verified->value() == usual ? QString() : QString::number(m_verified->value());
    });
    field->setWarning([this] {
        return m_verified->value() == 0 && m_count->value() > 0
                   ? tr("Damaged backups then push good ones out: proofs are not looked at.")
                   : QString();
    });
    field->setNote(
        tr("The newest that a restore drill has restored. One whose drill failed takes no good one's "
           "place."));
}

void RetentionGroup::addPreview()
{
    m_preview = new QLabel(this);
    m_preview->setObjectName(u"retentionPreview"_s);
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    m_preview->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box()->addRow(m_preview);
}

void RetentionGroup::setBackups(const QList<BackupEntry> &newestFirst, const Proofs &proofs)
{
    m_newestFirst = newestFirst;
    m_proofs = proofs;
    showPreview();
}

RetentionRules RetentionGroup::typed() const
{
    RetentionRules rules;
    for (qsizetype i = 0; i < m_periods.size(); ++i)
        rules.*periodRules()[static_cast<std::size_t>(i)].number = m_periods[i]->value();
    rules.verified = m_verified->value();
    return rules;
}

void RetentionGroup::showPreview()
{
    m_preview->setText(
        retentionPreview(m_newestFirst, m_proofs, m_count->value(), typed(), m_clock.utcNow()));
}

} // namespace lifeboat
