// SPDX-License-Identifier: GPL-3.0-or-later
// A screen for one test's windows, in a PrivateDesktop that outlives it: Xvfb, openbox to manage the windows,
// and AT-SPI, through which assistive technologies (and the test) read and press what is on it.
#pragma once

#include "support/companionprocess.h"
#include "support/privatedesktop.h"

namespace lifeboat {

class PrivateScreen final
{
public:
    explicit PrivateScreen(const PrivateDesktop &desktop) : m_desktop(desktop) {}
    Q_DISABLE_COPY_MOVE(PrivateScreen)

    /// The programs this needs and this machine has not; empty: it can start.
    [[nodiscard]] static QStringList missingPrograms();

    /// False with reason() when a part of it did not start.
    [[nodiscard]] bool start();
    /// The desktop's, with the display.
    [[nodiscard]] QProcessEnvironment environment() const;
    [[nodiscard]] QString reason() const { return m_reason; }

private:
    [[nodiscard]] bool startDisplay();
    [[nodiscard]] bool startAccessibility();

    const PrivateDesktop &m_desktop;
    QString m_display;
    // The last one is the first to go.
    std::unique_ptr<CompanionProcess> m_server;
    std::unique_ptr<CompanionProcess> m_windowManager;
    std::unique_ptr<CompanionProcess> m_accessibility;
    QString m_reason;
};

} // namespace lifeboat
