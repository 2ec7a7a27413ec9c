// SPDX-License-Identifier: GPL-3.0-or-later
// Counts the requests of one job among others that run beside it: those of the stores that are opened on this
// thread while the scope lives. A store stays on the thread that opened it, so these are the job's.
#pragma once

#include "service/requestledger.h"

namespace lifeboat {

class RequestScope final
{
public:
    RequestScope();
    ~RequestScope();
    Q_DISABLE_COPY_MOVE(RequestScope)

    /// Of the stores that are closed by now.
    [[nodiscard]] RequestCount count() const;

    /// A meter for a store that is opened now: adds to `total` when it is done, and to the scope of this
    /// thread where there is one.
    [[nodiscard]] static std::shared_ptr<RequestMeter> counting(std::shared_ptr<RequestMeter> total);

private:
    std::shared_ptr<RequestMeter> m_meter;
    RequestScope *m_outer; ///< that of whoever called whoever made this
};

} // namespace lifeboat
