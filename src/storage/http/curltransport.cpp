// SPDX-License-Identifier: GPL-3.0-or-later
// The transport on libcurl. By itself libcurl follows no redirect, keeps no cookie, decodes no body and reads
// no .netrc, and that is left so; what it would read from the environment or add to a request is taken away
// below. Everything happens on the caller's thread.
#include "storage/http/transport.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "storage/http/curlerror.h"
#include "storage/http/curlexchange.h"
#include "storage/http/proxychoice.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QSslCertificate>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype blockSize = 256 * 1024; ///< bytes given to a sink at a time
constexpr long receiveBuffer = 256 * 1024;
constexpr long uploadBuffer = 512 * 1024; ///< bytes of a body that go to the kernel at once

/// Bytes the kernel may hold back beyond those on the wire. It would take megabytes at once, and then nothing
/// seems to move for longer than a time limit while a slow line carries them.
constexpr int unsentInKernel = 128 * 1024;

int onSocket(void *, curl_socket_t socket, curlsocktype) noexcept
{
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsentInKernel, sizeof(unsentInKernel));
    return CURL_SOCKOPT_OK;
}

bool hasHeader(const HttpHeaders &headers, const char *name)
{
    return std::any_of(headers.cbegin(), headers.cend(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

bool sendsBody(const HttpRequest &request)
{
    return request.method == "PUT" || request.method == "POST" || !request.body.isEmpty();
}

/// For the log.
QString placeIn(const HttpRequest &request)
{
    return request.url.host() + (request.secretPath ? u"/…"_s : request.url.path());
}

void addHeaders(CurlHeaders &headers, const HttpRequest &request)
{
    for (const auto &[name, value] : request.headers)
        headers.add(name, value);
    headers.add("Accept-Encoding", "identity");
    headers.omit("Accept");
    headers.omit("Expect"); // a round trip before every upload
    if (sendsBody(request) && !hasHeader(request.headers, "Content-Type"))
        headers.add("Content-Type", "application/octet-stream");
}

/// Whether the system keeps its certificates in a folder where OpenSSL finds the one it needs by its hash.
/// From a single file libcurl reads all of them, for every connection anew: 50 ms of CPU on Debian.
bool systemIndexesAuthorities()
{
    const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
    return built->capath
           && QDirIterator(QFile::decodeName(built->capath), {u"????????.0"_s}, QDir::Files).hasNext();
}

class CurlTransport final : public HttpTransport
{
public:
    CurlTransport(CurlHandle handle, CurlMultiHandle multi, const TransportOptions &options)
        : m_multi(std::move(multi)), m_handle(std::move(handle)), m_caFile(QFile::encodeName(options.caFile)),
          m_indexedAuthorities(m_caFile.isEmpty() && systemIndexesAuthorities()),
          m_block(blockSize, Qt::Uninitialized)
    {
        if (options.useProxy)
            m_environment = QProcessEnvironment::systemEnvironment();
    }

    Result<HttpResponse> send(const HttpRequest &request, const HttpExchange &exchange) override;

private:
    Result<HttpResponse> perform(const HttpRequest &request, const HttpExchange &exchange);
    void restrict(CurlOptions &options) const;
    static void address(CurlOptions &options, const HttpRequest &request);
    static void route(CurlOptions &options, const ProxyChoice &proxy);

    CurlMultiHandle m_multi; // goes last: it keeps the connections
    CurlHandle m_handle;
    QByteArray m_caFile;
    bool m_indexedAuthorities;
    QProcessEnvironment m_environment; ///< empty: no proxy
    QByteArray m_block;
};

Result<HttpResponse> CurlTransport::send(const HttpRequest &request, const HttpExchange &exchange)
{
    if (const auto go = exchange.cancel.check(u"http.send"_s); !go)
        return fail(go.error());
    QElapsedTimer took;
    took.start();
    auto response = perform(request, exchange);
    qCDebug(logHttp).noquote() << request.method << placeIn(request)
                               << (response ? QString::number(response->status) : response.error().message)
                               << took.elapsed() << "ms";
    return response;
}

Result<HttpResponse> CurlTransport::perform(const HttpRequest &request, const HttpExchange &exchange)
{
    const ProxyChoice proxy = chooseProxy(request.url, m_environment);
    CurlExchange running(m_handle.get(), request, exchange, m_block, proxy.isUsed());
    CurlHeaders headers;
    addHeaders(headers, request);

    curl_easy_reset(m_handle.get()); // which keeps the connections
    CurlOptions options(m_handle.get());
    restrict(options);
    address(options, request);
    route(options, proxy);
    options.set(CURLOPT_HTTPHEADER, headers.list());
    running.connectTo(options);
    if (options.outcome() != CURLE_OK || !headers.isComplete()) {
        return fail(
            curlUnusable(curl_easy_strerror(headers.isComplete() ? options.outcome() : CURLE_OUT_OF_MEMORY)));
    }
    auto response = running.run(m_multi.get());
    curl_easy_reset(m_handle.get()); // what it points to ends here
    return response;
}

void CurlTransport::restrict(CurlOptions &options) const
{
    options.set(CURLOPT_PROTOCOLS_STR, "http,https");
    options.set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1}); // HTTP/2 uploads crawl in a small window
    options.set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    options.set(CURLOPT_SSL_VERIFYPEER, 1L);
    options.set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!m_caFile.isEmpty()) {
        options.set(CURLOPT_CAINFO, m_caFile);
        options.set(CURLOPT_CAPATH, nullptr); // or the system's certificates would be trusted as well
    } else if (m_indexedAuthorities) {
        options.set(CURLOPT_CAINFO, nullptr);
    }
    options.set(CURLOPT_NOSIGNAL, 1L);
    options.set(CURLOPT_QUICK_EXIT, 1L); // a name server that does not answer must not hold up a cancellation
    options.set(CURLOPT_SOCKOPTFUNCTION, &onSocket);
    options.set(CURLOPT_BUFFERSIZE, receiveBuffer);
    options.set(CURLOPT_UPLOAD_BUFFERSIZE, uploadBuffer);
    options.set(CURLOPT_USERAGENT, "lifeboat/" LIFEBOAT_VERSION);
}

