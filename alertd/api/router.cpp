#include "alertd/api/router.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace anju::alertd::api {

namespace {

/// The text that stands for `{id}` when `path` has the shape of `pattern`; empty text when the
/// pattern has no `{id}`; nothing when they differ.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    const std::size_t brace = pattern.find("{id}");
    if (brace == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
    const std::string_view before = pattern.substr(0, brace);
    const std::string_view after = pattern.substr(brace + 4);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) {
        return std::nullopt;
    }
    const std::string_view id = path.substr(before.size(), path.size() - before.size() - after.size());
    if (id.find('/') != std::string_view::npos) return std::nullopt;
    return std::string(id);
}

bool is_json(std::string_view content_type) {
    const std::string_view media = content_type.substr(0, content_type.find(';'));
    const std::size_t end = media.find_last_not_of(' ');
    return end != std::string_view::npos && media.substr(0, end + 1) == "application/json";
}

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
    for (const Route& route : routes_) {
        auto id = match(route.path, request.path);
        if (!id) continue;
        if (route.method != wanted) {
            allowed.push_back(route.method);
            if (route.method == "GET") allowed.emplace_back("HEAD");
            continue;
        }
        request.id = std::move(*id);
        if (auto refusal = unknown_parameter(route, request)) return std::move(*refusal);
        // A form on a foreign page can send text/plain without asking first, but not this type.
        if (wanted == "POST" && !is_json(request.content_type)) {
            return problem(415, "not_json", "a POST needs 'Content-Type: application/json'");
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
