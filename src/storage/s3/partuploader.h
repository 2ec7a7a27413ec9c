// SPDX-License-Identifier: GPL-3.0-or-later
// Sends the parts of one multipart upload: the calling thread reads, threads of its own hash and send, each
// with its own connection. At most one buffer more than parts in flight is alive, and buffers are reused.
// Used once; run() returns after every thread has ended.
#pragma once

#include "storage/objectstore.h"
#include "storage/s3/adaptivewindow.h"
#include "storage/s3/s3client.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace lifeboat {

/// Equal parts but the last (R2 insists), at most 9,900 of them, of at least 5 MiB.
struct PartPlan
{
    qint64 size = 0;     ///< of the object, at least 1 byte
    qint64 partSize = 0; ///< bytes, whole MiB
    int count = 0;

    [[nodiscard]] static PartPlan of(qint64 size);
    /// Of part `number`, from 1.
    [[nodiscard]] qint64 sizeOf(int number) const;
};

class PartUploader final
{
public:
    PartUploader(std::shared_ptr<S3Context> context, const PutRequest &request, QString uploadId,
                 const PartPlan &plan);
    ~PartUploader();
    Q_DISABLE_COPY_MOVE(PartUploader)

    /// The parts' ETags in order, as the store gave them; or the first error, with nothing on its way any
    /// more.
    [[nodiscard]] Result<QList<QByteArray>> run(BlockSource &body);

private:
    struct Part
    {
        int number = 0;
        QByteArray bytes;
    };

    [[nodiscard]] Result<void> feed(BlockSource &body);
    [[nodiscard]] Result<QByteArray> takeBuffer();
    [[nodiscard]] Result<void> enqueue(Part part);
    [[nodiscard]] Result<void> startThreads();
    [[nodiscard]] Result<void> waitForRest();
    [[nodiscard]] Result<void> waitUntil(const std::function<bool()> &condition,
                                         std::unique_lock<std::mutex> &lock);
    void work();
    [[nodiscard]] std::optional<Part> nextPart();
    [[nodiscard]] Result<QByteArray> sendPart(S3Client &client, const Part &part);
    void finishPart(Part part, const Result<QByteArray> &etag);
    void noteFailure(const S3Failure &failure);
    void reportSent(int number, qint64 bytes);
    void stopWith(const Error &error);
    void join();

    const std::shared_ptr<S3Context> m_context;
    const PutRequest &m_request;
    const QString m_uploadId;
    const PartPlan m_plan;
    const CancelToken m_stop; ///< for the threads: the caller's cancellation, or the first error

    std::mutex m_mutex;
    std::condition_variable m_changed;
    AdaptiveWindow m_window;
    std::deque<Part> m_queue;
    std::vector<QByteArray> m_freeBuffers;
    int m_buffersAlive = 0;
    int m_inFlight = 0;
    int m_done = 0;
    bool m_closed = false; ///< no further part will be queued
    std::optional<Error> m_error;
    QList<QByteArray> m_etags;
    std::vector<std::thread> m_threads;

    std::mutex m_progressMutex;
    std::vector<qint64> m_sent; ///< bytes of each part
    qint64 m_sentInAll = 0;
    qint64 m_reported = 0;
};

} // namespace lifeboat
