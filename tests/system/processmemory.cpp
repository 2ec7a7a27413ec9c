// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/processmemory.h"

#include <QFile>
#include <QStringView>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype pieceLength = 12;

/// One line of /proc/PID/maps: "first-end perms …".
QByteArray areaOf(QFile &memory, const QByteArray &line)
{
    const QByteArrayList fields = line.simplified().split(' ');
    const QByteArrayList range = fields.value(0).split('-');
    if (!fields.value(1).startsWith("rw"))
        return {};
    const qint64 first = range.value(0).toLongLong(nullptr, 16);
    const qint64 end = range.value(1).toLongLong(nullptr, 16);
    return memory.seek(first) ? memory.read(end - first) : QByteArray();
}

QByteArray wide(const QByteArray &text)
{
    const QString characters = QString::fromLatin1(text);
    return {reinterpret_cast<const char *>(characters.utf16()), characters.size() * 2};
}

} // namespace

void keepMemory(QProcessEnvironment &environment)
{
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(LIFEBOAT_KEPT_MEMORY));
}

ProcessMemory::ProcessMemory(qint64 pid)
{
    QFile maps(u"/proc/%1/maps"_s.arg(pid));
    QFile memory(u"/proc/%1/mem"_s.arg(pid));
    if (!maps.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        if (const QByteArray area = areaOf(memory, line); !area.isEmpty())
            m_areas.append(area);
    }
}

qsizetype ProcessMemory::count(const QByteArray &bytes) const
{
    qsizetype all = 0;
    for (const QByteArray &area : m_areas)
        all += area.count(bytes);
    return all;
}

qsizetype ProcessMemory::copiesOf(const QByteArray &text) const
{
    qsizetype most = 0;
    for (qsizetype at = 0; at + pieceLength <= text.size(); at += pieceLength)
        most = std::max(most, count(text.sliced(at, pieceLength)));
    return most;
}

qsizetype ProcessMemory::wideCopiesOf(const QByteArray &text) const
{
    qsizetype most = 0;
    for (qsizetype at = 0; at + pieceLength <= text.size(); at += pieceLength)
        most = std::max(most, count(wide(text.sliced(at, pieceLength))));
    return most;
}

} // namespace lifeboat
