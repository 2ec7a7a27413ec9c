// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled: return u"cancelled"_s;
    case ErrorCode::Usage: return u"usage"_s;
    case ErrorCode::Configuration: return u"configuration"_s;
    case ErrorCode::NotFound: return u"not-found"_s;
    case ErrorCode::AlreadyExists: return u"already-exists"_s;
    case ErrorCode::PermissionDenied: return u"permission-denied"_s;
    case ErrorCode::NoSpace: return u"no-space"_s;
    case ErrorCode::Io: return u"io"_s;
    case ErrorCode::Busy: return u"busy"_s;
    case ErrorCode::NotADatabase: return u"not-a-database"_s;
    case ErrorCode::SourceEncrypted: return u"source-encrypted"_s;
    case ErrorCode::Corrupt: return u"corrupt"_s;
    case ErrorCode::WrongKey: return u"wrong-key"_s;
    case ErrorCode::TooLarge: return u"too-large"_s;
    case ErrorCode::Network: return u"network"_s;
    case ErrorCode::Timeout: return u"timeout"_s;
    case ErrorCode::Tls: return u"tls"_s;
    case ErrorCode::AuthFailed: return u"auth-failed"_s;
    case ErrorCode::Forbidden: return u"forbidden"_s;
    case ErrorCode::ClockSkew: return u"clock-skew"_s;
    case ErrorCode::BucketMissing: return u"bucket-missing"_s;
    case ErrorCode::KeptByLock: return u"kept-by-lock"_s;
    case ErrorCode::RateLimited: return u"rate-limited"_s;
    case ErrorCode::ServerFailure: return u"server-failure"_s;
    case ErrorCode::Protocol: return u"protocol"_s;
    case ErrorCode::Refused: return u"refused"_s;
    case ErrorCode::Unsupported: return u"unsupported"_s;
    case ErrorCode::Internal: return u"internal"_s;
    }
    Q_UNREACHABLE();
}

QString describe(const Error &error)
{
    return error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint;
}

} // namespace lifeboat
