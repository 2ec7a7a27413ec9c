// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/readreport.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

void ReadReport::fail(int line, const QString &message, const QString &hint)
{
    if (!m_error)
        m_error = Error{ErrorCode::Configuration, u"config.load"_s, placed(line, message), hint, false};
}

void ReadReport::warn(int line, const QString &message)
{
    m_warnings.append(placed(line, message));
}

QString ReadReport::placed(int line, const QString &message) const
{
    if (m_file.isEmpty())
        return message;
    return line > 0 ? u"%1:%2: %3"_s.arg(m_file, QString::number(line), message)
                    : u"%1: %2"_s.arg(m_file, message);
}

} // namespace lifeboat
