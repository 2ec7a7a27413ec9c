// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the standings of generations by the proofs in the store. One thread; what it is made with outlives
// it.
#pragma once

#include "engine/retention.h"
#include "engine/sideobjects.h"

#include <QSet>

namespace lifeboat {

/// A list of ten thousand generations must not read as many proofs: which ones there are is asked once, in
/// pages of a thousand, and one is read only when its generation is asked for. As drills prove one backup a
/// month, that is a handful. What lies beyond `mostRead`, which takes a store full of proofs that say
/// nothing, is unclear.
class ProofReader final
{
public:
    static constexpr int mostRead = 1000;

    /// `key` opens the proofs of a profile that seals; empty: nobody can tell what they say.
    ProofReader(ObjectStore &store, const Profile &profile, const SecretBytes &key,
                const CancelToken &cancel);

    /// An error means that the store did not answer.
    [[nodiscard]] Result<Standing> standingOf(const BackupEntry &entry);

private:
    [[nodiscard]] Result<void> list();

    SideObjects m_side;
    const CancelToken &m_cancel;
    bool m_canOpen;
    int m_read = 0;
    std::optional<QSet<QString>> m_names;
};

} // namespace lifeboat
