// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/partuploader.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/s3/singleput.h"

#include <QCryptographicHash>

#include <algorithm>
#include <system_error>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 smallestPart = 5 * mebibyte;
constexpr qint64 mostParts = 9'900;         ///< the API's limit is 10,000
constexpr auto cancelInterval = 50ms;       ///< a CancelToken cannot wake a waiter
constexpr qint64 progressStep = 256 * 1024; ///< bytes between two reports

qint64 dividedUp(qint64 a, qint64 b)
{
    return (a + b - 1) / b;
}

} // namespace

PartPlan PartPlan::of(qint64 size)
{
    PartPlan plan;
    plan.size = size;
    plan.partSize = std::max(smallestPart, dividedUp(dividedUp(size, mostParts), mebibyte) * mebibyte);
    plan.count = static_cast<int>(dividedUp(size, plan.partSize));
    return plan;
}

qint64 PartPlan::sizeOf(int number) const
{
    return number < count ? partSize : size - partSize * (count - 1);
}

PartUploader::PartUploader(std::shared_ptr<S3Context> context, const PutRequest &request, QString uploadId,
                           const PartPlan &plan)
    : m_context(std::move(context)), m_request(request), m_uploadId(std::move(uploadId)), m_plan(plan),
      m_window(m_context->options.maxPartsInFlight, m_context->clock->monotonic()), m_etags(plan.count),
      m_sent(static_cast<std::size_t>(plan.count), 0)
{
}

PartUploader::~PartUploader()
{
    m_stop.request();
    join();
}

Result<QList<QByteArray>> PartUploader::run(BlockSource &body)
{
    auto fed = feed(body);
    if (fed)
        fed = waitForRest();
    if (!fed)
        stopWith(fed.error());
    join();
    if (m_error)
        return fail(*m_error);
    return std::move(m_etags);
}

Result<void> PartUploader::feed(BlockSource &body)
{
    for (int number = 1; number <= m_plan.count; ++number) {
        auto buffer = takeBuffer();
        if (!buffer)
            return fail(buffer.error());
        buffer->resize(m_plan.sizeOf(number));
        if (auto read = readWhole(body, *buffer, m_request.cancel); !read)
            return read;
        if (auto queued = enqueue(Part{number, std::move(*buffer)}); !queued)
            return queued;
    }
    return {};
}

Result<QByteArray> PartUploader::takeBuffer()
{
    std::unique_lock lock(m_mutex);
    const auto mayTake = [this] { return !m_freeBuffers.empty() || m_buffersAlive <= m_window.limit(); };
    if (auto ready = waitUntil(mayTake, lock); !ready)
        return fail(ready.error());
    if (!m_freeBuffers.empty()) {
        QByteArray buffer = std::move(m_freeBuffers.back());
        m_freeBuffers.pop_back();
        return buffer;
    }
    ++m_buffersAlive;
    return QByteArray(m_plan.sizeOf(1), Qt::Uninitialized);
}

Result<void> PartUploader::enqueue(Part part)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(part));
    }
    m_changed.notify_all();
    return startThreads();
}

Result<void> PartUploader::startThreads()
{
    std::size_t wanted = 0;
    {
        const std::lock_guard lock(m_mutex);
        wanted = static_cast<std::size_t>(std::min(m_window.limit(), m_plan.count));
    }
    while (m_threads.size() < wanted) {
        try {
            m_threads.emplace_back([this] { work(); });
        } catch (const std::system_error &error) {
            if (!m_threads.empty())
                return {}; // slower, but it goes on
            return fail(ErrorCode::Io, u"s3.put"_s,
                        Text::tr("No thread could be started: %1").arg(QString::fromLocal8Bit(error.what())));
        }
    }
    return {};
}

Result<void> PartUploader::waitForRest()
{
    std::unique_lock lock(m_mutex);
    m_closed = true;
    m_changed.notify_all();
    return waitUntil([this] { return m_done == m_plan.count; }, lock);
}

