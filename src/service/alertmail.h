// SPDX-License-Identifier: GPL-3.0-or-later
// Alerts by mail, through the sendmail that the machine has: a mail server's own, or a small one like msmtp
// or nullmailer.
#pragma once

#include "base/canceltoken.h"
#include "service/alertmessage.h"

#include <chrono>

namespace lifeboat {

/// A message as RFC 5322 has it, with "\n" as sendmail wants it. Without From and Message-ID, which sendmail
/// adds as the machine is set up. ErrorCode::Configuration for recipients that are none: they are addresses
/// in ASCII, separated by commas.
[[nodiscard]] Result<QByteArray> alertMail(const QString &recipients, const Alert &alert);

/// The program, looked for in PATH and where systems keep it; empty when there is none.
[[nodiscard]] QString findSendmail();

/// Hands `message` over to `program`, which reads the recipients out of it. Blocks; any thread.
[[nodiscard]] Result<void> sendMail(const QString &program, const QByteArray &message,
                                    std::chrono::milliseconds limit, const CancelToken &cancel);

} // namespace lifeboat
