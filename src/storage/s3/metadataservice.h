// SPDX-License-Identifier: GPL-3.0-or-later
// What the container and instance sources share: one request to a metadata service, and the JSON both
// answer with. Bodies never reach a message: they hold secrets.
#pragma once

#include "storage/http/transport.h"
#include "storage/s3/credentials.h"

namespace lifeboat {

/// One exchange, without a proxy, on a connection of its own and on the calling thread.
[[nodiscard]] Result<HttpResponse> askMetadataService(const HttpRequest &request, const CancelToken &cancel);

/// Reads AccessKeyId, SecretAccessKey, Token, Expiration (and Code, where there is one).
/// ErrorCode::Protocol when one is missing, AuthFailed when the service says it has none to give.
[[nodiscard]] Result<Credentials> parseMetadataCredentials(HttpResponse response, const QString &origin);

/// ServerFailure (retryable) for 5xx, AuthFailed otherwise.
[[nodiscard]] Error metadataStatusError(int status, const QString &origin);

/// The address container credentials come from, or absent when the variables are not set.
/// ErrorCode::Refused when the token would be sent to a host the AWS SDKs do not allow:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
[[nodiscard]] Result<std::optional<QUrl>> containerCredentialsUrl(const QProcessEnvironment &environment);

} // namespace lifeboat
