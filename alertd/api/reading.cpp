#include "alertd/api/audience.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

// Of the journal, for one page: rows whose place is asked for, and pieces of some milliseconds each.
constexpr std::size_t kMostPassed = 5'000;
constexpr int kMostPieces = 20;

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
    filter.scope = request.principal.scope;
    const core::Sight sight = core::sight_of(request.principal.role, true);
    ANJU_TRY(auto incidents, reader.incidents(filter));
    const bool by_urgency = filter.open == std::optional(true) && !filter.after;
    const bool full = incidents.size() >= filter.limit;
    json::value next = by_urgency
                           ? json::value(nullptr)
                           : next_cursor(incidents, filter.limit, [](const auto& row) { return row.id.to_string(); });
    return answer({{"incidents", json_list(incidents, sight.addresses)}, {"more", full}, {"next", std::move(next)}});
}

Result<Response> show_incident(const Request& request, store::Reader& reader) {
    auto id = Ulid::parse(request.id);
    if (!id) return fail(ErrorCode::not_found, fmt::format("'{}' is not the id of an incident", request.id));
    ANJU_TRY(auto detail, reader.incident_detail(IncidentId(id.value())));
    if (!detail || !request.principal.scope.covers(detail->incident.place)) {
        return fail(ErrorCode::not_found, fmt::format("there is no incident {}", request.id));
    }
    const bool open = detail->incident.state != core::IncidentState::closed;
    Response response = answer(json_of(*detail, core::sight_of(request.principal.role, open)));
    response.headers.emplace_back("ETag", etag_of(detail->incident));
    return response;
}

Result<Response> list_gateways(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    ANJU_TRY(auto gateways,
             reader.gateways(name_parameter<GatewayId>(request, "cursor"), limit, request.principal.scope));
    json::value next = next_cursor(gateways, limit, [](const auto& row) { return row.id.value; });
    return answer({{"gateways", json_list(gateways)}, {"next", std::move(next)}});
}

Result<Response> list_streets(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto streets, reader.streets(request.principal.scope));
    return answer({{"streets", json_list(streets)}});
}

Result<Response> list_responders(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    ANJU_TRY(auto responders,
             reader.responders(name_parameter<ResponderId>(request, "cursor"), limit, request.principal.scope));
    json::value next = next_cursor(responders, limit, [](const auto& row) { return row.id.value; });
    const bool phones = core::sight_of(request.principal.role, true).persons;
    return answer({{"responders", json_list(responders, phones)}, {"next", std::move(next)}});
}

Result<store::JournalSearch> journal_search_of(const Request& request) {
    store::JournalSearch search;
    ANJU_TRY(search.limit, limit_of(request));
    if (const std::string* order = request.parameter("order")) {
        if (*order != "oldest" && *order != "newest") return wrong_parameter("order", "oldest or newest", *order);
        search.newest_first = *order == "newest";
    }
    // SQLite's integers are signed, so a larger number could not be a journal number.
    ANJU_TRY(const auto after, number(request, "after", 0, INT64_MAX));
    search.after = after.value_or(search.newest_first ? INT64_MAX : 0);
    if (const std::string* text = request.parameter("event")) search.event = *text;
    if (const std::string* text = request.parameter("actor")) search.actor = *text;
    if (const std::string* text = request.parameter("incident")) {
        const auto id = Ulid::parse(*text);
        if (!id) return wrong_parameter("incident", "the id of an incident", *text);
        search.incident = IncidentId(id.value());
    }
    return search;
}

/// Rows that the caller may see. A page looks at so many at most, so that somebody who may see few of millions, or
/// seeks what is not there, gets an answer in time: he goes on from `next`.
Result<Response> list_journal(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto search, journal_search_of(request));
    ANJU_TRY(const auto head, reader.journal_head());
    if (search.newest_first) search.after = std::min(search.after, head + 1);
    const Viewer viewer = viewer_of(request.principal);
    std::vector<core::JournalEntry> entries;
    const auto at_end = [&] { return search.newest_first ? search.after <= 1 : search.after >= head; };
    std::size_t passed = 0;
    for (int pieces = 0; pieces < kMostPieces && passed < kMostPassed && !at_end(); ++pieces) {
        ANJU_TRY(auto piece, reader.search_journal(search));
        search.after = piece.reached;
        passed += piece.entries.size();
        for (core::JournalEntry& row : piece.entries) {
            const std::uint64_t seq = row.seq;
            ANJU_TRY(auto visible, may_see(viewer, row, reader));
            if (visible) entries.push_back(std::move(row));
            if (entries.size() < search.limit) continue;
            return answer({{"entries", json_list(entries)}, {"next", seq}, {"head", head}});
        }
    }
    return answer({{"entries", json_list(entries)}, {"next", search.after}, {"head", head}});
}

Result<Response> list_quarantine(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto limit, limit_of(request));
    // Nobody knows to which street a message belongs that nobody understood.
    std::vector<store::Quarantined> messages;
    if (request.principal.scope.everything) {
        ANJU_TRY(messages, reader.quarantined(limit));
    }
    return answer({{"messages", json_list(messages)}});
}

Result<Response> show_counts(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto counts, reader.counts(request.principal.scope));
    if (!allows(request.principal, Permission::read_journal)) counts.quarantined = 0;
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
    add("/api/v1/journal", Permission::read_journal, {"order", "after", "limit", "event", "actor", "incident"},
        list_journal);
    add("/api/v1/quarantine", Permission::read_journal, {"limit"}, list_quarantine);
    add("/api/v1/counts", Permission::read, {}, show_counts);
}

}  // namespace anju::alertd::api
