// CurlHandle: one libcurl handle with what every use of it here must have: time limits, an abort
// when the daemon stops, no proxies, no .netrc, no redirects, the kept connection.
//
// Why: an address in the registry is the whole truth about where personal data goes, so nothing from
// the environment and no answer of a server may send it elsewhere.
//
// Ownership: owns the handle and with it the open connections. Threads: one at a time.
#pragma once

#include "base/time.hpp"

#include <curl/curl.h>

#include <atomic>
#include <string>

namespace anju::alertd::notify {

struct CurlLimits {
    std::string ca_file;  ///< for TLS; empty: the system's
    Millis connect_timeout{3'000};
    Millis timeout{10'000};  ///< for all of it; shorter than the engine's lease
};

class CurlHandle {
public:
    /// `protocols` as CURLOPT_PROTOCOLS_STR wants them: "http,https". A transfer is given up soon after
    /// `stopping` becomes true; it outlives the handle.
    CurlHandle(const CurlLimits& limits, const char* protocols, const std::atomic<bool>& stopping);
    ~CurlHandle();
    CurlHandle(const CurlHandle&) = delete;
    CurlHandle& operator=(const CurlHandle&) = delete;

    [[nodiscard]] CURL* get() { return curl_; }
    [[nodiscard]] CURLcode perform();
    /// Whether `code` says that the transfer was given up because we stop.
    [[nodiscard]] bool gave_up(CURLcode code) const { return code == CURLE_ABORTED_BY_CALLBACK && stopping_; }
    /// The last response code of the server: HTTP's or SMTP's; 0: none.
    [[nodiscard]] long status() const;
    /// Why the last transfer failed, for a person.
    [[nodiscard]] std::string why(CURLcode code) const;

private:
    static int on_progress(void* handle, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    const std::atomic<bool>& stopping_;
    CURL* curl_ = nullptr;
    char error_text_[CURL_ERROR_SIZE] = {};
};

/// A list of lines that libcurl only borrows.
class CurlLines {
public:
    CurlLines() = default;
    ~CurlLines() { curl_slist_free_all(list_); }
    CurlLines(const CurlLines&) = delete;
    CurlLines& operator=(const CurlLines&) = delete;
    void add(const std::string& line);
    [[nodiscard]] curl_slist* get() const { return list_; }

private:
    curl_slist* list_ = nullptr;
};

}  // namespace anju::alertd::notify
