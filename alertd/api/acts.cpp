#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestActor = 64;
constexpr std::size_t kLongestNote = 4000;

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
    {core::Act::note, "/api/v1/incidents/{id}/notes", "text", true},
    {core::Act::dispatch, "/api/v1/incidents/{id}/dispatch", "note", false, true},
    {core::Act::accept, "/api/v1/incidents/{id}/accept", "note", false, true},
    {core::Act::decline, "/api/v1/incidents/{id}/decline", "note", false, true},
    {core::Act::en_route, "/api/v1/incidents/{id}/en-route", "note", false, true},
    {core::Act::on_scene, "/api/v1/incidents/{id}/on-scene", "note", false, true},
    {core::Act::done, "/api/v1/incidents/{id}/done", "note", false, true},
};

Result<json::object> body_of(const Request& request) {
    json::parse_options options;
    options.max_depth = 4;
    json::error_code ec;
    json::value value = json::parse(request.body, ec, {}, options);
    if (ec) return fail(ErrorCode::invalid, fmt::format("the body is not JSON: {}", ec.message()));
    if (!value.is_object()) return fail(ErrorCode::invalid, "the body must be a JSON object");
    return std::move(value.as_object());
}

Result<std::string> text_field(const json::object& body, std::string_view name, std::size_t longest) {
    const json::value* value = body.if_contains(name);
    if (!value || value->is_null()) return std::string();
    if (!value->is_string()) return fail(ErrorCode::invalid, fmt::format("field '{}' must be text", name));
    const json::string& text = value->get_string();
    if (text.size() > longest) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must have at most {} bytes", name, longest));
    }
    return std::string(text);
}

Result<void> only_known(const json::object& body, const std::vector<std::string_view>& known) {
    for (const auto& member : body) {
        if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
            return fail(ErrorCode::invalid, fmt::format("unknown field '{}'; known here: {}",
                                                        std::string_view(member.key()), fmt::join(known, ", ")));
        }
    }
    return success();
}

/// Who acts. With tokens it is the token's name and nothing the caller writes (invariant 8); on
/// loopback, until accounts exist, the caller says who it is, because a record without a name is worthless.
Result<std::string> actor_of(const Request& request, const json::object& body) {
    ANJU_TRY(auto field, text_field(body, "actor", kLongestActor));
    if (!request.caller.empty()) {
        if (!field.empty() || request.operator_name) {
            return fail(ErrorCode::invalid, "'actor' and X-Anju-Operator must not be given: the token says who acts");
        }
        return "user:" + request.caller;
    }
    const std::string header = request.operator_name.value_or("");
    if (!field.empty() && !header.empty() && field != header) {
        return fail(ErrorCode::invalid, "field 'actor' and header X-Anju-Operator name two different people");
    }
    const std::string name = field.empty() ? header : field;
    const bool printable =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (name.empty() || name.size() > kLongestActor || !is_utf8(name) || !printable) {
        return fail(
            ErrorCode::invalid,
            fmt::format("field 'actor' (or header X-Anju-Operator) must say who acts, in 1 to {} bytes of UTF-8",
                        kLongestActor));
    }
    return "user:" + name;
}

Result<std::optional<std::uint64_t>> expected_version(const Request& request) {
    using Version = std::optional<std::uint64_t>;
    if (!request.if_match || *request.if_match == "*") return Version();
    const std::string& text = *request.if_match;
    std::uint64_t version = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        const char* end = text.data() + text.size() - 1;
        const auto [stop, error] = std::from_chars(text.data() + 1, end, version);
        if (error == std::errc() && stop == end) return Version(version);
    }
    return fail(ErrorCode::invalid,
                fmt::format("If-Match must be one ETag of this incident such as \"3\", or *, not {}", text));
}

Result<core::OperatorAct> act_of(const ActKind& kind, const Request& request) {
    auto id = Ulid::parse(request.id);
    if (!id) return fail(ErrorCode::not_found, fmt::format("'{}' is not the id of an incident", request.id));
    ANJU_TRY(auto body, body_of(request));
    std::vector<std::string_view> known{"actor", kind.text_field};
    if (kind.act == core::Act::close || kind.act == core::Act::done) known.emplace_back("disposition");
    if (kind.of_responder) known.emplace_back("responder");
    ANJU_TRY(only_known(body, known));

    core::OperatorAct act;
    act.incident = IncidentId(id.value());
    act.act = kind.act;
    ANJU_TRY(act.actor, actor_of(request, body));
    ANJU_TRY(act.expected_version, expected_version(request));
    ANJU_TRY(act.note, text_field(body, kind.text_field, kLongestNote));
    if (kind.text_required && act.note.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must not be empty", kind.text_field));
    }
    ANJU_TRY(act.responder.value, text_field(body, "responder", kLongestActor));
    if (kind.of_responder && act.responder.empty()) {
        return fail(ErrorCode::invalid, "field 'responder' must be the id of a responder");
    }
    ANJU_TRY(auto disposition, text_field(body, "disposition", kLongestActor));
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

Response answer(const Result<ingest::ActResult>& result) {
    if (!result) return problem_of(result.error());
    const auto& [reason, incident] = result.value();
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
            return refusal(422, reason, "field 'responder': nobody of this id answers for the home", incident);
        case core::Reason::another_is_open:
            return refusal(409, reason, "the home has a newer open incident of this class", incident);
        default: return refusal(409, reason, fmt::format("the act changed nothing: {}", to_string(reason)), incident);
    }
    if (!incident) return problem(500, "internal", "the act was accepted without an incident");
    Response response;
    response.body = json::serialize(json::object{{"incident", json_of(*incident)}});
    response.headers.emplace_back("ETag", etag_of(*incident));
    return response;
}

}  // namespace

void add_act_routes(Router& router, decltype(Services::act) act) {
    for (const ActKind& kind : kActs) {
        router.add({"POST", kind.path, {}, Acting([kind, act](const Request& request, Done done) {
                        auto wanted = act_of(kind, request);
                        if (!wanted) return done(problem_of(wanted.error()));
                        act(std::move(wanted).value(),
                            [done = std::move(done)](Result<ingest::ActResult> result) { done(answer(result)); });
                    })});
    }
}

}  // namespace anju::alertd::api
