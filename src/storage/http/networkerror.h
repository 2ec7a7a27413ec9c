// SPDX-License-Identifier: GPL-3.0-or-later
// What Qt says about a connection that failed, as an Error a person can act on. Pure functions.
#pragma once

#include "base/error.h"

#include <QNetworkReply>
#include <QSslError>
#include <QUrl>

#include <chrono>
#include <optional>

namespace lifeboat {

/// Nothing when `error` is only Qt's reading of an HTTP status (then there is an answer).
[[nodiscard]] std::optional<Error> networkError(QNetworkReply::NetworkError error, const QString &qtText,
                                                int status, const QList<QSslError> &tlsErrors,
                                                const QUrl &url);

/// The connection ended before the whole answer had arrived. Retryable.
[[nodiscard]] Error truncatedAnswer(const QUrl &url, qint64 received, qint64 expected);

[[nodiscard]] Error idleTimeout(const QUrl &url, std::chrono::milliseconds limit);

} // namespace lifeboat
