// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/restorejob.h"

namespace lifeboat {

Result<RestoreReport> runRestore(const BackupPlace &place, const RestoreRequest &request, Clock &clock,
                                 const JobControl &control)
{
    const auto start = clock.monotonic();
    const auto prepared = prepareToPutBack(request);
    if (!prepared)
        return fail(prepared.error());
    const auto fetched =
        fetchBackup(place, request.entry, workspacesFor(*prepared), FetchFor::Keeping, control);
    if (!fetched)
        return fail(fetched.error());
    const auto swapped = putBack(fetched->file, fetched->integrity.checked, *prepared, clock, control);
    if (!swapped)
        return fail(swapped.error());
    return RestoreReport{request.entry.key,     prepared->target,          swapped->safetyCopy,
                         fetched->databaseSize, fetched->checksumCompared, clock.monotonic() - start};
}

} // namespace lifeboat
