// Drills: somebody wants to see whether people answer.
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

struct Drill {
    HomeId home;
    CommitteeId committee;
    Condition condition = Condition::call;
    std::string actor;
    std::string note;
    core::Scope scope;
};

Result<Drill> drill_of(const Request& request) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "home", "committee", "condition", "note"}));
    Drill drill;
    drill.scope = request.principal.scope;
    ANJU_TRY(drill.actor, actor_of(request, body));
    ANJU_TRY(drill.home.value, text_field(body, "home", 4 * kLongestName));
    ANJU_TRY(drill.committee.value, text_field(body, "committee", 4 * kLongestName));
    if (drill.home.empty() == drill.committee.empty()) {
        return fail(ErrorCode::invalid, "either field 'home' or field 'committee' must say where the drill is");
    }
    ANJU_TRY(const auto condition, text_field(body, "condition", kLongestName));
    const auto known = condition.empty() ? Condition::call : parse_word<Condition>(condition);
    if (!known || class_of(*known) == IncidentClass::technical) {
        return fail(ErrorCode::invalid,
                    fmt::format("field 'condition': expected one of an emergency or of welfare such as smoke, call or "
                                "no_movement, not '{}'",
                                condition));
    }
    drill.condition = *known;
    ANJU_TRY(drill.note, text_field(body, "note", kLongestNote));
    return drill;
}

Result<std::optional<core::Place>> place_of(ingest::Turn& turn, const Drill& drill) {
    auto& silences = turn.writer().silences();
    if (!drill.home.empty()) {
        ANJU_TRY(const auto home, turn.writer().commands().home(drill.home));
        return home ? std::optional(home->place) : std::nullopt;
    }
    ANJU_TRY(auto place, silences.place_of(core::SilenceScope::committee, drill.committee.value));
    // A place of its own: nobody's home is meant, so no family is called.
    if (place) place->home = HomeId("committee:" + drill.committee.value);
    return place;
}

Result<Response> start(ingest::Turn& turn, const Drill& drill) {
    ANJU_TRY(const auto place, place_of(turn, drill));
    if (!place || !drill.scope.covers(*place)) {
        const bool of_home = !drill.home.empty();
        return problem(422, "unknown_place",
                       fmt::format("field '{}': there is no '{}'", of_home ? "home" : "committee",
                                   of_home ? drill.home.value : drill.committee.value));
    }
    auto& writer = turn.writer();
    const auto incident_class = class_of(drill.condition);
    ANJU_TRY(const auto standing, writer.open_incident(place->home, incident_class, core::Exercise::drill));
    if (standing) {
        return problem(409, "another_is_open", "a drill of this class is open there already",
                       "\"incident\":" + json::serialize(json_of(*standing)));
    }
    AlertUpdate update;
    update.id = AlertId(turn.ids().next(turn.now().utc));
    update.revision = 1;
    update.key = {place->home, DeviceId("drill"), drill.condition};
    update.severity = severity_of(drill.condition);
    update.first = update.last = turn.stamp();
    update.test = true;
    core::AlertArrived input{GatewayId("alertd"), std::move(update), true};
    input.drill = true;
    ANJU_TRY(const auto reason, turn.arrive(input, *place));
    ANJU_TRY(const auto incident, writer.open_incident(place->home, incident_class, core::Exercise::drill));
    if (reason != core::Reason::accepted || !incident) {
        return fail(ErrorCode::internal, "the drill did not become a case");
    }
    if (!drill.note.empty()) {
        ANJU_TRY(writer.append(core::Note{incident->id, turn.now().utc, drill.actor, drill.note}));
    }
    ANJU_TRY(turn.journal_as(drill.actor, "drill.started",
                             {{"condition", std::string(to_string(drill.condition))}, {"home", place->home.value}},
                             incident->id));
    Response response = answer({{"incident", json_of(*incident)}});
    response.status = 201;
    response.headers.emplace_back("Location", "/api/v1/incidents/" + incident->id.to_string());
    response.headers.emplace_back("ETag", etag_of(*incident));
    return response;
}

}  // namespace

void add_drill_routes(Router& router, decltype(Services::change) change) {
    router.add(
        {"POST", "/api/v1/drills", {}, Permission::manage_duty, Acting([change](const Request& request, Done done) {
             auto drill = drill_of(request);
             if (!drill) return done(problem_of(drill.error()));
             answer_after(
                 change, [drill = std::move(drill).value()](ingest::Turn& turn) { return start(turn, drill); },
                 std::move(done));
         })});
}

}  // namespace anju::alertd::api
