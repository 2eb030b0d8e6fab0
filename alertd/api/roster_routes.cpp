#include "alertd/api/body.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/roster_changes.hpp"
#include "alertd/api/roster_json.hpp"
#include "alertd/roster/calendar.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tuple>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::uint64_t kMostDays = 366;
constexpr Millis kDay{86'400'000};
/// Calendars show who stood in for whom for a month back; what is older is history of the journal.
constexpr Millis kCalendarBack = 31 * kDay;

/// What every handler here needs.
struct Sources {
    decltype(Services::change) change;
    std::shared_ptr<const Clock> clock;
    std::shared_ptr<const core::Zone> zone;
};

/// The roster of the path, if the caller may see it.
Result<store::PlacedRoster> find(const Request& request, store::Reader& reader, const store::RosterParts& parts) {
    ANJU_TRY(auto found, reader.rosters().roster(core::RosterId(request.path_value("id")), parts));
    if (!found || !request.principal.scope.covers(found->street, found->committee)) {
        return fail(ErrorCode::not_found, fmt::format("there is no roster '{}'", request.path_value("id")));
    }
    return std::move(*found);
}

// ---- reading ---------------------------------------------------------------------------------

Result<Response> list_rosters(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto limit, limit_of(request));
    std::optional<core::RosterId> after;
    if (const std::string* cursor = request.parameter("cursor")) after = core::RosterId(*cursor);
    ANJU_TRY(const auto rosters,
             reader.rosters().rosters(request.principal.scope, after, limit, {false, std::nullopt}));
    json::array rows;
    for (const auto& placed : rosters) rows.push_back(summary_of(placed));
    json::value next = rosters.size() < limit ? json::value(nullptr) : json::value(rosters.back().roster.id.value);
    return answer({{"rosters", std::move(rows)}, {"next", std::move(next)}});
}

Result<Response> show_roster(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto found, find(request, reader, {}));
    Response response = answer(json_of(found.roster));
    response.headers.emplace_back("ETag", etag_of(found.roster));
    return response;
}

json::array json_of_gaps(std::span<const core::Roster> rosters, const core::Zone& zone, core::Interval window) {
    json::array rows;
    for (const auto& gap : core::gaps(rosters, zone, window)) rows.push_back(json_of(gap));
    return rows;
}

Result<Response> show_gaps(const Sources& sources, const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto days, number(request, "days", 1, kMostDays));
    const UtcTime now = sources.clock->now().utc;
    const core::Interval window{now, now + static_cast<Millis::rep>(days.value_or(30)) * kDay};
    const store::RosterParts parts{true, now};
    ANJU_TRY(const auto found, find(request, reader, parts));
    ANJU_TRY(const auto all, reader.rosters().rosters_of(found.roster.level, found.roster.scope, parts));
    json::object body = json_of(window);
    body["gaps"] = json_of_gaps(std::span(&found.roster, 1), *sources.zone, window);
    body["scope_gaps"] = json_of_gaps(all, *sources.zone, window);
    return answer(body);
}

Result<Response> show_calendar(const Sources& sources, const Request& request, store::Reader& reader) {
    const UtcTime now = sources.clock->now().utc;
    ANJU_TRY(const auto found, find(request, reader, {true, now - kCalendarBack}));
    ANJU_TRY(const auto people, reader.rosters().people_of(found.roster.level, found.roster.scope));
    roster::CalendarOptions options;
    options.made_at = now;
    for (const auto& one : people) options.names.emplace(one.id, one.name);
    Response response;
    response.content_type = "text/calendar; charset=utf-8";
    ANJU_TRY(response.body, roster::to_calendar(found.roster, *sources.zone, options));
    response.headers.emplace_back("ETag", etag_of(found.roster));
    return response;
}

// ---- changing --------------------------------------------------------------------------------

Result<RosterEdit> edit_of(const Sources& sources, const Request& request, const json::object& body) {
    RosterEdit edit;
    edit.id = core::RosterId(request.path_value("id"));
    edit.scope = request.principal.scope;
    edit.zone = sources.zone;
    ANJU_TRY(edit.actor, actor_of(request, body));
    ANJU_TRY(edit.expected_version, expected_version(request));
    edit.only_new = request.if_none_match == "*";
    return edit;
}

using Render = std::function<Response(const RosterAnswer&)>;

/// Submits a change and renders its answer after the commit.
void submit(const Sources& sources, ingest::Change change, SharedAnswer shared, Render render, Done done) {
    sources.change(std::move(change), [shared = std::move(shared), render = std::move(render),
                                       done = std::move(done)](Result<void> result) {
        if (result) return done(render(*shared));
        if (!shared->outdated_by) return done(problem_of(result.error()));
        Response response = problem(412, "version_conflict", result.error().message);
        response.headers.emplace_back("ETag", fmt::format("\"{}\"", *shared->outdated_by));
        done(std::move(response));
    });
}

Response with_etag(const RosterAnswer& changed, json::object body, int status) {
    Response response = answer(body, status);
    response.headers.emplace_back("ETag", etag_of(changed.roster));
    return response;
}

Response whole(const RosterAnswer& changed) {
    return with_etag(changed, json_of(changed.roster), changed.created ? 201 : 200);
}

