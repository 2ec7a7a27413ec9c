// SPDX-License-Identifier: GPL-3.0-or-later
// A request body as QNetworkAccessManager wants it: handed out front to back, once, and no faster than
// allowed. Lives in the transport's thread for the length of one exchange; shares the body, copies nothing.
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <functional>

namespace lifeboat {

class UploadDevice final : public QIODevice
{
public:
    using Allowance = std::function<qint64(qint64 wanted)>;
    /// `handedOut` hears the bytes gone so far; 0 new bytes mean the allowance held them back.
    UploadDevice(const QByteArray &body, Allowance allowance, std::function<void(qint64)> handedOut);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override { return m_position == m_body.size(); }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_body.size() - m_position; }
    /// Refused once a byte has gone: QNetworkAccessManager would otherwise send a request whose connection
    /// dropped a second time on its own, and nobody above would know that the first may have landed.
    bool reset() override { return m_position == 0; }
    /// Lets the reader ask again after the allowance was used up.
    void wakeReader();

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    Allowance m_allowance;
    std::function<void(qint64)> m_handedOut;
    qint64 m_position = 0;
    bool m_heldBack = false;
};

} // namespace lifeboat
