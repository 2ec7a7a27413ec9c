// SPDX-License-Identifier: GPL-3.0-or-later
// What a store's refusal means, for logic (S3Problem) and for people (Error). Pure functions.
// Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and
// https://developers.cloudflare.com/r2/api/error-codes/
#pragma once

#include "base/error.h"
#include "storage/s3/s3xml.h"

namespace lifeboat {

enum class S3Problem {
    UnknownAccessKey,
    WrongSignature,
    ExpiredCredentials,
    AccessDenied,
    ClockSkew,
    NoSuchBucket,
    NoSuchObject,
    NoSuchUpload,
    PreconditionFailed,
    Locked,
    TooManyRequests,
    ServerTrouble, ///< worth repeating: 408, 500, 502, 503, 504
    WrongRegion,   ///< also redirects
    OutOfRange,
    TooLarge,
    QuotaExceeded,
    DamagedOnTheWay,
    NotImplemented,
    Other,
};

/// Who was asked for what; for messages only.
struct S3Place
{
    QString store; ///< "R2 bucket rustresort-backup"
    QString host;  ///< of the endpoint
    QString bucket;
    QString region; ///< as configured
    QString key;    ///< may be empty
};

[[nodiscard]] S3Problem problemOf(int status, const S3ErrorBody &body);

/// `status` 0: it was us who found the problem, not the store that answered with it.
[[nodiscard]] Error errorOf(S3Problem problem, int status, const S3ErrorBody &body, const S3Place &place,
                            const QString &operation);

} // namespace lifeboat
