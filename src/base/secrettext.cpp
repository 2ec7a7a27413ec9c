// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secrettext.h"

#include <QStringEncoder>

namespace lifeboat {

SecretBytes secretFrom(QStringView text)
{
    text = text.trimmed();
    QStringEncoder encoder(QStringEncoder::Utf8, QStringEncoder::Flag::Stateless);
    SecretBytes buffer(encoder.requiredSpace(text.size()));
    const char *end = encoder.appendToBuffer(buffer.data(), text);
    return SecretBytes(buffer.view().first(end - buffer.view().data()));
}

// data() of what is shared would make one more copy, and wipe that.

void wipe(QString &text)
{
    if (text.isDetached())
        wipe(text.data(), static_cast<std::size_t>(text.size()) * sizeof(QChar));
}

void wipe(QByteArray &bytes)
{
    if (bytes.isDetached())
        wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
}

} // namespace lifeboat
