#include "alertd/api/quiet.hpp"

#include "alertd/api/listing.hpp"
#include "alertd/core/access.hpp"
#include "alertd/ingest/command_desk.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include <algorithm>
#include <memory>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

template <class Words>
json::array words_of(const Words& values) {
    json::array list;
    for (const auto value : values) list.emplace_back(to_string(value));
    return list;
}

}  // namespace

json::object json_of(const core::Silence& silence, UtcTime now, bool words) {
    return {{"id", silence.id.to_string()},
            {"scope", core::to_string(silence.scope)},
            {"of", silence.of},
            {"device", text_or_null(silence.device.value)},
            {"conditions", words_of(silence.conditions)},
            {"kinds", words_of(silence.kinds)},
            {"from", to_rfc3339(silence.from)},
            {"until", to_rfc3339(silence.until)},
            {"state", core::to_string(core::state_of(silence, now))},
            {"reason", core::to_string(silence.reason)},
            {"away", silence.away},
            {"note", words ? silence.note : core::masked_words(silence.note)},
            {"author", silence.author},
            {"created_at", to_rfc3339(silence.created_at)},
            {"ended_by", text_or_null(silence.ended_by)}};
}

json::object json_of(const store::ListedSilence& listed, UtcTime now, bool words) {
    json::object object = json_of(listed.silence, now, words);
    object["committee"] = listed.place.committee ? json::value(listed.place.committee->value) : json::value(nullptr);
    object["street"] = listed.place.street ? json::value(listed.place.street->value) : json::value(nullptr);
    object["cases"] = listed.cases;
    return object;
}

json::object json_of(const core::GatewayCommand& command) {
    return {{"id", command.id.to_string()},
            {"gateway", command.gateway.value},
            {"home", command.home.value},
            {"device", text_or_null(command.device.value)},
            {"kind", core::to_string(command.kind)},
            {"until", time_or_null(command.until)},
            {"whole_path", command.whole_path},
            {"author", command.author},
            {"created_at", to_rfc3339(command.created_at)},
            {"expires_at", to_rfc3339(command.expires_at)},
            {"state", core::to_string(command.state)},
            {"attempts", command.attempts},
            {"sent_at", time_or_null(command.sent_at)},
            {"settled_at", time_or_null(command.settled_at)}};
}

void answer_after(const decltype(Services::change)& change, Answering answering, Done done) {
    // Written on the engine's thread, in the change, and read there again after the commit.
    auto answer = std::make_shared<Response>();
    auto refused = std::make_shared<bool>(false);
    change(
        [answering = std::move(answering), answer, refused](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(*answer, answering(turn));
            *refused = answer->status >= 400;
            return *refused ? Result<void>(fail(ErrorCode::invalid, "refused")) : success();
        },
        [answer, refused, done = std::move(done)](Result<void> changed) {
            done(changed || *refused ? std::move(*answer) : problem_of(changed.error()));
        });
}

Response no_such(std::string_view what, std::string_view id) {
    return problem(404, "not_found", fmt::format("there is no {} '{}'", what, id));
}

Result<core::Silence> end_silence(ingest::Turn& turn, core::Silence silence, const std::string& actor) {
    const UtcTime now = turn.now().utc;
    silence.until = now;
    silence.from = std::min(silence.from, now);
    silence.ended_by = actor;
    ANJU_TRY(turn.writer().silences().put(silence));
    ANJU_TRY(turn.journal_as(actor, silence.away ? "away.ended" : "silence.ended",
                             {{"silence", silence.id.to_string()}, {"of", silence.of}}));
    if (!silence.away) return silence;
    ANJU_TRY(const auto home, turn.writer().commands().home(HomeId(silence.of)));
    if (!home || home->gateway.empty()) return silence;
    core::GatewayCommand command;
    command.id = core::CommandId(turn.ids().next(now));
    command.gateway = home->gateway;
    command.home = home->place.home;
    command.kind = core::CommandKind::away_over;
    command.silence = silence.id;
    command.author = actor;
    command.created_at = now;
    // The gateway ends the absence by itself no later than it was told at first; a week is for one that is off.
    command.expires_at = now + core::kTakeOutWaits;
    ANJU_TRY(ingest::give(turn, std::move(command)));
    return silence;
}

}  // namespace anju::alertd::api
