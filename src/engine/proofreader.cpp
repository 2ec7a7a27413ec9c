// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/proofreader.h"

#include "engine/proofs.h"

namespace lifeboat {

ProofReader::ProofReader(ObjectStore &store, const Profile &profile, const SecretBytes &key,
                         const CancelToken &cancel)
    : m_side(store, profile, key), m_cancel(cancel), m_canOpen(!profile.encryption.enabled || !key.isEmpty())
{
}

Result<void> ProofReader::list()
{
    if (m_names)
        return {};
    const auto names = m_side.list(proofsFolder(), m_cancel);
    if (!names)
        return fail(names.error());
    m_names = QSet<QString>(names->cbegin(), names->cend());
    return {};
}

Result<Standing> ProofReader::standingOf(const BackupEntry &entry)
{
    if (const auto listed = list(); !listed)
        return fail(listed.error());
    if (!m_names->contains(proofName(entry.key)))
        return Standing::Unproven;
    if (!m_canOpen || m_read == mostRead)
        return Standing::Unclear;
    ++m_read;
    const auto proof = getProof(m_side, entry, m_cancel);
    if (!proof)
        return fail(proof.error());
    // One that is there and says nothing may have been sealed with the right key, when ours is a wrong one.
    if (!*proof)
        return Standing::Unclear;
    return (*proof)->isRestored() ? Standing::Proven : Standing::Failed;
}

} // namespace lifeboat
