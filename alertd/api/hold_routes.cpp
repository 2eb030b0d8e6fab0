// Legal holds: placed, listed and released by administrators.
#include "alertd/api/body.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <memory>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

using store::LegalHold;

json::object json_of(const LegalHold& hold) {
    return {{"id", hold.number},
            {"incident", hold.incident ? json::value(hold.incident->to_string()) : json::value(nullptr)},
            {"home", hold.home.empty() ? json::value(nullptr) : json::value(hold.home.value)},
            {"reason", hold.reason},
            {"author", hold.author},
            {"since", to_rfc3339(hold.since)},
            {"released_at", hold.released_at ? json::value(to_rfc3339(*hold.released_at)) : json::value(nullptr)},
            {"released_by", hold.released_by.empty() ? json::value(nullptr) : json::value(hold.released_by)}};
}

Result<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > INT64_MAX) {
        return fail(ErrorCode::not_found, fmt::format("'{}' is not the number of a legal hold", text));
    }
    return value;
}

/// What the journal may know of it: whose data, not why in somebody's words.
std::vector<std::pair<std::string, std::string>> facts_of(const LegalHold& hold) {
    std::vector<std::pair<std::string, std::string>> facts{{"hold", std::to_string(hold.number)}};
    if (!hold.home.empty()) facts.emplace_back("home", hold.home.value);
    return facts;
}

Result<LegalHold> hold_of(const Request& request) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "incident", "home", "reason"}));
    LegalHold hold;
    ANJU_TRY(hold.author, actor_of(request, body));
    ANJU_TRY(hold.reason, required_text(body, "reason", kLongestNote));
    ANJU_TRY(auto incident, text_field(body, "incident", kLongestName));
    ANJU_TRY(hold.home.value, text_field(body, "home", 2 * kLongestName));
    if (incident.empty() == hold.home.empty()) {
        return fail(ErrorCode::invalid, "exactly one of 'incident' and 'home' must say what is held");
    }
    if (!incident.empty()) {
        const auto id = Ulid::parse(incident);
        if (!id) return fail(ErrorCode::invalid, fmt::format("field 'incident': '{}' is not the id of one", incident));
        hold.incident = IncidentId(id.value());
    }
    return hold;
}

void place(const decltype(Services::change)& change, const Request& request, Done done) {
    auto wanted = hold_of(request);
    if (!wanted) return done(problem_of(wanted.error()));
    auto placed = std::make_shared<LegalHold>(std::move(wanted).value());
    change(
        [placed](ingest::Turn& turn) -> Result<void> {
            placed->since = turn.now().utc;
            ANJU_TRY(*placed, turn.writer().retention().place(*placed));
            return turn.journal_as(placed->author, "hold.placed", facts_of(*placed), placed->incident);
        },
        [placed, done = std::move(done)](Result<void> result) {
            done(result ? answer({{"hold", json_of(*placed)}}, 201) : problem_of(result.error()));
        });
}

void release(const decltype(Services::change)& change, const Request& request, Done done) {
    const auto number = number_of(request.id);
    if (!number) return done(problem_of(number.error()));
    auto body = body_of(request);
    if (!body) return done(problem_of(body.error()));
    if (auto known = only_known(body.value(), {"actor"}); !known) return done(problem_of(known.error()));
    auto actor = actor_of(request, body.value());
    if (!actor) return done(problem_of(actor.error()));
    auto released = std::make_shared<LegalHold>();
    change(
        [released, number = number.value(), actor = actor.value()](ingest::Turn& turn) -> Result<void> {
            auto& store = turn.writer().retention();
            ANJU_TRY(auto hold, store.hold(number));
            if (!hold) return fail(ErrorCode::not_found, fmt::format("there is no legal hold {}", number));
            *released = *hold;
            if (hold->released_at) return success();  // said twice
            ANJU_TRY(store.release(number, actor, turn.now().utc));
            released->released_at = turn.now().utc;
            released->released_by = actor;
            return turn.journal_as(actor, "hold.released", facts_of(*hold), hold->incident);
        },
        [released, done = std::move(done)](Result<void> result) {
            done(result ? answer({{"hold", json_of(*released)}}) : problem_of(result.error()));
        });
}

Result<Response> list(const Request& request, store::Reader& reader) {
    const std::string* released = request.parameter("released");
    if (released && *released != "true" && *released != "false") {
        return fail(ErrorCode::invalid, "query parameter 'released': expected true or false");
    }
    std::optional<std::uint64_t> before;
    if (const std::string* cursor = request.parameter("cursor")) {
        ANJU_TRY(before, number_of(*cursor));
    }
    ANJU_TRY(const auto limit, limit_of(request));
    ANJU_TRY(auto holds, reader.retention().holds(released && *released == "true", before, limit));
    json::array rows;
    for (const auto& hold : holds) rows.push_back(json_of(hold));
    const bool full = holds.size() == limit;
    return answer({{"holds", std::move(rows)},
                   {"next", full ? json::value(std::to_string(holds.back().number)) : json::value(nullptr)}});
}

}  // namespace

void add_hold_routes(Router& router, decltype(Services::change) change) {
    router.add({"GET", "/api/v1/holds", {"released", "limit", "cursor"}, Permission::administer, Reading(list)});
    router.add(
        {"POST", "/api/v1/holds", {}, Permission::administer, Acting([change](const Request& request, Done done) {
             place(change, request, std::move(done));
         })});
    router.add({"POST",
                "/api/v1/holds/{id}/release",
                {},
                Permission::administer,
                Acting([change](const Request& request, Done done) { release(change, request, std::move(done)); })});
}

}  // namespace anju::alertd::api
