#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

struct ActKind {
    core::Act act;
    const char* path;
    const char* text_field;  ///< the field that carries free text
    bool text_required = false;
    bool of_responder = false;  ///< the body names whom it is about
};

constexpr ActKind kActs[] = {
    {core::Act::acknowledge, "/api/v1/incidents/{id}/acknowledge", "note"},
    {core::Act::resolve, "/api/v1/incidents/{id}/resolve", "note"},
    {core::Act::close, "/api/v1/incidents/{id}/close", "note"},
    {core::Act::reopen, "/api/v1/incidents/{id}/reopen", "note"},
    {core::Act::assign, "/api/v1/incidents/{id}/assign", "note"},
    {core::Act::note, "/api/v1/incidents/{id}/notes", "text", true},
    {core::Act::dispatch, "/api/v1/incidents/{id}/dispatch", "note", false, true},
    {core::Act::accept, "/api/v1/incidents/{id}/accept", "note", false, true},
    {core::Act::decline, "/api/v1/incidents/{id}/decline", "note", false, true},
    {core::Act::en_route, "/api/v1/incidents/{id}/en-route", "note", false, true},
    {core::Act::on_scene, "/api/v1/incidents/{id}/on-scene", "note", false, true},
    {core::Act::done, "/api/v1/incidents/{id}/done", "note", false, true},
    {core::Act::merge, "/api/v1/incidents/{id}/merge", "note"},
    {core::Act::split, "/api/v1/incidents/{id}/split", "note"},
};

constexpr std::size_t kMostSplit = 500;

/// The fields of an act on two cases.
Result<void> read_other_case(const json::object& body, core::OperatorAct& act) {
    if (act.act == core::Act::merge) {
        ANJU_TRY(const auto into, required_text(body, "into", kLongestName));
        auto id = Ulid::parse(into);
        if (!id) return fail(ErrorCode::invalid, "field 'into' must be the id of an incident");
        act.into = IncidentId(id.value());
        ANJU_TRY(const auto version, number_field(body, "into_version", 0, INT64_MAX));
        if (version) act.into_version = static_cast<std::uint64_t>(*version);
    } else if (act.act == core::Act::split) {
        ANJU_TRY(const auto alerts, texts_field(body, "alerts", kMostSplit, kLongestName));
        for (const auto& text : alerts) {
            auto id = Ulid::parse(text);
            if (!id) return fail(ErrorCode::invalid, "field 'alerts' must be a list of ids of alerts");
            act.alerts.emplace_back(id.value());
        }
    }
    return success();
}

/// Without a name it is whoever asks.
Result<void> read_owner(const Request& request, const json::object& body, const Colleague& colleague,
                        core::OperatorAct& act) {
    ANJU_TRY(const auto name, text_field(body, "owner", kLongestName));
    act.owner = name.empty() ? act.actor : "user:" + name;
    act.owner_scope = request.principal.scope;
    if (name.empty()) return success();
    const auto scope = colleague(name);
    if (!scope) return wrong_field("owner", "the name of an account that may act", name);
    act.owner_scope = *scope;
    return success();
}

Result<core::OperatorAct> act_of(const ActKind& kind, const Request& request, const Colleague& colleague) {
    auto id = Ulid::parse(request.id);
    if (!id) return fail(ErrorCode::not_found, fmt::format("'{}' is not the id of an incident", request.id));
    ANJU_TRY(auto body, body_of(request));
    std::vector<std::string_view> known{"actor", kind.text_field};
    if (kind.act == core::Act::close || kind.act == core::Act::done) known.emplace_back("disposition");
    if (kind.of_responder) known.emplace_back("responder");
    if (kind.act == core::Act::assign) known.emplace_back("owner");
    if (kind.act == core::Act::merge) known.insert(known.end(), {"into", "into_version"});
    if (kind.act == core::Act::split) known.emplace_back("alerts");
    ANJU_TRY(only_known(body, known));

    core::OperatorAct act;
    act.incident = IncidentId(id.value());
    act.act = kind.act;
    act.scope = request.principal.scope;
    ANJU_TRY(act.actor, actor_of(request, body));
    ANJU_TRY(act.expected_version, expected_version(request));
    const auto note_field = kind.text_required ? required_text : text_field;
    ANJU_TRY(act.note, note_field(body, kind.text_field, kLongestNote));
    ANJU_TRY(act.responder.value, text_field(body, "responder", kLongestName));
    if (kind.of_responder && act.responder.empty()) {
        return fail(ErrorCode::invalid, "field 'responder' must be the id of a responder");
    }
    ANJU_TRY(read_other_case(body, act));
    if (kind.act == core::Act::assign) {
        ANJU_TRY(read_owner(request, body, colleague, act));
    }
    ANJU_TRY(auto disposition, text_field(body, "disposition", kLongestName));
    if (!disposition.empty()) {
        act.disposition = core::parse_case_word<core::Disposition>(disposition);
        if (!act.disposition) {
            return fail(ErrorCode::invalid,
                        fmt::format("field 'disposition': expected real, false_alarm, test, drill, resident_away, "
                                    "device_fault, duplicate or other, not '{}'",
                                    disposition));
        }
    }
    return act;
}

