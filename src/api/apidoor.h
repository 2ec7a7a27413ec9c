// SPDX-License-Identifier: GPL-3.0-or-later
// The admin API as the settings for all profiles want it: off, or on an address, behind a token. A daemon
// whose API cannot be opened goes on making backups, and says why. One thread, the daemon's.
#pragma once

#include "api/apiserver.h"

#include <QProcessEnvironment>

namespace lifeboat {

class ApiDoor final : public AdminDoor
{
    Q_OBJECT
public:
    /// Both are looked at when it is opened.
    ApiDoor(QString settingsFile, QProcessEnvironment environment);

    void open(AdminDesk &desk) override;
    void close() override;

private:
    /// Null when it is off.
    [[nodiscard]] Result<std::unique_ptr<ApiServer>> makeServer(AdminDesk &desk);
    void listen();

    QString m_settingsFile;
    QProcessEnvironment m_environment;
    ListenAddress m_address;
    std::unique_ptr<ApiServer> m_server;
    QTimer m_retry;
    QString m_problem; ///< the last that was said
};

} // namespace lifeboat
