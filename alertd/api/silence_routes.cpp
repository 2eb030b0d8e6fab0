// Silences: list, make, end.
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/api/silence_changes.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

Result<Response> end(ingest::Turn& turn, const core::SilenceId& id, const std::string& actor,
                     const core::Scope& scope) {
    auto& silences = turn.writer().silences();
    ANJU_TRY(auto silence, silences.find(id));
    if (!silence) return no_such("silence", id.to_string());
    ANJU_TRY(const auto place, silences.place_of(silence->scope, silence->of));
    if (!scope.covers(place.value_or(core::Place{}))) return no_such("silence", id.to_string());
    const UtcTime now = turn.now().utc;
    // Asked again: whoever lost the answer hears it once more.
    if (silence->until <= now && silence->ended_by == actor) return silence_answer(*silence, now, 200);
    if (silence->until <= now) return problem(409, "wrong_state", "the silence is over already");
    ANJU_TRY(const auto ended, end_silence(turn, std::move(*silence), actor));
    return silence_answer(ended, now, 200);
}

Result<store::SilenceFilter> filter_of(const Request& request, UtcTime now) {
    store::SilenceFilter filter;
    filter.now = now;
    filter.scope = request.principal.scope;
    if (const std::string* text = request.parameter("state")) {
        filter.state = core::parse_case_word<core::SilenceState>(*text);
        if (!filter.state) return wrong_parameter("state", "future, active or expired", *text);
    }
    ANJU_TRY(filter.away, bool_parameter(request, "away"));
    filter.home = name_parameter<HomeId>(request, "home");
    filter.committee = name_parameter<CommitteeId>(request, "committee");
    filter.street = name_parameter<StreetId>(request, "street");
    ANJU_TRY(filter.after, cursor_of<core::SilenceId>(request));
    ANJU_TRY(filter.limit, limit_of(request));
    return filter;
}

/// A note may name people; whoever acts needs it (P4).
bool sees_words(const Request& request) { return core::sight_of(request.principal.role, true).persons; }

Result<Response> list(const Request& request, store::Reader& reader, UtcTime now) {
    ANJU_TRY(const auto filter, filter_of(request, now));
    ANJU_TRY(const auto rows, reader.silences().silences(filter));
    const bool words = sees_words(request);
    json::array silences;
    for (const auto& row : rows) silences.emplace_back(json_of(row, now, words));
    json::value next = next_cursor(rows, filter.limit, [](const auto& row) { return row.silence.id.to_string(); });
    return answer({{"silences", std::move(silences)}, {"next", std::move(next)}});
}

Result<Response> show(const Request& request, store::Reader& reader, UtcTime now) {
    const auto id = Ulid::parse(request.id);
    if (!id) return no_such("silence", request.id);
    ANJU_TRY(const auto found, reader.silences().silence(core::SilenceId(id.value())));
    if (!found || !request.principal.scope.covers(found->place)) return no_such("silence", request.id);
    return answer({{"silence", json_of(*found, now, sees_words(request))}});
}

}  // namespace

void add_silence_routes(Router& router, const Services& services) {
    const auto now = [clock = services.clock] { return clock->now().utc; };
    router.add(
        {"GET",
         "/api/v1/silences",
         {"state", "away", "home", "committee", "street", "limit", "cursor"},
         Permission::read,
         Reading([now](const Request& request, store::Reader& reader) { return list(request, reader, now()); })});
    router.add(
        {"GET",
         "/api/v1/silences/{id}",
         {},
         Permission::read,
         Reading([now](const Request& request, store::Reader& reader) { return show(request, reader, now()); })});
    router.add({"POST",
                "/api/v1/silences",
                {},
                Permission::manage_duty,
                Acting([change = services.change](const Request& request, Done done) {
                    const auto read = [&]() -> Result<WantedSilence> {
                        ANJU_TRY(const auto body, body_of(request));
                        ANJU_TRY(auto actor, actor_of(request, body));
                        return wanted_silence(body, std::move(actor));
                    };
                    auto wanted = read();
                    if (!wanted) return done(problem_of(wanted.error()));
                    answer_after(
                        change,
                        [wanted = std::move(wanted).value(), scope = request.principal.scope](ingest::Turn& turn) {
                            return make_silence(turn, wanted, scope);
                        },
                        std::move(done));
                })});
    router.add({"POST",
                "/api/v1/silences/{id}/end",
                {},
                Permission::manage_duty,
                Acting([change = services.change](const Request& request, Done done) {
                    const auto id = Ulid::parse(request.id);
                    if (!id) return done(no_such("silence", request.id));
                    const auto body = body_of(request);
                    if (!body) return done(problem_of(body.error()));
                    if (auto known = only_known(body.value(), {"actor"}); !known)
                        return done(problem_of(known.error()));
                    auto actor = actor_of(request, body.value());
                    if (!actor) return done(problem_of(actor.error()));
                    answer_after(
                        change,
                        [id = core::SilenceId(id.value()), actor = std::move(actor).value(),
                         scope = request.principal.scope](ingest::Turn& turn) { return end(turn, id, actor, scope); },
                        std::move(done));
                })});
}

}  // namespace anju::alertd::api
