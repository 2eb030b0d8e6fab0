// Follow-up tasks and callback records of a case, and the alerts that it explains.
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
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

using Change = decltype(Services::change);

Result<IncidentId> incident_of(const Request& request) {
    auto id = Ulid::parse(request.id);
    if (!id) return fail(ErrorCode::not_found, fmt::format("'{}' is not the id of an incident", request.id));
    return IncidentId(id.value());
}

/// Whether there is such a case within the caller's scope.
Result<bool> is_theirs(ingest::Turn& turn, const IncidentId& id, const core::Scope& scope) {
    ANJU_TRY(const auto incident, turn.writer().incident(id));
    return incident && scope.covers(incident->place);
}

Result<void> must_be_there(ingest::Turn& turn, const IncidentId& id, const core::Scope& scope) {
    ANJU_TRY(const bool theirs, is_theirs(turn, id, scope));
    if (theirs) return success();
    return fail(ErrorCode::not_found, fmt::format("there is no incident {}", id.to_string()));
}

template <class Enum>
Result<Enum> word_field(const json::object& body, std::string_view name, const char* expected) {
    ANJU_TRY(const auto text, text_field(body, name, kLongestName));
    const auto word = core::parse_case_word<Enum>(text);
    if (!word) return fail(ErrorCode::invalid, fmt::format("field '{}': expected {}, not '{}'", name, expected, text));
    return *word;
}

/// An id that the caller made, so that a request that is sent twice makes one row; else nil.
template <class Id>
Result<Id> id_field(const json::object& body) {
    ANJU_TRY(const auto text, text_field(body, "id", kLongestName));
    if (text.empty()) return Id{};
    auto id = Ulid::parse(text);
    if (!id) return fail(ErrorCode::invalid, fmt::format("field 'id' must be a ULID, not '{}'", text));
    return Id(id.value());
}

Response made(const char* name, json::object object, int status) {
    Response response;
    response.status = status;
    response.body = json::serialize(json::object{{name, std::move(object)}});
    return response;
}

// ---- follow-ups ------------------------------------------------------------------------------

Result<core::FollowUp> follow_up_of(const Request& request) {
    core::FollowUp task;
    ANJU_TRY(task.incident, incident_of(request));
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "id", "kind", "due_at", "assignee", "text"}));
    ANJU_TRY(task.created_by, actor_of(request, body));
    ANJU_TRY(task.id, id_field<core::FollowUpId>(body));
    ANJU_TRY(task.kind, word_field<core::FollowUpKind>(body, "kind", "visit, call, repair, registry or other"));
    ANJU_TRY(const auto due_at, time_field(body, "due_at"));
    if (!due_at) return fail(ErrorCode::invalid, "field 'due_at' must say when it is due");
    task.due_at = *due_at;
    ANJU_TRY(task.assignee, text_field(body, "assignee", kLongestName));
    ANJU_TRY(task.text, required_text(body, "text", kLongestNote));
    return task;
}

/// Stores `wanted`, or finds what the same request stored before.
Result<void> create(ingest::Turn& turn, core::FollowUp& wanted, const core::Scope& scope) {
    ANJU_TRY(must_be_there(turn, wanted.incident, scope));
    auto& store = turn.writer().aftercare();
    if (wanted.id.is_nil()) {
        wanted.id = core::FollowUpId(turn.ids().next(turn.now().utc));
    } else {
        ANJU_TRY(const auto before, store.follow_up(wanted.id));
        if (before) {
            const bool same = before->incident == wanted.incident && before->kind == wanted.kind &&
                              before->due_at == wanted.due_at && before->text == wanted.text &&
                              before->assignee == wanted.assignee;
            if (!same) return fail(ErrorCode::conflict, "another follow-up has this id");
            wanted = *before;
            return success();
        }
    }
    wanted.created_at = turn.now().utc;
    ANJU_TRY(store.put(wanted));
    return turn.journal_as(wanted.created_by, "follow_up.created",
                           {{"follow_up", wanted.id.to_string()},
                            {"kind", std::string(to_string(wanted.kind))},
                            {"due_at", to_rfc3339(wanted.due_at)}},
                           wanted.incident);
}

Result<core::FollowUp> finish(ingest::Turn& turn, const core::FollowUpId& id, core::FollowUpState state,
                              const std::string& actor, const core::Scope& scope) {
    auto& store = turn.writer().aftercare();
    ANJU_TRY(auto task, store.follow_up(id));
    const auto missing = fail(ErrorCode::not_found, fmt::format("there is no follow-up {}", id.to_string()));
    if (!task) return missing;
    ANJU_TRY(const bool theirs, is_theirs(turn, task->incident, scope));
    if (!theirs) return missing;
    if (task->state == state) return *task;
    if (task->state != core::FollowUpState::open) {
        return fail(ErrorCode::conflict, fmt::format("the follow-up is {} already", to_string(task->state)));
    }
    task->state = state;
    task->finished_at = turn.now().utc;
    task->finished_by = actor;
    ANJU_TRY(store.put(*task));
    ANJU_TRY(turn.journal_as(actor, "follow_up." + std::string(to_string(state)), {{"follow_up", id.to_string()}},
                             task->incident));
    return *task;
}

