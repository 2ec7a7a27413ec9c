// SPDX-License-Identifier: GPL-3.0-or-later
// What an alert says: to people as title and text, to programs as JSON. Plain values and pure functions;
// nothing that comes out holds a secret.
#pragma once

#include "base/error.h"
#include "engine/alertrules.h"

#include <QJsonObject>

#include <chrono>

namespace lifeboat {

struct Alert
{
    AlertKind kind = AlertKind::Test;
    QDateTime at; ///< UTC
    QString host; ///< whose backup it is
    QString profile;
    QString database;
    QString key; ///< of the backup it is about; may be empty
    /// UTC; valid for a run that backed up nothing, as that backup still is what the database is.
    QDateTime unchangedSince;
    bool hasUploaded = false;   ///< such a run has uploaded all the same, what waited on this machine
    std::optional<qint64> size; ///< bytes of the object
    std::optional<std::chrono::milliseconds> duration;
    std::optional<Error> error;
    QDateTime lastBackup; ///< UTC; invalid: none, or not known
    std::optional<Health> health;
};

/// One line: "Backup of rustresort on gate failed".
[[nodiscard]] QString alertTitle(const Alert &alert);
/// Several lines, beginning with what went wrong.
[[nodiscard]] QString alertText(const Alert &alert);
/// The body of a JSON webhook, as docs/alerts.md has it: every field is always there, null when it has no
/// value.
[[nodiscard]] QJsonObject alertJson(const Alert &alert);

} // namespace lifeboat
