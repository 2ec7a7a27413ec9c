// SPDX-License-Identifier: GPL-3.0-or-later
// Undoing a restore: the safety copy's content goes back where it came from.
#pragma once

#include "engine/restorejob.h"

namespace lifeboat {

struct UndoRequest : PutBackRequest
{
    QString safetyCopy; ///< the folder that RestoreReport::safetyCopy names
};

/// Copies the safety copy, what its -wal or -journal hold included, and puts that copy back: the safety copy
/// itself stays as it is, and what the restore had brought becomes a safety copy of its own. Errors as
/// runRestore(); ErrorCode::NotFound when the safety copy is gone.
[[nodiscard]] Result<RestoreReport> runUndo(const UndoRequest &request, Clock &clock,
                                            const JobControl &control);

} // namespace lifeboat
