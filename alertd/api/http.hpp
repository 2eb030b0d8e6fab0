// One HTTP exchange as plain values, so that only the two transport files know Beast.
#pragma once

#include "alertd/api/principal.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::api {

/// What a WebSocket client asked for.
struct StreamRequest {
    std::optional<std::uint64_t> after;  ///< none: begin with a snapshot
    bool batch = false;                  ///< messages are JSON arrays of frames
    Viewer viewer;
};

struct Request {
    std::string method;
    std::string path;  ///< percent-decoded, without the query
    /// The same between its slashes, each decoded by itself: an id may hold a slash, written %2F. When it is
    /// empty the path counts.
    std::vector<std::string> segments;
    std::vector<std::pair<std::string, std::string>> query;
    std::string host;
    std::optional<std::string> origin;
    std::string authorization;
    std::optional<std::string> cookie;
    std::optional<std::string> csrf;           ///< X-Anju-Csrf
    std::optional<std::string> fetch_site;     ///< Sec-Fetch-Site
    std::optional<std::string> forwarded_for;  ///< X-Forwarded-For, believed from the trusted proxy only
    std::string content_type;
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
    std::optional<std::string> reason;          ///< X-Anju-Reason, as it came
    std::optional<std::string> platform_token;  ///< X-Anju-Platform-Token
    std::optional<std::string> operator_name;   ///< X-Anju-Operator
    bool upgrade = false;                       ///< asks to become a WebSocket
    std::string body;

    std::string id;  ///< the `{id}` of the path; set by the router
    /// Every `{name}` of the path; set by the router.
    std::vector<std::pair<std::string, std::string>> in_path;
    std::string peer;                 ///< the address it comes from
    bool names_this_machine = false;  ///< by its Host; set by the guard, as are the next three
    bool identified = false;          ///< somebody is known to ask
    Principal principal;              ///< who asks
    std::string session_secret;       ///< the cookie, when that let him in

    [[nodiscard]] const std::string* parameter(std::string_view name) const;
    /// The text that stands for `{name}` in the path; empty when the route has none.
    [[nodiscard]] const std::string& path_value(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<StreamRequest> stream;  ///< set with status 101: this socket becomes a stream
};

using Done = std::function<void(Response)>;

/// The part of a request target that follows the origin: fills path and query.
/// invalid: not origin-form, a broken %-escape, ill-formed UTF-8, or a parameter given twice.
[[nodiscard]] Result<void> parse_target(std::string_view target, Request& request);

/// `text` with its %-escapes undone. invalid: a broken one, ill-formed UTF-8, or a NUL.
[[nodiscard]] Result<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// application/problem+json. `word` becomes the type (urn:anju:problem:<word>) and is stable;
/// `detail` is for a person.
[[nodiscard]] Response problem(int status, std::string_view word, std::string detail);
/// The same with further members, given as a JSON object's inner text: `"owner":"user:wang"`.
[[nodiscard]] Response problem(int status, std::string_view word, std::string detail, std::string_view members);
/// An Error of the store or the engine as its caller may see it.
[[nodiscard]] Response problem_of(const Error& error);

[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace anju::alertd::api
