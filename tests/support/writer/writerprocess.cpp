// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/writer/writerprocess.h"

#include "support/databaseshapes.h"

#include <QCoreApplication>
#include <QDebug>
#include <QJsonDocument>

namespace lifeboat {

using namespace Qt::StringLiterals;

WriterProcess::~WriterProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

bool WriterProcess::start(const QString &database, const QString &journalMode, const QStringList &options)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationDirPath() + u"/lifeboat-test-writer"_s,
                    QStringList{database, journalMode} + options);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(30'000)) {
            qWarning() << "the writer did not begin:" << m_process.errorString();
            return false;
        }
    }
    return m_process.readLine() == "ready\n"_ba;
}

QJsonObject WriterProcess::stop()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(60'000) || m_process.exitCode() != 0)
        return {};
    return QJsonDocument::fromJson(m_process.readAllStandardOutput()).object();
}

QByteArray writerSum(const QString &database, const QString &side)
{
    return askShell(database, u"SELECT count(*) || ':' || sum(amount) FROM writer_%1"_s.arg(side));
}

} // namespace lifeboat