void add_follow_up(const Change& change, const Request& request, Done done) {
    auto wanted = follow_up_of(request);
    if (!wanted) return done(problem_of(wanted.error()));
    auto task = std::make_shared<core::FollowUp>(std::move(wanted).value());
    change([task, scope = request.principal.scope](ingest::Turn& turn) { return create(turn, *task, scope); },
           [task, done = std::move(done)](Result<void> result) {
               done(result ? made("follow_up", json_of(*task), 201) : problem_of(result.error()));
           });
}

void finish_follow_up(const Change& change, core::FollowUpState state, const Request& request, Done done) {
    auto id = Ulid::parse(request.id);
    if (!id) return done(problem(404, "not_found", fmt::format("'{}' is not the id of a follow-up", request.id)));
    const auto who = [&]() -> Result<std::string> {
        ANJU_TRY(const auto body, body_of(request));
        ANJU_TRY(only_known(body, {"actor"}));
        return actor_of(request, body);
    }();
    if (!who) return done(problem_of(who.error()));
    auto task = std::make_shared<core::FollowUp>();
    change(
        [task, id = core::FollowUpId(id.value()), state, actor = who.value(),
         scope = request.principal.scope](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(*task, finish(turn, id, state, actor, scope));
            return success();
        },
        [task, done = std::move(done)](Result<void> result) {
            done(result ? made("follow_up", json_of(*task), 200) : problem_of(result.error()));
        });
}

// ---- callbacks -------------------------------------------------------------------------------

Result<core::Callback> callback_of(const Request& request) {
    core::Callback callback;
    ANJU_TRY(callback.incident, incident_of(request));
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "id", "party", "person", "outcome", "called_at", "text"}));
    ANJU_TRY(callback.by, actor_of(request, body));
    ANJU_TRY(callback.id, id_field<core::CallbackId>(body));
    ANJU_TRY(callback.party, word_field<core::CalledParty>(body, "party", "resident, contact, neighbour or other"));
    ANJU_TRY(callback.person, text_field(body, "person", kLongestName));
    ANJU_TRY(callback.outcome,
             word_field<core::CallOutcome>(body, "outcome", "spoke, no_answer, wrong_number or declined_help"));
    ANJU_TRY(const auto called_at, time_field(body, "called_at"));
    callback.called_at = called_at.value_or(UtcTime{});
    ANJU_TRY(callback.text, text_field(body, "text", kLongestNote));
    return callback;
}

Result<void> record(ingest::Turn& turn, core::Callback& wanted, const core::Scope& scope) {
    ANJU_TRY(must_be_there(turn, wanted.incident, scope));
    auto& store = turn.writer().aftercare();
    const UtcTime now = turn.now().utc;
    const bool untimed = wanted.called_at == UtcTime{};
    if (wanted.id.is_nil()) {
        wanted.id = core::CallbackId(turn.ids().next(now));
    } else {
        ANJU_TRY(const auto before, store.callback(wanted.id));
        if (before) {
            const bool same = before->incident == wanted.incident && before->party == wanted.party &&
                              before->outcome == wanted.outcome && before->person == wanted.person &&
                              before->text == wanted.text && (untimed || before->called_at == wanted.called_at);
            if (!same) return fail(ErrorCode::conflict, "another callback has this id");
            wanted = *before;
            return success();
        }
    }
    if (untimed) wanted.called_at = now;
    if (wanted.called_at > now) return fail(ErrorCode::invalid, "field 'called_at' must not lie in the future");
    ANJU_TRY(store.put(wanted));
    return turn.journal_as(wanted.by, "callback.recorded",
                           {{"callback", wanted.id.to_string()},
                            {"party", std::string(to_string(wanted.party))},
                            {"outcome", std::string(to_string(wanted.outcome))}},
                           wanted.incident);
}

void add_callback(const Change& change, const Request& request, Done done) {
    auto wanted = callback_of(request);
    if (!wanted) return done(problem_of(wanted.error()));
    auto callback = std::make_shared<core::Callback>(std::move(wanted).value());
    change([callback, scope = request.principal.scope](ingest::Turn& turn) { return record(turn, *callback, scope); },
           [callback, done = std::move(done)](Result<void> result) {
               done(result ? made("callback", json_of(*callback), 201) : problem_of(result.error()));
           });
}

// ---- lists -----------------------------------------------------------------------------------

