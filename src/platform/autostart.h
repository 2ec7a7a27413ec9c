// SPDX-License-Identifier: GPL-3.0-or-later
// The entry by which desktops start Lifeboat at login: $XDG_CONFIG_HOME/autostart/lifeboat.desktop.
// https://specifications.freedesktop.org/autostart-spec/latest/
// Thread-safe; blocks for the disk, shortly.
#pragma once

#include "engine/loginstart.h"

#include <QProcessEnvironment>
#include <QString>

namespace lifeboat {

class Autostart final : public LoginStart
{
public:
    /// `program` is an absolute path: $APPIMAGE where it is set, else our own.
    Autostart(const QProcessEnvironment &environment, QString program);

    [[nodiscard]] bool isOn() const override;
    /// An entry that somebody edited is only switched, and otherwise stays as it is; ours is written anew, so
    /// that turning on what is on repairs the path of a program that was moved. PermissionDenied, Io.
    [[nodiscard]] Result<void> setOn(bool on) override;

    [[nodiscard]] QString file() const { return m_file; }

private:
    QString m_file;
    QString m_program;
};

/// The value of an Exec key that starts `command` as it is, without a shell: quoted and escaped by
/// https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
[[nodiscard]] QString execLine(const QStringList &command);

} // namespace lifeboat
