#include "alertd/notify/curl_handle.hpp"

#include "base/check.hpp"

namespace anju::alertd::notify {

CurlHandle::CurlHandle(const CurlLimits& limits, const char* protocols, const std::atomic<bool>& stopping)
    : stopping_(stopping), curl_(curl_easy_init()) {
    ANJU_CHECK(curl_ != nullptr);
    curl_easy_setopt(curl_, CURLOPT_ERRORBUFFER, error_text_);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl_, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl_, CURLOPT_PROXY, "");
    curl_easy_setopt(curl_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(curl_, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl_, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
    if (!limits.ca_file.empty()) curl_easy_setopt(curl_, CURLOPT_CAINFO, limits.ca_file.c_str());
    curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, &CurlHandle::on_progress);
    curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, this);
}

CurlHandle::~CurlHandle() { curl_easy_cleanup(curl_); }

int CurlHandle::on_progress(void* handle, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<CurlHandle*>(handle)->stopping_ ? 1 : 0;
}

CURLcode CurlHandle::perform() {
    error_text_[0] = '\0';
    return curl_easy_perform(curl_);
}

long CurlHandle::status() const {
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::string CurlHandle::why(CURLcode code) const {
    return error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code);
}

void CurlLines::add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    ANJU_CHECK(longer != nullptr);
    list_ = longer;
}

}  // namespace anju::alertd::notify
