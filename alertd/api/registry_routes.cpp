// The registry row by row: list, get, create or replace, remove.
#include "alertd/api/body.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/registry_row.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace anju::alertd::api {

namespace json = boost::json;
using store::Row;
using store::RowKey;
using store::Table;
using store::TableId;

namespace {

constexpr std::size_t kMostUses = 20;
/// Who may write a row sees what he wrote.
constexpr core::Sight kAll{true, true};
/// Stands between the parts of a key in a cursor; no id holds it.
constexpr char kBetweenParts = '\t';

// ---- where the rows are ----------------------------------------------------------------------

std::string path_of(const Table& table, bool one_row) {
    std::string path = "/api/v1/registry/" + std::string(table.name);
    for (std::size_t i = 0; one_row && i < table.keys; ++i) path.append("/{").append(table.columns[i].name).append("}");
    return path;
}

RowKey key_in(const Table& table, const Request& request) {
    RowKey key;
    for (std::size_t i = 0; i < table.keys; ++i) key.push_back(request.path_value(table.columns[i].name));
    return key;
}

/// Columns by which a list may be narrowed: what rows refer to, and a few words.
std::vector<std::string> filters_of(const Table& table) {
    std::vector<std::string> filters;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto& column = table.columns[i];
        const bool only_key = i == 0 && table.keys == 1;
        if (only_key) continue;
        if (column.kind == store::CellKind::reference || column.kind == store::CellKind::gateway ||
            column.kind == store::CellKind::word || column.name == "scope") {
            filters.emplace_back(column.name);
        }
    }
    return filters;
}

bool covers(const core::Scope& scope, const Row& row) {
    const auto street = row.street ? std::optional(StreetId(*row.street)) : std::nullopt;
    const auto committee = row.committee ? std::optional(CommitteeId(*row.committee)) : std::nullopt;
    return scope.covers(street, committee);
}

std::string etag_of(const Row& row) { return fmt::format("\"{}\"", row.version); }

Error no_row(const Table& table, const RowKey& key) {
    return fail(ErrorCode::not_found, fmt::format("{}: there is no {}", table.name, store::text_of(key)));
}

Response answer_of(const Table& table, const Row& row, const core::Sight& sight, int status = 200) {
    Response response;
    response.status = status;
    response.body = json::serialize(json_of(table, row, sight));
    response.headers.emplace_back("ETag", etag_of(row));
    return response;
}

// ---- reading ---------------------------------------------------------------------------------

std::string cursor_of(const RowKey& key) {
    std::string cursor;
    for (const std::string& part : key) {
        if (!cursor.empty()) cursor += kBetweenParts;
        cursor += part;
    }
    return cursor;
}

Result<std::optional<RowKey>> cursor_in(const Table& table, const Request& request) {
    const std::string* text = request.parameter("cursor");
    if (!text) return std::optional<RowKey>();
    RowKey key;
    for (std::string_view rest = *text; key.size() < table.keys;) {
        const std::size_t end = std::min(rest.find(kBetweenParts), rest.size());
        key.emplace_back(rest.substr(0, end));
        if (end == rest.size()) break;
        rest.remove_prefix(end + 1);
    }
    if (key.size() != table.keys) {
        return fail(ErrorCode::invalid, "query parameter 'cursor': expected the `next` of the page before");
    }
    return std::optional(std::move(key));
}

Result<Response> list_rows(const Table& table, const Request& request, store::Reader& reader) {
    store::RowFilter filter;
    filter.scope = row_scope_of(request.principal.scope);
    ANJU_TRY(filter.limit, limit_of(request));
    ANJU_TRY(filter.after, cursor_in(table, request));
    for (const std::string& name : filters_of(table)) {
        const std::string* value = request.parameter(name);
        if (!value) continue;
        if (filter.where) return fail(ErrorCode::invalid, "one column at most may narrow the list");
        filter.where = {name, *value};
    }
    ANJU_TRY(const auto rows, reader.registry().rows(table.id, filter));
    const auto sight = sight_of_table(table, request.principal);
    json::array list;
    for (const Row& row : rows) list.emplace_back(json_of(table, row, sight));
    json::object body{{"rows", std::move(list)}, {"next", nullptr}};
    if (rows.size() == filter.limit) body["next"] = cursor_of(key_of(table, rows.back()));
    Response response;
    response.body = json::serialize(body);
    return response;
}

Result<Response> show_row(const Table& table, const Request& request, store::Reader& reader) {
    const RowKey key = key_in(table, request);
    ANJU_TRY(const auto row, reader.registry().row(table.id, key));
    if (!row || !covers(request.principal.scope, *row)) return no_row(table, key);
    return answer_of(table, *row, sight_of_table(table, request.principal));
}

// ---- changing --------------------------------------------------------------------------------

using Change = decltype(Services::change);

