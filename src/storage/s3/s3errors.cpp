// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3errors.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct KnownCode
{
    QLatin1StringView code;
    S3Problem problem;
};

constexpr std::array knownCodes{
    KnownCode{"InvalidAccessKeyId"_L1, S3Problem::UnknownAccessKey},
    KnownCode{"InvalidClientTokenId"_L1, S3Problem::UnknownAccessKey},
    KnownCode{"Unauthorized"_L1, S3Problem::UnknownAccessKey},
    KnownCode{"SignatureDoesNotMatch"_L1, S3Problem::WrongSignature},
    KnownCode{"ExpiredToken"_L1, S3Problem::ExpiredCredentials},
    KnownCode{"TokenRefreshRequired"_L1, S3Problem::ExpiredCredentials},
    KnownCode{"InvalidToken"_L1, S3Problem::ExpiredCredentials},
    KnownCode{"AccessDenied"_L1, S3Problem::AccessDenied},
    KnownCode{"AllAccessDisabled"_L1, S3Problem::AccessDenied},
    KnownCode{"RequestTimeTooSkewed"_L1, S3Problem::ClockSkew},
    KnownCode{"RequestExpired"_L1, S3Problem::ClockSkew},
    KnownCode{"NoSuchBucket"_L1, S3Problem::NoSuchBucket},
    KnownCode{"NoSuchKey"_L1, S3Problem::NoSuchObject},
    KnownCode{"NoSuchUpload"_L1, S3Problem::NoSuchUpload},
    KnownCode{"PreconditionFailed"_L1, S3Problem::PreconditionFailed},
    KnownCode{"ConditionalRequestConflict"_L1, S3Problem::PreconditionFailed},
    KnownCode{"ObjectLockedByBucketPolicy"_L1, S3Problem::Locked},
    KnownCode{"SlowDown"_L1, S3Problem::TooManyRequests},
    KnownCode{"TooManyRequests"_L1, S3Problem::TooManyRequests},
    KnownCode{"RequestLimitExceeded"_L1, S3Problem::TooManyRequests},
    KnownCode{"InternalError"_L1, S3Problem::ServerTrouble},
    KnownCode{"ServiceUnavailable"_L1, S3Problem::ServerTrouble},
    KnownCode{"RequestTimeout"_L1, S3Problem::ServerTrouble},
    KnownCode{"AuthorizationHeaderMalformed"_L1, S3Problem::WrongRegion},
    KnownCode{"PermanentRedirect"_L1, S3Problem::WrongRegion},
    KnownCode{"TemporaryRedirect"_L1, S3Problem::WrongRegion},
    KnownCode{"InvalidRegionName"_L1, S3Problem::WrongRegion},
    KnownCode{"InvalidRange"_L1, S3Problem::OutOfRange},
    KnownCode{"EntityTooLarge"_L1, S3Problem::TooLarge},
    KnownCode{"MetadataTooLarge"_L1, S3Problem::TooLarge},
    KnownCode{"QuotaExceeded"_L1, S3Problem::QuotaExceeded},
    KnownCode{"XMinioStorageFull"_L1, S3Problem::QuotaExceeded},
    KnownCode{"BadDigest"_L1, S3Problem::DamagedOnTheWay},
    KnownCode{"XAmzContentSHA256Mismatch"_L1, S3Problem::DamagedOnTheWay},
    KnownCode{"IncompleteBody"_L1, S3Problem::DamagedOnTheWay},
    KnownCode{"NotImplemented"_L1, S3Problem::NotImplemented},
};

S3Problem problemOfStatus(int status)
{
    switch (status) {
    case 301:
    case 302:
    case 307:
    case 308: return S3Problem::WrongRegion;
    case 401: return S3Problem::UnknownAccessKey;
    case 403: return S3Problem::AccessDenied;
    case 404: return S3Problem::NoSuchObject;
    case 408:
    case 500:
    case 502:
    case 503:
    case 504: return S3Problem::ServerTrouble;
    case 412: return S3Problem::PreconditionFailed;
    case 413: return S3Problem::TooLarge;
    case 416: return S3Problem::OutOfRange;
    case 429: return S3Problem::TooManyRequests;
    case 501: return S3Problem::NotImplemented;
    case 507: return S3Problem::QuotaExceeded;
    default: return S3Problem::Other;
    }
}

