#include "alertd/api/router.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace anju::alertd::api {

namespace {

using PathValues = std::vector<std::pair<std::string, std::string>>;

/// What stands between the slashes of a path, which begins with one.
std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        segments.emplace_back(path.substr(1, end - 1));
        path.remove_prefix(end);
    }
    return segments;
}

/// Whether `segment` has the shape of `pattern`, which may hold one `{name}`; its value goes to `values`.
bool match_segment(std::string_view pattern, std::string_view segment, PathValues& values) {
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos) return pattern == segment;
    const std::size_t close = pattern.find('}', open);
    const std::string_view before = pattern.substr(0, open);
    const std::string_view after = pattern.substr(close + 1);
    if (segment.size() <= before.size() + after.size() || !segment.starts_with(before) || !segment.ends_with(after)) {
        return false;
    }
    values.emplace_back(pattern.substr(open + 1, close - open - 1),
                        segment.substr(before.size(), segment.size() - before.size() - after.size()));
    return true;
}

/// The values of the pattern's `{name}`s when the path has its shape.
std::optional<PathValues> match(std::string_view pattern, const std::vector<std::string>& path) {
    PathValues values;
    const auto wanted = segments_of(pattern);
    if (wanted.size() != path.size()) return std::nullopt;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!match_segment(wanted[i], path[i], values)) return std::nullopt;
    }
    return values;
}

bool is_of_type(std::string_view content_type, std::string_view wanted) {
    const std::string_view media = content_type.substr(0, content_type.find(';'));
    const std::size_t end = media.find_last_not_of(' ');
    return end != std::string_view::npos && media.substr(0, end + 1) == wanted;
}

bool has_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

std::optional<Response> unknown_parameter(const Route& route, const Request& request) {
    for (const auto& [name, value] : request.query) {
        if (std::ranges::find(route.query, name) == route.query.end()) {
            return problem(400, "unknown_parameter",
                           fmt::format("unknown query parameter '{}'; known here: {}", name,
                                       route.query.empty() ? "none" : fmt::format("{}", fmt::join(route.query, ", "))));
        }
    }
    return std::nullopt;
}

}  // namespace

std::variant<const Route*, Response> Router::find(Request& request) const {
    std::vector<std::string> allowed;
    const std::string wanted = request.method == "HEAD" ? "GET" : request.method;
    const auto path = request.segments.empty() ? segments_of(request.path) : request.segments;
    for (const Route& route : routes_) {
        auto values = match(route.path, path);
        if (!values) continue;
        if (route.method != wanted) {
            allowed.push_back(route.method);
            if (route.method == "GET") allowed.emplace_back("HEAD");
            continue;
        }
        request.in_path = std::move(*values);
        request.id = request.path_value("id");
        if (auto refusal = unknown_parameter(route, request)) return std::move(*refusal);
        // A form on a foreign page can send text/plain without asking first, but not this type.
        if (has_body(wanted) && !is_of_type(request.content_type, route.takes)) {
            return problem(415, "wrong_type", fmt::format("a {} here needs 'Content-Type: {}'", wanted, route.takes));
        }
        return &route;
    }
    if (allowed.empty()) return problem(404, "not_found", fmt::format("there is nothing at {}", request.path));
    allowed.emplace_back("OPTIONS");
    const std::string allow = fmt::format("{}", fmt::join(allowed, ", "));
    Response response;
    if (request.method == "OPTIONS") {
        response.status = 204;
        response.content_type.clear();
    } else {
        response = problem(405, "method_not_allowed", fmt::format("{} takes {}", request.path, allow));
    }
    response.headers.emplace_back("Allow", allow);
    return response;
}

}  // namespace anju::alertd::api