/// What a change has to say besides that it was made or failed.
struct Outcome {
    std::optional<Response> refusal;  ///< nothing was changed
    std::optional<Row> row;
    bool added = false;
};

/// Runs `body` as a change; a refusal undoes what it wrote.
void answer_change(const Change& change, std::function<Result<void>(ingest::Turn&, Outcome&)> body,
                   std::function<Response(const Outcome&)> make, Done done) {
    auto outcome = std::make_shared<Outcome>();
    change(
        [outcome, body = std::move(body)](ingest::Turn& turn) -> Result<void> {
            *outcome = {};
            ANJU_TRY(body(turn, *outcome));
            if (outcome->refusal) return fail(ErrorCode::conflict, "refused");
            return success();
        },
        [outcome, make = std::move(make), done = std::move(done)](const Result<void>& result) {
            if (outcome->refusal) return done(std::move(*outcome->refusal));
            done(result ? make(*outcome) : problem_of(result.error()));
        });
}

/// Nothing when the row is in the state that the caller has seen.
std::optional<Response> unmet(const Request& request, const std::optional<std::uint64_t>& expected,
                              const std::optional<Row>& current) {
    const auto refuse = [&](std::string detail) {
        Response response = problem(412, "version_conflict", std::move(detail));
        if (current) response.headers.emplace_back("ETag", etag_of(*current));
        return response;
    };
    if (request.if_none_match) {
        if (current) return refuse("there is such a row already");
        return std::nullopt;
    }
    if (!current) return request.if_match ? std::optional(refuse("there is no such row (any more)")) : std::nullopt;
    if (expected && *expected != current->version) return refuse("somebody changed it first");
    return std::nullopt;
}

struct Wanted {
    RowKey key;
    store::RowDraft draft;
    std::optional<std::uint64_t> version;
    std::string actor, reason;
};

Result<Wanted> wanted_of(const Table& table, const Request& request) {
    Wanted wanted;
    wanted.key = key_in(table, request);
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(wanted.draft, draft_of(table, wanted.key, body, {"actor", "reason"}));
    ANJU_TRY(wanted.actor, actor_of(request, body));
    ANJU_TRY(wanted.reason, reason_of(request, body));
    ANJU_TRY(wanted.version, expected_version(request));
    if (request.if_none_match && *request.if_none_match != "*") {
        return fail(ErrorCode::invalid, "If-None-Match: expected *, which creates a row that is not there yet");
    }
    return wanted;
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const std::string_view name : names) text.append(text.empty() ? "" : " ").append(name);
    return text;
}

Result<void> put_row(const Table& table, const Request& request, const Wanted& wanted, ingest::Turn& turn,
                     Outcome& outcome) {
    auto& registry = turn.writer().registry();
    const core::Scope& scope = request.principal.scope;
    ANJU_TRY(const auto current, registry.row(table.id, wanted.key));
    if (current && !covers(scope, *current)) return no_row(table, wanted.key);
    if ((outcome.refusal = unmet(request, wanted.version, current))) return success();
    ANJU_TRY(const auto report, registry.put(table.id, {&wanted.draft, 1}));
    ANJU_TRY(outcome.row, registry.row(table.id, wanted.key));
    if (!outcome.row || !covers(scope, *outcome.row)) return no_row(table, wanted.key);
    outcome.added = report.counts.added > 0;
    for (const store::RowChange& change : report.changes) {
        std::vector<std::pair<std::string, std::string>> facts{{"table", std::string(table.name)},
                                                               {"row", store::text_of(change.key)}};
        if (!change.added) facts.emplace_back("fields", joined(change.fields));
        facts.emplace_back("reason", wanted.reason);
        ANJU_TRY(turn.journal_as(wanted.actor, change.added ? "registry.added" : "registry.changed", std::move(facts)));
    }
    return success();
}

void put(const Table& table, const Change& change, const Request& request, Done done) {
    auto wanted = wanted_of(table, request);
    if (!wanted) return done(problem_of(wanted.error()));
    if (!request.if_match && !request.if_none_match) {
        return done(problem(428, "precondition_required",
                            "say what you have seen: If-Match with the row's ETag, or If-None-Match: * to create it"));
    }
    answer_change(
        change,
        [&table, request, wanted = std::move(wanted).value()](ingest::Turn& turn, Outcome& outcome) {
            return put_row(table, request, wanted, turn, outcome);
        },
        [&table](const Outcome& outcome) { return answer_of(table, *outcome.row, kAll, outcome.added ? 201 : 200); },
        std::move(done));
}

