// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/deleteconfirmation.h"

#include "base/format.h"
#include "gui/common/icons.h"
#include "gui/common/timewords.h"

#include <QCheckBox>
#include <QPushButton>

#include <algorithm>
#include <numeric>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype namedAtMost = 6;

} // namespace

DeleteConfirmation::DeleteConfirmation(const QList<BackupEntry> &selected, const QString &newestKey,
                                       LossOf lossOf, const QDateTime &now, QWidget *parent)
    : QMessageBox(parent), m_selected(selected), m_newestKey(newestKey), m_lossOf(std::move(lossOf)),
      m_now(now), m_delete(addButton(tr("&Delete"), QMessageBox::DestructiveRole))
{
    setAttribute(Qt::WA_DeleteOnClose);
    dressBox(*this, healthIcon(Health::Warning));
    setWindowTitle(tr("Delete backups"));
    setTextFormat(Qt::PlainText);
    setDefaultButton(addButton(QMessageBox::Cancel));
    std::sort(m_selected.begin(), m_selected.end(),
              [](const BackupEntry &a, const BackupEntry &b) { return a.takenAt > b.takenAt; });
    const bool newestSelected =
        std::any_of(m_selected.cbegin(), m_selected.cend(),
                    [&](const BackupEntry &entry) { return entry.key == m_newestKey; });
    if (newestSelected) {
        m_evenNewest = new QCheckBox(tr("Also the &newest one"), this);
        setCheckBox(m_evenNewest);
        connect(m_evenNewest, &QCheckBox::toggled, this, &DeleteConfirmation::describe);
    }
    connect(m_delete, &QPushButton::clicked, this,
            [this] { Q_EMIT confirmed(chosen(), m_evenNewest && m_evenNewest->isChecked()); });
    describe();
}

QList<BackupEntry> DeleteConfirmation::chosen() const
{
    QList<BackupEntry> chosen = m_selected;
    if (m_evenNewest && !m_evenNewest->isChecked())
        chosen.removeIf([this](const BackupEntry &entry) { return entry.key == m_newestKey; });
    return chosen;
}

void DeleteConfirmation::describe()
{
    const QList<BackupEntry> going = chosen();
    m_delete->setEnabled(!going.isEmpty());
    if (going.isEmpty()) {
        setText(tr("This is the newest backup."));
        setInformativeText(tr("Make a newer one first, or tick the box to delete it all the same."));
        return;
    }
    setText(tr("Delete %n backup(s)?", nullptr, static_cast<int>(going.size())));
    const qint64 bytes =
        std::accumulate(going.cbegin(), going.cend(), qint64(0),
                        [](qint64 sum, const BackupEntry &entry) { return sum + entry.size; });
    QStringList lines;
    // Before the names, as nobody reads on behind them.
    if (const QString warning = deletionWarning(m_lossOf(going)); !warning.isEmpty())
        lines += {warning, QString()};
    for (const BackupEntry &entry : going.first(std::min(going.size(), namedAtMost)))
        lines.append(
            u"• "_s
            + tr("%1, %2", "time, size").arg(whenWords(entry.takenAt, m_now), formatBytes(entry.size)));
    if (going.size() > namedAtMost) {
        lines.append(tr("… and %n more", nullptr, static_cast<int>(going.size() - namedAtMost)));
        lines.append(tr("From %1 to %2, %3 in all.")
                         .arg(whenWords(going.constLast().takenAt, m_now),
                              whenWords(going.constFirst().takenAt, m_now), formatBytes(bytes)));
    } else if (going.size() > 1) {
        lines.append(tr("%1 in all.", "size").arg(formatBytes(bytes)));
    }
    if (going.size() < m_selected.size())
        lines.append(tr("The newest backup is left out."));
    lines.append(QString());
    lines.append(tr("They are removed from the store. This cannot be undone.", "%n backups",
                    static_cast<int>(going.size())));
    setInformativeText(lines.join(u'\n'));
}

} // namespace lifeboat
