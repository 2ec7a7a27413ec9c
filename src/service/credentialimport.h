// SPDX-License-Identifier: GPL-3.0-or-later
// Access keys that other programs of this user already have: rclone's S3 remotes and AWS profiles. The
// parsers are pure functions over a file's text; only importableCredentials() reads files.
#pragma once

#include "base/result.h"
#include "base/secretbytes.h"

#include <QByteArrayView>
#include <QProcessEnvironment>
#include <QString>
#include <QUrl>

#include <vector>

namespace lifeboat {

struct ImportedCredentials
{
    QString name;   ///< of the remote or profile
    QString origin; ///< for people: "rclone remote", "AWS profile"
    QUrl endpoint;  ///< empty: not stated; AWS itself, or whatever the user says
    QString region; ///< may be empty
    bool pathStyle = true;
    QString accessKeyId;
    SecretBytes secretAccessKey;
    /// Why it cannot be taken (no keys of its own, temporary ones), for people; empty: it can.
    QString unusable;
};

using ImportList = std::vector<ImportedCredentials>;

/// The S3 remotes of an rclone.conf (https://rclone.org/s3/). ErrorCode::Unsupported when the file is
/// encrypted, ErrorCode::Configuration (naming file and line, never what stands there) when it is no such
/// file.
[[nodiscard]] Result<ImportList> parseRcloneConfig(QByteArrayView text, const QString &path);

/// The profiles of an AWS credentials file. Errors as above.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
[[nodiscard]] Result<ImportList> parseAwsCredentials(QByteArrayView text, const QString &path);

struct ImportOffer
{
    ImportList found;
    QList<Error> problems; ///< of files that are there and could not be used
};

/// Looks where rclone and the AWS tools look (RCLONE_CONFIG, XDG_CONFIG_HOME, AWS_SHARED_CREDENTIALS_FILE).
/// Files of more than 1 MiB are refused.
[[nodiscard]] ImportOffer importableCredentials(const QProcessEnvironment &environment);

} // namespace lifeboat
