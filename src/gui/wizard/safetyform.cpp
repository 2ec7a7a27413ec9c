// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/safetyform.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "crypto/keys.h"
#include "gui/common/secrettoggle.h"
#include "gui/common/timewords.h"
#include "gui/settings/timeseditor.h"
#include "ui_safetyform.h"

#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// In the order of the combo boxes; the last schedule is the custom one.
constexpr std::array<std::chrono::seconds, 4> usualIntervals{1h, 6h, 24h, 7 * 24h};
constexpr int atTimes = 2; ///< every day, and then when on that day
constexpr std::array<std::chrono::seconds, 3> units{1min, 1h, 24h};
/// When most people sleep, and few things that could be saved are being written.
const QTime asleep(3, 0);

/// Between two backups.
std::chrono::seconds meanPeriod(const Schedule &schedule)
{
    return schedule.interval / std::max<qsizetype>(1, schedule.times.size());
}

} // namespace

SafetyForm::SafetyForm(QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::SafetyForm>()), m_times(new TimesEditor({asleep}, this)),
      m_newKey(generateKey())
{
    m_ui->setupUi(this);
    m_ui->scheduleRow->insertWidget(1, m_times);
    // What it names is the first line of what may be several.
    m_ui->scheduleRow->setAlignment(m_ui->schedule, Qt::AlignTop);
    m_ui->rules->setAlignment(m_ui->scheduleLabel, Qt::AlignTop);
    m_ui->scheduleLabel->setMinimumHeight(m_ui->schedule->sizeHint().height());
    m_ui->customUnit->addItems(unitWords(0));
    m_ui->customUnit->setCurrentIndex(1);
    setTabOrder(m_ui->schedule, m_times);
    connect(m_times, &TimesEditor::edited, this, &SafetyForm::show);
    setTabOrder(m_ui->keyText, new SecretToggle(m_ui->keyText));
    m_ui->inSession->setChecked(true);
    m_ui->inKeychain->setEnabled(false);
    for (QComboBox *box : {m_ui->schedule, m_ui->customUnit})
        connect(box, &QComboBox::currentIndexChanged, this, &SafetyForm::show);
    for (QSpinBox *box : {m_ui->customCount, m_ui->retention})
        connect(box, &QSpinBox::valueChanged, this, &SafetyForm::show);
    for (QRadioButton *button : {m_ui->newKey, m_ui->inKeychain, m_ui->inSession, m_ui->inEnvironment})
        connect(button, &QRadioButton::toggled, this, &SafetyForm::show);
    connect(m_ui->encrypted, &QGroupBox::toggled, this, &SafetyForm::show);
    connect(m_ui->keyText, &QLineEdit::textChanged, this, &SafetyForm::show);
    show();
}

SafetyForm::~SafetyForm() = default;

Schedule SafetyForm::schedule() const
{
    Schedule schedule;
    const int chosen = std::max(0, m_ui->schedule->currentIndex());
    if (chosen < static_cast<int>(usualIntervals.size())) {
        schedule.interval = usualIntervals.at(static_cast<std::size_t>(chosen));
    } else {
        const auto unit = static_cast<std::size_t>(std::max(0, m_ui->customUnit->currentIndex()));
        schedule.interval = m_ui->customCount->value() * units.at(unit);
    }
    if (chosen == atTimes)
        schedule.times = m_times->times();
    return schedule;
}

int SafetyForm::retentionCount() const
{
    return m_ui->retention->value();
}

bool SafetyForm::isEncrypted() const
{
    return m_ui->encrypted->isChecked();
}

Result<SecretBytes> SafetyForm::typedKey() const
{
    QString text = m_ui->keyText->text().remove(u' '); // a recovery kit prints it in groups
    auto key = decodeKey(secretFrom(text).view(), tr("What you entered"));
    wipe(text);
    return key;
}

SecretBytes SafetyForm::encryptionKey() const
{
    if (!isEncrypted())
        return {};
    if (m_ui->newKey->isChecked())
        return m_newKey ? m_newKey->clone() : SecretBytes();
    auto key = typedKey();
    return key ? std::move(*key) : SecretBytes();
}

