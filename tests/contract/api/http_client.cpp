#include "tests/contract/api/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cctype>
#include <memory>

namespace anju::tests {

namespace {

std::size_t take_body(char* data, std::size_t, std::size_t count, void* answer) {
    static_cast<HttpAnswer*>(answer)->body.append(data, count);
    return count;
}

std::size_t take_header(char* data, std::size_t, std::size_t count, void* answer) {
    const std::string line(data, count);
    const auto colon = line.find(':');
    if (colon == std::string::npos) return count;
    std::string name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto first = line.find_first_not_of(' ', colon + 1);
    const auto last = line.find_last_not_of("\r\n");
    if (first != std::string::npos && last >= first) {
        static_cast<HttpAnswer*>(answer)->headers[name] = line.substr(first, last - first + 1);
    }
    return count;
}

}  // namespace

boost::json::value HttpAnswer::json() const { return boost::json::parse(body); }

std::string HttpAnswer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

HttpAnswer HttpClient::get(const std::string& path, const Headers& headers) const {
    return ask("GET", path, "", headers);
}

HttpAnswer HttpClient::post(const std::string& path, const std::string& body, const Headers& headers) const {
    Headers all = headers;
    all.emplace_back("Content-Type: application/json");
    return ask("POST", path, body, all);
}

HttpAnswer HttpClient::ask(const std::string& method, const std::string& path, const std::string& body,
                           const Headers& headers) const {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    curl_slist* list = nullptr;
    for (const auto& header : headers) list = curl_slist_append(list, header.c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> owned(list, &curl_slist_free_all);
    HttpAnswer answer;
    const std::string url = fmt::format("http://127.0.0.1:{}{}", port_, path);
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
    if (method == "HEAD") curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
    if (!body.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK) answer.error = curl_easy_strerror(code);
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

}  // namespace anju::tests
