// SPDX-License-Identifier: GPL-3.0-or-later
// A real S3 server on loopback, started for one test program and stopped with it (also when the test is
// killed: the script watches our process id). Keeps its data in a temporary folder of its own.
#pragma once

#include <QString>
#include <QTemporaryDir>
#include <QUrl>

#include <memory>
#include <optional>

namespace lifeboat {

struct S3Endpoint
{
    QUrl url;
    QUrl tlsUrl;    ///< empty where the server has none
    QString caFile; ///< the certificate of tlsUrl
    QString accessKey;
    QString secretKey;
    QString bucket;
    QString region;
};

class TestServer final
{
public:
    enum class Kind { Ceph, R2Simulator };

    TestServer() = default;
    ~TestServer();
    Q_DISABLE_COPY_MOVE(TestServer)

    /// Absent when it did not start: reason() says why.
    [[nodiscard]] std::optional<S3Endpoint> start(Kind kind);
    [[nodiscard]] QString reason() const { return m_reason; }
    /// The server's programs are not on this machine and LIFEBOAT_REQUIRE_SERVERS=1 does not insist on them.
    [[nodiscard]] bool maySkip() const { return m_maySkip; }

private:
    void stop();

    std::unique_ptr<QTemporaryDir> m_data;
    QString m_script; ///< empty: nothing to stop
    QString m_reason;
    bool m_maySkip = false;
};

} // namespace lifeboat

/// In a test's initTestCase(): sets `endpoint`, or skips or fails the whole test program.
#define LIFEBOAT_START_SERVER(endpoint, server, kind)                                                        \
    do {                                                                                                     \
        (endpoint) = (server).start(kind);                                                                   \
        if (!(endpoint) && (server).maySkip())                                                               \
            QSKIP(qPrintable((server).reason()));                                                            \
        QVERIFY2((endpoint).has_value(), qPrintable((server).reason()));                                     \
    } while (false)
