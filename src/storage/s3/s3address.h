// SPDX-License-Identifier: GPL-3.0-or-later
// Where a bucket lives, and the exact bytes of host, path and URL that lead there. Immutable value.
#pragma once

#include "storage/s3/s3store.h"
#include "storage/s3/sigv4.h"

#include <QUrl>

namespace lifeboat {

class S3Address final
{
public:
    /// Checks the endpoint and the bucket's name. ErrorCode::Configuration, or Refused for plain HTTP over a
    /// network.
    [[nodiscard]] static Result<S3Address> of(const S3Options &options);

    /// Value of the Host header, port included when the endpoint names one.
    [[nodiscard]] const QByteArray &hostHeader() const { return m_hostHeader; }
    /// Encoded path of an object, or of the bucket when `key` is empty.
    [[nodiscard]] QByteArray path(const QString &key) const;
    /// ErrorCode::Usage when QUrl would change the path and so reach another object.
    [[nodiscard]] Result<QUrl> url(const QByteArray &encodedPath, const QueryPairs &query) const;
    [[nodiscard]] QString host() const { return m_base.host(); }

private:
    QUrl m_base;             ///< scheme, host and port
    QByteArray m_bucketPath; ///< encoded, no slash at its end
    QByteArray m_hostHeader;
};

} // namespace lifeboat
