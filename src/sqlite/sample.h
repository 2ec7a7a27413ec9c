// SPDX-License-Identifier: GPL-3.0-or-later
// A small living database in the shape of a RustResort server's, for the demonstration.
#pragma once

#include "base/result.h"

#include <QString>

#include <memory>

namespace lifeboat {

/// Creates `path` in WAL mode with an account, its followers and `statuses` posts.
[[nodiscard]] Result<void> createSampleDatabase(const QString &path, int statuses);

/// Commits like a busy server: one transaction per post, with a notification that must come with it.
class SampleWriter final
{
public:
    [[nodiscard]] static Result<std::unique_ptr<SampleWriter>> open(const QString &path);
    ~SampleWriter();
    Q_DISABLE_COPY_MOVE(SampleWriter)

    [[nodiscard]] Result<void> post();

private:
    struct Private;
    explicit SampleWriter(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lifeboat
