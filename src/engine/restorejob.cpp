// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/restorejob.h"

namespace lifeboat {

Result<RestoreReport> runRestore(ObjectStore &store, const RestoreRequest &request, const SecretBytes &key,
                                 Clock &clock, const JobControl &control)
{
    const auto start = clock.monotonic();
    const auto prepared = prepareToPutBack(request);
    if (!prepared)
        return fail(prepared.error());
    const auto fetched =
        fetchBackup(store, request.entry, key, workspacesFor(*prepared), FetchFor::Keeping, control);
    if (!fetched)
        return fail(fetched.error());
    const auto swapped = putBack(fetched->file, fetched->integrity.checked, *prepared, clock, control);
    if (!swapped)
        return fail(swapped.error());
    return RestoreReport{request.entry.key,     prepared->target,          swapped->safetyCopy,
                         fetched->databaseSize, fetched->checksumCompared, clock.monotonic() - start};
}

} // namespace lifeboat