/// The current state goes along with a refusal, so that a page can show what somebody else did.
Response refusal(int status, core::Reason reason, std::string detail, const std::optional<core::Incident>& incident) {
    const std::string members = incident ? "\"incident\":" + json::serialize(json_of(*incident)) : "\"incident\":null";
    Response response = problem(status, to_string(reason), std::move(detail), members);
    if (incident) response.headers.emplace_back("ETag", etag_of(*incident));
    return response;
}

std::string standing(const core::Incident& incident) {
    return fmt::format("the incident is {} and {}", to_string(incident.state),
                       incident.owner.empty() ? "nobody owns it" : "owned by " + incident.owner);
}

}  // namespace

Response answer_of(const Result<ingest::ActResult>& result) {
    if (!result) return problem_of(result.error());
    const auto& [reason, incident, other] = result.value();
    switch (reason) {
        case core::Reason::accepted: break;
        case core::Reason::not_found: return problem(404, "not_found", "there is no such incident");
        case core::Reason::version_conflict:
            return refusal(412, reason,
                           incident ? fmt::format("somebody changed it first: it is at version {}; {}",
                                                  incident->version, standing(*incident))
                                    : "somebody changed it first",
                           incident);
        case core::Reason::wrong_state:
            return refusal(409, reason, incident ? standing(*incident) : "the incident is not in that state", incident);
        case core::Reason::disposition_missing:
            return refusal(422, reason, "field 'disposition' must say how it ended; 'other' needs a note too",
                           incident);
        case core::Reason::unknown_responder:
            return refusal(422, reason, "nobody of this name answers for the home", incident);
        case core::Reason::exercise_only:
            return refusal(422, reason, "a drill is closed as drill and a test as test", incident);
        case core::Reason::another_is_open:
            return refusal(409, reason, "the home has a newer open incident of this class", incident);
        case core::Reason::reason_missing:
            return refusal(422, reason, "field 'note' must say why two cases of different homes are one", incident);
        case core::Reason::not_mergeable:
            return refusal(409, reason,
                           "a case goes into another one that is at least as urgent, and an area outage into none",
                           incident);
        case core::Reason::alert_not_here:
            return refusal(409, reason, "not every one of these alerts is in the incident", incident);
        case core::Reason::nothing_stays:
            return refusal(422, reason, "field 'alerts' must name at least one alert and leave at least one", incident);
        case core::Reason::several_homes:
            return refusal(422, reason, "field 'alerts' must name alerts of one home", incident);
        default: return refusal(409, reason, fmt::format("the act changed nothing: {}", to_string(reason)), incident);
    }
    if (!incident) return problem(500, "internal", "the act was accepted without an incident");
    Response response;
    json::object body{{"incident", json_of(*incident)}};
    if (other) body["other"] = json_of(*other);
    response.body = json::serialize(body);
    response.headers.emplace_back("ETag", etag_of(*incident));
    return response;
}

void add_act_routes(Router& router, decltype(Services::act) act, Colleague colleague) {
    for (const ActKind& kind : kActs) {
        router.add(
            {"POST", kind.path, {}, Permission::act, Acting([kind, act, colleague](const Request& request, Done done) {
                 auto wanted = act_of(kind, request, colleague);
                 if (!wanted) return done(problem_of(wanted.error()));
                 act(std::move(wanted).value(),
                     [done = std::move(done)](Result<ingest::ActResult> result) { done(answer_of(result)); });
             })});
    }
}

}  // namespace anju::alertd::api
