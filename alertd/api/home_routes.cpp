// What is set for one home: nobody is there until then, a technician works there, a device is gone; what its gateway
// was asked; and which devices are due for a test.
#include "alertd/api/body.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/core/testing.hpp"
#include "alertd/ingest/command_desk.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::int64_t kMostMinutes = 120;
constexpr std::size_t kLongestDevice = 256;
constexpr std::size_t kLongestAwayNote = 500;

/// Who asks for what at which home.
struct Wish {
    HomeId home;
    std::string actor;
    DeviceId device;
    std::optional<UtcTime> until;
    Millis lasts{0};
    bool whole_path = false;
    std::string note;
    core::Scope scope;
};

using Doing = Result<Response> (*)(ingest::Turn&, const Wish&, const store::ServedHome&);

Result<Wish> wish_of(const Request& request, const std::vector<std::string_view>& fields) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, fields));
    Wish wish;
    wish.home = HomeId(request.id);
    wish.scope = request.principal.scope;
    ANJU_TRY(wish.actor, actor_of(request, body));
    ANJU_TRY(wish.device.value, text_field(body, "device", kLongestDevice));
    ANJU_TRY(wish.until, time_field(body, "until"));
    ANJU_TRY(const auto minutes, number_field(body, "minutes", 1, kMostMinutes));
    wish.lasts = Millis{minutes.value_or(kMostMinutes) * 60'000};
    ANJU_TRY(const auto whole_path, bool_field(body, "whole_path"));
    wish.whole_path = whole_path.value_or(false);
    ANJU_TRY(wish.note, text_field(body, "note", kLongestAwayNote));
    return wish;
}

core::GatewayCommand command_for(ingest::Turn& turn, const Wish& wish, const store::ServedHome& home,
                                 core::CommandKind kind) {
    core::GatewayCommand command;
    command.id = core::CommandId(turn.ids().next(turn.now().utc));
    command.gateway = home.gateway;
    command.home = home.place.home;
    command.kind = kind;
    command.device = wish.device;
    command.author = wish.actor;
    command.created_at = turn.now().utc;
    return command;
}

Result<std::optional<core::GatewayCommand>> give_as_stored(ingest::Turn& turn, core::GatewayCommand command) {
    const auto id = command.id;
    ANJU_TRY(ingest::give(turn, std::move(command)));
    return turn.writer().commands().find(id);
}

json::value command_or_null(const std::optional<core::GatewayCommand>& command) {
    return command ? json::value(json_of(*command)) : json::value(nullptr);
}

Response no_gateway(const HomeId& home) {
    return problem(409, "no_gateway", fmt::format("no gateway serves the home '{}'", home.value));
}

// ---- absence ---------------------------------------------------------------------------------

Response absence_answer(const core::Silence& silence, const std::optional<core::GatewayCommand>& command, UtcTime now) {
    return answer({{"away", json_of(silence, now)}, {"command", command_or_null(command)}});
}

Result<Response> begin_absence(ingest::Turn& turn, const Wish& wish, const store::ServedHome& home) {
    const UtcTime now = turn.now().utc;
    auto& silences = turn.writer().silences();
    ANJU_TRY(auto standing, silences.absence_of(home.place.home, now));
    core::Silence silence = standing.value_or(core::Silence{});
    if (!standing) {
        silence.id = core::SilenceId(turn.ids().next(now));
        silence.scope = core::SilenceScope::home;
        silence.of = home.place.home.value;
        silence.conditions = core::conditions_of_away();
        silence.reason = core::SilenceReason::resident_away;
        silence.away = true;
        silence.from = silence.created_at = now;
    }
    silence.author = wish.actor;
    silence.until = wish.until.value_or(now);
    if (!wish.note.empty()) silence.note = wish.note;
    if (const auto mistake = core::mistake_in(silence, now)) {
        return problem(422, core::to_string(*mistake),
                       "field 'until' must lie in the future and at most 180 days after the beginning");
    }
    ANJU_TRY(silences.put(silence));
    ANJU_TRY(turn.journal_as(
        wish.actor, "away.set",
        {{"silence", silence.id.to_string()}, {"of", silence.of}, {"until", to_rfc3339(silence.until)}}));
    if (home.gateway.empty()) return absence_answer(silence, std::nullopt, now);
    auto command = command_for(turn, wish, home, core::CommandKind::away);
    command.device = {};
    command.until = command.expires_at = silence.until;
    command.silence = silence.id;
    ANJU_TRY(const auto given, give_as_stored(turn, std::move(command)));
    return absence_answer(silence, given, now);
}