/// "<due in ms>-<id>".
Result<std::pair<UtcTime, core::FollowUpId>> cursor_of(const std::string& text) {
    const auto dash = text.rfind('-');
    std::int64_t due = 0;
    if (dash != std::string::npos && dash > 0) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + dash, due);
        auto id = Ulid::parse(std::string_view(text).substr(dash + 1));
        if (error == std::errc() && end == text.data() + dash && id) {
            return std::pair(UtcTime{Millis{due}}, core::FollowUpId(id.value()));
        }
    }
    return fail(ErrorCode::invalid,
                fmt::format("query parameter 'cursor': expected the `next` of the page before, not '{}'", text));
}

Result<store::FollowUpFilter> filter_of(const Request& request, UtcTime now) {
    store::FollowUpFilter filter;
    filter.scope = request.principal.scope;
    ANJU_TRY(filter.limit, limit_of(request));
    if (const std::string* text = request.parameter("state")) {
        filter.state = core::parse_case_word<core::FollowUpState>(*text);
        if (!filter.state) {
            return fail(ErrorCode::invalid,
                        fmt::format("query parameter 'state': expected open, done or cancelled, not '{}'", *text));
        }
    }
    if (const std::string* text = request.parameter("overdue")) {
        if (*text != "true" || filter.state.value_or(core::FollowUpState::open) != core::FollowUpState::open) {
            return fail(ErrorCode::invalid, "query parameter 'overdue': expected true, and no state but open");
        }
        filter.state = core::FollowUpState::open;
        filter.due_before = now;
    }
    if (const std::string* text = request.parameter("assignee")) filter.assignee = *text;
    if (const std::string* text = request.parameter("cursor")) {
        ANJU_TRY(filter.after, cursor_of(*text));
    }
    return filter;
}

Result<Response> list_follow_ups(const Request& request, store::Reader& reader, UtcTime now) {
    ANJU_TRY(const auto filter, filter_of(request, now));
    ANJU_TRY(const auto tasks, reader.aftercare().follow_ups(filter));
    json::array rows;
    for (const auto& task : tasks) {
        // A task that waits is shown as a case that is open, one that is over as a case that is closed.
        const bool waits = task.state == core::FollowUpState::open;
        auto row = json_of(task, core::sight_of(request.principal.role, waits).persons);
        row["overdue"] = core::is_overdue(task, now);
        rows.push_back(std::move(row));
    }
    json::value next = nullptr;
    if (tasks.size() >= filter.limit) {
        next = json::value(
            fmt::format("{}-{}", tasks.back().due_at.time_since_epoch().count(), tasks.back().id.to_string()));
    }
    Response response;
    response.body = json::serialize(json::object{{"follow_ups", std::move(rows)}, {"next", std::move(next)}});
    return response;
}

Result<Response> list_held(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto id, incident_of(request));
    ANJU_TRY(const auto incident, reader.incident(id));
    if (!incident || !request.principal.scope.covers(incident->place)) {
        return fail(ErrorCode::not_found, fmt::format("there is no incident {}", request.id));
    }
    ANJU_TRY(const auto limit, limit_of(request));
    std::optional<AlertId> after;
    if (const std::string* text = request.parameter("cursor")) {
        auto cursor = Ulid::parse(*text);
        if (!cursor)
            return fail(ErrorCode::invalid, "query parameter 'cursor': expected the `next` of the page before");
        after = AlertId(cursor.value());
    }
    ANJU_TRY(const auto alerts, reader.storms().held_by(id, after, limit));
    json::value next = nullptr;
    if (alerts.size() >= limit) next = json::value(alerts.back().update.id.to_string());
    Response response;
    response.body = json::serialize(json::object{{"alerts", json_list(alerts)}, {"next", std::move(next)}});
    return response;
}

}  // namespace

void add_aftercare_routes(Router& router, const Services& services) {
    const auto& change = services.change;
    router.add(
        {"POST",
         "/api/v1/incidents/{id}/follow-ups",
         {},
         Permission::act,
         Acting([change](const Request& request, Done done) { add_follow_up(change, request, std::move(done)); })});
    router.add(
        {"POST",
         "/api/v1/incidents/{id}/callbacks",
         {},
         Permission::act,
         Acting([change](const Request& request, Done done) { add_callback(change, request, std::move(done)); })});
    const auto add_end = [&](const char* path, core::FollowUpState state) {
        router.add({"POST", path, {}, Permission::act, Acting([change, state](const Request& request, Done done) {
                        finish_follow_up(change, state, request, std::move(done));
                    })});
    };
    add_end("/api/v1/follow-ups/{id}/done", core::FollowUpState::done);
    add_end("/api/v1/follow-ups/{id}/cancel", core::FollowUpState::cancelled);
    router.add({"GET",
                "/api/v1/follow-ups",
                {"state", "overdue", "assignee", "limit", "cursor"},
                Permission::read,
                Reading([clock = services.clock](const Request& request, store::Reader& reader) {
                    return list_follow_ups(request, reader, clock->now().utc);
                })});
    router.add({"GET", "/api/v1/incidents/{id}/held", {"limit", "cursor"}, Permission::read, Reading(list_held)});
}

}  // namespace anju::alertd::api
