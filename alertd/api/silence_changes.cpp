#include "alertd/api/silence_changes.hpp"

#include "alertd/api/body.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"

#include <fmt/format.h>

#include <tuple>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestSilenceNote = 500;

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

/// Made once more; from when it holds was settled the first time.
bool is_the_same(const core::Silence& stored, const core::Silence& wanted) {
    const auto what = [](const core::Silence& one) {
        return std::tie(one.scope, one.of, one.device, one.conditions, one.kinds, one.until, one.reason, one.note);
    };
    return what(stored) == what(wanted) && !stored.away;
}

}  // namespace

Result<WantedSilence> wanted_silence(const json::object& body, std::string author) {
    ANJU_TRY(only_known(
        body, {"actor", "id", "scope", "of", "device", "conditions", "kinds", "from", "until", "reason", "note"}));
    WantedSilence wanted;
    core::Silence& silence = wanted.silence;
    silence.author = std::move(author);
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
    ANJU_TRY(silence.conditions,
             words_field(body, "conditions", "conditions such as low_battery", parse_word<Condition>));
    ANJU_TRY(silence.kinds, words_field(body, "kinds", "kinds of devices such as water_meter", parse_word<Kind>));
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

Response silence_answer(const core::Silence& silence, UtcTime now, int status) {
    Response response = answer({{"silence", json_of(silence, now)}});
    response.status = status;
    if (status == 201) response.headers.emplace_back("Location", "/api/v1/silences/" + silence.id.to_string());
    return response;
}

Result<Response> make_silence(ingest::Turn& turn, const WantedSilence& wanted, const core::Scope& scope) {
    core::Silence silence = wanted.silence;
    const UtcTime now = turn.now().utc;
    auto& silences = turn.writer().silences();
    ANJU_TRY(const auto place, silences.place_of(silence.scope, silence.of));
    const bool is_ours = place && scope.covers(*place);
    if (silence.id.is_nil()) {
        silence.id = core::SilenceId(turn.ids().next(now));
    } else {
        ANJU_TRY(const auto stored, silences.find(silence.id));
        if (stored && is_ours && is_the_same(*stored, silence)) return silence_answer(*stored, now, 200);
        if (stored) return problem(409, "conflict", "field 'id': another silence has this id, or it was ended");
    }
    silence.created_at = now;
    silence.from = std::max(wanted.from.value_or(now), now);
    if (const auto mistake = core::mistake_in(silence, now)) return refusal(*mistake, silence);
    if (!is_ours) return problem(422, "unknown_place", fmt::format("field 'of': there is no '{}'", silence.of));
    ANJU_TRY(silences.put(silence));
    ANJU_TRY(turn.journal_as(silence.author, "silence.created", facts_of(silence)));
    return silence_answer(silence, now, 201);
}

}  // namespace anju::alertd::api