Result<Response> end_absence(ingest::Turn& turn, const Wish& wish, const store::ServedHome& home) {
    const UtcTime now = turn.now().utc;
    ANJU_TRY(auto standing, turn.writer().silences().absence_of(home.place.home, now));
    if (!standing) return problem(409, "wrong_state", "the home is not away");
    ANJU_TRY(const auto ended, end_silence(turn, std::move(*standing), wish.actor));
    std::optional<core::GatewayCommand> given;
    ANJU_TRY(const auto waiting, turn.writer().commands().waiting_for(home.gateway));
    for (const auto& command : waiting) {
        if (command.silence == ended.id) given = command;
    }
    return absence_answer(ended, given, now);
}

// ---- test mode, taking out -------------------------------------------------------------------

Result<Response> begin_test_mode(ingest::Turn& turn, const Wish& wish, const store::ServedHome& home) {
    if (home.gateway.empty()) return no_gateway(home.place.home);
    auto command = command_for(turn, wish, home, core::CommandKind::test_mode);
    command.until = command.expires_at = turn.now().utc + wish.lasts;
    command.whole_path = wish.whole_path;
    ANJU_TRY(turn.journal_as(wish.actor, "test_mode.set",
                             {{"command", command.id.to_string()},
                              {"home", home.place.home.value},
                              {"what", wish.device.empty() ? "home" : "device"},
                              {"until", to_rfc3339(*command.until)},
                              {"whole_path", wish.whole_path ? "true" : "false"}}));
    ANJU_TRY(const auto given, give_as_stored(turn, std::move(command)));
    return answer({{"command", command_or_null(given)}});
}

Result<Response> end_test_mode(ingest::Turn& turn, const Wish& wish, const store::ServedHome& home) {
    if (home.gateway.empty()) return no_gateway(home.place.home);
    ANJU_TRY(const auto standing, turn.writer().commands().test_mode(home.place.home, wish.device, turn.now().utc));
    if (!standing) return problem(409, "wrong_state", "there is no such test mode, or it is over");
    auto command = command_for(turn, wish, home, core::CommandKind::test_mode_over);
    command.expires_at = *standing->until;
    ANJU_TRY(turn.journal_as(wish.actor, "test_mode.ended",
                             {{"command", command.id.to_string()}, {"home", home.place.home.value}}));
    ANJU_TRY(const auto given, give_as_stored(turn, std::move(command)));
    return answer({{"command", command_or_null(given)}});
}

Result<Response> take_out(ingest::Turn& turn, const Wish& wish, const store::ServedHome& home) {
    if (home.gateway.empty()) return no_gateway(home.place.home);
    auto command = command_for(turn, wish, home, core::CommandKind::take_out);
    command.expires_at = turn.now().utc + core::kTakeOutWaits;
    ANJU_TRY(turn.journal_as(wish.actor, "device.taken_out",
                             {{"command", command.id.to_string()}, {"home", home.place.home.value}}));
    ANJU_TRY(const auto given, give_as_stored(turn, std::move(command)));
    return answer({{"command", command_or_null(given)}});
}

// ---- lists -----------------------------------------------------------------------------------

