// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/requestscope.h"

namespace lifeboat {

namespace {

thread_local RequestScope *current = nullptr;

class SharedMeter final : public RequestMeter
{
public:
    SharedMeter(std::shared_ptr<RequestMeter> one, std::shared_ptr<RequestMeter> other)
        : m_one(std::move(one)), m_other(std::move(other))
    {
    }
    ~SharedMeter()
    {
        addRequests(*m_one, *this);
        addRequests(*m_other, *this);
    }
    Q_DISABLE_COPY_MOVE(SharedMeter)

private:
    std::shared_ptr<RequestMeter> m_one;
    std::shared_ptr<RequestMeter> m_other;
};

} // namespace

RequestScope::RequestScope()
    : m_meter(std::make_shared<RequestMeter>()), m_outer(std::exchange(current, this))
{
}

RequestScope::~RequestScope()
{
    current = m_outer;
}

RequestCount RequestScope::count() const
{
    return {m_meter->classA, m_meter->classB};
}

std::shared_ptr<RequestMeter> RequestScope::counting(std::shared_ptr<RequestMeter> total)
{
    if (!current)
        return total;
    return std::make_shared<SharedMeter>(std::move(total), current->m_meter);
}

} // namespace lifeboat
