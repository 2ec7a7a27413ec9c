// SPDX-License-Identifier: GPL-3.0-or-later
// Logging categories and the redaction that stands between them and any output.
// Thread-safe; installed once by the composition root.
#pragma once

#include <QLoggingCategory>
#include <QString>

namespace lifeboat {

Q_DECLARE_LOGGING_CATEGORY(logEngine)
Q_DECLARE_LOGGING_CATEGORY(logHttp)
Q_DECLARE_LOGGING_CATEGORY(logSqlite)
Q_DECLARE_LOGGING_CATEGORY(logConfig)

enum class LogLevel { Quiet, Normal, Verbose, Debug };

/// Routes Qt's messages to standard error through redact(). Debug and Verbose prefix time and category. A
/// later call changes the level alone.
void installLog(LogLevel level);

/// Removes what must never be printed: Authorization headers, signatures, session tokens, anything that
/// follows a name ending in secret/password/token/api key/access key in a query, header, JSON or TOML, and
/// encryption keys in Base64, with or without padding.
[[nodiscard]] QString redact(const QString &text);

} // namespace lifeboat