SecretPlace SafetyForm::secretPlace() const
{
    if (m_ui->inKeychain->isChecked())
        return SecretPlace::Keychain;
    return m_ui->inSession->isChecked() ? SecretPlace::ThisSession : SecretPlace::Environment;
}

QString SafetyForm::problem() const
{
    if (!isEncrypted())
        return {};
    if (m_ui->newKey->isChecked())
        return m_newKey ? QString() : m_newKey.error().message;
    if (m_ui->keyText->text().trimmed().isEmpty())
        return tr("Enter the key from your recovery kit.");
    const auto key = typedKey();
    return key ? QString() : key.error().message;
}

void SafetyForm::setDatabaseSize(qint64 bytes)
{
    m_databaseSize = bytes;
    show();
}

void SafetyForm::setHasAccessKey(bool has)
{
    m_hasAccessKey = has;
    show();
}

void SafetyForm::setKeychainName(const QString &name)
{
    const bool exists = !name.isEmpty();
    m_ui->inKeychain->setText(exists ? tr("In the key&chain (%1)").arg(name)
                                     : tr("In the key&chain: this desktop has none"));
    m_ui->inKeychain->setEnabled(exists);
    if (exists)
        m_ui->inKeychain->setChecked(true);
    else if (m_ui->inKeychain->isChecked())
        m_ui->inSession->setChecked(true);
}

void SafetyForm::show()
{
    showSchedule();
    showReach();
    showEncryption();
    showPlaces();
    Q_EMIT changed();
}

void SafetyForm::showSchedule()
{
    const int chosen = m_ui->schedule->currentIndex();
    const bool custom = chosen == static_cast<int>(usualIntervals.size());
    m_times->setVisible(chosen == atTimes);
    m_ui->customCount->setVisible(custom);
    m_ui->customUnit->setVisible(custom);
    const QStringList words = unitWords(m_ui->customCount->value());
    for (int i = 0; i < m_ui->customUnit->count(); ++i)
        m_ui->customUnit->setItemText(i, words.at(i));
}

void SafetyForm::showReach()
{
    const int count = retentionCount();
    if (count == 0) {
        m_ui->reach->setText(tr("Nothing is deleted: the store grows with every backup."));
        return;
    }
    const QDateTime start = QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
    const QString span = spanWords(start, start.addSecs(meanPeriod(schedule()).count() * count));
    m_ui->reach->setText(
        m_databaseSize > 0
            ? tr("They reach back %1 and take about %2.").arg(span, formatBytes(m_databaseSize * count))
            : tr("They reach back %1.").arg(span));
}

void SafetyForm::showEncryption()
{
    m_ui->keyText->setEnabled(isEncrypted() && m_ui->oldKey->isChecked());
    if (!isEncrypted())
        m_ui->encryptionNote->setText(tr("Whoever can read the destination can read the database."));
    else if (m_ui->newKey->isChecked())
        m_ui->encryptionNote->setText(
            tr("Without the key nobody can open the backups, you included. The next page gives you a "
               "recovery kit with it."));
    else
        m_ui->encryptionNote->setText(tr("It opens earlier backups and seals new ones."));
}

void SafetyForm::showPlaces()
{
    m_ui->places->setVisible(isEncrypted() || m_hasAccessKey);
    QStringList variables;
    if (isEncrypted())
        variables += u"BACKUP_ENCRYPTION_KEY"_s;
    if (m_hasAccessKey)
        variables += {u"BACKUP_S3_ACCESS_KEY"_s, u"BACKUP_S3_SECRET_KEY"_s};
    switch (secretPlace()) {
    case SecretPlace::Keychain:
        m_ui->placeNote->setText(tr("It keeps them encrypted and opens them when you log in."));
        break;
    case SecretPlace::ThisSession:
        m_ui->placeNote->setText(
            tr("Lifeboat asks for them after every start, and cannot back up by itself before that."));
        break;
    case SecretPlace::Environment:
        m_ui->placeNote->setText(tr("Lifeboat keeps nothing. Set these where it is started, and start it "
                                    "again: %1")
                                     .arg(variables.join(u", ")));
        break;
    }
}

} // namespace lifeboat
