// SPDX-License-Identifier: GPL-3.0-or-later
// What a store that lies, or is none, may answer: every document that its XML reader is given. Keys it did
// not ask for must not come through.
#include "storage/s3/s3xml.h"

#include <cstdlib>

using namespace lifeboat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto document =
        QByteArray::fromRawData(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const QString prefix = QStringLiteral("backups/");
    if (const auto page = parseListing(document, prefix)) {
        QString before;
        for (const auto &object : page->objects) {
            if (!object.key.startsWith(prefix) || object.size < 0
                || (!before.isEmpty() && object.key <= before))
                std::abort();
            before = object.key;
        }
    }
    std::ignore = parseErrorBody(document);
    std::ignore = parseUploadId(document);
    std::ignore = parseCompleted(document);
    std::ignore = parseUploads(document);
    return 0;
}
