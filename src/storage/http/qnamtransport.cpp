// SPDX-License-Identifier: GPL-3.0-or-later
// The transport on QNetworkAccessManager. Its defaults that would hurt a backup are switched off one by one:
// HTTP/2 (uploads crawl against a small window), redirects (they carry the signature elsewhere),
// decompression, cookies, unbounded buffers, its own time-out (indistinguishable from a cancellation).
#include "storage/http/transport.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "storage/http/networkerror.h"
#include "storage/http/proxychoice.h"
#include "storage/http/uploaddevice.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QTimer>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 readBufferSize =
    1024 * 1024;                         ///< bytes Qt may hold for a sink that is slower than the network
constexpr qint64 blockSize = 256 * 1024; ///< bytes given to a sink at a time
constexpr qint64 keptBodyLimit = 16 * 1024 * 1024;
constexpr auto pollInterval = 20ms; ///< a CancelToken can only be looked at
constexpr auto pacedInterval = 5ms; ///< also how often a throttled upload is offered more

class EnvironmentProxy final : public QNetworkProxyFactory
{
public:
    explicit EnvironmentProxy(bool useProxy)
    {
        if (useProxy)
            m_environment = QProcessEnvironment::systemEnvironment();
    }

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return {chooseProxy(query.url(), m_environment)};
    }

private:
    QProcessEnvironment m_environment;
};

/// One request on its way: from the reply's creation to the complete answer, or to the reason there is none.
class Exchange final
{
public:
    Exchange(const HttpRequest &request, const HttpExchange &exchange, QByteArray &block)
        : m_request(request), m_exchange(exchange), m_block(block)
    {
    }
    Q_DISABLE_COPY_MOVE(Exchange)

    Result<HttpResponse> run(std::unique_ptr<QNetworkReply> reply, UploadDevice *upload);
    void bodyHandedOut(qint64 bytes);

private:
    void stop(Error error);
    void poll(UploadDevice *upload);
    void noteHeaders();
    void drain();
    Result<void> takeBlock(QByteArrayView block);
    [[nodiscard]] bool toSink() const { return m_exchange.sink && m_response.status / 100 == 2; }
    [[nodiscard]] std::optional<Error> verdict() const;

    const HttpRequest &m_request;
    const HttpExchange &m_exchange;
    QByteArray &m_block;
    QEventLoop m_loop;
    QNetworkReply *m_reply = nullptr;
    QElapsedTimer m_idle;
    HttpResponse m_response;
    QList<QSslError> m_tlsErrors;
    std::optional<Error> m_error;
    qint64 m_received = 0;
    qint64 m_handedOut = 0;
    bool m_headersSeen = false;
};