/// R2 names a bucket lock by number, AWS by its words; both answer a plain 403.
bool speaksOfLock(const S3ErrorBody &body)
{
    const QString text = body.code + u' ' + body.message;
    return text.contains(u"10069"_s) || text.contains(u"object lock"_s, Qt::CaseInsensitive)
           || text.contains(u"bucket lock"_s, Qt::CaseInsensitive)
           || text.contains(u"ObjectLocked"_s, Qt::CaseInsensitive);
}

/// "(HTTP 403 AccessDenied: what the store said)". It may repeat what it was sent, and what is made of this
/// goes to more places than the log.
QString serverWords(int status, const S3ErrorBody &body)
{
    constexpr qsizetype mostWords = 200;
    QString words = u"HTTP %1"_s.arg(status);
    if (!body.code.isEmpty())
        words += u' ' + body.code;
    if (!body.message.isEmpty())
        words += u": "_s + redact(body.message.left(mostWords * 10)).left(mostWords).simplified();
    return u" ("_s + words + u')';
}

Error authentication(S3Problem problem, const S3Place &place, Error error)
{
    error.code = ErrorCode::AuthFailed;
    if (problem == S3Problem::UnknownAccessKey) {
        error.message = Text::tr("%1 does not know this access key.").arg(place.store);
        error.hint =
            Text::tr(
                "Check the access key id, and that it belongs to the account at %1; a new one works after "
                "up to a minute.")
                .arg(place.host);
    } else if (problem == S3Problem::ExpiredCredentials) {
        error.message = Text::tr("The temporary credentials for %1 have expired.").arg(place.store);
        error.hint = Text::tr("Get new ones and try again.");
    } else {
        error.message = Text::tr("%1 does not accept the signature.").arg(place.store);
        error.hint = Text::tr("Check the secret access key and the region %1.").arg(quoted(place.region));
    }
    return error;
}

Error wrongPlace(const S3ErrorBody &body, const S3Place &place, Error error)
{
    error.code = ErrorCode::Configuration;
    error.message =
        Text::tr("%1 is not served at %2 with region %3.").arg(place.store, place.host, quoted(place.region));
    if (!body.region.isEmpty())
        error.hint = Text::tr("Set the region to %1.").arg(quoted(body.region.left(60)));
    else if (!body.endpoint.isEmpty())
        error.hint = Text::tr("Set the endpoint to %1.").arg(quoted(body.endpoint.left(200)));
    else
        error.hint = Text::tr("Check the endpoint and the region.");
    return error;
}

Error missing(S3Problem problem, const S3Place &place, Error error)
{
    if (problem == S3Problem::NoSuchBucket) {
        error.code = ErrorCode::BucketMissing;
        error.message = Text::tr("There is no bucket %1 at %2.").arg(quoted(place.bucket), place.host);
        error.hint =
            Text::tr("Check the bucket's name, the account id and the jurisdiction in the endpoint.");
        return error;
    }
    error.code = ErrorCode::NotFound;
    error.message =
        problem == S3Problem::NoSuchUpload
            ? Text::tr("The upload of %1 is no longer known to %2.").arg(quoted(place.key), place.store)
            : Text::tr("%1 is not in %2.").arg(quoted(place.key), place.store);
    return error;
}

Error refusal(S3Problem problem, const S3Place &place, Error error)
{
    switch (problem) {
    case S3Problem::Locked:
        error.code = ErrorCode::KeptByLock;
        error.message = Text::tr("A lock on %1 keeps %2.").arg(place.store, quoted(place.key));
        error.hint = Text::tr("It can be deleted or replaced when the lock ends.");
        break;
    case S3Problem::PreconditionFailed:
        error.code = ErrorCode::AlreadyExists;
        error.message = Text::tr("%1 is already in %2.").arg(quoted(place.key), place.store);
        error.hint = Text::tr("Backups are never overwritten; use another name.");
        break;
    case S3Problem::ClockSkew:
        error.code = ErrorCode::ClockSkew;
        error.message = Text::tr("This machine's clock and the one of %1 are too far apart.").arg(place.host);
        error.hint = Text::tr("Set the clock (for instance with timedatectl set-ntp true).");
        break;
    default:
        error.code = ErrorCode::Forbidden;
        error.message = Text::tr("The access key may not do this in %1.").arg(place.store);
        error.hint =
            Text::tr(
                "Give the token read and write access to objects of bucket %1; also check that the account "
                "and jurisdiction in %2 are the bucket's. A change takes up to a minute.")
                .arg(quoted(place.bucket), place.host);
        break;
    }
    return error;
}

