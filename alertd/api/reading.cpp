#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::uint64_t kMostRows = 500;
constexpr std::uint64_t kRows = 50;

Response answer(const json::object& body) {
    Response response;
    response.body = json::serialize(body);
    return response;
}

Error wrong_parameter(std::string_view name, std::string_view expected, std::string_view got) {
    return fail(ErrorCode::invalid, fmt::format("query parameter '{}': expected {}, not '{}'", name, expected, got));
}

Result<std::optional<std::uint64_t>> number(const Request& request, std::string_view name, std::uint64_t low,
                                            std::uint64_t high) {
    const std::string* text = request.parameter(name);
    if (!text) return std::optional<std::uint64_t>();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < low || value > high) {
        return wrong_parameter(name, fmt::format("a number from {} to {}", low, high), *text);
    }
    return std::optional(value);
}

Result<std::size_t> limit_of(const Request& request) {
    ANJU_TRY(auto limit, number(request, "limit", 1, kMostRows));
    return static_cast<std::size_t>(limit.value_or(kRows));
}

template <class Id>
std::optional<Id> name_parameter(const Request& request, std::string_view name) {
    const std::string* text = request.parameter(name);
    return text ? std::optional<Id>(Id(*text)) : std::nullopt;
}

/// The cursor for the page after this one; a short page is the last.
template <class Rows>
json::value next_cursor(const Rows& rows, std::size_t limit, auto id_text) {
    return rows.size() < limit ? json::value(nullptr) : json::value(id_text(rows.back()));
}

Result<store::IncidentFilter> filter_of(const Request& request) {
    store::IncidentFilter filter;
    if (const std::string* text = request.parameter("open")) {
        if (*text != "true" && *text != "false") return wrong_parameter("open", "true or false", *text);
        filter.open = *text == "true";
    }
    if (const std::string* text = request.parameter("class")) {
        filter.incident_class = parse_word<IncidentClass>(*text);
        if (!filter.incident_class) return wrong_parameter("class", "emergency, welfare or technical", *text);
    }
    filter.street = name_parameter<StreetId>(request, "street");
    filter.committee = name_parameter<CommitteeId>(request, "committee");
    filter.home = name_parameter<HomeId>(request, "home");
    ANJU_TRY(filter.limit, limit_of(request));
    const std::string* order = request.parameter("order");
    if (order && *order != "urgency" && *order != "newest")
        return wrong_parameter("order", "urgency or newest", *order);
    if (const std::string* text = request.parameter("cursor")) {
        if (order && *order == "urgency") {
            return fail(ErrorCode::invalid, "query parameter 'cursor': pages exist only with order=newest");
        }
        auto id = Ulid::parse(*text);
        if (!id) return wrong_parameter("cursor", "the `next` of the page before", *text);
        filter.after = IncidentId(id.value());
    } else if (order && *order == "newest") {
        // The store sorts by urgency only when no cursor is given, so this one stands before every incident.
        Ulid last;
        last.bytes.fill(0xff);
        filter.after = IncidentId(last);
    } else if (order && *order == "urgency" && filter.open != std::optional(true)) {
        return wrong_parameter("order", "newest, or open=true beside it", *order);
    }
    return filter;
}

Result<Response> list_incidents(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto filter, filter_of(request));
    ANJU_TRY(auto incidents, reader.incidents(filter));
    const bool by_urgency = filter.open == std::optional(true) && !filter.after;
    const bool full = incidents.size() >= filter.limit;
    json::value next = by_urgency
                           ? json::value(nullptr)
                           : next_cursor(incidents, filter.limit, [](const auto& row) { return row.id.to_string(); });
    return answer({{"incidents", json_list(incidents)}, {"more", full}, {"next", std::move(next)}});
}

Result<Response> show_incident(const Request& request, store::Reader& reader) {
    auto id = Ulid::parse(request.id);
    if (!id) return fail(ErrorCode::not_found, fmt::format("'{}' is not the id of an incident", request.id));
    ANJU_TRY(auto detail, reader.incident_detail(IncidentId(id.value())));
    if (!detail) return fail(ErrorCode::not_found, fmt::format("there is no incident {}", request.id));
    Response response = answer(json_of(*detail));
    response.headers.emplace_back("ETag", etag_of(detail->incident));
    return response;
}

Result<Response> list_gateways(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    ANJU_TRY(auto gateways, reader.gateways(name_parameter<GatewayId>(request, "cursor"), limit));
    json::value next = next_cursor(gateways, limit, [](const auto& row) { return row.id.value; });
    return answer({{"gateways", json_list(gateways)}, {"next", std::move(next)}});
}

Result<Response> list_streets(const Request&, store::Reader& reader) {
    ANJU_TRY(auto streets, reader.streets());
    return answer({{"streets", json_list(streets)}});
}

Result<Response> list_responders(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    ANJU_TRY(auto responders, reader.responders(name_parameter<ResponderId>(request, "cursor"), limit));
    json::value next = next_cursor(responders, limit, [](const auto& row) { return row.id.value; });
    return answer({{"responders", json_list(responders)}, {"next", std::move(next)}});
}

Result<Response> list_journal(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    // SQLite's integers are signed, so a larger number could not be a journal number.
    ANJU_TRY(auto after, number(request, "after", 0, INT64_MAX));
    ANJU_TRY(auto entries, reader.journal_after(after.value_or(0), limit));
    ANJU_TRY(auto head, reader.journal_head());
    return answer({{"entries", json_list(entries)}, {"head", head}});
}

Result<Response> list_quarantine(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    ANJU_TRY(auto messages, reader.quarantined(limit));
    return answer({{"messages", json_list(messages)}});
}

Result<Response> show_counts(const Request&, store::Reader& reader) {
    ANJU_TRY(auto counts, reader.counts());
    return answer(json_of(counts));
}

}  // namespace

void add_reading_routes(Router& router) {
    const auto add = [&](const char* path, Permission needs, std::vector<std::string> query, auto* function) {
        router.add({"GET", path, std::move(query), needs, Reading(function)});
    };
    add("/api/v1/incidents", Permission::read,
        {"open", "class", "street", "committee", "home", "order", "limit", "cursor"}, list_incidents);
    add("/api/v1/incidents/{id}", Permission::read, {}, show_incident);
    add("/api/v1/gateways", Permission::read, {"limit", "cursor"}, list_gateways);
    add("/api/v1/streets", Permission::read, {}, list_streets);
    add("/api/v1/responders", Permission::read, {"limit", "cursor"}, list_responders);
    add("/api/v1/journal", Permission::read_journal, {"after", "limit"}, list_journal);
    add("/api/v1/quarantine", Permission::read_journal, {"limit"}, list_quarantine);
    add("/api/v1/counts", Permission::read, {}, show_counts);
}

}  // namespace anju::alertd::api