Response needed(const Table& table, const RowKey& key, const std::vector<store::RowUse>& uses) {
    json::array list;
    for (const auto& use : uses) list.push_back(json::object{{"table", use.table}, {"row", use.row}});
    const bool open_case = uses.front().table == "incidents";
    return problem(409, "row_in_use",
                   fmt::format("{} {} is needed by {} {}{}", table.name, store::text_of(key), uses.front().table,
                               uses.front().row, open_case ? ", which has an open incident" : ""),
                   "\"uses\":" + json::serialize(list));
}

Result<void> remove_row(const Table& table, const Request& request, const Wanted& wanted, ingest::Turn& turn,
                        Outcome& outcome) {
    auto& registry = turn.writer().registry();
    ANJU_TRY(const auto current, registry.row(table.id, wanted.key));
    if (!current || !covers(request.principal.scope, *current)) return no_row(table, wanted.key);
    if ((outcome.refusal = unmet(request, wanted.version, current))) return success();
    ANJU_TRY(const auto uses, registry.uses_of(table.id, wanted.key, kMostUses));
    if (!uses.empty()) {
        outcome.refusal = needed(table, wanted.key, uses);
        return success();
    }
    ANJU_TRY(registry.remove(table.id, wanted.key));
    return turn.journal_as(
        wanted.actor, "registry.removed",
        {{"table", std::string(table.name)}, {"row", store::text_of(wanted.key)}, {"reason", wanted.reason}});
}

void remove(const Table& table, const Change& change, const Request& request, Done done) {
    const auto make_wanted = [&]() -> Result<Wanted> {
        Wanted wanted;
        wanted.key = key_in(table, request);
        ANJU_TRY(wanted.actor, actor_of(request, {}));
        ANJU_TRY(wanted.reason, reason_of(request, {}));
        ANJU_TRY(wanted.version, expected_version(request));
        return wanted;
    };
    auto wanted = make_wanted();
    if (!wanted) return done(problem_of(wanted.error()));
    answer_change(
        change,
        [&table, request, wanted = std::move(wanted).value()](ingest::Turn& turn, Outcome& outcome) {
            return remove_row(table, request, wanted, turn, outcome);
        },
        [](const Outcome&) {
            Response response;
            response.status = 204;
            response.content_type.clear();
            return response;
        },
        std::move(done));
}

/// Access notes are shown to who may reveal them, and that he looked stands in the journal.
void reveal(const Table& table, const Change& change, const Request& request, Done done) {
    auto actor = actor_of(request, {});
    auto reason = reason_of(request, {});
    if (!actor) return done(problem_of(actor.error()));
    if (!reason) return done(problem_of(reason.error()));
    answer_change(
        change,
        [&table, request, actor = actor.value(), reason = reason.value()](ingest::Turn& turn,
                                                                          Outcome& outcome) -> Result<void> {
            const RowKey key = key_in(table, request);
            ANJU_TRY(outcome.row, turn.writer().registry().row(table.id, key));
            if (!outcome.row || !covers(request.principal.scope, *outcome.row)) return no_row(table, key);
            return turn.journal_as(
                actor, "registry.revealed",
                {{"table", std::string(table.name)}, {"row", store::text_of(key)}, {"reason", reason}});
        },
        [&table](const Outcome& outcome) { return answer_of(table, *outcome.row, kAll); }, std::move(done));
}

}  // namespace

store::RowScope row_scope_of(const core::Scope& scope) {
    store::RowScope rows;
    rows.everything = scope.everything;
    for (const auto& street : scope.streets) rows.streets.push_back(street.value);
    for (const auto& committee : scope.committees) rows.committees.push_back(committee.value);
    return rows;
}

void add_registry_routes(Router& router, const Change& change) {
    for (const Table& table : store::registry_tables()) {
        const bool secret = table.id == TableId::access_notes;
        std::vector<std::string> query = filters_of(table);
        query.insert(query.end(), {"limit", "cursor"});
        router.add({"GET", path_of(table, false), std::move(query), Permission::read,
                    Reading([&table](const Request& request, store::Reader& reader) {
                        return list_rows(table, request, reader);
                    })});
        if (secret) {
            router.add({"GET",
                        path_of(table, true),
                        {},
                        Permission::reveal,
                        Acting([&table, change](const Request& request, Done done) {
                            reveal(table, change, request, std::move(done));
                        })});
        } else {
            router.add({"GET",
                        path_of(table, true),
                        {},
                        Permission::read,
                        Reading([&table](const Request& request, store::Reader& reader) {
                            return show_row(table, request, reader);
                        })});
        }
        router.add({"PUT",
                    path_of(table, true),
                    {},
                    Permission::change_registry,
                    Acting([&table, change](const Request& request, Done done) {
                        put(table, change, request, std::move(done));
                    })});
        router.add({"DELETE",
                    path_of(table, true),
                    {},
                    Permission::change_registry,
                    Acting([&table, change](const Request& request, Done done) {
                        remove(table, change, request, std::move(done));
                    })});
    }
}

}  // namespace anju::alertd::api
