// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong, for logic (code), for people (message, hint) and for the log (operation).
// Plain values: copyable, no thread, no ownership.
#pragma once

#include <QString>

namespace lifeboat {

enum class ErrorCode {
    Cancelled,        ///< the user or a signal asked to stop
    Usage,            ///< the call itself is wrong (arguments, flags)
    Configuration,    ///< a config file or environment variable is wrong
    NotFound,         ///< no such file, object or profile
    AlreadyExists,    ///< a create-only write met an existing object or file
    PermissionDenied, ///< the operating system refused
    NoSpace,          ///< the disk or the quota is full
    Io,               ///< reading or writing failed otherwise
    Busy,             ///< locked or in use by another process
    NotADatabase,     ///< the file is not SQLite (or is empty)
    SourceEncrypted,  ///< the database is itself encrypted (SQLCipher and the like)
    Corrupt,          ///< bytes are damaged: tag, checksum, integrity_check or format
    WrongKey,         ///< no key, a malformed key, or a key that does not open the envelope
    TooLarge,         ///< beyond a limit of the format or of the store
    Network,          ///< no route, refused, reset, name not resolved, truncated
    Timeout,          ///< nothing arrived in time
    Tls,              ///< certificate or handshake
    AuthFailed,       ///< the store does not accept the credentials or the signature
    Forbidden,        ///< the credentials are known but not allowed to do this
    ClockSkew,        ///< our clock and the store's differ by more than it accepts
    BucketMissing,    ///< no such bucket at this endpoint
    KeptByLock,       ///< a bucket lock refuses the deletion or overwrite
    RateLimited,      ///< 429 or SlowDown
    ServerFailure,    ///< 5xx
    Protocol,         ///< the store answered something that makes no sense
    Refused,          ///< Lifeboat declines for safety
    Unsupported,      ///< this machine cannot do it: a service or a device is not there
    Internal,         ///< a defect of ours
};

/// Stable lower-case name used in JSON output and logs, e.g. "not-found".
[[nodiscard]] QString errorCodeName(ErrorCode code);

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString operation;      ///< short, for the log: "s3.put", "sqlite.snapshot"
    QString message;        ///< what failed and why, one or two sentences, never a secret
    QString hint;           ///< what to do next; may be empty
    bool retryable = false; ///< the same call may succeed later without anyone changing anything
};

/// "message hint" in one line, for logs and plain-text terminals.
[[nodiscard]] QString describe(const Error &error);

} // namespace lifeboat
