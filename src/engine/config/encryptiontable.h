// SPDX-License-Identifier: GPL-3.0-or-later
// [storage.backup.encryption] and the key it leads to.
#pragma once

#include "engine/config/configpaths.h"
#include "engine/config/profilefile.h"
#include "engine/config/tablereader.h"
#include "engine/profile.h"

namespace lifeboat {

/// Key, then key_file, then BACKUP_ENCRYPTION_KEY; key_in_keychain is only noted. No key at all is no error
/// here: listing and pruning work without. While encryption is off a key that can be had is still loaded, to
/// read what was sealed before, and one that is broken is only worth a warning.
void readEncryption(const TableReader &encryption, const ConfigPaths &paths, UnreadKey unread,
                    LoadedProfile &loaded);

} // namespace lifeboat