/// Waits for the condition, the caller's cancellation or a thread's error.
Result<void> PartUploader::waitUntil(const std::function<bool()> &condition,
                                     std::unique_lock<std::mutex> &lock)
{
    while (!m_error && !condition()) {
        if (auto go = m_request.cancel.check(u"s3.put"_s); !go)
            return go;
        m_changed.wait_for(lock, cancelInterval);
    }
    if (m_error)
        return fail(*m_error);
    return {};
}

void PartUploader::work()
{
    // Declared in the thread: a transport belongs to the one that made it.
    const auto client =
        S3Client::create(m_context, [this](const S3Failure &failure) { noteFailure(failure); });
    if (!client) {
        stopWith(client.error());
        return;
    }
    while (auto part = nextPart()) {
        const auto etag = sendPart(**client, *part);
        finishPart(std::move(*part), etag);
    }
}

std::optional<PartUploader::Part> PartUploader::nextPart()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] {
        const bool free = m_inFlight < m_window.limit();
        return m_error || (m_closed && m_queue.empty()) || (free && !m_queue.empty());
    });
    if (m_error || m_queue.empty())
        return std::nullopt;
    Part part = std::move(m_queue.front());
    m_queue.pop_front();
    ++m_inFlight;
    return part;
}

Result<QByteArray> PartUploader::sendPart(S3Client &client, const Part &part)
{
    S3Call call{u"s3.part"_s, "PUT", m_request.key, {}, {}, part.bytes, {}};
    call.query = {{"partNumber", QByteArray::number(part.number)}, {"uploadId", m_uploadId.toUtf8()}};
    if (m_context->options.contentMd5) {
        const QByteArray md5 = QCryptographicHash::hash(part.bytes, QCryptographicHash::Md5);
        call.headers.emplaceBack("Content-MD5", md5.toBase64());
    }
    HttpExchange exchange;
    exchange.cancel = m_stop;
    exchange.sent = [this, number = part.number](qint64 done, qint64) { reportSent(number, done); };
    const auto response = client.send(std::move(call), exchange);
    if (!response)
        return fail(response.error().error);
    const QByteArray etag = response->header("etag");
    if (etag.isEmpty()) {
        return fail(
            ErrorCode::Protocol, u"s3.part"_s,
            Text::tr("The store accepted a part of %1 without naming it.").arg(quoted(m_request.key)));
    }
    return etag;
}

void PartUploader::finishPart(Part part, const Result<QByteArray> &etag)
{
    if (!etag) {
        stopWith(etag.error());
        return;
    }
    reportSent(part.number, part.bytes.size());
    {
        const std::lock_guard lock(m_mutex);
        m_etags[part.number - 1] = *etag;
        m_window.noteDone(part.bytes.size(), m_context->clock->monotonic());
        --m_inFlight;
        ++m_done;
        // After the window was narrowed, buffers go as they come back.
        if (m_buffersAlive > m_window.limit() + 1)
            --m_buffersAlive;
        else
            m_freeBuffers.push_back(std::move(part.bytes));
    }
    m_changed.notify_all();
}

void PartUploader::noteFailure(const S3Failure &failure)
{
    const ErrorCode code = failure.error.code;
    if (code != ErrorCode::RateLimited && code != ErrorCode::Timeout && failure.status != 503)
        return;
    const std::lock_guard lock(m_mutex);
    m_window.notePushback(m_context->clock->monotonic());
}

void PartUploader::reportSent(int number, qint64 bytes)
{
    if (!m_request.progress)
        return;
    const std::lock_guard lock(m_progressMutex);
    qint64 &known = m_sent[static_cast<std::size_t>(number - 1)];
    m_sentInAll += bytes - known;
    known = bytes;
    // A part that is sent again must not make the bar go back.
    const bool worthwhile = m_sentInAll >= m_reported + progressStep || m_sentInAll == m_plan.size;
    if (!worthwhile || m_sentInAll <= m_reported)
        return;
    m_reported = m_sentInAll;
    m_request.progress(m_reported, m_plan.size);
}

void PartUploader::stopWith(const Error &error)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = error;
    }
    m_stop.request();
    m_changed.notify_all();
}

void PartUploader::join()
{
    for (std::thread &thread : m_threads) {
        if (thread.joinable())
            thread.join();
    }
}

} // namespace lifeboat
