// Client: alertd's HTTP API as anjuctl uses it, one request at a time over one kept connection.
//
// Nothing is retried: an act whose answer was lost is repeated by whoever sees the message, and a repeat
// is harmless. Redirects are not followed, so the token goes to the server that was named and to no other.
//
// Threads: one. Errors: unavailable means that no answer came; every other code is an answer that
// refuses, and its message is the server's own.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <boost/json/object.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::ctl {

struct ClientOptions {
    std::string server = "http://127.0.0.1:8088";  ///< scheme, host and port, without a path
    std::string token;                             ///< empty: none is sent
    std::string operator_name;                     ///< who acts where the server asks for no token
    std::string ca_file;                           ///< for https; empty: the system's
    Millis connect_timeout{5'000};
    Millis timeout{60'000};  ///< without any byte coming or going
};

struct Answer {
    long status = 0;
    std::string content_type;
    std::string body;

    /// invalid when the body is no JSON object.
    [[nodiscard]] Result<boost::json::object> json() const;
};

/// Query parameters, not yet encoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Call {
    std::string method = "GET";
    std::string path;  ///< from the root, encoded; path_of() makes one
    Parameters query;
    std::string body;
    std::string content_type;          ///< of `body`; empty: none is sent
    std::vector<std::string> headers;  ///< further whole lines
};

class Client {
public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// The answer when its status is 2xx.
    [[nodiscard]] Result<Answer> send(const Call& call);
    [[nodiscard]] const ClientOptions& options() const { return options_; }
    /// The problem document of the last refusal; empty when there was none.
    [[nodiscard]] const boost::json::object& problem() const { return problem_; }

private:
    class Connection;
    ClientOptions options_;
    std::unique_ptr<Connection> connection_;
    boost::json::object problem_;
};

/// What an answer that refuses `what` means; `body` may be a problem document.
[[nodiscard]] Error refusal_of(long status, const std::string& body, const std::string& what);

/// RFC 3986 percent-encoding of everything but letters, digits and - . _ ~.
[[nodiscard]] std::string encoded(std::string_view text);
/// `pattern` with `id`, encoded, in the place of "{id}".
[[nodiscard]] std::string path_of(std::string_view pattern, std::string_view id);

/// The header that says why, for the journal. It holds one line of ASCII, so that what is neither is encoded.
[[nodiscard]] std::string reason_header(std::string_view reason);

}  // namespace anju::alertd::ctl
