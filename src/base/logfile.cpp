// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/logfile.h"

#include "base/log.h"

#include <QDateTime>
#include <QDir>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

/// 0 is the present one.
QString pathOf(const QString &folder, int age)
{
    return folder + (age == 0 ? u"/lifeboat.log"_s : u"/lifeboat.%1.log"_s.arg(age));
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.read(2 * LogFile::largest)).split(u'\n', Qt::SkipEmptyParts);
}

// A message handler can reach nothing but a global; both are set once, before the handler is installed.
LogFile *keptLog = nullptr;
QtMessageHandler shownLog = nullptr;

void keepMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    keptLog->write(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) + u' '
                   + QLatin1StringView(context.category ? context.category : "default") + u": "_s
                   + redact(message));
    if (shownLog)
        shownLog(type, context, message);
}

} // namespace

LogFile::LogFile(const QString &folder) : m_folder(folder), m_file(pathOf(folder, 0)) {}

void LogFile::write(const QString &line)
{
    const std::lock_guard lock(m_mutex);
    QString single = line;
    const QByteArray bytes = single.replace(u'\n', u' ').toUtf8() + '\n';
    if (!open())
        return;
    if (m_file.size() > 0 && m_file.size() + bytes.size() > largest) {
        rotate();
        if (!open())
            return;
    }
    m_file.write(bytes);
    m_file.flush();
}

bool LogFile::open()
{
    // Whoever empties the folder while we run gets a new file, not lines in one that is gone.
    if (m_file.isOpen() && QFile::exists(m_file.fileName()))
        return true;
    m_file.close();
    if (!QDir().mkpath(m_folder))
        return false;
    QFile::setPermissions(m_folder, ownerOnly | QFile::ExeOwner);
    return m_file.open(QIODevice::WriteOnly | QIODevice::Append) && m_file.setPermissions(ownerOnly);
}

void LogFile::rotate()
{
    m_file.close();
    QFile::remove(pathOf(m_folder, kept - 1));
    for (int age = kept - 1; age > 0; --age)
        QFile::rename(pathOf(m_folder, age - 1), pathOf(m_folder, age));
}

QStringList LogFile::lastLines(const QString &folder, qsizetype most)
{
    QStringList lines = linesOf(pathOf(folder, 0));
    if (lines.size() < most)
        lines = linesOf(pathOf(folder, 1)) + lines;
    return lines.sliced(std::max<qsizetype>(0, lines.size() - most));
}

void keepLogIn(const QString &folder)
{
    static LogFile file(folder);
    keptLog = &file;
    shownLog = qInstallMessageHandler(keepMessage);
}

} // namespace lifeboat
