// Silences: list, make, end.
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostWords = 32;
constexpr std::size_t kLongestSilenceNote = 500;

Error wrong_field(std::string_view name, std::string_view expected, std::string_view got) {
    return fail(ErrorCode::invalid, fmt::format("field '{}': expected {}, not '{}'", name, expected, got));
}

template <class Word>
Result<std::vector<Word>> words_field(const json::object& body, std::string_view name, std::string_view expected) {
    ANJU_TRY(const auto texts, texts_field(body, name, kMostWords, kLongestName));
    std::vector<Word> values;
    for (const auto& text : texts) {
        const auto value = parse_word<Word>(text);
        if (!value) return wrong_field(name, expected, text);
        values.push_back(*value);
    }
    return values;
}

/// What the caller wants, without the times that only the engine knows.
struct Wanted {
    core::Silence silence;
    std::optional<UtcTime> from;
};

Result<Wanted> wanted_of(const Request& request) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(
        body, {"actor", "id", "scope", "of", "device", "conditions", "kinds", "from", "until", "reason", "note"}));
    Wanted wanted;
    core::Silence& silence = wanted.silence;
    ANJU_TRY(silence.author, actor_of(request, body));
    ANJU_TRY(const auto id, text_field(body, "id", kLongestName));
    if (!id.empty()) {
        const auto parsed = Ulid::parse(id);
        if (!parsed) return wrong_field("id", "a ULID of 26 characters", id);
        silence.id = core::SilenceId(parsed.value());
    }
    ANJU_TRY(const auto scope, required_text(body, "scope", kLongestName));
    const auto known_scope = core::parse_case_word<core::SilenceScope>(scope);
    if (!known_scope) return wrong_field("scope", "home, device, committee or street", scope);
    silence.scope = *known_scope;
    ANJU_TRY(silence.of, required_text(body, "of", 4 * kLongestName));
    ANJU_TRY(silence.device.value, text_field(body, "device", 4 * kLongestName));
    ANJU_TRY(silence.conditions, words_field<Condition>(body, "conditions", "conditions such as low_battery"));
    ANJU_TRY(silence.kinds, words_field<Kind>(body, "kinds", "kinds of devices such as water_meter"));
    ANJU_TRY(wanted.from, time_field(body, "from"));
    ANJU_TRY(const auto until, time_field(body, "until"));
    if (!until) return fail(ErrorCode::invalid, "field 'until' must say when the silence ends; there is none for ever");
    silence.until = *until;
    ANJU_TRY(const auto reason, required_text(body, "reason", kLongestName));
    const auto known_reason = core::parse_case_word<core::SilenceReason>(reason);
    if (!known_reason) {
        return wrong_field("reason", "maintenance, planned_outage, device_fault, chattering, resident_away or other",
                           reason);
    }
    silence.reason = *known_reason;
    ANJU_TRY(silence.note, text_field(body, "note", kLongestSilenceNote));
    return wanted;
}

Response refusal(core::SilenceMistake mistake, const core::Silence& silence) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(core::longest_for(silence)).count();
    std::string detail;
    switch (mistake) {
        case core::SilenceMistake::never_silenced:
            detail =
                "smoke, smoke_prealarm, co, gas, call, fall and fall_suspected are never silenced; while somebody "
                "works "
                "at a detector, its home's test mode quiets it for 2 h at most";
            break;
        case core::SilenceMistake::no_scope:
            detail = "field 'of' names a home, committee or street, and field 'device' is for the scope device only";
            break;
        case core::SilenceMistake::ends_before_it_begins:
            detail = "field 'until' must lie in the future and after 'from'";
            break;
        case core::SilenceMistake::begins_too_late: detail = "field 'from' lies more than 30 days ahead"; break;
        case core::SilenceMistake::lasts_too_long:
            detail = fmt::format("such a silence may last {} h; make a new one when it is over", hours);
            break;
        case core::SilenceMistake::note_missing: detail = "the reason 'other' needs a note"; break;
    }
    return problem(422, core::to_string(mistake), std::move(detail));
}

std::vector<std::pair<std::string, std::string>> facts_of(const core::Silence& silence) {
    std::string conditions;
    for (const auto condition : silence.conditions) {
        conditions.append(conditions.empty() ? "" : " ").append(to_string(condition));
    }
    // A device's name may be a person's; the silence's id leads to it.
    return {{"silence", silence.id.to_string()},
            {"scope", std::string(core::to_string(silence.scope))},
            {"of", silence.of},
            {"conditions", conditions.empty() ? "all" : conditions},
            {"from", to_rfc3339(silence.from)},
            {"until", to_rfc3339(silence.until)},
            {"reason", std::string(core::to_string(silence.reason))}};
}

Response created(const core::Silence& silence, UtcTime now, int status) {
    Response response = answer({{"silence", json_of(silence, now)}});
    response.status = status;
    if (status == 201) response.headers.emplace_back("Location", "/api/v1/silences/" + silence.id.to_string());
    return response;
}

Result<Response> make(ingest::Turn& turn, const Wanted& wanted, const core::Scope& scope) {
    core::Silence silence = wanted.silence;
    const UtcTime now = turn.now().utc;
    auto& silences = turn.writer().silences();
    if (silence.id.is_nil()) {
        silence.id = core::SilenceId(turn.ids().next(now));
    } else {
        ANJU_TRY(const auto stored, silences.find(silence.id));
        if (stored && stored->author == silence.author && stored->of == silence.of) return created(*stored, now, 200);
        if (stored) return problem(409, "conflict", "field 'id': another silence has this id");
    }
    silence.created_at = now;
    silence.from = std::max(wanted.from.value_or(now), now);
    if (const auto mistake = core::mistake_in(silence, now)) return refusal(*mistake, silence);
    ANJU_TRY(const auto place, silences.place_of(silence.scope, silence.of));
    if (!place || !scope.covers(*place)) {
        return problem(422, "unknown_place", fmt::format("field 'of': there is no '{}'", silence.of));
    }
    ANJU_TRY(silences.put(silence));
    ANJU_TRY(turn.journal_as(silence.author, "silence.created", facts_of(silence)));
    return created(silence, now, 201);
}

Result<Response> end(ingest::Turn& turn, const core::SilenceId& id, const std::string& actor,
                     const core::Scope& scope) {
    auto& silences = turn.writer().silences();
    ANJU_TRY(auto silence, silences.find(id));
    if (!silence) return no_such("silence", id.to_string());
    ANJU_TRY(const auto place, silences.place_of(silence->scope, silence->of));
    if (!scope.covers(place.value_or(core::Place{}))) return no_such("silence", id.to_string());
    const UtcTime now = turn.now().utc;
    // Asked again: whoever lost the answer hears it once more.
    if (silence->until <= now && silence->ended_by == actor) return created(*silence, now, 200);
    if (silence->until <= now) return problem(409, "wrong_state", "the silence is over already");
    ANJU_TRY(const auto ended, end_silence(turn, std::move(*silence), actor));
    return created(ended, now, 200);
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
                    auto wanted = wanted_of(request);
                    if (!wanted) return done(problem_of(wanted.error()));
                    answer_after(
                        change,
                        [wanted = std::move(wanted).value(), scope = request.principal.scope](ingest::Turn& turn) {
                            return make(turn, wanted, scope);
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