Error trouble(S3Problem problem, const S3Place &place, Error error)
{
    error.retryable = true;
    if (problem == S3Problem::TooManyRequests) {
        error.code = ErrorCode::RateLimited;
        error.message = Text::tr("%1 asks for fewer requests.").arg(place.store);
        error.hint = Text::tr("Wait a little and try again.");
    } else {
        error.code = ErrorCode::ServerFailure;
        error.message = Text::tr("%1 has a problem of its own.").arg(place.store);
        error.hint = Text::tr("Try again later.");
    }
    return error;
}

Error limit(S3Problem problem, const S3Place &place, Error error)
{
    switch (problem) {
    case S3Problem::TooLarge:
        error.code = ErrorCode::TooLarge;
        error.message = Text::tr("%1 is too large for %2.").arg(quoted(place.key), place.store);
        break;
    case S3Problem::QuotaExceeded:
        error.code = ErrorCode::NoSpace;
        error.message = Text::tr("%1 is full.").arg(place.store);
        error.hint = Text::tr("Delete old backups or raise the quota.");
        break;
    case S3Problem::OutOfRange:
        error.code = ErrorCode::Usage;
        error.message = Text::tr("The part asked for lies beyond the end of %1.").arg(quoted(place.key));
        break;
    case S3Problem::DamagedOnTheWay:
        error.code = ErrorCode::Corrupt;
        error.message = Text::tr("The bytes of %1 arrived damaged and were refused by %2.")
                            .arg(quoted(place.key), place.store);
        error.hint = Text::tr("Try again; if it stays so, check memory and network of this machine.");
        break;
    default: break;
    }
    return error;
}

} // namespace

S3Problem problemOf(int status, const S3ErrorBody &body)
{
    if (status == 403 && speaksOfLock(body))
        return S3Problem::Locked;
    const auto known = std::find_if(knownCodes.cbegin(), knownCodes.cend(),
                                    [&body](const KnownCode &entry) { return body.code == entry.code; });
    // A store that answers 429 means it, whatever it calls it.
    if (known == knownCodes.cend() || status == 429)
        return problemOfStatus(status);
    return known->problem;
}

Error errorOf(S3Problem problem, int status, const S3ErrorBody &body, const S3Place &place,
              const QString &operation)
{
    Error error{ErrorCode::Protocol, operation, {}, {}, false};
    switch (problem) {
    case S3Problem::UnknownAccessKey:
    case S3Problem::WrongSignature:
    case S3Problem::ExpiredCredentials: error = authentication(problem, place, error); break;
    case S3Problem::NoSuchBucket:
    case S3Problem::NoSuchObject:
    case S3Problem::NoSuchUpload: error = missing(problem, place, error); break;
    case S3Problem::AccessDenied:
    case S3Problem::ClockSkew:
    case S3Problem::Locked:
    case S3Problem::PreconditionFailed: error = refusal(problem, place, error); break;
    case S3Problem::TooManyRequests:
    case S3Problem::ServerTrouble: error = trouble(problem, place, error); break;
    case S3Problem::WrongRegion: error = wrongPlace(body, place, error); break;
    case S3Problem::TooLarge:
    case S3Problem::QuotaExceeded:
    case S3Problem::OutOfRange:
    case S3Problem::DamagedOnTheWay: error = limit(problem, place, error); break;
    case S3Problem::NotImplemented: error.message = Text::tr("%1 cannot do this.").arg(place.store); break;
    case S3Problem::Other:
        error.code = status >= 500 ? ErrorCode::ServerFailure : ErrorCode::Protocol;
        error.message = Text::tr("%1 refused the request.").arg(place.store);
        error.hint = Text::tr("Check that the endpoint %1 is an S3 address.").arg(place.host);
        break;
    }
    if (status != 0)
        error.message += serverWords(status, body);
    return error;
}

} // namespace lifeboat