Response added(const RosterAnswer& changed) {
    json::array rows;
    for (const auto& change : changed.overrides) rows.push_back(json_of(change));
    return with_etag(changed, {{"roster", changed.roster.id.value}, {"overrides", std::move(rows)}}, 200);
}

Response gone(const RosterAnswer&) {
    Response response;
    response.status = 204;
    response.content_type.clear();
    return response;
}

/// What a request asks for: the change, and how its answer is shown.
struct Wanted {
    ingest::Change change;
    Render render;
};
using Parse = Result<Wanted> (*)(const Sources&, const Request&, const SharedAnswer&);

Result<Wanted> want_roster(const Sources& sources, const Request& request, const SharedAnswer& shared) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(auto edit, edit_of(sources, request, body));
    ANJU_TRY(auto written, roster_of(body, edit.id));
    return Wanted{put_roster(std::move(edit), std::move(written), shared), whole};
}

Result<Wanted> want_calendar(const Sources& sources, const Request& request, const SharedAnswer& shared) {
    ANJU_TRY(auto edit, edit_of(sources, request, {}));
    ANJU_TRY(auto read, roster::from_calendar(request.body, *sources.zone));
    return Wanted{put_calendar(std::move(edit), std::move(read), shared), whole};
}

Result<Wanted> want_no_roster(const Sources& sources, const Request& request, const SharedAnswer& shared) {
    ANJU_TRY(auto edit, edit_of(sources, request, {}));
    return Wanted{erase_roster(std::move(edit), shared), gone};
}

Result<Wanted> want_override(const Sources& sources, const Request& request, const SharedAnswer& shared) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "id", "person", "instead", "from", "to"}));
    ANJU_TRY(auto edit, edit_of(sources, request, body));
    ANJU_TRY(auto change, override_of(body, ""));
    return Wanted{add_override(std::move(edit), std::move(change), shared), added};
}

Result<Wanted> want_no_override(const Sources& sources, const Request& request, const SharedAnswer& shared) {
    ANJU_TRY(auto edit, edit_of(sources, request, {}));
    return Wanted{erase_override(std::move(edit), request.path_value("override"), shared), gone};
}

Result<std::pair<ResponderId, core::Interval>> duty_field(const json::object& body, const char* name) {
    const json::value* value = body.if_contains(name);
    if (!value || !value->is_object()) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must be an object with responder, from and to", name));
    }
    const auto& duty = value->get_object();
    ANJU_TRY(only_known(duty, {"responder", "from", "to"}));
    ANJU_TRY(auto responder, required_text(duty, "responder", kLongestName));
    ANJU_TRY(auto when, interval_of(duty, name));
    return std::pair(ResponderId(std::move(responder)), when);
}

Result<Wanted> want_swap(const Sources& sources, const Request& request, const SharedAnswer& shared) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "id", "first", "second"}));
    ANJU_TRY(auto edit, edit_of(sources, request, body));
    core::Swap swap;
    ANJU_TRY(auto first, duty_field(body, "first"));
    ANJU_TRY(auto second, duty_field(body, "second"));
    std::tie(swap.first, swap.first_duty) = std::move(first);
    std::tie(swap.second, swap.second_duty) = std::move(second);
    ANJU_TRY(auto id, text_field(body, "id", kLongestName));
    return Wanted{swap_duties(std::move(edit), std::move(swap), std::move(id), shared), added};
}

}  // namespace

void add_roster_routes(Router& router, const Services& services) {
    const Sources sources{services.change, services.clock, services.zone};
    const auto read = [&](const char* path, std::vector<std::string> query, Reading reading) {
        router.add({"GET", path, std::move(query), Permission::read, std::move(reading)});
    };
    const auto with_sources = [&](auto* function) {
        return Reading([sources, function](const Request& request, store::Reader& reader) {
            return function(sources, request, reader);
        });
    };
    read("/api/v1/rosters", {"limit", "cursor"}, list_rosters);
    read("/api/v1/rosters/{id}", {}, show_roster);
    read("/api/v1/rosters/{id}/gaps", {"days"}, with_sources(show_gaps));
    read("/api/v1/rosters/{id}/calendar", {}, with_sources(show_calendar));

    const auto change = [&](const char* method, const char* path, Parse parse, const char* takes = "application/json") {
        router.add({method,
                    path,
                    {},
                    Permission::manage_duty,
                    Acting([sources, parse](const Request& request, Done done) {
                        const auto shared = std::make_shared<RosterAnswer>();
                        auto wanted = parse(sources, request, shared);
                        if (!wanted) return done(problem_of(wanted.error()));
                        submit(sources, std::move(wanted.value().change), shared, std::move(wanted.value().render),
                               std::move(done));
                    }),
                    takes});
    };
    change("PUT", "/api/v1/rosters/{id}", want_roster);
    change("DELETE", "/api/v1/rosters/{id}", want_no_roster);
    change("POST", "/api/v1/rosters/{id}/overrides", want_override);
    change("DELETE", "/api/v1/rosters/{id}/overrides/{override}", want_no_override);
    change("POST", "/api/v1/rosters/{id}/swap", want_swap);
    change("PUT", "/api/v1/rosters/{id}/calendar", want_calendar, "text/calendar");
}

}  // namespace anju::alertd::api
