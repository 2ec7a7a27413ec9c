// SPDX-License-Identifier: GPL-3.0-or-later
// A program that runs beside a test. It is asked to end when the object goes, and also when the test itself
// is killed. Threads: those of QProcess; make it on the main thread, whose end is the test's.
#pragma once

#include <QProcess>

namespace lifeboat {

class CompanionProcess final : public QProcess
{
    Q_OBJECT
public:
    explicit CompanionProcess(const QProcessEnvironment &environment);
    /// Asks it to end, and kills it when it does not.
    ~CompanionProcess() override;
    Q_DISABLE_COPY_MOVE(CompanionProcess)

    /// Starts it without its output; false, with errorString(), when it cannot be started.
    [[nodiscard]] bool startSilent(const QString &program, const QStringList &arguments);
};

} // namespace lifeboat