Result<HttpResponse> Exchange::run(std::unique_ptr<QNetworkReply> reply, UploadDevice *upload)
{
    m_reply = reply.get();
    m_idle.start();
    m_reply->setReadBufferSize(readBufferSize);
    QObject::connect(m_reply, &QNetworkReply::readyRead, &m_loop, [this] { drain(); });
    QObject::connect(m_reply, &QNetworkReply::metaDataChanged, &m_loop, [this] { m_idle.restart(); });
    QObject::connect(m_reply, &QNetworkReply::encrypted, &m_loop, [this] { m_idle.restart(); });
    QObject::connect(m_reply, &QNetworkReply::finished, &m_loop, &QEventLoop::quit);
    QObject::connect(m_reply, &QNetworkReply::sslErrors, &m_loop,
                     [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    QTimer poller;
    QObject::connect(&poller, &QTimer::timeout, &m_loop, [this, upload] { poll(upload); });
    poller.start(m_exchange.allowance ? pacedInterval : pollInterval);
    if (!m_reply->isFinished())
        m_loop.exec();

    if (!m_error)
        drain();
    if (!m_error)
        m_error = verdict();
    // Aborting emits finished(); nothing of this object may hear it any more.
    QObject::disconnect(m_reply, nullptr, &m_loop, nullptr);
    if (!m_reply->isFinished())
        m_reply->abort();
    if (m_error)
        return fail(*m_error);
    return std::move(m_response);
}

void Exchange::bodyHandedOut(qint64 bytes)
{
    m_idle.restart(); // also when the allowance held bytes back: that wait is ours, not the store's
    if (bytes == m_handedOut)
        return;
    m_handedOut = bytes;
    if (m_exchange.sent)
        m_exchange.sent(bytes, m_request.body.size());
}

void Exchange::stop(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    m_loop.quit();
}

void Exchange::poll(UploadDevice *upload)
{
    if (const auto go = m_exchange.cancel.check(u"http.send"_s); !go)
        stop(go.error());
    else if (m_idle.hasExpired(m_request.idleTimeout.count()))
        stop(idleTimeout(m_request.url, m_request.idleTimeout));
    else if (upload)
        upload->wakeReader();
}

void Exchange::noteHeaders()
{
    if (m_headersSeen)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        return;
    m_headersSeen = true;
    m_response.status = status;
    const auto &pairs = m_reply->rawHeaderPairs();
    for (const auto &[name, value] : pairs)
        m_response.headers.append({name.toLower(), value});
    if (status / 100 == 2 && m_exchange.onHeaders) {
        if (const auto accepted = m_exchange.onHeaders(m_response); !accepted)
            stop(accepted.error());
    }
}

void Exchange::drain()
{
    if (m_error)
        return;
    noteHeaders();
    while (!m_error && m_reply->bytesAvailable() > 0) {
        const qint64 count = m_reply->read(m_block.data(), m_block.size());
        if (count <= 0)
            break;
        m_received += count;
        const auto taken = takeBlock(QByteArrayView(m_block.constData(), count));
        if (taken)
            m_idle.restart(); // after the sink, whose time is not the store's
        else
            stop(taken.error());
        if (const auto go = m_exchange.cancel.check(u"http.send"_s); !go)
            stop(go.error());
    }
}

Result<void> Exchange::takeBlock(QByteArrayView block)
{
    if (toSink())
        return m_exchange.sink->write(block);
    if (m_response.body.size() + block.size() > keptBodyLimit) {
        return fail(ErrorCode::TooLarge, u"http.send"_s,
                    Text::tr("%1 answered with more than %2 where a short text was expected.")
                        .arg(m_request.url.host(), formatBytes(keptBodyLimit)));
    }
    m_response.body.append(block);
    return {};
}

std::optional<Error> Exchange::verdict() const
{
    auto error =
        networkError(m_reply->error(), m_reply->errorString(), m_response.status, m_tlsErrors, m_request.url);
    if (error)
        return error;
    if (m_response.status == 0)
        return networkError(QNetworkReply::RemoteHostClosedError, {}, 0, {}, m_request.url);
    // Qt is content with a connection that ends early in some states; an object cut short must never pass.
    const bool hasBody = m_request.method != "HEAD" && m_response.status != 204 && m_response.status != 304;
    const QByteArray announced = m_response.header("content-length");
    if (hasBody && !announced.isEmpty() && announced.toLongLong() != m_received)
        return truncatedAnswer(m_request.url, m_received, announced.toLongLong());
    return std::nullopt;
}

class QnamTransport final : public HttpTransport
{
public:
    QnamTransport(bool useProxy, QList<QSslCertificate> authorities)
        : m_authorities(std::move(authorities)), m_block(blockSize, Qt::Uninitialized)
    {
        m_manager.setProxyFactory(new EnvironmentProxy(useProxy)); // which takes it over
        m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
        m_manager.setAutoDeleteReplies(false);
    }

    Result<HttpResponse> send(const HttpRequest &request, const HttpExchange &exchange) override;

private:
    [[nodiscard]] QNetworkRequest prepare(const HttpRequest &request) const;
    [[nodiscard]] QNetworkReply *start(const HttpRequest &request, UploadDevice *upload);

    // A thread that Qt did not start gets its event dispatcher from the first event loop, and the manager's
    // timers need one.
    QEventLoop m_dispatcherOfThisThread;
    QNetworkAccessManager m_manager;
    QList<QSslCertificate> m_authorities;
    QByteArray m_block;
};

Result<HttpResponse> QnamTransport::send(const HttpRequest &request, const HttpExchange &exchange)
{
    if (const auto go = exchange.cancel.check(u"http.send"_s); !go)
        return fail(go.error());
    Exchange running(request, exchange, m_block);
    std::unique_ptr<UploadDevice> upload;
    if (!request.body.isEmpty()) {
        upload = std::make_unique<UploadDevice>(request.body, exchange.allowance,
                                                [&running](qint64 bytes) { running.bodyHandedOut(bytes); });
    }
    QElapsedTimer took;
    took.start();
    std::unique_ptr<QNetworkReply> reply(start(request, upload.get()));
    auto response = running.run(std::move(reply), upload.get());
    qCDebug(logHttp).noquote() << request.method << request.url.host() + request.url.path()
                               << (response ? QString::number(response->status) : response.error().message)
                               << took.elapsed() << "ms";
    return response;
}

QNetworkRequest QnamTransport::prepare(const HttpRequest &request) const
{
    QNetworkRequest out(request.url);
    for (const auto &[name, value] : request.headers)
        out.setRawHeader(name, value);
    out.setRawHeader("Accept-Encoding", "identity"); // also keeps Qt from decoding a body on its own
    out.setRawHeader("User-Agent", "lifeboat/" LIFEBOAT_VERSION);
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    out.setTransferTimeout(0);
    if (request.method == "PUT" || request.method == "POST") {
        out.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        if (!out.hasRawHeader("Content-Type")) // or Qt invents a form
            out.setHeader(QNetworkRequest::ContentTypeHeader, u"application/octet-stream"_s);
    }
    if (!m_authorities.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(m_authorities);
        out.setSslConfiguration(tls);
    }
    return out;
}

QNetworkReply *QnamTransport::start(const HttpRequest &request, UploadDevice *upload)
{
    const QNetworkRequest prepared = prepare(request);
    if (request.method == "GET")
        return m_manager.get(prepared);
    if (request.method == "HEAD")
        return m_manager.head(prepared);
    if (request.method == "DELETE")
        return m_manager.deleteResource(prepared);
    if (request.method == "PUT")
        return upload ? m_manager.put(prepared, upload) : m_manager.put(prepared, QByteArray());
    if (request.method == "POST")
        return upload ? m_manager.post(prepared, upload) : m_manager.post(prepared, QByteArray());
    return m_manager.sendCustomRequest(prepared, request.method, upload);
}

Result<QList<QSslCertificate>> readAuthorities(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Configuration, u"http.cafile"_s,
                    Text::tr("The CA file %1 cannot be read: %2").arg(quoted(path), file.errorString()),
                    Text::tr("Name a readable PEM file, or remove the setting to trust the system's."));
    }
    QList<QSslCertificate> found = QSslCertificate::fromDevice(&file, QSsl::Pem);
    if (found.isEmpty()) {
        return fail(ErrorCode::Configuration, u"http.cafile"_s,
                    Text::tr("The CA file %1 holds no certificate.").arg(quoted(path)),
                    Text::tr("It must be PEM text with one or more BEGIN CERTIFICATE blocks."));
    }
    return found;
}

} // namespace

Result<std::unique_ptr<HttpTransport>> createTransport(const TransportOptions &options)
{
    QList<QSslCertificate> authorities;
    if (!options.caFile.isEmpty()) {
        auto read = readAuthorities(options.caFile);
        if (!read)
            return fail(read.error());
        authorities = std::move(*read);
    }
    return std::make_unique<QnamTransport>(options.useProxy, std::move(authorities));
}

} // namespace lifeboat
