// Policies: what holds for each class, which one a case would go by, set them, take that back.
#include "alertd/api/body.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/policy_json.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/ingest/policies.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

Result<IncidentClass> class_of_path(const Request& request) {
    const auto incident_class = parse_word<IncidentClass>(request.id);
    if (incident_class) return *incident_class;
    return fail(ErrorCode::not_found,
                fmt::format("there are policies for emergency, welfare and technical, not for '{}'", request.id));
}

Result<store::KeptPolicies> in_force(store::Reader& reader, IncidentClass incident_class) {
    ANJU_TRY(auto kept, reader.policies().in_force(incident_class));
    if (!kept) return fail(ErrorCode::unavailable, "the engine has not told yet which policies hold");
    return std::move(*kept);
}

Response whole(const store::KeptPolicies& kept) {
    Response response = answer(json_of(kept));
    response.headers.emplace_back("ETag", fmt::format("\"{}\"", kept.version));
    return response;
}

// ---- reading ---------------------------------------------------------------------------------

Result<Response> list(const Request&, store::Reader& reader) {
    json::array rows;
    for (const auto incident_class : ingest::kPolicyClasses) {
        ANJU_TRY(const auto kept, in_force(reader, incident_class));
        rows.push_back(json_of(kept));
    }
    return answer({{"policies", std::move(rows)}});
}

Result<Response> show(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto incident_class, class_of_path(request));
    ANJU_TRY(const auto kept, in_force(reader, incident_class));
    return whole(kept);
}

template <class Word>
Result<Word> word_parameter(const Request& request, std::string_view name, std::string_view expected, Word usual) {
    const std::string* text = request.parameter(name);
    if (!text) return usual;
    const auto word = parse_word<Word>(*text);
    if (!word) return wrong_parameter(name, expected, *text);
    return *word;
}

/// By which policy a case would go that opened then, and what it would do.
Result<Response> choose(const Request& request, store::Reader& reader, const core::Zone& zone, UtcTime now) {
    const std::string* named = request.parameter("condition");
    if (!named) return fail(ErrorCode::invalid, "query parameter 'condition': expected a condition such as smoke");
    core::PolicyQuestion question;
    ANJU_TRY(question.condition, word_parameter(request, "condition", "a condition such as smoke", Condition::fault));
    ANJU_TRY(question.kind, word_parameter(request, "kind", "a kind of device such as smoke", Kind::unknown));
    ANJU_TRY(question.severity,
             word_parameter(request, "severity", "minor, major or critical", severity_of(question.condition)));
    UtcTime at = now;
    if (const std::string* text = request.parameter("at")) {
        const auto time = parse_rfc3339(*text);
        if (!time) return wrong_parameter("at", "a time such as 2026-05-01T08:00:00Z", *text);
        at = time.value();
    }
    question.at = zone.to_local(at);
    question.incident_class = class_of(question.condition);
    ANJU_TRY(auto kept, in_force(reader, question.incident_class));
    core::PolicyBook book;
    book.written_for(question.incident_class) = std::move(kept.policies);
    const std::string chosen = book.choose(question);
    json::object body{{"class", json::string_view(to_string(question.incident_class))},
                      {"policy", chosen.empty() ? core::kUsualPolicy : chosen},
                      {"severity", json::string_view(to_string(question.severity))},
                      {"at", to_rfc3339(at)}};
    for (auto& member : json_of(book.of(question.incident_class, chosen))) {
        body[member.key()] = std::move(member.value());
    }
    return answer(body);
}

// ---- changing --------------------------------------------------------------------------------

struct Wanted {
    ingest::PolicyEdit edit;
    std::optional<core::ClassPolicies> policies;  ///< none: back to the file's
    std::optional<std::uint64_t> version;
};

Result<Wanted> edit_of(const Request& request, const json::object& body) {
    Wanted wanted;
    ANJU_TRY(wanted.edit.incident_class, class_of_path(request));
    ANJU_TRY(wanted.edit.actor, actor_of(request, body));
    ANJU_TRY(wanted.edit.reason, reason_of(request, body));
    ANJU_TRY(wanted.version, expected_version(request));
    return wanted;
}

Result<Wanted> wanted_of(const Request& request) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "reason", "class", "source", "version", "changed_at", "changed_by",
                               "repeat_every", "attend_within", "arrive_within", "steps", "when"}));
    ANJU_TRY(auto wanted, edit_of(request, body));
    // What is shown may be written back as it is; If-Match says what the writer has seen, not this.
    ANJU_TRY(const auto own_class, text_field(body, "class", kLongestName));
    if (!own_class.empty() && own_class != request.id) {
        return wrong_field("class", "'" + request.id + "' as in the path", own_class);
    }
    ANJU_TRY(text_field(body, "source", kLongestName));
    ANJU_TRY(number_field(body, "version", 0, INT64_MAX));
    ANJU_TRY(time_field(body, "changed_at"));
    ANJU_TRY(text_field(body, "changed_by", 2 * kLongestName));
    if (!body.contains("steps")) return fail(ErrorCode::invalid, "field 'steps' must say who is called, and when");
    ANJU_TRY(wanted.policies, policies_of(body, wanted.edit.incident_class));
    return wanted;
}

Result<Response> change_them(ingest::Turn& turn, const Wanted& wanted) {
    ANJU_TRY(const auto current, turn.writer().policies().in_force(wanted.edit.incident_class));
    if (wanted.version && current && *wanted.version != current->version) {
        Response refusal = problem(412, "version_conflict", "somebody changed these policies first");
        refusal.headers.emplace_back("ETag", fmt::format("\"{}\"", current->version));
        return refusal;
    }
    ANJU_TRY(const auto kept, wanted.policies ? ingest::set_policies(turn, wanted.edit, *wanted.policies)
                                              : ingest::take_back_policies(turn, wanted.edit));
    return whole(kept);
}

void submit(const decltype(Services::change)& change, Result<Wanted> wanted, Done done) {
    if (!wanted) return done(problem_of(wanted.error()));
    answer_after(
        change, [wanted = std::move(wanted).value()](ingest::Turn& turn) { return change_them(turn, wanted); },
        std::move(done));
}

}  // namespace

void add_policy_routes(Router& router, const Services& services) {
    router.add({"GET", "/api/v1/policies", {}, Permission::read, Reading(list)});
    router.add({"GET", "/api/v1/policies/{id}", {}, Permission::read, Reading(show)});
    const auto zone = services.zone;
    router.add({"GET",
                "/api/v1/policy-choice",
                {"condition", "kind", "severity", "at"},
                Permission::read,
                Reading([zone, clock = services.clock](const Request& request, store::Reader& reader) {
                    return choose(request, reader, *zone, clock->now().utc);
                })});
    router.add({"PUT",
                "/api/v1/policies/{id}",
                {},
                Permission::administer,
                Acting([change = services.change](const Request& request, Done done) {
                    submit(change, wanted_of(request), std::move(done));
                })});
    router.add({"DELETE",
                "/api/v1/policies/{id}",
                {},
                Permission::administer,
                Acting([change = services.change](const Request& request, Done done) {
                    submit(change, edit_of(request, {}), std::move(done));
                })});
}

}  // namespace anju::alertd::api