void CurlTransport::address(CurlOptions &options, const HttpRequest &request)
{
    options.set(CURLOPT_URL, request.url.toEncoded());
    options.set(CURLOPT_PATH_AS_IS, 1L); // the signature is over the path as it was
    options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    options.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.idleTimeout.count()));
    if (sendsBody(request)) {
        options.set(CURLOPT_UPLOAD, 1L);
        options.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    if (request.method == "HEAD")
        options.set(CURLOPT_NOBODY, 1L);
    else
        options.set(CURLOPT_CUSTOMREQUEST, request.method);
}

/// Always told, so that libcurl does not look into the environment, whose rules are chooseProxy()'s.
void CurlTransport::route(CurlOptions &options, const ProxyChoice &proxy)
{
    options.set(CURLOPT_PROXY, proxy.isUsed() ? proxy.url() : QByteArray(""));
    options.set(CURLOPT_NOPROXY, "");
    options.set(CURLOPT_HEADEROPT, long{CURLHEADER_SEPARATE}); // a signature is none of the proxy's business
    options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (!proxy.user.isEmpty() || !proxy.password.isEmpty()) {
        options.set(CURLOPT_PROXYUSERNAME, proxy.user.toUtf8());
        options.set(CURLOPT_PROXYPASSWORD, proxy.password.toUtf8());
    }
}

Result<void> checkAuthorities(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Configuration, u"http.cafile"_s,
                    Text::tr("The CA file %1 cannot be read: %2").arg(quoted(path), file.errorString()),
                    Text::tr("Name a readable PEM file, or remove the setting to trust the system's."));
    }
    if (QSslCertificate::fromDevice(&file, QSsl::Pem).isEmpty()) {
        return fail(ErrorCode::Configuration, u"http.cafile"_s,
                    Text::tr("The CA file %1 holds no certificate.").arg(quoted(path)),
                    Text::tr("It must be PEM text with one or more BEGIN CERTIFICATE blocks."));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<HttpTransport>> createTransport(const TransportOptions &options)
{
    if (!options.caFile.isEmpty()) {
        if (const auto checked = checkAuthorities(options.caFile); !checked)
            return fail(checked.error());
    }
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT); // once, whichever thread is first
    CurlHandle handle(ready == CURLE_OK ? curl_easy_init() : nullptr);
    CurlMultiHandle multi(ready == CURLE_OK ? curl_multi_init() : nullptr);
    if (!handle || !multi)
        return fail(curlUnusable(curl_easy_strerror(ready == CURLE_OK ? CURLE_OUT_OF_MEMORY : ready)));
    return std::make_unique<CurlTransport>(std::move(handle), std::move(multi), options);
}

} // namespace lifeboat
