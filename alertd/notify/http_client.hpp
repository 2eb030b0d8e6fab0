// HttpClient: HTTP/1.1 as every channel needs it, over one kept connection.
//
// Bounded in every direction: time, the answer's bytes, a receiver's wish to be left alone. Redirects
// are not followed and proxies are not used (curl_handle.hpp says why).
//
// Threads: one at a time. Errors: in the answer's `end`; nothing is thrown.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/curl_handle.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::notify {

struct HttpOptions {
    CurlLimits limits;
    Millis longest_retry_after{60'000};        ///< a receiver may not put an emergency off for longer
    std::size_t max_answer_bytes = 64 * 1024;  ///< of the answer's body; the rest is not read
};

struct HttpAnswer {
    enum class End {
        complete,     ///< `status` and all of `body`
        cut,          ///< `status` and the beginning of `body`: it was too long, or the connection was lost
        none,         ///< no answer, or not even a whole head of one
        bad_address,  ///< no http or https URL: asking again cannot help
        stopping,     ///< given up because we stop
    };
    End end = End::none;
    long status = 0;
    std::string body;
    std::optional<Millis> retry_after;  ///< what the server asked for, bounded
    std::string why;                    ///< why there is no complete answer, for a person

    [[nodiscard]] bool succeeded() const { return status >= 200 && status < 300; }
};

class HttpClient {
public:
    HttpClient(const HttpOptions& options, const std::atomic<bool>& stopping);

    /// `headers` are whole lines, "Content-Type: application/json". They and the URL must not hold text
    /// from outside that was not encoded for where it stands.
    [[nodiscard]] HttpAnswer post(const std::string& url, const std::vector<std::string>& headers,
                                  const std::string& body);
    [[nodiscard]] HttpAnswer get(const std::string& url, const std::vector<std::string>& headers = {});

private:
    struct Receipt;
    [[nodiscard]] HttpAnswer perform(const std::string& url, const CurlLines& headers);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* receipt);

    const HttpOptions options_;
    CurlHandle curl_;
};

/// What an answer means when only its status counts. 2xx: delivered. 408, 425, 429, 3xx, 5xx and no
/// answer: later. Other 4xx and an address that is none: never.
[[nodiscard]] Outcome outcome_of_status(const HttpAnswer& answer);

/// RFC 3986 percent-encoding of everything but letters, digits and - . _ ~.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace anju::alertd::notify
