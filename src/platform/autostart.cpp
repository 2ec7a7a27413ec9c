// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/autostart.h"

#include "base/text.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto groupHead = "[Desktop Entry]"_L1;
constexpr auto hidden = "Hidden"_L1;
constexpr auto gnomeEnabled = "X-GNOME-Autostart-enabled"_L1;

QStringList readLines(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    if (lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

QStringList ourEntry(const QString &program)
{
    return {groupHead,
            u"Type=Application"_s,
            u"Name=Lifeboat"_s,
            u"Icon=lifeboat"_s,
            u"Exec="_s + execLine({program, u"--minimised"_s}),
            u"Terminal=false"_s,
            gnomeEnabled + u"=true"_s};
}

/// Written by us and by nobody else, maybe for a program that has moved since.
bool isOurs(QStringList lines)
{
    QStringList ours = ourEntry({});
    const auto isExec = [](const QString &line) { return line.startsWith(u"Exec="); };
    erase_if(lines, isExec);
    erase_if(ours, isExec);
    return lines == ours;
}

QString keyOf(const QString &line)
{
    const qsizetype equals = line.indexOf(u'=');
    return equals < 0 ? QString() : line.left(equals).trimmed();
}

/// Of the main group; empty when it is not there.
QString valueOf(const QStringList &lines, QLatin1StringView key)
{
    bool inside = false;
    for (const QString &line : lines) {
        if (line.startsWith(u'['))
            inside = line.trimmed() == groupHead;
        else if (inside && keyOf(line) == key)
            return line.mid(line.indexOf(u'=') + 1).trimmed();
    }
    return {};
}

/// The main group without the keys that switch it, and with `added` at its head.
QStringList switched(const QStringList &lines, const QString &added)
{
    QStringList out;
    bool inside = false;
    for (const QString &line : lines) {
        if (line.startsWith(u'['))
            inside = line.trimmed() == groupHead;
        else if (inside && (keyOf(line) == hidden || keyOf(line) == gnomeEnabled))
            continue;
        out.append(line);
        if (inside && line.startsWith(u'['))
            out.append(added);
    }
    return out;
}

Result<void> write(const QString &path, const QStringList &lines)
{
    QDir().mkpath(QFileInfo(path).path()); // opening says why not
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(lines.join(u'\n').toUtf8() + '\n') > 0 && file.commit())
        return {};
    return fail(file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io,
                u"autostart.write"_s, Text::tr("Cannot write %1: %2.").arg(path, file.errorString()),
                Text::tr("Check who may write to that folder, or start Lifeboat by your desktop's own "
                         "settings."));
}

QString quoted(const QString &argument)
{
    QString out;
    for (const QChar c : argument) {
        if (u"\"`$\\"_s.contains(c))
            out += u'\\';
        out += c;
        if (c == u'%') // else a field code
            out += u'%';
    }
    return u'"' + out + u'"';
}

} // namespace

QString execLine(const QStringList &command)
{
    QStringList arguments;
    for (const QString &argument : command)
        arguments.append(quoted(argument));
    // The whole is a string value too, with escapes of its own.
    return arguments.join(u' ')
        .replace(u'\\', u"\\\\"_s)
        .replace(u'\n', u"\\n"_s)
        .replace(u'\t', u"\\t"_s)
        .replace(u'\r', u"\\r"_s);
}

Autostart::Autostart(const QProcessEnvironment &environment, QString program) : m_program(std::move(program))
{
    QString folder = environment.value(u"XDG_CONFIG_HOME"_s);
    if (!QDir::isAbsolutePath(folder)) // the specification: a relative one is ignored
        folder = environment.value(u"HOME"_s, QDir::homePath()) + u"/.config"_s;
    m_file = folder + u"/autostart/lifeboat.desktop"_s;
}

bool Autostart::isOn() const
{
    const QStringList lines = readLines(m_file);
    return !valueOf(lines, "Exec"_L1).isEmpty() && valueOf(lines, hidden) != u"true"
           && valueOf(lines, gnomeEnabled) != u"false";
}

Result<void> Autostart::setOn(bool on)
{
    const QStringList lines = readLines(m_file);
    const bool ours = lines.isEmpty() || isOurs(lines);
    if (on)
        return write(m_file, ours || valueOf(lines, "Exec"_L1).isEmpty()
                                 ? ourEntry(m_program)
                                 : switched(lines, gnomeEnabled + u"=true"_s));
    if (!ours)
        return write(m_file, switched(lines, hidden + u"=true"_s));
    QFile file(m_file);
    if (!file.exists() || file.remove())
        return {};
    return fail(ErrorCode::PermissionDenied, u"autostart.remove"_s,
                Text::tr("Cannot remove %1: %2.").arg(m_file, file.errorString()),
                Text::tr("Remove it by hand."));
}

} // namespace lifeboat
