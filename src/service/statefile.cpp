// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/statefile.h"

#include "base/log.h"
#include "base/text.h"
#include "engine/config/configpaths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto longestWait = 5s;
constexpr qint64 largestFile = qint64(16) << 20;

Error writeError(const QString &path, const QString &why)
{
    return {ErrorCode::Io, u"state.write"_s, Text::tr("%1 cannot be written: %2.").arg(path, why),
            Text::tr("Make room, or the folder writable. Backups are not affected."), true};
}

} // namespace

QString stateFolder(const QProcessEnvironment &environment)
{
    QString base = environment.value(u"XDG_STATE_HOME"_s);
    if (!QDir::isAbsolutePath(base))
        base = homeFolder(environment) + u"/.local/state"_s;
    return QDir::cleanPath(base + u"/lifeboat"_s);
}

QJsonObject StateFile::read() const
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray content = file.read(largestFile + 1);
    const QJsonDocument document = QJsonDocument::fromJson(content);
    if (document.isObject())
        return document.object();
    const QString aside = m_path + u".damaged"_s;
    QFile::remove(aside);
    file.rename(aside);
    qCWarning(logEngine).noquote() << m_path << "was damaged; it is kept as" << aside << "and begun anew";
    return {};
}

Result<void> StateFile::change(const std::function<void(QJsonObject &)> &edit)
{
    const QString folder = QFileInfo(m_path).path();
    if (!QDir().mkpath(folder))
        return fail(writeError(m_path, Text::tr("the folder cannot be made")));
    // Which databases somebody has is nobody else's business.
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QLockFile lock(m_path + u".lock"_s);
    if (!lock.tryLock(std::chrono::milliseconds(longestWait).count()))
        return fail(ErrorCode::Busy, u"state.lock"_s, Text::tr("Another program holds %1.").arg(m_path), {});

    QJsonObject content = read();
    edit(content);
    QSaveFile file(m_path);
    const QByteArray bytes = QJsonDocument(content).toJson();
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit())
        return fail(writeError(m_path, file.errorString()));
    return {};
}

} // namespace lifeboat
