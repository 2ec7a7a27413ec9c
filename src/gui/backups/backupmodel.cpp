// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backupmodel.h"

#include "base/format.h"
#include "gui/common/timewords.h"

#include <QFont>
#include <QGuiApplication>
#include <QLocale>
#include <QMimeData>
#include <QPalette>

#include <limits>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 daysWithNames = 7;                                          // as whenWords() has it
constexpr qint64 laterThanAnything = std::numeric_limits<qint64>::max() / 2; ///< milliseconds

QString localTime(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::LongFormat);
}

/// What the drill held the backup against, or what it found.
QString drillToolTip(const Proof &proof)
{
    if (!proof.isRestored()) {
        // What others wrote stays off the first line, in which Qt looks for HTML.
        return BackupModel::tr("The restore drill failed: %1\nHeld on %2: %3", "time, host, problem")
            .arg(localTime(proof.at), proof.host, proof.problem);
    }
    const Compared &compared = proof.compared;
    QStringList lines{
        BackupModel::tr("Proven restorable on %1", "time").arg(localTime(proof.at)),
        BackupModel::tr("Restored to a scratch file on %1 and checked", "host").arg(proof.host)};
    if (compared.facts) {
        lines.append(BackupModel::tr("Schema and rows of %n table(s) are as they were backed up", nullptr,
                                     static_cast<int>(compared.tables)));
    }
    if (compared.assertions > 0) {
        lines.append(BackupModel::tr("%n question(s) of your own answered rightly", nullptr,
                                     static_cast<int>(compared.assertions)));
    }
    return lines.join(u'\n');
}

} // namespace

struct BackupModel::Statement
{
    QDateTime at;
    bool isGood = false;
    QString words; ///< for the list
    QString tip;
};

BackupModel::BackupModel(const Clock &clock, QObject *parent) : QAbstractTableModel(parent), m_clock(clock) {}

void BackupModel::appendPage(const QList<BackupRow> &page)
{
    QList<BackupRow> fresh;
    fresh.reserve(page.size());
    for (const BackupRow &row : page) {
        const auto known = m_keys.size();
        m_keys.insert(row.entry.key);
        if (m_keys.size() != known)
            fresh.append(row);
    }
    if (fresh.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
    m_rows += fresh;
    endInsertRows();
}

void BackupModel::keepOnly(const QList<BackupEntry> &listed)
{
    if (m_rows.size() == listed.size()) // all of `listed` has been appended, so there is nothing else
        return;
    QSet<QString> keep;
    keep.reserve(listed.size());
    for (const BackupEntry &entry : listed)
        keep.insert(entry.key);
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (keep.contains(entryAt(last).key))
            continue;
        int first = last;
        while (first > 0 && !keep.contains(entryAt(first - 1).key))
            --first;
        beginRemoveRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_keys.remove(entryAt(row).key);
        m_rows.remove(first, last - first + 1);
        endRemoveRows();
        last = first;
    }
}

void BackupModel::reset()
{
    beginResetModel();
    m_rows.clear();
    m_keys.clear();
    m_verifications.clear();
    m_proofs.clear();
    m_greyed = false;
    endResetModel();
}

void BackupModel::setVerifications(const Verifications &verifications)
{
    if (m_verifications == verifications)
        return;
    m_verifications = verifications;
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, Proof), index(rowCount() - 1, Proof));
}

void BackupModel::setVerification(const QString &key, const Verification &verification)
{
    m_verifications.insert(key, verification);
    for (int row = 0; row < rowCount(); ++row) {
        if (entryAt(row).key == key)
            Q_EMIT dataChanged(index(row, Proof), index(row, Proof));
    }
}

void BackupModel::setProofs(const Proofs &proofs)
{
    if (std::exchange(m_proofs, proofs) != proofs && !m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, Proof), index(rowCount() - 1, Proof));
}

void BackupModel::setGreyed(bool greyed)
{
    if (std::exchange(m_greyed, greyed) != greyed && !m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::ForegroundRole});
}

bool BackupModel::matches(int row, const QStringList &words, const QDateTime &localNow) const
{
    const BackupRow &item = m_rows.at(row);
    QString named; // "today 03:00", made when it is asked for and there is such a name
    return std::all_of(words.cbegin(), words.cend(), [&](const QString &word) {
        if (item.searched.contains(word))
            return true;
        if (named.isEmpty() && item.local.daysTo(localNow) <= daysWithNames)
            named = whenWords(item.local, localNow).toLower();
        return named.contains(word);
    });
}

BackupModel::Rank BackupModel::rankOf(int row, int column) const
{
    const BackupRow &item = m_rows.at(row);
    switch (column) {
    case Size: return {item.entry.size, item.takenAt};
    case Kind: return {item.entry.sealed, item.takenAt};
    case Proof: return {proofRank(item.entry), item.takenAt};
    default: return {item.takenAt, 0};
    }
}

int BackupModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int BackupModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BackupModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const BackupEntry &entry = entryAt(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(m_rows.at(index.row()), index.column());
    case Qt::ToolTipRole: return toolTip(entry, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Proof ? proofText(entry, false)
                                       : text(m_rows.at(index.row()), index.column());
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == Size ? Qt::AlignRight | Qt::AlignVCenter
                                               : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        // Disabled text would be too pale to be read.
        return m_greyed ? QGuiApplication::palette().brush(QPalette::PlaceholderText) : QVariant();
    case Qt::FontRole:
        if (index.column() == Proof && proofRank(entry) < 0) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    default: return {};
    }
}

QVariant BackupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Size ? Qt::AlignRight | Qt::AlignVCenter
                                        : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When: return tr("When");
    case Size: return tr("Size");
    case Kind: return tr("Kind");
    case Proof: return tr("Proof");
    case Key: return tr("Key");
    default: return {};
    }
}

Qt::ItemFlags BackupModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
}

QStringList BackupModel::mimeTypes() const
{
    return {u"text/plain"_s};
}

QMimeData *BackupModel::mimeData(const QModelIndexList &indexes) const
{
    QStringList keys;
    for (const QModelIndex &index : indexes) {
        if (index.column() == When)
            keys.append(entryAt(index.row()).key);
    }
    auto *data = new QMimeData;
    data->setText(keys.join(u'\n'));
    return data;
}

QDateTime BackupModel::localNow() const
{
    const QDateTime now = m_clock.utcNow();
    const qint64 second = now.toSecsSinceEpoch();
    if (std::exchange(m_second, second) != second)
        m_localNow = now.toLocalTime();
    return m_localNow;
}

QString BackupModel::text(const BackupRow &row, int column) const
{
    const BackupEntry &entry = row.entry;
    switch (column) {
    case When: return whenWords(row.local, localNow());
    case Size: return formatBytes(entry.size);
    case Kind: return entry.sealed ? tr("encrypted") : tr("plain");
    case Proof: return proofText(entry, true);
    case Key: return entry.key;
    default: return {};
    }
}

QString BackupModel::toolTip(const BackupEntry &entry, int column) const
{
    switch (column) {
    case When: return tr("%1\n%2 in UTC").arg(localTime(entry.takenAt), formatUtc(entry.takenAt));
    case Size: return tr("%1 bytes in the store").arg(QLocale().toString(entry.size));
    case Kind:
        return entry.sealed ? tr("Sealed with an encryption key before it left this computer")
                            : tr("Not encrypted: whoever can read the store can read it");
    case Proof: {
        const auto statement = lastStatement(entry);
        return statement ? statement->tip
                         : tr("Not verified on this computer, and no restore drill was held of it yet");
    }
    case Key:
        return entry.key + u'\n'
               + tr("Drag it to a folder and hold it while it is fetched, or drag it again then");
    default: return {};
    }
}

std::optional<BackupModel::Statement> BackupModel::lastStatement(const BackupEntry &entry) const
{
    const auto drill = m_proofs.constFind(entry.key);
    const auto check = m_verifications.constFind(entry.key);
    const bool isDrill =
        drill != m_proofs.cend() && (check == m_verifications.cend() || !(check->at > drill->at));
    if (isDrill) {
        const QString when = whenWords(drill->at, localNow());
        return Statement{drill->at, drill->isRestored(),
                         drill->isRestored() ? tr("proven restorable %1", "today 03:00").arg(when)
                                             : tr("restore drill failed"),
                         drillToolTip(*drill)};
    }
    if (check == m_verifications.cend())
        return std::nullopt;
    const QString at = localTime(check->at);
    switch (check->verdict) {
    case Verdict::Sound:
        return Statement{check->at, true,
                         tr("verified %1", "today 03:00").arg(whenWords(check->at, localNow())),
                         tr("Downloaded, opened and checked: %1").arg(at)};
    case Verdict::Damaged:
        return Statement{check->at, false, tr("damaged"), tr("Checked: %1\n%2").arg(at, check->problem)};
    case Verdict::KeyDoesNotFit:
        return Statement{check->at, false, tr("key does not fit"),
                         tr("Checked: %1\n%2").arg(at, check->problem)};
    }
    Q_UNREACHABLE();
}

QString BackupModel::proofText(const BackupEntry &entry, bool withMark) const
{
    const auto statement = lastStatement(entry);
    if (!statement)
        return withMark ? u"–"_s : tr("not verified");
    return withMark ? (statement->isGood ? u"✔ "_s : u"✘ "_s) + statement->words : statement->words;
}

/// What is wrong comes first, then what is not known, then what is sound; by age of the proof.
qint64 BackupModel::proofRank(const BackupEntry &entry) const
{
    const auto statement = lastStatement(entry);
    if (!statement)
        return 0;
    const qint64 at = statement->at.toMSecsSinceEpoch();
    return statement->isGood ? at : at - laterThanAnything;
}

} // namespace lifeboat