Result<Response> show_absence(const Request& request, store::Reader& reader, UtcTime now) {
    ANJU_TRY(const auto home, reader.commands().home(HomeId(request.id)));
    if (!home || !request.principal.scope.covers(home->place)) return no_such("home", request.id);
    store::SilenceFilter filter;
    filter.now = now;
    filter.state = core::SilenceState::active;
    filter.away = true;
    filter.home = home->place.home;
    ANJU_TRY(const auto standing, reader.silences().silences(filter));
    if (standing.empty()) return answer({{"away", nullptr}, {"command", nullptr}});
    store::CommandFilter asked;
    asked.home = home->place.home;
    ANJU_TRY(const auto commands, reader.commands().commands(asked));
    std::optional<core::GatewayCommand> newest;
    for (const auto& command : commands) {
        if (!newest && command.silence == standing.front().silence.id) newest = command;
    }
    return absence_answer(standing.front().silence, newest, now);
}

Result<Response> list_commands(const Request& request, store::Reader& reader) {
    store::CommandFilter filter;
    filter.scope = request.principal.scope;
    filter.home = name_parameter<HomeId>(request, "home");
    filter.gateway = name_parameter<GatewayId>(request, "gateway");
    if (const std::string* text = request.parameter("state")) {
        filter.state = core::parse_case_word<core::CommandState>(*text);
        if (!filter.state) return wrong_parameter("state", "waiting, confirmed, expired or replaced", *text);
    }
    ANJU_TRY(filter.after, cursor_of<core::CommandId>(request));
    ANJU_TRY(filter.limit, limit_of(request));
    ANJU_TRY(const auto rows, reader.commands().commands(filter));
    json::array commands;
    for (const auto& row : rows) commands.emplace_back(json_of(row));
    json::value next = next_cursor(rows, filter.limit, [](const auto& row) { return row.id.to_string(); });
    return answer({{"commands", std::move(commands)}, {"next", std::move(next)}});
}

Result<Response> show_command(const Request& request, store::Reader& reader) {
    const auto id = Ulid::parse(request.id);
    if (!id) return no_such("command", request.id);
    ANJU_TRY(const auto command, reader.commands().command(core::CommandId(id.value())));
    if (!command) return no_such("command", request.id);
    ANJU_TRY(const auto home, reader.commands().home(command->home));
    if (!request.principal.scope.covers(home ? home->place : core::Place{})) return no_such("command", request.id);
    return answer({{"command", json_of(*command)}});
}

json::object test_json(const store::DeviceTest& test, const core::TestIntervals& intervals, UtcTime now) {
    const auto due = core::test_due(intervals, test.kind, test.tested_at);
    const auto time = [](const std::optional<UtcTime>& at) {
        return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
    };
    return {{"home", test.place.home.value},
            {"committee", test.place.committee ? json::value(test.place.committee->value) : json::value(nullptr)},
            {"street", test.place.street ? json::value(test.place.street->value) : json::value(nullptr)},
            {"device", test.device.value},
            {"kind", to_string(test.kind)},
            {"tested_at", time(test.tested_at)},
            {"due_at", time(due)},
            {"overdue", !due || *due <= now}};
}

/// Names may hold any character, so the cursor says how long the first one is: "4:h001smoke-1".
std::string test_cursor(const store::DeviceTest& test) {
    return fmt::format("{}:{}{}", test.place.home.value.size(), test.place.home.value, test.device.value);
}

Result<std::optional<std::pair<HomeId, DeviceId>>> test_cursor_of(const Request& request) {
    using Cursor = std::optional<std::pair<HomeId, DeviceId>>;
    const std::string* text = request.parameter("cursor");
    if (!text) return Cursor();
    const auto colon = text->find(':');
    const bool has_length =
        colon != std::string::npos && colon > 0 && colon < 6 && text->find_first_not_of("0123456789") == colon;
    const std::size_t length = has_length ? std::stoul(text->substr(0, colon)) : 0;
    if (!has_length || colon + 1 + length > text->size()) {
        return wrong_parameter("cursor", "the `next` of the page before", *text);
    }
    return Cursor(std::pair(HomeId(text->substr(colon + 1, length)), DeviceId(text->substr(colon + 1 + length))));
}

