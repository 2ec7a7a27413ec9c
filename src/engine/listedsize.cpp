// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/listedsize.h"

#include "base/format.h"
#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

Result<void> ListedSizeSink::write(QByteArrayView block)
{
    m_size += block.size();
    return m_size <= m_entry.size ? m_sink.write(block) : finish();
}

Result<void> ListedSizeSink::finish() const
{
    if (m_size == m_entry.size)
        return {};
    const QString what = m_size > m_entry.size
                             ? Text::tr("%1 is longer than the %2 with which it is listed.")
                             : Text::tr("%1 is shorter than the %2 with which it is listed.");
    return fail(ErrorCode::Corrupt, u"backup.check"_s, what.arg(m_entry.key, formatBytes(m_entry.size)),
                Text::tr("Somebody may have replaced it. Take another generation (\"lifeboat-cli list\")."));
}

} // namespace lifeboat
