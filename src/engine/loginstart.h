// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the desktop starts Lifeboat when its user logs in. Any thread; blocks for the disk, shortly.
#pragma once

#include "base/result.h"

namespace lifeboat {

class LoginStart
{
public:
    virtual ~LoginStart() = default;
    [[nodiscard]] virtual bool isOn() const = 0;
    [[nodiscard]] virtual Result<void> setOn(bool on) = 0;

protected:
    LoginStart() = default;
    Q_DISABLE_COPY_MOVE(LoginStart)
};

} // namespace lifeboat
