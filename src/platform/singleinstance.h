// SPDX-License-Identifier: GPL-3.0-or-later
// One console for a user's session: the second process hands what it was called with to the first, and ends.
// One thread with an event loop; only claim() waits, before there is a window.
#pragma once

#include "base/result.h"
#include "storage/folder/systemcalls.h"

#include <QObject>
#include <QStringList>

#include <chrono>
#include <memory>

class QLocalServer;
class QLocalSocket;

namespace lifeboat {

/// What another process was called with.
struct Activation
{
    QStringList arguments; ///< without the program's name
    QString workingFolder; ///< what relative paths among them mean
    QString token;         ///< lets the window come to the front on Wayland; often empty

    bool operator==(const Activation &) const = default;
};

class SingleInstance final : public QObject
{
    Q_OBJECT
public:
    enum class Role {
        First,  ///< this process is the console; activated() tells of later ones
        Second, ///< the console has taken `mine` over: end
    };

    /// `folder` is the user's own, made 0700 when it is missing: $XDG_RUNTIME_DIR/lifeboat. `name` keeps
    /// sorts of consoles apart: "console", "demo".
    SingleInstance(QString folder, QString name, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// Waits up to `patience` for a console that starts, ends or is busy. Busy: it does not answer.
    /// PermissionDenied, Io: the folder cannot be used.
    [[nodiscard]] Result<Role> claim(const Activation &mine,
                                     std::chrono::milliseconds patience = std::chrono::seconds(10));

Q_SIGNALS:
    void activated(const lifeboat::Activation &activation);

private:
    [[nodiscard]] Result<bool> lock();
    [[nodiscard]] Result<void> listen();
    void greet(QLocalSocket *visitor);

    QString m_folder;
    QString m_name;
    FileDescriptor m_lock; ///< the kernel lets go of it with the process, however that ends
    std::unique_ptr<QLocalServer> m_server;
};

/// Of this process: its arguments, its folder, and the token its environment brings.
[[nodiscard]] Activation ownActivation();

} // namespace lifeboat
