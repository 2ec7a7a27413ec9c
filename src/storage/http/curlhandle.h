// SPDX-License-Identifier: GPL-3.0-or-later
// libcurl's handles with an owner each, and its options with their outcome looked at. Used by one thread at a
// time; whoever holds an owner holds the handle.
#pragma once

#include <QByteArray>

#include <curl/curl.h>

#include <memory>
#include <type_traits>

namespace lifeboat {

struct CurlDeleter
{
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
/// One request at a time; may be null when memory is short.
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;

struct CurlMultiDeleter
{
    void operator()(CURLM *handle) const { curl_multi_cleanup(handle); }
};
/// Drives a CurlHandle, and keeps its connections open for the next request.
using CurlMultiHandle = std::unique_ptr<CURLM, CurlMultiDeleter>;

/// The header lines of one request. Must live until the request has ended.
class CurlHeaders final
{
public:
    CurlHeaders() = default;
    ~CurlHeaders() { curl_slist_free_all(m_list); }
    Q_DISABLE_COPY_MOVE(CurlHeaders)

    void add(const QByteArray &name, const QByteArray &value)
    {
        append(value.isEmpty() ? name + ';' : name + ": " + value); // "name:" would take the header away
    }
    /// A header that libcurl would send on its own.
    void omit(const QByteArray &name) { append(name + ':'); }
    [[nodiscard]] curl_slist *list() const { return m_list; }
    [[nodiscard]] bool isComplete() const { return m_complete; }

private:
    void append(const QByteArray &line)
    {
        curl_slist *longer = curl_slist_append(m_list, line.constData());
        m_complete = m_complete && longer;
        m_list = longer ? longer : m_list;
    }

    curl_slist *m_list = nullptr;
    bool m_complete = true;
};

/// Sets options and remembers the first that was refused: none of them may be missing silently.
class CurlOptions final
{
public:
    explicit CurlOptions(CURL *handle) : m_handle(handle) {}

    template<typename T> void set(CURLoption option, T value)
    {
        // What curl_easy_setopt() reads off its variable arguments.
        static_assert(
            std::is_pointer_v<
                T> || std::is_same_v<T, long> || std::is_same_v<T, curl_off_t> || std::is_null_pointer_v<T>);
        const CURLcode code = curl_easy_setopt(m_handle, option, value);
        m_outcome = m_outcome == CURLE_OK ? code : m_outcome;
    }
    void set(CURLoption option, const QByteArray &text) { set(option, text.constData()); }

    [[nodiscard]] CURLcode outcome() const { return m_outcome; }

private:
    CURL *m_handle;
    CURLcode m_outcome = CURLE_OK;
};

} // namespace lifeboat
