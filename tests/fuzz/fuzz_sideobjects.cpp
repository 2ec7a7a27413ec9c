// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the store beside the backups, written by whoever may write there: a proof is believed only
// when it says what a proof says.
#include "engine/proofs.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace lifeboat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto text =
        QByteArray::fromRawData(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (const auto proof = proofFrom(document.object())) {
        // Written once more it is the same.
        const auto again = proofFrom(toJson(*proof));
        if (!again || again->isRestored() != proof->isRestored() || toJson(*again) != toJson(*proof))
            std::abort();
    }
    return 0;
}
