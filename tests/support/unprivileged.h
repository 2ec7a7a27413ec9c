// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of permissions: while it lives, a test run by root acts as an ordinary user.
#pragma once

#include <QtGlobal>

#include <unistd.h>

namespace lifeboat {

class Unprivileged final
{
public:
    Unprivileged()
    {
        if (m_user == 0)
            m_changed = ::seteuid(65534) == 0;
    }
    ~Unprivileged()
    {
        if (m_changed && ::seteuid(m_user) != 0)
            qFatal("cannot become root again");
    }
    Q_DISABLE_COPY_MOVE(Unprivileged)

private:
    uid_t m_user = ::geteuid();
    bool m_changed = false;
};

} // namespace lifeboat
