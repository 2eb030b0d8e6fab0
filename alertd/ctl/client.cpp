#include "alertd/ctl/client.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <boost/json/parse.hpp>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostAnswerBytes = std::size_t{256} * 1024 * 1024;

class Lines {
public:
    Lines() = default;
    ~Lines() { curl_slist_free_all(list_); }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;
    void add(const std::string& line) {
        curl_slist* longer = curl_slist_append(list_, line.c_str());
        ANJU_CHECK(longer != nullptr);
        list_ = longer;
    }
    [[nodiscard]] curl_slist* get() const { return list_; }

private:
    curl_slist* list_ = nullptr;
};

ErrorCode code_of(long status) {
    if (status == 404) return ErrorCode::not_found;
    if (status == 409 || status == 412) return ErrorCode::conflict;
    if (status == 429 || status == 503) return ErrorCode::exhausted;
    return status < 500 ? ErrorCode::invalid : ErrorCode::internal;
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

class Client::Connection {
public:
    Connection() : curl_(curl_easy_init()) { ANJU_CHECK(curl_ != nullptr); }
    ~Connection() { curl_easy_cleanup(curl_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Nothing of an earlier request may reach the next one; the kept connection stays.
    void prepare(const ClientOptions& options) {
        curl_easy_reset(curl_);
        error_text_[0] = '\0';
        set(CURLOPT_ERRORBUFFER, error_text_);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PROXY, "");  // whatever the environment says: the token is the server's alone
        set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(CURLOPT_TCP_NODELAY, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
        // A long answer may take its time; a silent one may not.
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.timeout.count() / 1000));
        set(CURLOPT_USERAGENT, "anjuctl/" ANJU_VERSION);
        if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    }
    template <class Value>
    void set(CURLoption option, Value value) {
        ANJU_CHECK(curl_easy_setopt(curl_, option, value) == CURLE_OK);
    }
    [[nodiscard]] CURL* get() { return curl_; }
    [[nodiscard]] std::string why(CURLcode code) const {
        return error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code);
    }

private:
    CURL* curl_ = nullptr;
    char error_text_[CURL_ERROR_SIZE] = {};
};

namespace {

struct Receipt {
    std::string body;
    bool too_long = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* into) {
    auto& receipt = *static_cast<Receipt*>(into);
    const std::size_t bytes = size * count;
    receipt.too_long = receipt.body.size() + bytes > kMostAnswerBytes;
    if (receipt.too_long) return 0;
    receipt.body.append(data, bytes);
    return bytes;
}

std::string url_of(const std::string& server, const Call& call) {
    std::string url = server + call.path;
    char join = '?';
    for (const auto& [name, value] : call.query) {
        url += fmt::format("{}{}={}", join, encoded(name), encoded(value));
        join = '&';
    }
    return url;
}

}  // namespace

Client::Client(ClientOptions options) : options_(std::move(options)), connection_(std::make_unique<Connection>()) {
    while (options_.server.ends_with('/')) options_.server.pop_back();
}
Client::~Client() = default;

Result<Answer> Client::send(const Call& call) {
    problem_.clear();
    Connection& curl = *connection_;
    curl.prepare(options_);
    Lines headers;
    headers.add("Accept: application/json, */*");
    headers.add("Expect:");  // a body is never large enough to ask first
    if (!options_.token.empty()) headers.add("Authorization: Bearer " + options_.token);
    // With a token the server knows who acts and refuses to be told otherwise.
    if (options_.token.empty() && !options_.operator_name.empty()) {
        headers.add("X-Anju-Operator: " + options_.operator_name);
    }
    if (!call.content_type.empty()) headers.add("Content-Type: " + call.content_type);
    for (const auto& line : call.headers) headers.add(line);

    const std::string url = url_of(options_.server, call);
    Receipt receipt;
    curl.set(CURLOPT_URL, url.c_str());
    curl.set(CURLOPT_HTTPHEADER, headers.get());
    curl.set(CURLOPT_WRITEFUNCTION, &take_body);
    curl.set(CURLOPT_WRITEDATA, static_cast<void*>(&receipt));
    if (call.method != "GET") {
        curl.set(CURLOPT_POSTFIELDS, call.body.data());
        curl.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
        curl.set(CURLOPT_CUSTOMREQUEST, call.method.c_str());
    }
    const CURLcode code = curl_easy_perform(curl.get());
    if (receipt.too_long) return fail(ErrorCode::exhausted, fmt::format("{}: the answer is too long", call.path));
    if (code != CURLE_OK) {
        return fail(ErrorCode::unavailable, fmt::format("{}: {}", options_.server, on_one_line(curl.why(code))));
    }
    Answer answer;
    answer.body = std::move(receipt.body);
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    const char* content_type = nullptr;
    curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &content_type);
    if (content_type) answer.content_type = content_type;
    if (answer.status >= 200 && answer.status < 300) return answer;

    if (auto document = answer.json()) problem_ = std::move(document).value();
    return refusal_of(answer.status, answer.body, fmt::format("{} {}", call.method, call.path));
}

Error refusal_of(long status, const std::string& body, const std::string& what) {
    const auto document = Answer{status, "", body}.json();
    const json::object problem = document ? document.value() : json::object();
    std::string type = text_of(problem, "type");
    constexpr std::string_view prefix = "urn:anju:problem:";
    if (type.starts_with(prefix)) type.erase(0, prefix.size());
    std::string detail = text_of(problem, "detail");
    if (detail.empty()) detail = fmt::format("{} was refused", what);
    return fail(code_of(status),
                on_one_line(fmt::format("{} ({}{}{})", detail, status, type.empty() ? "" : " ", type)));
}

Result<json::object> Answer::json() const {
    json::error_code ec;
    json::value value = json::parse(body, ec);
    if (ec || !value.is_object()) {
        return fail(ErrorCode::invalid, "the answer is no JSON object; is --server the address of an alertd?");
    }
    return std::move(value.as_object());
}

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string path_of(std::string_view pattern, std::string_view id) {
    std::string path(pattern);
    const std::size_t at = path.find("{id}");
    if (at != std::string::npos) path.replace(at, 4, encoded(id));
    return path;
}

std::string reason_header(std::string_view reason) { return "X-Anju-Reason: " + encoded(reason); }

}  // namespace anju::alertd::ctl