Result<Response> list_tests(const Request& request, store::Reader& reader, const core::TestIntervals& intervals,
                            UtcTime now) {
    store::TestFilter filter;
    filter.intervals = intervals;
    filter.scope = request.principal.scope;
    ANJU_TRY(const auto overdue, bool_parameter(request, "overdue"));
    if (overdue.value_or(false)) filter.overdue_at = now;
    filter.home = name_parameter<HomeId>(request, "home");
    filter.committee = name_parameter<CommitteeId>(request, "committee");
    filter.street = name_parameter<StreetId>(request, "street");
    if (const std::string* text = request.parameter("kind")) {
        filter.kind = parse_word<Kind>(*text);
        if (!filter.kind) return wrong_parameter("kind", "a kind of device such as smoke", *text);
    }
    ANJU_TRY(filter.after, test_cursor_of(request));
    ANJU_TRY(filter.limit, limit_of(request));
    ANJU_TRY(const auto rows, reader.commands().tests(filter));
    json::array tests;
    for (const auto& row : rows) tests.emplace_back(test_json(row, intervals, now));
    return answer({{"tests", std::move(tests)}, {"next", next_cursor(rows, filter.limit, test_cursor)}});
}

}  // namespace

void add_home_routes(Router& router, const Services& services, const core::TestIntervals& intervals) {
    const auto now = [clock = services.clock] { return clock->now().utc; };
    const auto add = [&](const char* path, std::vector<std::string_view> fields, std::string_view required,
                         Doing doing) {
        router.add({"POST",
                    path,
                    {},
                    Permission::manage_duty,
                    Acting([change = services.change, fields = std::move(fields), required, doing](
                               const Request& request, Done done) {
                        auto wish = wish_of(request, fields);
                        if (!wish) return done(problem_of(wish.error()));
                        const bool missing = (required == "device" && wish.value().device.empty()) ||
                                             (required == "until" && !wish.value().until);
                        if (missing) {
                            return done(problem_of(
                                fail(ErrorCode::invalid, fmt::format("field '{}' must not be empty", required))));
                        }
                        answer_after(
                            change,
                            [wish = std::move(wish).value(), doing](ingest::Turn& turn) -> Result<Response> {
                                ANJU_TRY(const auto home, turn.writer().commands().home(wish.home));
                                if (!home || !wish.scope.covers(home->place)) {
                                    return no_such("home", wish.home.value);
                                }
                                return doing(turn, wish, *home);
                            },
                            std::move(done));
                    })});
    };
    add("/api/v1/homes/{id}/away", {"actor", "until", "note"}, "until", begin_absence);
    add("/api/v1/homes/{id}/away/end", {"actor"}, "", end_absence);
    add("/api/v1/homes/{id}/test-mode", {"actor", "device", "minutes", "whole_path"}, "", begin_test_mode);
    add("/api/v1/homes/{id}/test-mode/end", {"actor", "device"}, "", end_test_mode);
    add("/api/v1/homes/{id}/take-out", {"actor", "device"}, "device", take_out);
    router.add({"GET",
                "/api/v1/homes/{id}/away",
                {},
                Permission::read,
                Reading([now](const Request& request, store::Reader& reader) {
                    return show_absence(request, reader, now());
                })});
    router.add({"GET",
                "/api/v1/commands",
                {"home", "gateway", "state", "limit", "cursor"},
                Permission::read,
                Reading(list_commands)});
    router.add({"GET", "/api/v1/commands/{id}", {}, Permission::read, Reading(show_command)});
    router.add({"GET",
                "/api/v1/tests",
                {"overdue", "home", "committee", "street", "kind", "limit", "cursor"},
                Permission::read,
                Reading([now, intervals](const Request& request, store::Reader& reader) {
                    return list_tests(request, reader, intervals, now());
                })});
}

}  // namespace anju::alertd::api
